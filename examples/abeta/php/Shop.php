<?php
declare(strict_types=1);

/** The shop's own: users, articles, sessions by PHP's own means, and orders in a database where a key stands once. */
final class Shop
{
    private const USER = 'inkoper@universiteit.example';

    private PDO $database;
    /** @var array<string, array{name: string, price: string}> */
    public readonly array $products;

    public function __construct(string $file, string $data)
    {
        $this->database = new PDO("sqlite:$file");
        $this->database->exec('PRAGMA busy_timeout = 5000');
        $this->database->exec('CREATE TABLE IF NOT EXISTS orders (order_key TEXT PRIMARY KEY, document TEXT NOT NULL)');
        $simple = array_filter(
            json_decode(file_get_contents($data), true),
            fn (array $one): bool => $one['type'] === 'simple' && $one['price'] !== '',
        );
        $this->products = array_column(array_slice($simple, 20, 8), null, 'id');
    }

    /** The user's id, if the credentials are right. */
    public function login(string $name, string $password): ?string
    {
        static $hash = null;
        $hash ??= password_hash('welkom-in-de-winkel', PASSWORD_BCRYPT, ['cost' => 4]);
        // The same work for a name that nobody has.
        return password_verify($password, $hash) && $name === self::USER ? 'u-42' : null;
    }

    /** A session of its own for each punch-out: a new id, and a cookie that is sent to its own path alone. */
    public function open(array $login): void
    {
        $this->begin($login['punchout_id']);
        session_regenerate_id(true);
        $_SESSION = ['login' => $login, 'cart_id' => bin2hex(random_bytes(6)), 'cart' => []];
        session_write_close();
    }

    /** The session of this punch-out goes on, if the browser has its cookie. */
    public function resume(string $punchoutId): bool
    {
        $this->begin($punchoutId);
        return ($_SESSION['login']['punchout_id'] ?? null) === $punchoutId;
    }

    private function begin(string $punchoutId): void
    {
        session_name('winkel');
        // In a frame of another site: 'samesite' => 'None', 'secure' => true.
        session_start([
            'use_strict_mode' => true, 'cookie_httponly' => true, 'cookie_samesite' => 'Lax',
            'cookie_path' => "/winkel/$punchoutId/",
        ]);
    }

    /** Books an order once, and gives its id. */
    public function book(string $key, array $order): string
    {
        $insert = $this->database->prepare('INSERT OR IGNORE INTO orders (order_key, document) VALUES (?, ?)');
        $insert->execute([$key, json_encode(['host_id' => 'B2B-' . substr($key, 0, 8), 'order' => $order])]);
        return 'B2B-' . substr($key, 0, 8);
    }

    public function orders(): string
    {
        return '[' . implode(',', $this->database->query('SELECT document FROM orders')->fetchAll(PDO::FETCH_COLUMN)) . ']';
    }
}

<?php
declare(strict_types=1);

/** The shop's own articles and orders, in its own database. It knows nothing of koppel. */
final class Shop
{
    private PDO $database;

    public function __construct(string $folder)
    {
        is_dir($folder) || mkdir($folder, 0700, true);
        $this->database = new PDO("sqlite:$folder/shop.db", options: [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
        $this->database->exec(<<<'SQL'
            CREATE TABLE IF NOT EXISTS articles (
                sku TEXT PRIMARY KEY, name TEXT NOT NULL, price TEXT NOT NULL, in_stock INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS orders (
                id INTEGER PRIMARY KEY, entry_key TEXT UNIQUE NOT NULL, platform_id TEXT NOT NULL,
                platform_order_id TEXT NOT NULL, status TEXT NOT NULL, document TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS returns (
                order_id INTEGER, return_id TEXT, line_id TEXT, quantity INTEGER NOT NULL,
                PRIMARY KEY (order_id, return_id, line_id));
        SQL);
        $fill = $this->database->prepare('INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?)');
        foreach ([['LED-E27', 'Ledlamp E27', '12.95', 20], ['FITTING', 'Fitting', '3.50', 1]] as $article) {
            $fill->execute($article);
        }
    }

    /** @return list<array{sku: string, name: string, price: string, in_stock: int}> */
    public function articles(): array
    {
        return $this->run('SELECT * FROM articles ORDER BY sku')->fetchAll();
    }

    /** Books an order once, and takes its goods off the shelf; null where the shelf has not enough. */
    public function book(string $key, string $platformId, array $order): ?string
    {
        $this->database->beginTransaction();
        $known = $this->run('SELECT id FROM orders WHERE entry_key = ?', $key)->fetchColumn();
        if ($known === false) {
            if (!$this->take($order)) {
                $this->database->rollBack();
                return null;
            }
            $this->run(
                'INSERT INTO orders (entry_key, platform_id, platform_order_id, status, document) VALUES (?, ?, ?, ?, ?)',
                $key, $platformId, $order['platform_order_id'], $order['status'], json_encode($order),
            );
            $known = $this->database->lastInsertId();
        }
        $this->database->commit();
        return (string) $known;
    }

    /** What the platform says of an order later; a cancelled one goes back onto the shelf, once. */
    public function update(string $platformOrderId, string $status): string
    {
        $this->database->beginTransaction();
        $order = $this->run('SELECT * FROM orders WHERE platform_order_id = ?', $platformOrderId)->fetch();
        $off = ['cancelled', 'refunded', 'failed'];
        if (in_array($status, $off, true) && !in_array($order['status'], $off, true)) {
            foreach (json_decode($order['document'], true)['lines'] as $line) {
                $returned = 'SELECT COALESCE(SUM(quantity), 0) FROM returns WHERE order_id = ? AND line_id = ?';
                $returned = $this->run($returned, $order['id'], $line['line_id'])->fetchColumn();
                $this->putBack($line['sku'], $line['quantity'] - $returned);
            }
        }
        $this->setStatus((string) $order['id'], $status);
        $this->database->commit();
        return (string) $order['id'];
    }

    /** The order that koppel calls so. */
    public function idOf(string $orderId): string
    {
        return (string) $this->run("SELECT id FROM orders WHERE json_extract(document, '$.order_id') = ?", $orderId)->fetchColumn();
    }

    public function setStatus(string $id, string $status): void
    {
        $this->run('UPDATE orders SET status = ? WHERE id = ?', $status, $id);
    }

    /** @return null|array{id: int, platform_id: string, platform_order_id: string, status: string, lines: list<array>} */
    public function order(string $id): ?array
    {
        $found = $this->run('SELECT * FROM orders WHERE id = ?', $id)->fetch();
        return $found === false ? null : $found + ['lines' => json_decode($found['document'], true)['lines']];
    }

    /**
     * Goods come back onto the shelf, once for each return, whether the desk booked it or the platform did.
     *
     * @param list<array{line_id: string, quantity: int}> $lines
     */
    public function takeBack(string $id, string $returnId, array $lines): void
    {
        $ordered = array_column($this->order($id)['lines'], 'sku', 'line_id');
        $this->database->beginTransaction();
        foreach ($lines as ['line_id' => $lineId, 'quantity' => $quantity]) {
            $new = $this->run('INSERT OR IGNORE INTO returns VALUES (?, ?, ?, ?)', $id, $returnId, $lineId, $quantity)->rowCount();
            $this->putBack($ordered[$lineId], $new * $quantity);
        }
        $this->database->commit();
    }

    private function putBack(?string $sku, int $pieces): void
    {
        $this->run('UPDATE articles SET in_stock = in_stock + ? WHERE sku = ?', $pieces, $sku);
    }

    private function take(array $order): bool
    {
        foreach ($order['lines'] as $line) {
            $has = $this->run('SELECT in_stock FROM articles WHERE sku = ?', $line['sku'])->fetchColumn();
            if ($has !== false && $has < $line['quantity']) {
                return false;
            }
            $this->run('UPDATE articles SET in_stock = in_stock - ? WHERE sku = ?', $line['quantity'], $line['sku']);
        }
        return true;
    }

    private function run(string $sql, mixed ...$values): PDOStatement
    {
        $statement = $this->database->prepare($sql);
        $statement->execute($values);
        return $statement;
    }
}

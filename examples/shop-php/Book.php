<?php
declare(strict_types=1);

/**
 * The shop's own book in the shop's own database: what it holds, what was ordered. koppel keeps its own file and is
 * never asked for what the shop itself should know.
 */
final class Book
{
    private PDO $database;

    public function __construct(string $file)
    {
        $this->database = new PDO("sqlite:$file", options: [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
        $this->database->exec(<<<'SQL'
            CREATE TABLE IF NOT EXISTS articles (
                sku TEXT PRIMARY KEY, product_id TEXT NOT NULL, variant_id TEXT, quantity INTEGER);
            CREATE TABLE IF NOT EXISTS orders (
                host_id INTEGER PRIMARY KEY AUTOINCREMENT, entry_key TEXT NOT NULL UNIQUE, platform_id TEXT NOT NULL,
                platform_order_id TEXT NOT NULL, status TEXT NOT NULL, document TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS returns (
                host_id INTEGER, return_id TEXT, line_id TEXT, quantity INTEGER NOT NULL,
                PRIMARY KEY (host_id, return_id, line_id));
            CREATE TABLE IF NOT EXISTS cash (
                platform_id TEXT, platform_order_id TEXT, return_id TEXT, cents_left INTEGER NOT NULL,
                PRIMARY KEY (platform_id, platform_order_id, return_id));
            CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        SQL);
    }

    /** Fills the book from the shop's WooCommerce export, once. */
    public function load(array $products): void
    {
        $this->database->beginTransaction();
        $insert = $this->database->prepare('INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?)');
        foreach ($products as $product) {
            $insert->execute([$product['sku'], $product['id'], null, $product['stock_quantity']]);
            foreach ($product['variations'] as $variation) {
                $insert->execute([$variation['sku'], $product['id'], $variation['id'], $variation['stock_quantity']]);
            }
        }
        $this->database->commit();
    }

    /** Stock as `stockPut` takes it, for these SKUs. */
    public function stock(array $skus): array
    {
        $at = (new DateTimeImmutable())->format('Y-m-d\TH:i:s.vP');
        $stock = [];
        foreach (array_unique($skus) as $sku) {
            $article = $this->one('SELECT * FROM articles WHERE sku = ?', [$sku]) ?? throw new RuntimeException("no $sku");
            if ($article['quantity'] !== null) {
                $stock[] = [
                    'product_id' => $article['product_id'], 'variant_id' => $article['variant_id'],
                    'quantity' => (string) $article['quantity'], 'as_of' => $at,
                ];
            }
        }
        return $stock;
    }

    public function setStock(string $sku, int $quantity): void
    {
        $this->run('UPDATE articles SET quantity = ? WHERE sku = ?', [$quantity, $sku]);
    }

    /** Books an order once: its key is UNIQUE, so the same entry gives the same order again. */
    public function takeOver(string $key, string $platformId, array $order): string
    {
        $this->database->beginTransaction();
        $known = $this->one('SELECT host_id FROM orders WHERE entry_key = ?', [$key]);
        if ($known === null) {
            $this->run(
                'INSERT INTO orders (entry_key, platform_id, platform_order_id, status, document) VALUES (?, ?, ?, ?, ?)',
                [$key, $platformId, $order['platform_order_id'], $order['status'], json_encode($order)],
            );
            $known = ['host_id' => $this->database->lastInsertId()];
            $this->move($order['lines'], -1);
        }
        $this->database->commit();
        return (string) $known['host_id'];
    }

    /** What the platform says of an order later: paid, or cancelled (then the goods go back on the shelf). */
    public function update(array $order, string $status): void
    {
        $this->database->beginTransaction();
        if ($order['status'] !== 'cancelled' && $status === 'cancelled') {
            $this->move(array_map(fn (array $line): array => [
                'quantity' => $line['quantity'] - $this->returned($order, $line['line_id']),
            ] + $line, $order['lines']), +1);
        }
        $this->run('UPDATE orders SET status = ? WHERE host_id = ?', [$status, $order['host_id']]);
        $this->database->commit();
    }

    /** Goods go back on the shelf, once for each return, whether the desk booked it or the platform did. */
    public function takeBack(array $order, string $returnId, array $lines): void
    {
        $ordered = array_column($order['lines'], null, 'line_id');
        $this->database->beginTransaction();
        foreach ($lines as ['line_id' => $lineId, 'quantity' => $quantity]) {
            $own = [$order['host_id'], $returnId, $lineId, $quantity];
            if ($this->run('INSERT OR IGNORE INTO returns VALUES (?, ?, ?, ?)', $own)->rowCount() === 1) {
                $this->move([['quantity' => $quantity] + $ordered[$lineId]], +1);
            }
        }
        $this->database->commit();
    }

    private function returned(array $order, string $lineId): int
    {
        $sum = 'SELECT COALESCE(SUM(quantity), 0) AS pieces FROM returns WHERE host_id = ? AND line_id = ?';
        return (int) $this->one($sum, [$order['host_id'], $lineId])['pieces'];
    }

    /** A return is booked: so much of it, `pay_out_amount`, may be paid out in cash. The same one again changes nothing. */
    public function allowCash(array $return, string $amount): void
    {
        $this->run('INSERT OR IGNORE INTO cash VALUES (?, ?, ?, ?)', [...self::nameOf($return), self::cents($amount)]);
    }

    /** Pays out, or refuses: what was paid by card never leaves the drawer in cash (OH-22). */
    public function payOut(array $return, string $amount): bool
    {
        $sql = 'UPDATE cash SET cents_left = cents_left - ?1
            WHERE platform_id = ?2 AND platform_order_id = ?3 AND return_id = ?4 AND cents_left >= ?1';
        $paid = $this->database->prepare($sql);
        foreach ([self::cents($amount), ...self::nameOf($return)] as $nth => $value) {
            $paid->bindValue($nth + 1, $value, is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
        }
        $paid->execute();
        return $paid->rowCount() === 1;
    }

    private static function nameOf(array $return): array
    {
        return [$return['platform_id'], $return['platform_order_id'], $return['return_id']];
    }

    /** Of an amount with two decimals: "12.95". */
    private static function cents(string $amount): int
    {
        preg_match('/^\d{1,9}\.\d\d$/D', $amount) || throw new InvalidArgumentException("$amount is no amount");
        return (int) str_replace('.', '', $amount);
    }

    public function order(string $platformId, string $platformOrderId): array
    {
        $found = $this->one(
            'SELECT * FROM orders WHERE platform_id = ? AND platform_order_id = ?',
            [$platformId, $platformOrderId],
        );
        return $found === null ? throw new RuntimeException("no order $platformOrderId") : $this->shown($found);
    }

    /** By koppel's own id. */
    public function byId(string $orderId): array
    {
        $found = $this->one("SELECT * FROM orders WHERE json_extract(document, '$.order_id') = ?", [$orderId]);
        return $found === null ? throw new RuntimeException("no order $orderId") : $this->shown($found);
    }

    /** Everything, for the integration test. */
    public function state(string $supplierId): array
    {
        $text = fn (array $article): array => array_map(fn ($value) => $value === null ? null : (string) $value, $article);
        return [
            'shop_id' => $supplierId,
            'supplier_id' => $supplierId,
            'orders' => array_map($this->shown(...), $this->rows('SELECT * FROM orders ORDER BY host_id')),
            'stock' => array_map($text, $this->rows("SELECT * FROM articles WHERE sku <> '' ORDER BY sku")),
        ];
    }

    public function setting(string $name, ?string $value = null): ?string
    {
        if ($value !== null) {
            $this->run('INSERT OR REPLACE INTO settings VALUES (?, ?)', [$name, $value]);
        }
        return $this->one('SELECT value FROM settings WHERE name = ?', [$name])['value'] ?? null;
    }

    private function shown(array $row): array
    {
        $own = [
            'host_id' => (string) $row['host_id'], 'platform_id' => $row['platform_id'], 'status' => $row['status'],
        ];
        return $own + json_decode($row['document'], true);
    }

    private function move(array $lines, int $sign): void
    {
        foreach ($lines as $line) {
            if ($line['kind'] === 'product') {
                // Where stock is not counted it is NULL, and stays so.
                $this->run('UPDATE articles SET quantity = quantity + ? WHERE sku = ?', [$sign * $line['quantity'], $line['sku']]);
            }
        }
    }

    private function run(string $sql, array $values = []): PDOStatement
    {
        $statement = $this->database->prepare($sql);
        $statement->execute($values);
        return $statement;
    }

    private function rows(string $sql, array $values = []): array
    {
        return $this->run($sql, $values)->fetchAll();
    }

    private function one(string $sql, array $values): ?array
    {
        return $this->rows($sql, $values)[0] ?? null;
    }
}

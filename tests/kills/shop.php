<?php
declare(strict_types=1);
// What the killed writers, the php-fpm pages and the final check have in common: one shop and its own book.

function config(string $folder, string $platform): array
{
    return (require __DIR__ . '/config.php')($folder, $platform);
}

/** The shop's own orders: koppel's key is UNIQUE there. */
function book(string $folder): PDO
{
    $book = new PDO("sqlite:$folder/book.db", null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 30]);
    $book->exec('CREATE TABLE IF NOT EXISTS orders (entry_key TEXT PRIMARY KEY, platform_order_id TEXT NOT NULL)');
    return $book;
}

/** A line that is there whole or not at all, also after a kill. */
function note(string $file, string $line): void
{
    $opened = fopen($file, 'a');
    fwrite($opened, "$line\n");
    fclose($opened);
}

function sync(Koppel\Client $koppel): void
{
    $koppel->catalogSync(['from' => 'woocommerce', 'mode' => 'upsert', 'items' => [['id' => 12, 'name' => 'Lamp',
        'type' => 'simple', 'status' => 'publish', 'sku' => 'L', 'regular_price' => '12.95', 'price' => '12.95',
        'tax_status' => 'taxable', 'tax_class' => '', 'manage_stock' => true, 'stock_quantity' => 1000000,
        'stock_status' => 'instock', 'backorders' => 'no']]]);
}

/** The platform posts an order, until it is answered. */
function post(Koppel\Client $koppel, string $order): void
{
    $body = ['status' => 'processing', 'set_paid' => true, 'currency' => 'EUR',
        'line_items' => [['product_id' => 12, 'quantity' => 3, 'subtotal' => '32.107438', 'total' => '32.107438']],
        'meta_data' => [['key' => '_platform_order_id', 'value' => $order], ['key' => '_platform_payments', 'value' => [
            ['tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => '38.85']]]]];
    for ($try = 0; $try < 100; $try++) {
        $answer = again(fn () => $koppel->httpRespond(['method' => 'POST', 'target' => '/wp-json/wc/v3/orders', 'scheme' => 'https',
            'headers' => ['Authorization' => 'Basic ' . base64_encode('ck:cs'), 'Content-Type' => 'application/json'],
            'body' => json_encode($body)]));
        if ($answer->status < 300) {
            return;
        }
        if ($answer->status < 500) {
            throw new RuntimeException("refused: $answer->status $answer->body");
        }
        usleep(20000);
    }
    throw new RuntimeException('never answered');
}

/** The shop takes over what is there; perhaps it dies between its own commit and the settlement. */
function take_over(Koppel\Client $koppel, PDO $book, bool $dies = false): int
{
    $entries = again(fn () => $koppel->inboxNext(['max' => 5, 'lease_s' => 2]))['entries'];
    foreach ($entries as $entry) {
        $insert = $book->prepare('INSERT INTO orders VALUES (?, ?) ON CONFLICT DO NOTHING');
        $insert->execute([$entry['key'], $entry['order']['platform_order_id']]);
        $dies && posix_kill(getmypid(), SIGKILL);
        try {
            again(fn () => $koppel->inboxSettle(['id' => $entry['id'], 'lease' => $entry['lease'], 'host_id' => "H-$entry[key]"]));
        } catch (Koppel\Exception $lost) { // Another has it, and settles.
            str_starts_with($lost->getErrorCode(), 'inbox.lease') || throw $lost;
        }
    }
    return count($entries);
}

/** One unit comes back; gives the key of the call that says so. */
function give_back(Koppel\Client $koppel, string $order): string
{
    return again(fn () => $koppel->returnCredit(['platform_id' => 'p', 'platform_order_id' => $order, 'return_id' => 'r',
        'lines' => [['line_id' => '1', 'quantity' => 1]]]))['entries'][0]['key'];
}

/** A store that others keep locked is tried again. */
function again(callable $call): mixed
{
    for ($try = 0;; $try++) {
        try {
            return $call();
        } catch (Koppel\Exception $busy) {
            $busy->getErrorCode() === 'store.busy' && $try < 50 || throw $busy;
        }
    }
}

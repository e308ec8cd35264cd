<?php
declare(strict_types=1);

/** The routes that an integration test needs to set a shop up and to look into its book. Never in production. */
final class TestRoutes
{
    public function __construct(private Coupling $coupling, private Book $book, private string $supplier, private string $dataFile)
    {
        if (Coupling::ENVIRONMENT === 'production') {
            throw new LogicException('The test routes change stock and book returns: never in production.');
        }
    }

    /** @return array{int, array|object} the status and the document */
    public function answer(string $method, string $path, string $authorization, array $asked): array
    {
        if (!hash_equals("Bearer test-token-{$this->supplier}", $authorization)) {
            return [401, (object) []];
        }
        $document = match ("$method $path") {
            'GET /koppel-test/state' => ['environment' => Coupling::ENVIRONMENT] + $this->book->state($this->supplier),
            'POST /koppel-test/stock' => $this->stock($asked),
            'POST /koppel-test/price' => $this->price($asked['sku'], $asked['gross_amount']),
            'POST /koppel-test/return' => $this->takeBack($asked),
            'POST /koppel-test/pay_out' => $this->payOut($asked),
            'POST /koppel-test/fault' => $this->fault($asked),
            'POST /koppel-test/drain' => $this->afterwards(),
            default => null,
        };
        return $document === null ? [404, (object) []] : [200, $document ?: (object) []];
    }

    public function afterwards(): array
    {
        $refused = $this->book->setting('refused_sku') ?: null;
        return ['taken' => $this->coupling->takeOver($this->book, $refused), 'drain' => $this->coupling->drain()];
    }

    private function stock(array $asked): array
    {
        $this->book->setStock($asked['sku'], (int) $asked['quantity']);
        return $asked['publish'] ? $this->coupling->koppel->stockPut(['items' => $this->book->stock([$asked['sku']])]) : [];
    }

    private function price(string $sku, string $amount): array
    {
        foreach (json_decode(file_get_contents($this->dataFile), true) as $product) {
            $found = $product['sku'] === $sku;
            if ($found) {
                $product['regular_price'] = $product['price'] = $amount;
            }
            foreach ($product['variations'] as &$variation) {
                if ($variation['sku'] === $sku) {
                    $variation['regular_price'] = $variation['price'] = $amount;
                    $found = true;
                }
            }
            if ($found) {
                return $this->coupling->koppel->catalogSync(['from' => 'woocommerce', 'mode' => 'upsert', 'items' => [$product]]);
            }
        }
        throw new RuntimeException("no article $sku");
    }

    private function takeBack(array $asked): array
    {
        $order = $this->book->order($asked['platform_id'], $asked['platform_order_id']);
        $returned = array_map(function (array $wanted) use ($order): array {
            foreach ($order['lines'] as $line) {
                [$member, $value] = match (true) {
                    isset($wanted['line_id']) => ['line_id', $wanted['line_id']],
                    isset($wanted['sku']) => ['sku', $wanted['sku']],
                    default => ['kind', $wanted['kind']],
                };
                if (($line[$member] ?? null) === $value) {
                    return ['line_id' => $line['line_id'], 'quantity' => $wanted['quantity']];
                }
            }
            throw new RuntimeException('no such line in this order');
        }, $asked['lines']);
        try {
            $refund = $this->coupling->koppel->returnCredit([
                'platform_id' => $asked['platform_id'], 'platform_order_id' => $asked['platform_order_id'],
                'return_id' => $asked['return_id'], 'policy' => 'line_faithful', 'send' => 'now',
                'lines' => $returned,
            ]);
        } catch (Koppel\Exception $refused) {
            return ['status' => $refused->getCode(), 'error' => [
                'code' => $refused->getErrorCode(), 'message' => $refused->getMessage(), 'path' => $refused->getPath(),
            ]];
        }
        $this->book->allowCash($asked, $refund['pay_out_amount']);
        $this->book->takeBack($order, $asked['return_id'], $returned);
        $products = array_filter($order['lines'], fn (array $line): bool => $line['kind'] === 'product');
        $this->coupling->koppel->stockPut(['items' => $this->book->stock(array_column($products, 'sku'))]);
        $this->coupling->drain();
        return ['status' => 200, 'refund' => $refund];
    }

    /** The desk's request for cash. */
    private function payOut(array $asked): array
    {
        if ($this->book->payOut($asked, $asked['amount'])) {
            return ['status' => 200];
        }
        $message = 'Zoveel van deze retour mag niet contant terug: het andere deel boekt het platform terug.';
        return ['status' => 409, 'error' => ['code' => 'cash_refused', 'message' => $message]];
    }

    private function fault(array $asked): array
    {
        $this->book->setting('refuse_requests', (string) ($asked['refuse_requests'] ?? 0));
        $this->book->setting('refused_sku', $asked['refuse_takeover_sku'] ?? '');
        return [];
    }
}

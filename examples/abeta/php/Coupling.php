<?php
declare(strict_types=1);

/** What couples this shop to Abeta: the configuration, what it does below /abeta, and taking over what was ordered. */
final class Coupling
{
    public readonly Koppel\Client $koppel;

    public function __construct(int $port, string $store, string $abeta, private Shop $shop)
    {
        $this->koppel = new Koppel\Client([
            'store' => "sqlite:$store",
            // Of a real shop: ['env' => 'KOPPEL_STORE_KEY'], made once by `openssl rand -hex 32`.
            'store_key' => '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579',
            'shop' => [
                'shop_id' => 'php', 'name' => 'Warm Kantoor', 'currency' => 'EUR', 'country' => 'NL',
                'prices_include_vat' => true, 'vat' => ['standard' => '21', 'reduced-rate' => '9'],
            ],
            'rest' => ['public_url' => "http://127.0.0.1:$port"],
            'abeta' => ['connections' => [[
                'connection_id' => 'universiteit', 'environment' => 'test', 'api_key' => 'key-of-the-php-shop',
                'return_hosts' => [$abeta], 'login' => ['confirm' => true, 'landing' => '/winkel/{punchout_id}/'],
            ]]],
            // Only because the Abeta of this example runs on this machine.
            'wire' => ['allow_addresses' => [$abeta]],
        ]);
    }

    /** Whatever Abeta or a browser asks below /abeta, koppel answers. */
    public function answer(): void
    {
        $reply = $this->koppel->httpRespond();
        if ($reply->ask !== null) {
            ['username' => $name, 'password' => $password] = $reply->ask['data'];
            $user = $this->shop->login($name, $password);
            $reply = $this->koppel->httpAnswer([
                'ask_id' => $reply->ask['ask_id'], 'accept' => $user !== null, 'user_id' => $user,
            ]);
        }
        if ($reply->login !== null) {
            $this->shop->open($reply->login);
        }
        $reply->send();
        if ($reply->wake) { // Abeta has its answer. Under php-fpm: fastcgi_finish_request().
            flush();
            $this->takeOver();
        }
    }

    /** Books what was ordered; the key keeps an order from being booked twice. */
    private function takeOver(): void
    {
        foreach ($this->koppel->inboxNext(['kinds' => ['purchase_order']])['entries'] as $entry) {
            $hostId = $this->shop->book($entry['key'], $entry['purchase_order']);
            $this->koppel->inboxSettle(['id' => $entry['id'], 'lease' => $entry['lease'], 'host_id' => $hostId]);
        }
    }

    /** Where the browser goes once the cart is back in the purchasing system. */
    public function returnCart(string $punchoutId, string $cartId, array $cart): string
    {
        $lines = [];
        foreach ($cart as $id => $quantity) {
            $lines[] = ['product_id' => (string) $id, 'quantity' => $quantity];
        }
        $lines[] = ['kind' => 'shipping', 'name' => 'Verzending', 'quantity' => 1, 'gross_price' => '4.95', 'vat_rate' => '21'];
        $returned = $this->koppel->punchoutReturnCart([
            'punchout_id' => $punchoutId, 'cart' => ['cart_id' => $cartId, 'lines' => $lines],
        ]);
        return $returned['redirect_url'];
    }
}

<?php
declare(strict_types=1);
// What the shop of these tests opens: in a file of its own, for opcache preloads it.

return static function (string $folder, string $platform): array {
    return [
        'store' => "sqlite:$folder/store/shop.db",
        'shop' => ['shop_id' => 'x', 'currency' => 'EUR', 'country' => 'NL', 'prices_include_vat' => true,
            'vat' => ['standard' => '21', 'reduced-rate' => '9']],
        'platforms' => [['platform_id' => 'p', 'profile' => 'ohis', 'environment' => 'test',
            'base_url' => "http://$platform", 'key' => 'k', 'secret' => 's']],
        'rest' => ['public_url' => 'https://shop.example', 'keys' => [['consumer_key' => 'ck', 'consumer_secret' => 'cs',
            'permissions' => 'read_write', 'platform_id' => 'p']]],
        'wire' => ['allow_addresses' => [$platform]],
    ];
};

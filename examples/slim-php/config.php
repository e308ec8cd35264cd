<?php
// What `new Koppel\Client` takes: this shop, its platform, and the key by which the platform calls it. Secrets come from
// the environment of php-fpm (or a file: ['file' => '/run/secrets/koppel']).
return [
    'store' => 'sqlite:' . (getenv('SHOP_FOLDER') ?: dirname(__DIR__) . '/slim-php-data') . '/store/shop.db',
    'store_key' => ['env' => 'KOPPEL_STORE_KEY'],
    'shop' => [
        'shop_id' => 'lamps', 'name' => 'Lampenwinkel', 'currency' => 'EUR', 'country' => 'NL', 'language' => 'nl',
        'time_zone' => 'Europe/Amsterdam', 'prices_include_vat' => true, 'vat' => ['standard' => '21', 'reduced-rate' => '9'],
    ],
    'platforms' => [[
        'platform_id' => 'city-butler', 'profile' => 'city-butler', 'environment' => 'test',
        'base_url' => getenv('PLATFORM_URL'), 'key' => 'shop-lamps', 'secret' => ['env' => 'PLATFORM_SECRET'],
    ]],
    'rest' => [
        'public_url' => 'https://shop.example', 'trusted_proxies' => ['127.0.0.1'],
        'keys' => [[
            'consumer_key' => 'ck_lamps', 'consumer_secret' => ['env' => 'CONSUMER_SECRET'],
            'permissions' => 'read_write', 'platform_id' => 'city-butler',
        ]],
    ],
    // Only for a test platform on this machine; koppel refuses it in production.
    'wire' => ['allow_addresses' => array_filter([getenv('PLATFORM_ADDRESS')])],
];

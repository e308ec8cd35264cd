<?php
declare(strict_types=1);
// What opcache preloads before php-fpm makes its children: it uses the very client that the pages use.

(function () {
    $config = (require __DIR__ . '/config.php')(getenv('KOPPEL_FOLDER'), getenv('KOPPEL_PLATFORM'));
    $koppel = new Koppel\Client($config);
    $koppel->health();
})();

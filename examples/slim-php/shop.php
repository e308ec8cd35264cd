<?php
declare(strict_types=1);
// Puts the shop together, for the page (public/index.php) and for the command line:
//   php shop.php state                          states all articles: nightly
//   php shop.php work                           takes over and sends: every minute
//   php shop.php ship ORDER
//   php shop.php return ORDER RETURN SKU QUANTITY
//   php shop.php health
require_once __DIR__ . '/Shop.php';
require_once __DIR__ . '/Coupling.php';

$coupling = new Coupling(
    new Koppel\Client(require __DIR__ . '/config.php'),
    $shop = new Shop(getenv('SHOP_FOLDER') ?: dirname(__DIR__) . '/slim-php-data'),
);
if (PHP_SAPI !== 'cli' || get_included_files()[0] !== __FILE__) {
    return $coupling;
}
try {
    $said = match ($argv[1] ?? '') {
        'state' => $coupling->state(),
        'work' => $coupling->work(),
        'ship' => $coupling->ship($argv[2]),
        'return' => $coupling->takeBack($argv[2], $argv[3], $argv[4], (int) $argv[5]),
        'health' => $coupling->koppel->health(),
        default => throw new DomainException('state | work | ship ORDER | return ORDER RETURN SKU QUANTITY | health'),
    };
    echo json_encode($said, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
} catch (Koppel\Exception | DomainException $refused) {
    fwrite(STDERR, $refused->getMessage() . "\n");
    exit(1);
}

<?php
declare(strict_types=1);
// Tries the module in a shop of stand-ins, over the real koppel and a platform that really listens.
//   php -n -d extension=.../koppel.so Test/run.php

use Koppel\Coupling\Console\Outbox as OutboxCommand;
use Koppel\Coupling\Cron\Drain;
use Koppel\Coupling\Model\Caller;
use Koppel\Coupling\Model\Message\Parked;
use Koppel\Coupling\Model\Payment\Platform;
use Koppel\Coupling\Observer\PublishProduct;
use Koppel\Coupling\Observer\RecordOrder;
use Koppel\Coupling\Observer\ReservePaymentMethod;
use Koppel\Coupling\Observer\WithdrawProduct;
use Koppel\Coupling\Plugin\DrainAfterResponse;
use Koppel\Coupling\Plugin\PublishSavedStock;
use Magento\Authorization\Model\UserContextInterface;
use Magento\Framework\App\ResponseInterface;
use Magento\Framework\DataObject;
use Magento\Framework\Event\Observer;
use Magento\Framework\Exception\LocalizedException;
use Magento\InventoryApi\Api\Data\SourceItemInterface;
use Magento\InventoryApi\Api\SourceItemsSaveInterface;
use Magento\Sales\Model\Order;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

require __DIR__ . '/framework.php';
spl_autoload_register(function (string $name): void {
    $file = dirname(__DIR__) . '/' . strtr(substr($name, strlen('Koppel\\Coupling\\')), '\\', '/') . '.php';
    if (str_starts_with($name, 'Koppel\\Coupling\\') && is_file($file)) {
        require $file;
    }
});
require __DIR__ . '/shop.php';

const CARD = [['tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => '30.00'],
    ['tender_id' => 'ideal', 'kind' => 'remainder', 'amount' => '8.80']];

$folder = sys_get_temp_dir() . '/koppel-magento-' . bin2hex(random_bytes(6));
mkdir($folder, 0700);
$probe = stream_socket_server('tcp://127.0.0.1:0');
$address = stream_socket_get_name($probe, false);
fclose($probe);
$server = proc_open(
    [PHP_BINARY, '-n', '-S', $address, __DIR__ . '/platform.php'],
    [1 => ['file', "$folder/server.log", 'a'], 2 => ['file', "$folder/server.log", 'a']],
    $pipes, null, ['PLATFORM_FOLDER' => $folder],
);
register_shutdown_function(function () use ($server, $folder): void {
    proc_terminate($server);
    exec('rm -r ' . escapeshellarg($folder));
});
for ($nth = 0; $nth < 200 && !@stream_socket_client("tcp://$address"); $nth++) {
    usleep(25_000);
}

$told = fn (): array => is_file("$folder/told")
    ? array_map(fn (string $line): array => json_decode($line, true), file("$folder/told"))
    : [];
$same = function (mixed $expected, mixed $is): void {
    $expected === $is || throw new RuntimeException('expected ' . json_encode($expected) . ', is ' . json_encode($is));
};
$refused = function (string $words, callable $work): void {
    try {
        $work();
    } catch (LocalizedException $refusal) {
        str_contains($refusal->getMessage(), $words) || throw $refusal;
        return;
    }
    throw new RuntimeException("was not refused: $words");
};
$saved = fn (Shop $shop, Order $order) => (new RecordOrder($shop->coupling, $shop->recorder))->execute(new Observer(['order' => $order]));

$tests = [
    'a product that is saved is stated, a configurable with its children, and again it is no news' => function (Shop $shop) use ($same) {
        $observer = new PublishProduct($shop->coupling, $shop->catalog);
        foreach ([7, 12] as $id) {
            $observer->execute(new Observer(['product' => $shop->products->products[$id]]));
        }
        $same([], $shop->log->lines);
        $documents = array_map(fn (Product $product): array => $product->document, array_values($shop->products->products));
        $again = $shop->coupling->client()->catalogSync(['from' => 'magento', 'mode' => 'upsert', 'items' => $documents]);
        $same([0, 2], [$again['created'], $again['unchanged']]);
    },
    'the nightly catalogue is whole, and what is gone from it is deleted' => function (Shop $shop) use ($same) {
        $shop->coupling->client()->catalogSync(['from' => 'magento', 'mode' => 'upsert', 'items' => [
            ['id' => 99, 'sku' => 'GONE'] + $shop->products->products[7]->document]]);
        $shop->catalog->publishAll();
        $gone = $shop->coupling->client()->catalogSync(['from' => 'magento', 'mode' => 'delete', 'items' => ['99']]);
        $lamp = $shop->coupling->client()->catalogSync(['from' => 'magento', 'mode' => 'delete', 'items' => ['7']]);
        $same([0, 1], [$gone['deleted'], $lamp['deleted']]);
    },
    'a product that is deleted is withdrawn' => function (Shop $shop) use ($same) {
        $shop->catalog->publishAll();
        (new WithdrawProduct($shop->coupling, $shop->catalog))->execute(new Observer(['product' => $shop->products->products[7]]));
        $same(0, $shop->coupling->client()->catalogSync(['from' => 'magento', 'mode' => 'delete', 'items' => ['7']])['deleted']);
    },
    'stock that is saved is published, of a variant with its product' => function (Shop $shop) use ($same) {
        $shop->catalog->publishAll();
        $shop->salable = ['LED-E27' => 6.0, 'TOP-S' => 2.5];
        $items = array_map(fn (string $sku): SourceItemInterface => new class ($sku) implements SourceItemInterface {
            public function __construct(private string $sku)
            {
            }

            public function getSku(): string
            {
                return $this->sku;
            }
        }, ['LED-E27', 'TOP-S', 'UNKNOWN']);
        $plugin = new PublishSavedStock($shop->coupling, $shop->stock);
        $plugin->afterExecute(new class () implements SourceItemsSaveInterface {
        }, null, $items);
        $same([], $shop->log->lines);
        $again = $shop->coupling->client()->stockPut(['items' => [['product_id' => '7', 'quantity' => '6'],
            ['product_id' => '10', 'variant_id' => '11', 'quantity' => '2']]]);
        $same(0, $again['changed']);
    },
    'an order of the platform is taken over once, and the platform is told' => function (Shop $shop) use ($same, $saved, $told) {
        $order = $shop->order(CARD);
        $saved($shop, $order);
        $saved($shop, $order);
        $same([], $shop->log->lines);
        $same(true, $shop->outbox->isWoken());
        (new Drain($shop->outbox))->execute();
        $same([['PUT', '/wp-json/wc/v3/orders/CB-1', 'processing']], array_map(fn (array $one): array => [$one[0], $one[1], $one[2]['status']], $told()));
        $order->setData('state', Order::STATE_CANCELED);
        $saved($shop, $order);
        $shop->outbox->drain(5000);
        $same('cancelled', $told()[1][2]['status']);
    },
    'an order that was read from the database is the one that was just placed' => function (Shop $shop) use ($same, $saved) {
        $placed = $shop->order(CARD, ['item' => [
            'item_id' => '31', 'product_id' => '7', 'product_type' => 'simple', 'sku' => 'LED-E27', 'name' => 'Ledlamp E27',
            'qty_ordered' => 3, 'row_total_incl_tax' => 38.85, 'tax_percent' => 21.0, 'discount_amount' => 5,
        ]]);
        $saved($shop, $placed);
        $saved($shop, $shop->order(CARD));
        $same([], $shop->log->lines);
    },
    'an order of the shop itself is no affair of the platform' => function (Shop $shop) use ($same, $saved) {
        $order = $shop->order(CARD);
        $order->getData('payment')->setData('method', 'checkmo');
        $saved($shop, $order);
        $same(0, $shop->coupling->client()->health()['outbox']['due']);
    },
    'an order that does not add up is refused by koppel and written down, and Magento goes on' => function (Shop $shop) use ($same, $saved) {
        $order = $shop->order(CARD);
        $order->setData('grand_total', '38.81');
        $saved($shop, $order);
        $same(1, count($shop->log->lines));
        $same(true, str_contains($shop->log->lines[0], 'order 000000501'));
    },
    'returns credit the card with its part, in all exactly what was paid' => function (Shop $shop) use ($same, $saved, $told) {
        $order = $shop->order(CARD);
        $saved($shop, $order);
        $shop->refund($shop->creditmemo($order, 1.0));
        $shop->refund($shop->creditmemo($order, 2.0, ['shipping_incl_tax' => '4.95', 'grand_total' => 27.52]));
        $shop->outbox->drain(5000);
        $credits = array_values(array_filter($told(), fn (array $one): bool => str_ends_with($one[1], '/refunds')));
        $same(2, count($credits));
        $byTender = [];
        foreach ($credits as [, , $body]) {
            foreach ($body['payments'] as $payment) {
                $cents = (int) str_replace('.', '', $payment['amount']);
                $byTender[$payment['tender_id']] = ($byTender[$payment['tender_id']] ?? 0) + $cents;
            }
        }
        ksort($byTender);
        $same(['card-7' => 3000, 'ideal' => 880], $byTender);
        $same(true, str_contains(implode("\n", $order->comments), 'goes back to card card-7.'));
    },
    'an order that Magento closes gives nothing up: what is left can still be credited' => function (Shop $shop) use ($same, $saved) {
        $order = $shop->order(CARD);
        $saved($shop, $order);
        $shop->refund($shop->creditmemo($order, 1.0));
        $order->setData('state', Order::STATE_CLOSED);
        $saved($shop, $order);
        $same([], $shop->log->lines);
        $shop->refund($shop->creditmemo($order, 2.0));
        $same(2, $shop->tables->creditmemos);
    },
    'what the platform itself refunds at the shop is not credited once more' => function (Shop $shop) use ($same, $saved, $told) {
        $order = $shop->order(CARD);
        $saved($shop, $order);
        [$shop->user->id, $shop->user->type] = [Shop::INTEGRATION, UserContextInterface::USER_TYPE_INTEGRATION];
        $shop->refund($shop->creditmemo($order, 1.0));
        $shop->outbox->drain(5000);
        $same([1, 0], [$shop->tables->creditmemos, count(array_filter($told(), fn (array $one): bool => str_ends_with($one[1], '/refunds')))]);
    },
    'no cash for what a card paid: adjustments are refused, and so is more than is left' => function (Shop $shop) use ($saved, $refused, $same) {
        $order = $shop->order(CARD);
        $saved($shop, $order);
        $refused('never paid out in cash', fn () => $shop->refund($shop->creditmemo($order, 1.0, ['adjustment_positive' => '0.0100'])));
        $refused('never paid out in cash', fn () => $shop->refund($shop->creditmemo($order, 1.0, ['adjustment_negative' => 2.5])));
        $refused('returns nothing', fn () => $shop->refund($shop->creditmemo($order, 0.0)));
        $refused('whole number of pieces', fn () => $shop->refund($shop->creditmemo($order, 0.5)));
        $refused('cannot be credited', fn () => $shop->refund($shop->creditmemo($order, 4.0)));
        $same(0, $shop->tables->creditmemos);
    },
    'a credit memo that Magento rolled back is made again without a second credit' => function (Shop $shop) use ($saved, $same, $refused, $told) {
        $order = $shop->order(CARD);
        $saved($shop, $order);
        $shop->refund($shop->creditmemo($order, 1.0));
        $shop->tables->creditmemos--; // The transaction failed after koppel had kept the return.
        $shop->refund($shop->creditmemo($order, 1.0));
        $shop->outbox->drain(5000);
        $same(1, count(array_filter($told(), fn (array $one): bool => str_ends_with($one[1], '/refunds'))));
        $shop->tables->creditmemos--;
        $refused('cannot be credited', fn () => $shop->refund($shop->creditmemo($order, 2.0)));
    },
    'what the platform refuses stands above every page of the admin, and is told again on command' => function (Shop $shop) use ($saved, $same, $folder, $told) {
        $message = fn (): Parked => new Parked($shop->coupling);
        $same(false, $message()->isDisplayed());
        touch("$folder/refuses");
        $saved($shop, $shop->order(CARD));
        $shop->outbox->drain(5000);
        $same(true, $message()->isDisplayed());
        $same(true, str_contains($message()->getText(), 'koppel:outbox'));
        unlink("$folder/refuses");
        $input = fn (?string $entry): InputInterface => new class ($entry) implements InputInterface {
            public function __construct(private ?string $entry)
            {
            }

            public function getArgument(string $name): ?string
            {
                return $this->entry;
            }

            public function getOption(string $name): bool
            {
                return false;
            }
        };
        $output = new class () implements OutputInterface {
            public array $lines = [];

            public function writeln(string $line): void
            {
                $this->lines[] = $line;
            }
        };
        $command = new OutboxCommand($shop->coupling);
        $same(0, $command->run($input(null), $output));
        $same(0, $command->run($input(explode(' ', $output->lines[0])[0]), $output));
        $shop->outbox->drain(5000);
        $same([false, 1], [$message()->isDisplayed(), count($told())]);
    },
    'only the integration of a platform can say that an order is paid at the platform' => function (Shop $shop) use ($same) {
        $isAvailable = function (int $id, int $type, string $code) use ($shop): bool {
            $result = new DataObject(['is_available' => true]);
            (new ReservePaymentMethod($shop->coupling, new Caller(new User($id, $type), $shop->settings)))->execute(new Observer([
                'method_instance' => new class ($code) {
                    public function __construct(private string $code)
                    {
                    }

                    public function getCode(): string
                    {
                        return $this->code;
                    }
                },
                'result' => $result,
            ]));
            return $result->getData('is_available');
        };
        $same(true, $isAvailable(Shop::INTEGRATION, UserContextInterface::USER_TYPE_INTEGRATION, Platform::CODE));
        $same(false, $isAvailable(6, UserContextInterface::USER_TYPE_INTEGRATION, Platform::CODE));
        $same(false, $isAvailable(Shop::INTEGRATION, UserContextInterface::USER_TYPE_CUSTOMER, Platform::CODE));
        $same(false, $isAvailable(0, 4, Platform::CODE));
        $same(true, $isAvailable(0, 4, 'checkmo'));
        $same(Platform::CODE, (new Platform())->getCode());
    },
    'an order that names no identity is refused before it is placed' => function (Shop $shop) use ($refused) {
        $refused('platform_order_id', fn () => $shop->order(CARD, ['platform_order_id' => '']));
    },
    'where the coupling is off, nothing is opened' => function (Shop $shop) use ($same, $saved, $folder) {
        $shop->config->values['koppel_coupling/shop/active'] = '0';
        $saved($shop, $shop->order(CARD));
        $shop->outbox->drain(1);
        $same([false, false, []], [(new Parked($shop->coupling))->isDisplayed(), is_dir("$folder/var"), $shop->log->lines]);
    },
    'a wrong setting is said in the admin, and breaks nothing' => function (Shop $shop) use ($same, $saved) {
        $shop->config->values['koppel_coupling/city_butler/environment'] = '';
        $saved($shop, $shop->order(CARD));
        $same(1, count($shop->log->lines));
        $same(true, (new Parked($shop->coupling))->isDisplayed());
    },
    'the response goes out first, and only where there is something to send does anything follow it' => function (Shop $shop) use ($same) {
        $response = new class () implements ResponseInterface {
            public function sendResponse(): int
            {
                return 7;
            }
        };
        $same(7, (new DrainAfterResponse($shop->outbox))->afterSendResponse($response, $response->sendResponse()));
        $same(false, $shop->outbox->isWoken());
    },
];

$failed = 0;
foreach ($tests as $name => $test) {
    exec('rm -rf ' . escapeshellarg("$folder/var") . ' ' . escapeshellarg("$folder/told") . ' ' . escapeshellarg("$folder/refuses"));
    mkdir("$folder/var");
    $shop = new Shop($folder, $address);
    if ($name === 'where the coupling is off, nothing is opened') {
        rmdir("$folder/var");
    }
    try {
        $test($shop);
        echo "ok $name\n";
    } catch (Throwable $fault) {
        $failed++;
        echo "not ok $name\n  {$fault->getMessage()} ({$fault->getFile()}:{$fault->getLine()})\n  ", implode("\n  ", $shop->log->lines), "\n";
    } finally {
        $shop->settings->isActive() && $shop->coupling->attempt('close', fn () => $shop->coupling->client()->close());
    }
}
echo count($tests) - $failed, " passed, $failed failed\n";
exit($failed);

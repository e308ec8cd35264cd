<?php
declare(strict_types=1);
// A shop to try the module in: its settings, three products, and orders as Magento makes them.

use Koppel\Coupling\Model\Caller;
use Koppel\Coupling\Model\Catalog;
use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Order\Document;
use Koppel\Coupling\Model\Order\Recorder;
use Koppel\Coupling\Model\Order\Returns;
use Koppel\Coupling\Model\Outbox;
use Koppel\Coupling\Model\Payment\Platform;
use Koppel\Coupling\Model\ResourceModel\ReturnNumber;
use Koppel\Coupling\Model\Settings;
use Koppel\Coupling\Model\Stock;
use Koppel\Coupling\Observer\AssignPayments;
use Koppel\Coupling\Plugin\CreditReturn;
use Magento\Authorization\Model\UserContextInterface;
use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\Catalog\Model\ResourceModel\Product\CollectionFactory;
use Magento\ConfigurableProduct\Model\Product\Type\Configurable;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\App\Filesystem\DirectoryList;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DataObject;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Framework\Event\Observer;
use Magento\Framework\Exception\NoSuchEntityException;
use Magento\Framework\Webapi\ServiceOutputProcessor;
use Magento\InventorySalesApi\Api\GetProductSalableQtyInterface;
use Magento\InventorySalesApi\Api\StockResolverInterface;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Address;
use Magento\Sales\Model\Order\Creditmemo;
use Magento\Sales\Model\Order\Item;
use Magento\Sales\Model\Order\Payment;
use Magento\Sales\Model\Order\RefundAdapterInterface;
use Magento\Store\Model\StoreManagerInterface;
use Psr\Log\LoggerInterface;

final class Config implements ScopeConfigInterface
{
    public function __construct(public array $values)
    {
    }

    public function getValue(string $path): mixed
    {
        return $this->values[$path] ?? null;
    }

    public function isSetFlag(string $path): bool
    {
        return (bool) $this->getValue($path);
    }
}

final class Log implements LoggerInterface
{
    /** @var list<string> */
    public array $lines = [];

    public function error(string|Stringable $message, array $context = []): void
    {
        $this->lines[] = (string) $message;
    }
}

final class User implements UserContextInterface
{
    public function __construct(public int $id, public int $type)
    {
    }

    public function getUserId(): int
    {
        return $this->id;
    }

    public function getUserType(): int
    {
        return $this->type;
    }
}

final class Product implements ProductInterface
{
    public function __construct(public array $document)
    {
    }

    public function getId(): int
    {
        return $this->document['id'];
    }

    public function getSku(): string
    {
        return $this->document['sku'];
    }

    public function getExtensionAttributes(): DataObject
    {
        return new DataObject($this->document['extension_attributes']);
    }
}

final class Products implements ProductRepositoryInterface
{
    /** @param array<int, Product> $products */
    public function __construct(public array $products)
    {
    }

    public function getById(int $id, bool $isEdited = false, ?int $storeId = null, bool $isForced = false): Product
    {
        return $this->products[$id];
    }

    public function get(string $sku): Product
    {
        foreach ($this->products as $product) {
            if ($product->getSku() === $sku) {
                return $product;
            }
        }
        throw new NoSuchEntityException(__('No such product: %1', $sku));
    }
}

/** The tables of orders and credit memos, as far as their rows are counted. */
final class Tables
{
    public int $creditmemos = 0;
    private string $table = '';

    public function select(): static
    {
        return $this;
    }

    public function from(string $table, array $columns): static
    {
        $this->table = $table;
        return $this;
    }

    public function where(string $condition, int $value): static
    {
        return $this;
    }

    public function forUpdate(bool $isLocked): static
    {
        return $this;
    }

    public function fetchCol(self $select): array
    {
        return $this->table === 'sales_order' ? [1] : array_fill(0, $this->creditmemos, 1);
    }
}

/** What Magento does with a credit memo, between the two halves of the plugin. */
final class Refunds implements RefundAdapterInterface
{
    public function refund($creditmemo, $order, $isOnline = false): Order
    {
        return $order;
    }
}

final class Shop
{
    public const INTEGRATION = 5;

    public readonly Config $config;
    public readonly Log $log;
    public readonly Products $products;
    public readonly Settings $settings;
    public readonly Coupling $coupling;
    public readonly Outbox $outbox;
    public readonly Catalog $catalog;
    public readonly Stock $stock;
    public readonly Recorder $recorder;
    public readonly CreditReturn $creditReturn;
    public readonly Tables $tables;
    /** Who is at work: somebody of the staff. */
    public readonly User $user;
    /** @var array<string, float> */
    public array $salable = ['LED-E27' => 20.0, 'TOP-S' => 3.0, 'TOP-M' => 4.0];

    /** @param null|array<int, Product> $products what it sells; else a lamp and a top in two sizes */
    public function __construct(string $folder, string $platform, array $settings = [], ?array $products = null)
    {
        $this->config = new Config($settings + self::values("http://$platform"));
        $this->log = new Log();
        $this->products = new Products($products ?? self::assortment());
        $environment = ['koppel' => ['store_key' => str_repeat('6b', 32), 'wire' => ['allow_addresses' => [$platform]]]];
        $encryptor = new class () implements EncryptorInterface {
            public function decrypt($data): string
            {
                return strrev($data);
            }
        };
        $this->settings = new Settings($this->config, new DeploymentConfig($environment), $encryptor, new DirectoryList($folder));
        $this->coupling = new Coupling($this->settings, $this->log);
        $this->outbox = new Outbox($this->coupling);
        $this->catalog = new Catalog(
            $this->coupling, $this->products, new CollectionFactory(array_keys($this->products->products)),
            new Configurable($this->parents()), new ServiceOutputProcessor(),
        );
        $this->stock = $this->stock();
        $this->recorder = new Recorder($this->coupling, new Document($this->settings), $this->outbox);
        $this->tables = new Tables();
        $number = new ReturnNumber(new ResourceConnection($this->tables));
        $this->user = new User(1, UserContextInterface::USER_TYPE_ADMIN);
        $returns = new Returns($this->coupling, $this->recorder, $number, $this->outbox);
        $this->creditReturn = new CreditReturn($this->recorder, $returns, new Caller($this->user, $this->settings));
    }

    /** @return array<int, list<string>> by the id of a variant: its products */
    public function parents(): array
    {
        $parents = [];
        foreach ($this->products->products as $id => $product) {
            foreach ($product->document['extension_attributes']['configurable_product_links'] ?? [] as $child) {
                $parents[$child][] = (string) $id;
            }
        }
        return $parents;
    }

    /** An order of three lamps at 12.95, less 5.00, and shipping, as a platform places it by REST. */
    public function order(array $tenders, array $own = []): Order
    {
        $payment = new Payment(['method' => Platform::CODE]);
        $user = new User(self::INTEGRATION, UserContextInterface::USER_TYPE_INTEGRATION);
        (new AssignPayments(new Caller($user, $this->settings)))->execute(new Observer(['payment_model' => $payment, 'data' => new DataObject([
            'additional_data' => ['platform_order_id' => $own['platform_order_id'] ?? 'CB-1', 'payments' => json_encode($tenders)],
        ])]));
        $lamps = new Item($own['item'] ?? [
            'item_id' => 31, 'product_id' => 7, 'product_type' => 'simple', 'sku' => 'LED-E27', 'name' => 'Ledlamp E27',
            'qty_ordered' => '3.0000', 'row_total_incl_tax' => '38.8500', 'tax_percent' => '21.0000', 'discount_amount' => '5.0000',
        ]);
        return new Order([
            'entity_id' => 501, 'increment_id' => '000000501', 'order_currency_code' => 'EUR', 'state' => Order::STATE_PROCESSING,
            'customer_email' => 'a@example.nl', 'grand_total' => 38.8, 'shipping_incl_tax' => '4.9500',
            'shipping_description' => 'PostNL', 'shipping_discount_amount' => '0.0000', 'payment' => $payment,
            'billing_address' => new Address(['firstname' => 'A.', 'lastname' => 'de Vries', 'street' => ['Dorpsstraat 1'],
                'postcode' => '1234 AB', 'city' => 'Ons Dorp', 'country_id' => 'NL']),
            'all_visible_items' => [$lamps],
        ]);
    }

    /** What the staff returns of an order: pieces of its first line, and perhaps the shipping. */
    public function creditmemo(Order $order, float $quantity, array $own = []): Creditmemo
    {
        $item = new DataObject(['order_item_id' => 31, 'qty' => $quantity, 'order_item' => $order->getData('all_visible_items')[0]]);
        return new Creditmemo($own + ['order' => $order, 'all_items' => [$item], 'grand_total' => 0.0]);
    }

    /** Makes a credit memo as Magento does: check, refund, save; a refusal leaves none. */
    public function refund(Creditmemo $creditmemo): Order
    {
        $refunds = new Refunds();
        $order = $creditmemo->getData('order');
        $this->creditReturn->beforeRefund($refunds, $creditmemo, $order);
        $refunded = $this->creditReturn->afterRefund($refunds, $refunds->refund($creditmemo, $order), $creditmemo);
        $this->tables->creditmemos++;
        return $refunded;
    }

    private function stock(): Stock
    {
        $salable = new class ($this) implements GetProductSalableQtyInterface {
            public function __construct(private Shop $shop)
            {
            }

            public function execute(string $sku, int $stockId): float
            {
                return $this->shop->salable[$sku];
            }
        };
        $stocks = new class () implements StockResolverInterface {
            public function execute(string $type, string $code): DataObject
            {
                return new DataObject(['stock_id' => 1]);
            }
        };
        $stores = new class () implements StoreManagerInterface {
            public function getDefaultStoreView(): DataObject
            {
                return new DataObject(['website' => new DataObject(['code' => 'base'])]);
            }
        };
        return new Stock($this->coupling, $this->catalog, $this->products, $salable, $stocks, $stores);
    }

    private static function values(string $platform): array
    {
        $own = [
            'shop/active' => '1', 'shop/shop_id' => 'lamps', 'shop/standard_rate' => '21', 'shop/standard_class' => '2',
            'shop/reduced_rate' => '9', 'shop/reduced_class' => '4', 'city_butler/active' => '1', 'city_butler/environment' => 'test',
            'city_butler/base_url' => $platform, 'city_butler/key' => 'shop-lamps', 'city_butler/secret' => strrev('a-secret'),
            'city_butler/integration_id' => (string) self::INTEGRATION,
        ];
        return array_combine(array_map(fn (string $path): string => "koppel_coupling/$path", array_keys($own)), $own) + [
            'general/store_information/name' => 'Lampenwinkel', 'general/country/default' => 'NL', 'general/locale/code' => 'nl_NL',
            'general/locale/timezone' => 'Europe/Amsterdam', 'currency/options/base' => 'EUR', 'tax/calculation/price_includes_tax' => '1',
            'tax/classes/shipping_tax_class' => '2',
        ];
    }

    /** @return array<int, Product> */
    private static function assortment(): array
    {
        $one = fn (int $id, string $sku, string $type, int $visibility, int $stock, array $more = []): Product => new Product([
            'id' => $id, 'sku' => $sku, 'name' => $sku, 'type_id' => $type, 'status' => 1, 'visibility' => $visibility, 'price' => 12.95,
            'extension_attributes' => ['stock_item' => ['manage_stock' => true, 'qty' => $stock, 'is_in_stock' => true]] + $more,
            'custom_attributes' => [['attribute_code' => 'tax_class_id', 'value' => '2']],
        ]);
        return [
            7 => $one(7, 'LED-E27', 'simple', 4, 20),
            10 => $one(10, 'TOP', 'configurable', 4, 0, ['configurable_product_links' => [11, 12]]),
            11 => $one(11, 'TOP-S', 'simple', 1, 3),
            12 => $one(12, 'TOP-M', 'simple', 1, 4),
        ];
    }
}

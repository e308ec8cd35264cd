<?php
declare(strict_types=1);

use Koppel\Coupling\Model\Caller;
use Koppel\Coupling\Model\Payment\Platform;
use Koppel\Coupling\Observer\AssignPayments;
use Koppel\Coupling\Observer\RecordOrder;
use Magento\Authorization\Model\UserContextInterface;
use Magento\Framework\DataObject;
use Magento\Framework\Event\Observer;
use Magento\Framework\Exception\LocalizedException;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Address;
use Magento\Sales\Model\Order\Item;
use Magento\Sales\Model\Order\Payment;

/**
 * What of Magento a platform calls: a catalogue, carts that become orders, invoices, by the paths and in the documents of
 * its REST interface. It holds the shop's orders and tells the module's observers of them, as Magento's events do.
 */
final class Magento
{
    public const RATES = ['2' => 21, '4' => 9];

    /** @var array<int, Order> */
    public array $orders = [];
    /** What the staff does when an order comes in. */
    public ?Closure $onPlaced = null;
    private array $carts = [];
    private int $lastItem = 0;

    public function __construct(private readonly Shop $shop)
    {
    }

    /** A request of the platform's integration. */
    public function rest(string $method, string $path, array $body = []): array
    {
        preg_match('~^/V1/(\w+)(?:/([^/]+))?(?:/([\w-]+))?(?:/([^/]+))?$~', $path, $found);
        [, $noun, $id, $verb, $more] = $found + ['', '', '', '', ''];
        return match ("$method $noun" . ($verb === '' ? '' : " $verb")) {
            'GET products' => $id === ''
                ? ['items' => array_column($this->shop->products->products, 'document')]
                : $this->shop->products->get($id)->document,
            'GET inventory get-product-salable-quantity' => ['quantity' => $this->shop->salable[$more]],
            'POST carts' => $id === '' ? ['id' => $this->cart()] : throw self::none($path),
            'POST carts items' => $this->addItem((int) $id, $body['cartItem']),
            'PUT carts coupons' => $this->setCoupon((int) $id, $more),
            'POST carts shipping-information' => $this->setShipping((int) $id, $body['addressInformation']),
            'PUT carts order' => ['id' => $this->place((int) $id, $body['paymentMethod'])],
            'GET orders' => $this->document($this->order($id)),
            'POST order invoice' => $this->invoice($this->order($id)),
            'POST orders cancel' => ['cancelled' => $this->cancel($this->order($id))],
            default => throw self::none($path),
        };
    }

    private static function none(string $path): LocalizedException
    {
        return new LocalizedException(__('Request does not match any route: %1', $path));
    }

    public function order(string|int $id): Order
    {
        return $this->orders[(int) $id] ?? throw new LocalizedException(__('The entity that was requested does not exist.'));
    }

    /** What an order's own event is, once it was committed. */
    public function save(Order $order): void
    {
        (new RecordOrder($this->shop->coupling, $this->shop->recorder))->execute(new Observer(['order' => $order]));
    }

    public function cancel(Order $order): bool
    {
        if (in_array($order->getState(), [Order::STATE_CANCELED, Order::STATE_CLOSED], true)) {
            return false;
        }
        foreach ($order->getAllVisibleItems() as $item) {
            $this->shop->salable[$item->getSku()] += $item->getQtyOrdered();
        }
        $order->setState(Order::STATE_CANCELED);
        $this->save($order);
        return true;
    }

    private function cart(): int
    {
        $this->carts[] = ['items' => [], 'shipping' => '0.00', 'percent' => 0];
        return array_key_last($this->carts);
    }

    private function addItem(int $cart, array $wanted): array
    {
        $sold = $this->shop->products->get($wanted['sku']);
        if ($this->shop->salable[$wanted['sku']] < $wanted['qty']) {
            throw new LocalizedException(__('The requested qty is not available'));
        }
        $parent = $this->shop->parents()[$sold->getId()][0] ?? null;
        $class = $sold->document['custom_attributes'][0]['value'];
        $row = Cents::of($sold->document['price']) * $wanted['qty'];
        $item = [
            'item_id' => ++$this->lastItem, 'product_type' => $parent === null ? 'simple' : 'configurable',
            'product_id' => $parent === null ? $sold->getId() : (int) $parent, 'sku' => $sold->getSku(), 'name' => $sold->document['name'],
            'qty_ordered' => $wanted['qty'], 'row_total_incl_tax' => Cents::text($row), 'tax_percent' => self::RATES[$class],
            'children_items' => $parent === null ? [] : [new Item(['product_id' => $sold->getId()])],
        ];
        $this->carts[$cart]['items'][] = $item;
        return ['item_id' => $item['item_id']];
    }

    /** A sales rule that takes so many percent off each line. */
    private function setCoupon(int $cart, string $code): array
    {
        $this->carts[$cart]['percent'] = (int) $code;
        return [true];
    }

    private function setShipping(int $cart, array $asked): array
    {
        $this->carts[$cart]['shipping'] = $asked['extension_attributes']['shipping_incl_tax'];
        return [];
    }

    private function place(int $cart, array $method): int
    {
        ['items' => $items, 'shipping' => $shipping, 'percent' => $percent] = $this->carts[$cart];
        $payment = new Payment(['method' => $method['method']]);
        $user = new User(Shop::INTEGRATION, UserContextInterface::USER_TYPE_INTEGRATION);
        (new AssignPayments(new Caller($user, $this->shop->settings)))->execute(new Observer([
            'payment_model' => $payment, 'data' => new DataObject(['additional_data' => $method['additional_data']]),
        ]));
        $total = Cents::of($shipping);
        $tax = Cents::vatIn($total, self::RATES['2']);
        foreach ($items as &$item) {
            $row = Cents::of($item['row_total_incl_tax']);
            $discount = intdiv($row * $percent + 50, 100);
            $vat = Cents::vatIn($row - $discount, $item['tax_percent']);
            $item += ['discount_amount' => Cents::text($discount), 'tax_amount' => Cents::text($vat)];
            $total += $row - $discount;
            $tax += $vat;
            $this->shop->salable[$item['sku']] -= $item['qty_ordered'];
        }
        $id = 501 + count($this->orders);
        $this->orders[$id] = new Order([
            'entity_id' => $id, 'increment_id' => sprintf('%09d', $id), 'order_currency_code' => 'EUR', 'state' => Order::STATE_NEW,
            'customer_email' => 'a.de.vries@example.nl', 'grand_total' => Cents::text($total), 'tax_amount' => Cents::text($tax),
            'shipping_incl_tax' => $shipping, 'shipping_description' => 'Verzending', 'shipping_discount_amount' => '0.0000',
            'payment' => $payment, 'all_visible_items' => array_map(fn (array $own): Item => new Item($own), $items),
            'billing_address' => new Address(['firstname' => 'A.', 'lastname' => 'de Vries', 'street' => ['Dorpsstraat 1'],
                'postcode' => '1234 AB', 'city' => 'Ons Dorp', 'country_id' => 'NL']),
        ]);
        $this->save($this->orders[$id]);
        $this->onPlaced && ($this->onPlaced)($this->orders[$id]);
        return $id;
    }

    private function invoice(Order $order): array
    {
        if ($order->getState() === Order::STATE_NEW) {
            $order->setState(Order::STATE_PROCESSING);
            $order->setData('invoiced_at', gmdate('Y-m-d H:i:s'));
            $this->save($order);
        }
        return [(int) $order->getEntityId()];
    }

    private function document(Order $order): array
    {
        $names = ['entity_id', 'increment_id', 'state', 'grand_total', 'tax_amount', 'shipping_incl_tax', 'invoiced_at'];
        $of_item = ['item_id', 'product_id', 'sku', 'name', 'qty_ordered', 'row_total_incl_tax', 'discount_amount', 'tax_amount', 'tax_percent'];
        $values = fn (DataObject $of, array $names): array => array_combine($names, array_map($of->getData(...), $names));
        $identity = $order->getPayment()->getAdditionalInformation(Platform::PLATFORM_ORDER_ID);
        return $values($order, $names) + [
            'items' => array_map(fn (Item $item): array => $values($item, $of_item), $order->getAllVisibleItems()),
            'payment' => ['method' => Platform::CODE, 'additional_information' => [$identity]],
        ];
    }
}

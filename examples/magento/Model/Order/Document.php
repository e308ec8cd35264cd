<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model\Order;

use Koppel\Coupling\Model\Figure;
use Koppel\Coupling\Model\Payment\Platform;
use Koppel\Coupling\Model\Settings;
use Magento\Framework\Exception\LocalizedException;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Address;
use Magento\Sales\Model\Order\Item;

/** An order of Magento as koppel has orders. Amounts are carried over; what does not add up, koppel refuses. */
class Document
{
    /** The line that stands for the shipping; the others have the ids of their order items. */
    public const SHIPPING = 'shipping';

    private const STATUSES = [
        Order::STATE_NEW => 'pending', Order::STATE_PENDING_PAYMENT => 'pending', Order::STATE_PAYMENT_REVIEW => 'on-hold',
        Order::STATE_HOLDED => 'on-hold', Order::STATE_PROCESSING => 'processing', Order::STATE_COMPLETE => 'completed',
        Order::STATE_CANCELED => 'cancelled',
    ];

    public function __construct(private readonly Settings $settings)
    {
    }

    public function of(Order $order): array
    {
        $payment = $order->getPayment();
        $document = [
            'host_id' => (string) $order->getEntityId(),
            'number' => (string) $order->getIncrementId(),
            'platform_order_id' => $payment->getAdditionalInformation(Platform::PLATFORM_ORDER_ID),
            'currency' => $order->getOrderCurrencyCode(),
            'status' => self::status($order),
            'customer' => array_filter([
                'customer_id' => $order->getCustomerId() ? (string) $order->getCustomerId() : null,
                'email' => $order->getCustomerEmail(),
            ]),
            'billing' => $order->getBillingAddress() ? $this->address($order->getBillingAddress()) : [],
            'shipping' => $order->getShippingAddress() ? $this->address($order->getShippingAddress()) : null,
            'lines' => array_map($this->line(...), array_values($order->getAllVisibleItems())),
            'discounts' => $this->discounts($order),
            'tenders' => $this->tenders((string) $payment->getAdditionalInformation(Platform::PAYMENTS)),
            'total_amount' => Figure::amount($order->getGrandTotal()),
        ];
        if (Figure::amount($order->getShippingInclTax()) !== Figure::ZERO) {
            $document['lines'][] = [
                'line_id' => self::SHIPPING, 'kind' => 'shipping', 'name' => (string) $order->getShippingDescription(),
                'quantity' => 1, 'gross_amount' => Figure::amount($order->getShippingInclTax()),
                'vat_rate' => $this->settings->shippingVatRate(),
            ];
        }
        // An empty list would be no address of koppel's.
        return array_filter($document, fn (mixed $value, string $name): bool => $value !== [] || $name === 'lines', ARRAY_FILTER_USE_BOTH);
    }

    public static function status(Order $order): string
    {
        return self::STATUSES[$order->getState()] ?? 'pending';
    }

    private function line(Item $item): array
    {
        // The parent carries price and quantity of what was configured, its child says which of its variants it is.
        $child = $item->getProductType() === 'configurable' ? ($item->getChildrenItems()[0] ?? null) : null;
        return [
            'line_id' => (string) $item->getItemId(), 'kind' => 'product',
            'product_id' => (string) $item->getProductId(),
            'variant_id' => $child ? (string) $child->getProductId() : null,
            'sku' => (string) $item->getSku(), 'name' => (string) $item->getName(),
            'quantity' => Figure::quantity($item->getQtyOrdered()),
            'gross_amount' => Figure::amount($item->getRowTotalInclTax()),
            'vat_rate' => (string) $item->getTaxPercent(),
        ];
    }

    private function discounts(Order $order): array
    {
        $amounts = [self::SHIPPING => $order->getShippingDiscountAmount()];
        foreach ($order->getAllVisibleItems() as $item) {
            $amounts[(string) $item->getItemId()] = $item->getDiscountAmount();
        }
        $discounts = [];
        foreach (array_map(Figure::amount(...), $amounts) as $lineId => $amount) {
            if ($amount !== Figure::ZERO) {
                $discounts[] = ['discount_id' => "discount-$lineId", 'amount' => $amount, 'line_ids' => [(string) $lineId]];
            }
        }
        return $discounts;
    }

    /** @throws LocalizedException where the platform said who paid in no way that can be read */
    private function tenders(string $payments): array
    {
        $tenders = json_decode($payments, true);
        if (!is_array($tenders) || $tenders === []) {
            throw new LocalizedException(__('The platform did not say by what this order was paid.'));
        }
        return $tenders;
    }

    private function address(Address $address): array
    {
        $street = $address->getStreet();
        return array_filter([
            'first_name' => $address->getFirstname(), 'last_name' => $address->getLastname(), 'company' => $address->getCompany(),
            'address_1' => $street[0] ?? null, 'address_2' => $street[1] ?? null, 'postcode' => $address->getPostcode(),
            'city' => $address->getCity(), 'country' => $address->getCountryId(), 'phone' => $address->getTelephone(),
        ]);
    }
}

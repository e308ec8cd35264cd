<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model\Order;

use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Figure;
use Koppel\Coupling\Model\Outbox;
use Koppel\Coupling\Model\ResourceModel\ReturnNumber;
use Koppel\Exception;
use Magento\Framework\Exception\LocalizedException;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Creditmemo;

/**
 * Credits what a credit memo of a platform's order takes back: to the card what the card paid (OH-22). It is called within
 * the transaction of the credit memo, and koppel keeps the return before that transaction ends: its number is the same when
 * the credit memo is made again, so that nothing is credited twice.
 */
class Returns
{
    public function __construct(
        private readonly Coupling $coupling,
        private readonly Recorder $recorder,
        private readonly ReturnNumber $returnNumber,
        private readonly Outbox $outbox,
    ) {
    }

    /** @throws LocalizedException where money would go out that no line accounts for */
    public function check(Creditmemo $creditmemo): void
    {
        if (Figure::amount($creditmemo->getAdjustmentPositive()) !== Figure::ZERO
            || Figure::amount($creditmemo->getAdjustmentNegative()) !== Figure::ZERO) {
            throw new LocalizedException(__(
                'What a card paid is never paid out in cash: leave both adjustments empty and return lines of this order.',
            ));
        }
        if ($this->lines($creditmemo) === []) {
            throw new LocalizedException(__('This credit memo returns nothing.'));
        }
    }

    /** @throws LocalizedException where koppel refuses it; then there is no credit memo either */
    public function credit(Creditmemo $creditmemo, Order $order): void
    {
        try {
            $this->recorder->record($order);
            $refund = $this->coupling->client()->returnCredit($this->recorder->identity($order) + [
                'return_id' => $this->returnNumber->next((int) $order->getEntityId()),
                'lines' => $this->lines($creditmemo),
            ]);
        } catch (Exception $refused) {
            throw new LocalizedException(__('This return cannot be credited: %1', $refused->getMessage()), $refused);
        }
        $this->outbox->wake();
        foreach ($this->sentences($refund, Figure::amount($creditmemo->getGrandTotal())) as $sentence) {
            $order->addCommentToStatusHistory((string) $sentence);
        }
    }

    private function lines(Creditmemo $creditmemo): array
    {
        $lines = [];
        foreach ($creditmemo->getAllItems() as $item) {
            $quantity = Figure::quantity($item->getQty());
            if ($quantity > 0 && !$item->getOrderItem()->getParentItemId()) {
                $lines[] = ['line_id' => (string) $item->getOrderItemId(), 'quantity' => $quantity];
            }
        }
        $shipping = Figure::amount($creditmemo->getShippingInclTax());
        if ($shipping !== Figure::ZERO) {
            $isWhole = $shipping === Figure::amount($creditmemo->getOrder()->getShippingInclTax());
            $lines[] = ['line_id' => Document::SHIPPING] + ($isWhole ? ['quantity' => 1] : ['amount' => $shipping]);
        }
        return $lines;
    }

    /** What the staff reads in the order's history. */
    private function sentences(array $refund, string $total): array
    {
        $sentences = [];
        foreach ($refund['credits'] as $credit) {
            $sentences[] = __('Koppel: %1 goes back to card %2.', $credit['amount'], $credit['voucher_id']);
        }
        foreach ($refund['refunds'] as $remainder) {
            if ($remainder['paid_by'] === 'platform') {
                $sentences[] = __('Koppel: %1 is paid back to the customer by the platform.', $remainder['amount']);
            }
        }
        if ($refund['pay_out_amount'] !== Figure::ZERO) {
            $sentences[] = __('Koppel: pay %1 back to the customer, and no more than that.', $refund['pay_out_amount']);
        }
        if ($refund['amount'] !== $total) {
            $sentences[] = __(
                'Koppel: this credit memo says %1, but %2 was paid for what comes back, and %2 is credited.',
                $total,
                $refund['amount'],
            );
        }
        return $sentences;
    }
}

<?php
declare(strict_types=1);

namespace Koppel\Coupling\Plugin;

use Koppel\Coupling\Model\Caller;
use Koppel\Coupling\Model\Order\Recorder;
use Koppel\Coupling\Model\Order\Returns;
use Magento\Sales\Api\Data\CreditmemoInterface;
use Magento\Sales\Api\Data\OrderInterface;
use Magento\Sales\Model\Order\RefundAdapterInterface;

/** Every credit memo passes here, whether from the admin or by REST, within its transaction: what is refused is not made. */
class CreditReturn
{
    public function __construct(private readonly Recorder $recorder, private readonly Returns $returns, private readonly Caller $caller)
    {
    }

    public function beforeRefund(RefundAdapterInterface $subject, CreditmemoInterface $creditmemo, OrderInterface $order): void
    {
        if ($this->isToBeCredited($order)) {
            $this->returns->check($creditmemo);
        }
    }

    public function afterRefund(RefundAdapterInterface $subject, OrderInterface $refunded, CreditmemoInterface $creditmemo): OrderInterface
    {
        if ($this->isToBeCredited($refunded)) {
            $this->returns->credit($creditmemo, $refunded);
        }
        return $refunded;
    }

    /** What a platform itself refunds at the shop, it has paid back already. */
    private function isToBeCredited(OrderInterface $order): bool
    {
        return $this->recorder->isOfPlatform($order)
            && $this->caller->platformId() !== $this->recorder->identity($order)['platform_id'];
    }
}

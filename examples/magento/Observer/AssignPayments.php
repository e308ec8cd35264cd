<?php
declare(strict_types=1);

namespace Koppel\Coupling\Observer;

use Koppel\Coupling\Model\Caller;
use Koppel\Coupling\Model\Payment\Platform;
use Magento\Framework\Event\Observer;
use Magento\Framework\Exception\LocalizedException;
use Magento\Payment\Observer\AbstractDataAssignObserver;
use Magento\Quote\Api\Data\PaymentInterface;

/**
 * Keeps what a platform says of its order in `additional_data`: `platform_order_id`, and `payments`, a JSON text of what
 * paid. Which platform it is, its integration says and nothing that was sent.
 */
class AssignPayments extends AbstractDataAssignObserver
{
    private const KEPT = ['platform_order_id' => Platform::PLATFORM_ORDER_ID, 'payments' => Platform::PAYMENTS];

    public function __construct(private readonly Caller $caller)
    {
    }

    public function execute(Observer $observer): void
    {
        $additional = $this->readDataArgument($observer)->getData(PaymentInterface::KEY_ADDITIONAL_DATA);
        $payment = $this->readPaymentModelArgument($observer);
        $payment->setAdditionalInformation(Platform::PLATFORM_ID, $this->caller->platformId());
        foreach (self::KEPT as $member => $name) {
            if (!is_string($additional[$member] ?? null) || $additional[$member] === '') {
                throw new LocalizedException(__('An order of a platform needs "%1" in additional_data.', $member));
            }
            $payment->setAdditionalInformation($name, $additional[$member]);
        }
    }
}

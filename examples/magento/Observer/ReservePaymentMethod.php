<?php
declare(strict_types=1);

namespace Koppel\Coupling\Observer;

use Koppel\Coupling\Model\Caller;
use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Payment\Platform;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/** "Paid at the platform" is for the integrations of the platforms: nobody else can say that an order is paid. */
class ReservePaymentMethod implements ObserverInterface
{
    public function __construct(private readonly Coupling $coupling, private readonly Caller $caller)
    {
    }

    public function execute(Observer $observer): void
    {
        $event = $observer->getEvent();
        if ($event->getData('method_instance')->getCode() === Platform::CODE && !$this->isPlatform()) {
            $event->getData('result')->setData('is_available', false);
        }
    }

    private function isPlatform(): bool
    {
        return $this->coupling->isActive() && $this->caller->platformId() !== null;
    }
}

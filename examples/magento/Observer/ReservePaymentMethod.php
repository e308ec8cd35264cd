<?php
declare(strict_types=1);

namespace Koppel\Coupling\Observer;

use Koppel\Coupling\Model\Payment\Platform;
use Koppel\Coupling\Model\Settings;
use Magento\Authorization\Model\UserContextInterface;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/** "Paid at the platform" is for the integrations of the platforms: nobody else can say that an order is paid. */
class ReservePaymentMethod implements ObserverInterface
{
    public function __construct(private readonly UserContextInterface $userContext, private readonly Settings $settings)
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
        return $this->settings->isActive()
            && (int) $this->userContext->getUserType() === UserContextInterface::USER_TYPE_INTEGRATION
            && $this->settings->platformOfIntegration((int) $this->userContext->getUserId()) !== null;
    }
}

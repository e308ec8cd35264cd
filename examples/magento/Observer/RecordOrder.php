<?php
declare(strict_types=1);

namespace Koppel\Coupling\Observer;

use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Order\Recorder;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/** Takes a platform's order over as soon as Magento has committed it, and follows what becomes of it. */
class RecordOrder implements ObserverInterface
{
    public function __construct(private readonly Coupling $coupling, private readonly Recorder $recorder)
    {
    }

    public function execute(Observer $observer): void
    {
        $order = $observer->getEvent()->getData('order');
        if ($this->recorder->isOfPlatform($order)) {
            $this->coupling->attempt("order {$order->getIncrementId()}", fn () => $this->recorder->record($order));
        }
    }
}

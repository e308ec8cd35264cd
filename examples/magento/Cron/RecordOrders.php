<?php
declare(strict_types=1);

namespace Koppel\Coupling\Cron;

use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Order\Recorder;
use Koppel\Coupling\Model\Payment\Platform;
use Magento\Sales\Model\ResourceModel\Order\CollectionFactory;

/** The net below the observer: what changed within three days is stated again, and what koppel knows stays as it is. */
class RecordOrders
{
    private const DAYS = 3;

    public function __construct(
        private readonly Coupling $coupling,
        private readonly Recorder $recorder,
        private readonly CollectionFactory $collectionFactory,
    ) {
    }

    public function execute(): void
    {
        if (!$this->coupling->isActive()) {
            return;
        }
        $orders = $this->collectionFactory->create();
        $orders->getSelect()->join(
            ['payment' => $orders->getTable('sales_order_payment')],
            'payment.parent_id = main_table.entity_id',
            [],
        )->where('payment.method = ?', Platform::CODE);
        $orders->addFieldToFilter('main_table.updated_at', ['gteq' => gmdate('Y-m-d H:i:s', time() - self::DAYS * 86_400)]);
        foreach ($orders as $order) {
            $this->coupling->attempt("order {$order->getIncrementId()}", fn () => $this->recorder->record($order));
        }
    }
}

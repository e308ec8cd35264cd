<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model\ResourceModel;

use Magento\Framework\App\ResourceConnection;

/** The number of an order's next return: how many credit memos it has, and one. Within a transaction, which it makes wait. */
class ReturnNumber
{
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    public function next(int $orderId): string
    {
        $connection = $this->resource->getConnection('sales');
        $order = $connection->select()->from($this->resource->getTableName('sales_order', 'sales'), ['entity_id'])
            ->where('entity_id = ?', $orderId)->forUpdate(true);
        $connection->fetchCol($order);
        // Locked as well, or it would count what was there when the transaction began.
        $creditmemos = $connection->select()->from($this->resource->getTableName('sales_creditmemo', 'sales'), ['entity_id'])
            ->where('order_id = ?', $orderId)->forUpdate(true);
        return $orderId . '-' . (count($connection->fetchCol($creditmemos)) + 1);
    }
}

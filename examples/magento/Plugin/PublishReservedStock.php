<?php
declare(strict_types=1);

namespace Koppel\Coupling\Plugin;

use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Stock;
use Magento\InventorySalesApi\Api\Data\ItemToSellInterface;
use Magento\InventorySalesApi\Api\PlaceReservationsForSalesEventInterface;

/** Stock that an order has taken, or given back. */
class PublishReservedStock
{
    public function __construct(private readonly Coupling $coupling, private readonly Stock $stock)
    {
    }

    /** @param list<ItemToSellInterface> $items */
    public function afterExecute(PlaceReservationsForSalesEventInterface $subject, mixed $nothing, array $items): void
    {
        $skus = array_map(fn (ItemToSellInterface $item): string => (string) $item->getSku(), array_values($items));
        $this->coupling->attempt('stock', fn () => $this->stock->publish($skus));
    }
}

<?php
declare(strict_types=1);

namespace Koppel\Coupling\Plugin;

use Koppel\Coupling\Model\Coupling;
use Koppel\Coupling\Model\Stock;
use Magento\InventoryApi\Api\Data\SourceItemInterface;
use Magento\InventoryApi\Api\SourceItemsSaveInterface;

/** Stock that was counted, received or corrected. */
class PublishSavedStock
{
    public function __construct(private readonly Coupling $coupling, private readonly Stock $stock)
    {
    }

    /** @param list<SourceItemInterface> $sourceItems */
    public function afterExecute(SourceItemsSaveInterface $subject, mixed $nothing, array $sourceItems): void
    {
        $skus = array_map(fn (SourceItemInterface $item): string => (string) $item->getSku(), array_values($sourceItems));
        $this->coupling->attempt('stock', fn () => $this->stock->publish($skus));
    }
}

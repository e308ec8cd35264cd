<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model;

use DateTimeImmutable;
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\InventorySalesApi\Api\Data\SalesChannelInterface;
use Magento\InventorySalesApi\Api\GetProductSalableQtyInterface;
use Magento\InventorySalesApi\Api\StockResolverInterface;
use Magento\Store\Model\StoreManagerInterface;

/** States to koppel what can be sold of an article, all sources together and without what is reserved. */
class Stock
{
    public function __construct(
        private readonly Coupling $coupling,
        private readonly Catalog $catalog,
        private readonly ProductRepositoryInterface $productRepository,
        private readonly GetProductSalableQtyInterface $salableQuantity,
        private readonly StockResolverInterface $stockResolver,
        private readonly StoreManagerInterface $storeManager,
    ) {
    }

    /** @param list<string> $skus */
    public function publish(array $skus): void
    {
        $items = [];
        foreach (array_unique($skus) as $sku) {
            array_push($items, ...$this->items($sku));
        }
        if ($items !== []) {
            $this->coupling->client()->stockPut(['items' => $items]);
        }
    }

    private function items(string $sku): array
    {
        $website = $this->storeManager->getDefaultStoreView()->getWebsite()->getCode();
        $stockId = (int) $this->stockResolver->execute(SalesChannelInterface::TYPE_WEBSITE, $website)->getStockId();
        $asOf = (new DateTimeImmutable())->format('Y-m-d\TH:i:s.vP');
        try {
            $productId = (int) $this->productRepository->get($sku)->getId();
            $quantity = $this->salableQuantity->execute($sku, $stockId);
        } catch (LocalizedException) {
            return []; // Nothing lies in stock of a configurable, nor of what is not sold any more.
        }
        $own = ['quantity' => (string) (int) floor($quantity), 'as_of' => $asOf];
        $parentIds = $this->catalog->parentIds($productId);
        if ($parentIds === []) {
            return [['product_id' => (string) $productId] + $own];
        }
        $variant = ['variant_id' => (string) $productId] + $own;
        return array_map(fn (int $parentId): array => ['product_id' => (string) $parentId] + $variant, $parentIds);
    }
}

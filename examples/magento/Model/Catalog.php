<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model;

use Generator;
use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\Catalog\Model\ResourceModel\Product\CollectionFactory;
use Magento\ConfigurableProduct\Model\Product\Type\Configurable;
use Magento\Framework\Webapi\ServiceOutputProcessor;

/** States products to koppel as Magento's own REST interface gives them; a configurable together with its children. */
class Catalog
{
    public function __construct(
        private readonly Coupling $coupling,
        private readonly ProductRepositoryInterface $productRepository,
        private readonly CollectionFactory $collectionFactory,
        private readonly Configurable $configurable,
        private readonly ServiceOutputProcessor $outputProcessor,
    ) {
    }

    public function publish(ProductInterface $product): void
    {
        $items = [];
        foreach ($this->parentIds((int) $product->getId()) ?: [(int) $product->getId()] as $id) {
            $parent = $this->productRepository->getById($id, false, null, true);
            foreach ([$id, ...$this->childIds($parent)] as $one) {
                $items[] = $this->document($one);
            }
        }
        $this->coupling->client()->catalogSync(['from' => 'magento', 'mode' => 'upsert', 'items' => $items]);
    }

    public function withdraw(int $productId): void
    {
        $this->coupling->client()->catalogSync(['from' => 'magento', 'mode' => 'delete', 'items' => [(string) $productId]]);
    }

    /** All products, one after the other: the catalogue never lies in memory as a whole. */
    public function publishAll(): void
    {
        $parts = $this->coupling->client()->catalogSyncStream(
            ['from' => 'magento', 'mode' => 'snapshot', 'complete' => true],
            $this->documents(),
        );
        iterator_count($parts);
    }

    /** @return list<int> the configurables that it is a variant of */
    public function parentIds(int $productId): array
    {
        return array_map('intval', $this->configurable->getParentIdsByChild($productId));
    }

    private function childIds(ProductInterface $product): array
    {
        return array_map('intval', $product->getExtensionAttributes()?->getConfigurableProductLinks() ?? []);
    }

    private function documents(): Generator
    {
        yield '{"items":[';
        foreach (array_values($this->collectionFactory->create()->getAllIds()) as $nth => $id) {
            $document = json_encode($this->document((int) $id), JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
            yield ($nth === 0 ? '' : ',') . $document;
        }
        yield ']}';
    }

    /** Loaded one by one: in a list Magento leaves the stock out. */
    private function document(int $id): array
    {
        $product = $this->productRepository->getById($id, false, null, true);
        return $this->outputProcessor->process($product, ProductRepositoryInterface::class, 'getById');
    }
}

<?php
declare(strict_types=1);

namespace Koppel\Coupling\Observer;

use Koppel\Coupling\Model\Catalog;
use Koppel\Coupling\Model\Coupling;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

class PublishProduct implements ObserverInterface
{
    public function __construct(private readonly Coupling $coupling, private readonly Catalog $catalog)
    {
    }

    public function execute(Observer $observer): void
    {
        $product = $observer->getEvent()->getData('product');
        $this->coupling->attempt("product {$product->getSku()}", fn () => $this->catalog->publish($product));
    }
}

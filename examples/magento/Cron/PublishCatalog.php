<?php
declare(strict_types=1);

namespace Koppel\Coupling\Cron;

use Koppel\Coupling\Model\Catalog;
use Koppel\Coupling\Model\Coupling;

class PublishCatalog
{
    public function __construct(private readonly Coupling $coupling, private readonly Catalog $catalog)
    {
    }

    public function execute(): void
    {
        $this->coupling->attempt('catalogue', $this->catalog->publishAll(...));
    }
}

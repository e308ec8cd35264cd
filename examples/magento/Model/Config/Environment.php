<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model\Config;

use Magento\Framework\Data\OptionSourceInterface;

/** The environments of a platform; each has an address and keys of its own, and none is chosen by default. */
class Environment implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => '', 'label' => __('-- choose --')],
            ['value' => 'test', 'label' => __('Test')],
            ['value' => 'acceptance', 'label' => __('Acceptance')],
            ['value' => 'production', 'label' => __('Production')],
        ];
    }
}

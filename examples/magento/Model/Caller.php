<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model;

use Magento\Authorization\Model\UserContextInterface;

/** Who is at work in this request: one of the platforms by its integration, or somebody else. */
class Caller
{
    public function __construct(private readonly UserContextInterface $userContext, private readonly Settings $settings)
    {
    }

    public function platformId(): ?string
    {
        $isIntegration = (int) $this->userContext->getUserType() === UserContextInterface::USER_TYPE_INTEGRATION;
        return $isIntegration ? $this->settings->platformOfIntegration((int) $this->userContext->getUserId()) : null;
    }
}

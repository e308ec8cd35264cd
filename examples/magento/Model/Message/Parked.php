<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model\Message;

use Koppel\Coupling\Model\Coupling;
use Koppel\Exception;
use Magento\Framework\Notification\MessageInterface;

/** Above every page of the admin: what could not be told to a platform and waits for a person. */
class Parked implements MessageInterface
{
    /** @var null|list<string> */
    private ?array $sentences = null;

    public function __construct(private readonly Coupling $coupling)
    {
    }

    public function getIdentity(): string
    {
        return hash('sha256', 'koppel_parked ' . $this->getText());
    }

    public function isDisplayed(): bool
    {
        return $this->sentences() !== [];
    }

    public function getText(): string
    {
        return implode(' ', $this->sentences());
    }

    public function getSeverity(): int
    {
        return self::SEVERITY_CRITICAL;
    }

    /** @return list<string> escaped, for the admin shows them as HTML */
    private function sentences(): array
    {
        return $this->sentences ??= $this->coupling->isActive() ? array_map('htmlspecialchars', $this->look()) : [];
    }

    private function look(): array
    {
        try {
            $parked = $this->coupling->client()->health()['outbox']['parked'];
        } catch (Exception $failure) {
            return [(string) __('Koppel cannot be opened: %1', $failure->getMessage())];
        }
        return array_map(fn (array $own): string => (string) __(
            'Koppel: %1 messages to a platform wait for you (%2). %3 See "bin/magento koppel:outbox".',
            $own['count'],
            $own['reason'],
            $own['advice'],
        ), $parked);
    }
}

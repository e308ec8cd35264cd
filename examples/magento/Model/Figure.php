<?php
declare(strict_types=1);

namespace Koppel\Coupling\Model;

use Magento\Framework\Exception\LocalizedException;

/** Magento's figures, with four decimals in a text or a float, as koppel's decimal strings. It computes nothing. */
class Figure
{
    public const ZERO = '0.00';

    /** Two decimals, and more where there are more: koppel refuses those rather than round them. */
    public static function amount(string|int|float|null $value): string
    {
        return preg_replace('/0{1,2}$/', '', sprintf('%.4F', (float) $value));
    }

    /** @throws LocalizedException for a part of a piece, which no platform sells */
    public static function quantity(string|int|float|null $value): int
    {
        if ((float) $value !== floor((float) $value)) {
            throw new LocalizedException(__('%1 is not a whole number of pieces: platforms sell whole pieces only.', (string) $value));
        }
        return (int) $value;
    }
}

<?php
declare(strict_types=1);

/** The stand-in's own arithmetic: cents as integers, VAT of an amount that includes it, half up. */
final class Cents
{
    public static function of(string|int|float $amount): int
    {
        return (int) round((float) $amount * 100);
    }

    public static function text(int $cents): string
    {
        return sprintf('%d.%02d', intdiv($cents, 100), $cents % 100);
    }

    public static function vatIn(int $gross, int $rate): int
    {
        return intdiv(2 * $gross * $rate + 100 + $rate, 2 * (100 + $rate));
    }

    /** Of a net amount with six decimals: what it is with VAT. */
    public static function grossOf(string $net, int $rate): int
    {
        $micros = (int) round((float) $net * 1_000_000);
        return intdiv($micros * (100 + $rate) + 500_000, 1_000_000);
    }
}

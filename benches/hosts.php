<?php
declare(strict_types=1);
// What a call through the extension costs, as ratios against plain PHP in the same run: the median of interleaved rounds.
//   php -d extension=koppel.so benches/hosts.php

require __DIR__ . '/baselines/payment.php';

const ROUNDS = 9;
const CALLS_FEW = 100_000;
const CALLS_MANY = 1_000_000;

/** Of this process, in nanoseconds: what other processes do meanwhile is not looked at. */
function processor_time(): int
{
    $used = getrusage();
    return ($used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec']) * 1_000_000_000
        + ($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) * 1_000;
}

/** Nanoseconds a call. */
function timed(callable $work, int $calls): float
{
    $start = processor_time();
    for ($nth = 0; $nth < $calls; $nth++) {
        $work();
    }
    return (processor_time() - $start) / $calls;
}

/** The median of `own` over `theirs`, each timed right after the other, warm. */
function ratio(callable $own, int $own_calls, callable $theirs, int $their_calls): float
{
    timed($own, $own_calls);
    timed($theirs, $their_calls);
    $ratios = [];
    for ($round = 0; $round < ROUNDS; $round++) {
        $ratios[] = timed($own, $own_calls) / timed($theirs, $their_calls);
    }
    sort($ratios);
    return $ratios[intdiv(ROUNDS, 2)];
}

$is_good = true;
function told(string $name, float $value, string $unit, bool $holds, string $goal): void
{
    global $is_good;
    $is_good = $is_good && $holds;
    printf("bench %s_php: %.2f%s (%s%s)\n", $name, $value, $unit, $goal, $holds ? '' : ': NOT REACHED');
}

function resident_kib(): int
{
    preg_match('/VmRSS:\s+(\d+)/', file_get_contents('/proc/self/status'), $found);
    return (int) $found[1];
}

$request = trim(file_get_contents(__DIR__ . '/requests/rich.json'));
$reply = Koppel\paymentSplit($request);
$small = '"' . str_repeat('x', 98) . '"';
$order = json_decode($request, true);
for ($nth = 0; strlen($large = Koppel\paymentSplit(json_encode($order))) < 5000; $nth++) {
    $order['lines'][] = ['line_id' => "more-$nth"] + $order['lines'][0];
}

$percent = 100 * ratio(fn () => Koppel\call('echo', $small), 20_000, fn () => json_decode($reply, true), 5_000);
told('echo_100_bytes', $percent, '% of decoding the reply of a split', $percent <= 2, 'at most 2%');
$percent = 100 * ratio(fn () => Koppel\call('echo', $large), 20_000, fn () => json_decode($large, true), 2_000);
told('echo_5_kb', $percent, '% of decoding the same JSON', $percent <= 2, 'at most 2%');
assert(Koppel\Baseline\payment_split($request) === $reply);
$times = 1 / ratio(fn () => Koppel\paymentSplit($request), 5_000, fn () => Koppel\Baseline\payment_split($request), 400);
told('payment_split', $times, 'x plain PHP, JSON to JSON', $times >= 5, 'at least 5x');
$array = json_decode($request, true);
$times = 1 / ratio(fn () => Koppel\paymentSplit($array), 5_000, fn () => Koppel\Baseline\payment_split($request), 400);
told('payment_split_arrays', $times, 'x plain PHP, arrays to arrays against JSON to JSON', true, 'for comparison');

$call = fn () => Koppel\paymentSplit($request);
timed($call, CALLS_FEW);
$before = resident_kib();
timed($call, CALLS_MANY - CALLS_FEW);
$more = (resident_kib() - $before) / 1024;
told('memory', $more, ' MiB more after 1,000,000 calls than after 100,000', $more <= 1, 'at most 1 MiB');
exit($is_good ? 0 : 1);

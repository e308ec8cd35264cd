<?php
//! payment_split and refund_compute in plain PHP: the speed baseline and a second opinion on the
//! arithmetic. It must not share code with the library. Amounts are strings in the JSON and
//! integers of minor units inside; a product beyond 63 bits is divided bit by bit.
//   php payment.php split|refund FILE ITERATIONS       five timed rounds, as JSON
//   php payment.php lines split|refund < requests.jsonl > replies.jsonl

declare(strict_types=1);

namespace Koppel\Baseline;

// ---- errors ----------------------------------------------------------------------------------

const MESSAGES = [
    'json.invalid' => 'The request is not JSON.',
    'json.wrong_type' => 'The value has another type than this member takes.',
    'json.missing_member' => 'A required member is missing.',
    'json.unknown_member' => 'This member is not known here.',
    'json.not_an_instant' => 'Give an RFC 3339 instant with an offset.',
    'json.not_a_date' => 'Give an ISO date, such as 2026-12-31.',
    'currency.unknown' => 'The currency is not an ISO 4217 code.',
    'money.not_a_number' => 'Give a decimal number such as "12.50".',
    'money.too_large' => 'The number is too large.',
    'money.too_precise' => 'The number has more decimals than are allowed here.',
    'payment.no_lines' => 'Give at least one line.',
    'payment.line_twice' => 'A line is named twice.',
    'payment.tender_twice' => 'Two tenders have the same id.',
    'payment.amount_negative' => 'The amount is negative.',
    'payment.amount_missing' => 'Give an amount.',
    'payment.amount_twice' => 'Give exactly one of the two.',
    'payment.rate_missing' => 'A net amount needs a VAT rate.',
    'payment.vat_amount_conflict' => 'A VAT amount goes with a gross amount, per line only.',
    'payment.vat_amount_too_large' => 'The VAT is more than the gross amount.',
    'payment.discount_twice' => 'A discount is named twice.',
    'payment.discount_too_large' => 'The discount is more than what is left of its lines.',
    'payment.discount_line_unknown' => 'The discount names a line that the order does not have.',
    'payment.voucher_expired' => 'The voucher has expired.',
    'payment.voucher_unsplittable_too_many' => 'At most 20 vouchers can be unsplittable.',
    'payment.remainder_missing' => 'Something is left to pay: give a remainder tender.',
    'payment.minimum_unreachable' => 'The remainder cannot reach its minimum.',
    'payment.line_unknown' => 'The split does not have this line.',
    'payment.over_refund' => 'This is more than what is left to return.',
    'payment.split_altered' => 'The split is not the one that was computed.',
    'payment.policy_not_allowed' =>
        'Use line_faithful: several suppliers or a restricted voucher.',
];

final class RequestError extends \Exception
{
    public function __construct(public readonly string $reason, public readonly string $path)
    {
        parent::__construct(MESSAGES[$reason]);
    }
}

function fail(string $code, string $path): never
{
    throw new RequestError($code, $path);
}

const JSON_OUT = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES
    | JSON_UNESCAPED_LINE_TERMINATORS | JSON_THROW_ON_ERROR;

/** @param callable(mixed): array $compute */
function answer(string $json, callable $compute): string
{
    try {
        try {
            $request = json_decode($json, true, 64, JSON_THROW_ON_ERROR);
        } catch (\JsonException) {
            fail('json.invalid', '');
        }
        $reply = $compute($request);
    } catch (RequestError $error) {
        $reply = ['error' => [
            'code' => $error->reason,
            'message' => $error->getMessage(),
            'path' => $error->path,
            'retryable' => false,
            'reference' => null,
        ]];
    }
    return json_encode($reply, JSON_OUT);
}

function payment_split(string $json): string
{
    return answer($json, split(...));
}

function refund_compute(string $json): string
{
    return answer($json, refund(...));
}

// ---- reading members -------------------------------------------------------------------------

const LINE_KINDS = ['product', 'shipping', 'fee'];
const VOUCHER_KINDS = ['multi_purpose', 'single_purpose', 'payment_instrument'];
const ON_EXPIRED = ['credit_original', 'reissue', 'other_tender', 'hold'];
const POLICIES = ['line_faithful', 'voucher_first', 'other_first'];

/** @param list<string> $known */
function check_object(mixed $value, string $path, array $known): void
{
    if (!is_array($value) || ($value !== [] && array_is_list($value))) {
        fail('json.wrong_type', $path);
    }
    foreach ($value as $name => $_) {
        if (!in_array((string) $name, $known, true)) {
            fail('json.unknown_member', "$path/$name");
        }
    }
}

function text(array $object, string $name, string $path): string
{
    if (!array_key_exists($name, $object)) {
        fail('json.missing_member', "$path/$name");
    }
    return is_string($object[$name]) ? $object[$name] : fail('json.wrong_type', "$path/$name");
}

function optional_text(array $object, string $name, string $path): ?string
{
    return isset($object[$name]) ? text($object, $name, $path) : null;
}

function items(array $object, string $name, string $path): array
{
    $value = $object[$name] ?? [];
    $isList = is_array($value) && array_is_list($value);
    return $isList ? $value : fail('json.wrong_type', "$path/$name");
}

/** @return list<string> */
function texts(array $object, string $name, string $path): array
{
    $values = items($object, $name, $path);
    foreach ($values as $i => $value) {
        if (!is_string($value)) {
            fail('json.wrong_type', "$path/$name/$i");
        }
    }
    return $values;
}

/** @param list<string> $options */
function choice(
    array $object,
    string $name,
    string $path,
    array $options,
    ?string $default = null,
): string {
    if ($default !== null && !array_key_exists($name, $object)) {
        return $default;
    }
    $value = text($object, $name, $path);
    return in_array($value, $options, true) ? $value : fail('json.wrong_type', "$path/$name");
}

function whole_number(array $object, string $name, string $path, int $least): int
{
    if (!array_key_exists($name, $object)) {
        fail('json.missing_member', "$path/$name");
    }
    $value = $object[$name];
    return is_int($value) && $value >= $least ? $value : fail('json.wrong_type', "$path/$name");
}

function instant(array $object, string $name): string
{
    $value = text($object, $name, '');
    $form = '/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/D';
    if (preg_match($form, $value) !== 1 || date_create_immutable($value) === false) {
        fail('json.not_an_instant', "/$name");
    }
    return $value;
}

function day_in_amsterdam(string $instant): string
{
    static $zone = new \DateTimeZone('Europe/Amsterdam');
    return (new \DateTimeImmutable($instant))->setTimezone($zone)->format('Y-m-d');
}

// ---- money -----------------------------------------------------------------------------------

const CURRENCIES = [
    'AED' => 2, 'AFN' => 2, 'ALL' => 2, 'AMD' => 2, 'AOA' => 2, 'ARS' => 2, 'AUD' => 2,
    'AWG' => 2, 'AZN' => 2, 'BAM' => 2, 'BBD' => 2, 'BDT' => 2, 'BGN' => 2, 'BHD' => 3,
    'BIF' => 0, 'BMD' => 2, 'BND' => 2, 'BOB' => 2, 'BRL' => 2, 'BSD' => 2, 'BTN' => 2,
    'BWP' => 2, 'BYN' => 2, 'BZD' => 2, 'CAD' => 2, 'CDF' => 2, 'CHF' => 2, 'CLF' => 4,
    'CLP' => 0, 'CNY' => 2, 'COP' => 2, 'CRC' => 2, 'CUP' => 2, 'CVE' => 2, 'CZK' => 2,
    'DJF' => 0, 'DKK' => 2, 'DOP' => 2, 'DZD' => 2, 'EGP' => 2, 'ERN' => 2, 'ETB' => 2,
    'EUR' => 2, 'FJD' => 2, 'FKP' => 2, 'GBP' => 2, 'GEL' => 2, 'GHS' => 2, 'GIP' => 2,
    'GMD' => 2, 'GNF' => 0, 'GTQ' => 2, 'GYD' => 2, 'HKD' => 2, 'HNL' => 2, 'HTG' => 2,
    'HUF' => 2, 'IDR' => 2, 'ILS' => 2, 'INR' => 2, 'IQD' => 3, 'IRR' => 2, 'ISK' => 0,
    'JMD' => 2, 'JOD' => 3, 'JPY' => 0, 'KES' => 2, 'KGS' => 2, 'KHR' => 2, 'KMF' => 0,
    'KPW' => 2, 'KRW' => 0, 'KWD' => 3, 'KYD' => 2, 'KZT' => 2, 'LAK' => 2, 'LBP' => 2,
    'LKR' => 2, 'LRD' => 2, 'LSL' => 2, 'LYD' => 3, 'MAD' => 2, 'MDL' => 2, 'MGA' => 2,
    'MKD' => 2, 'MMK' => 2, 'MNT' => 2, 'MOP' => 2, 'MRU' => 2, 'MUR' => 2, 'MVR' => 2,
    'MWK' => 2, 'MXN' => 2, 'MYR' => 2, 'MZN' => 2, 'NAD' => 2, 'NGN' => 2, 'NIO' => 2,
    'NOK' => 2, 'NPR' => 2, 'NZD' => 2, 'OMR' => 3, 'PAB' => 2, 'PEN' => 2, 'PGK' => 2,
    'PHP' => 2, 'PKR' => 2, 'PLN' => 2, 'PYG' => 0, 'QAR' => 2, 'RON' => 2, 'RSD' => 2,
    'RUB' => 2, 'RWF' => 0, 'SAR' => 2, 'SBD' => 2, 'SCR' => 2, 'SDG' => 2, 'SEK' => 2,
    'SGD' => 2, 'SHP' => 2, 'SLE' => 2, 'SOS' => 2, 'SRD' => 2, 'SSP' => 2, 'STN' => 2,
    'SVC' => 2, 'SYP' => 2, 'SZL' => 2, 'THB' => 2, 'TJS' => 2, 'TMT' => 2, 'TND' => 3,
    'TOP' => 2, 'TRY' => 2, 'TTD' => 2, 'TWD' => 2, 'TZS' => 2, 'UAH' => 2, 'UGX' => 0,
    'USD' => 2, 'UYI' => 0, 'UYU' => 2, 'UYW' => 4, 'UZS' => 2, 'VED' => 2, 'VES' => 2,
    'VND' => 0, 'VUV' => 0, 'WST' => 2, 'XAF' => 0, 'XCD' => 2, 'XCG' => 2, 'XOF' => 0,
    'XPF' => 0, 'YER' => 2, 'ZAR' => 2, 'ZMW' => 2, 'ZWG' => 2,
];

function decimals_of(array $object, string $path): int
{
    $currency = text($object, 'currency', $path);
    return CURRENCIES[$currency] ?? fail('currency.unknown', "$path/currency");
}

/** Half of the range, so that twice an amount still fits. */
const LARGEST_AMOUNT = PHP_INT_MAX >> 1;

/** The most digits are the limit of a request; sums in our own replies may be longer. */
function parse_amount(mixed $value, string $path, int $decimals, int $mostDigits = 15): int
{
    if (!is_string($value)) {
        fail('json.wrong_type', $path);
    }
    if (preg_match('/^(-?)(\d+)(?:\.(\d+))?$/D', $value, $match) !== 1) {
        fail('money.not_a_number', $path);
    }
    [, $sign, $whole] = $match;
    $fraction = $match[3] ?? '';
    if ($sign !== '') {
        fail('payment.amount_negative', $path);
    }
    if (strlen($whole) > $mostDigits) {
        fail('money.too_large', $path);
    }
    if (strlen($fraction) > 6 || trim(substr($fraction, $decimals), '0') !== '') {
        fail('money.too_precise', $path);
    }
    $minor = (int) ($whole . str_pad(substr($fraction, 0, $decimals), $decimals, '0'));
    return $minor <= LARGEST_AMOUNT ? $minor : fail('money.too_large', $path);
}

function amount(array $object, string $name, string $path, int $decimals): int
{
    if (!array_key_exists($name, $object)) {
        fail('json.missing_member', "$path/$name");
    }
    return parse_amount($object[$name], "$path/$name", $decimals);
}

/** An amount of our own reply: its sums may be longer than what a request may hold. */
function printed_amount(array $object, string $name, int $decimals): ?int
{
    $value = $object[$name] ?? null;
    return $value === null ? null : parse_amount($value, '/split', $decimals, 19 - $decimals);
}

function optional_amount(array $object, string $name, string $path, int $decimals): ?int
{
    return isset($object[$name]) ? amount($object, $name, $path, $decimals) : null;
}

function money(?int $minor, int $decimals): ?string
{
    if ($minor === null || $decimals === 0) {
        return $minor === null ? null : (string) $minor;
    }
    $digits = str_pad((string) $minor, $decimals + 1, '0', STR_PAD_LEFT);
    return substr($digits, 0, -$decimals) . '.' . substr($digits, -$decimals);
}

// Rates are integers of 0.0001 percent.
const RATE_DECIMALS = 4;
const HUNDRED_PERCENT = 1_000_000;

function rate(array $object, string $name, string $path): int
{
    $rate = amount($object, $name, $path, RATE_DECIMALS);
    return $rate <= HUNDRED_PERCENT ? $rate : fail('money.too_large', "$path/$name");
}

function format_rate(?int $rate): ?string
{
    return $rate === null ? null : rtrim(rtrim(money($rate, RATE_DECIMALS), '0'), '.');
}

/** a * b / c as [quotient, remainder], for a product of up to 126 bits and c below 2^62. */
function multiply_divide(int $a, int $b, int $c): array
{
    $product = $a * $b;
    if (is_int($product)) {
        return [intdiv($product, $c), $product % $c];
    }
    $quotient = 0;
    $remainder = 0;
    for ($bit = 62; $bit >= 0; $bit--) {
        $quotient *= 2;
        $remainder *= 2;
        if ($a >> $bit & 1) {
            $quotient += intdiv($b, $c);
            $remainder += $b % $c;
        }
        $quotient += intdiv($remainder, $c);
        $remainder %= $c;
    }
    return [$quotient, $remainder];
}

/** a * b / c, rounded half up; 0 when c is 0. */
function share(int $a, int $b, int $c): int
{
    if ($c === 0) {
        return 0;
    }
    [$quotient, $remainder] = multiply_divide($a, $b, $c);
    return $remainder >= $c - $remainder ? $quotient + 1 : $quotient;
}

function compare_products(int $a, int $b, int $c, int $d): int
{
    $left = $a * $b;
    $right = $c * $d;
    if (is_int($left) && is_int($right)) {
        return $left <=> $right;
    }
    return multiply_divide($a, $b, 1 << 61) <=> multiply_divide($c, $d, 1 << 61);
}

/**
 * Largest remainder: for a split that is made once.
 * @param list<int> $weights
 * @return list<int>
 */
function hamilton(int $amount, array $weights): array
{
    $total = array_sum($weights);
    if ($total === 0) {
        return array_fill(0, count($weights), 0);
    }
    $shares = $remainders = [];
    foreach ($weights as $weight) {
        [$shares[], $remainders[]] = multiply_divide($weight, $amount, $total);
    }
    $rest = $amount - array_sum($shares);
    if ($rest > 0) {
        arsort($remainders); // keeps the order of equal remainders
        foreach (array_slice(array_keys($remainders), 0, $rest) as $i) {
            $shares[$i]++;
        }
    }
    return $shares;
}

/**
 * Sainte-Lague, whose shares never fall when the amount grows.
 * @param list<int> $weights
 * @return list<int>
 */
function sainte_lague(array $weights, int $amount): array
{
    $total = array_sum($weights);
    $shares = [];
    foreach ($weights as $weight) {
        $shares[] = $total > 0 ? multiply_divide($weight, $amount, $total)[0] : 0;
    }
    for ($rest = $amount - array_sum($shares); $rest > 0; $rest--) {
        $shares[next_receiver($weights, $shares)]++;
    }
    while (($from = last_receiver($weights, $shares)) !== null) {
        $to = next_receiver($weights, $shares);
        if (compare_turns($weights, $to, $shares[$to], $from, $shares[$from] - 1) >= 0) {
            break;
        }
        $shares[$from]--;
        $shares[$to]++;
    }
    return $shares;
}

/** Units are given in the order of (2 * units + 1) / weight, then of the index. */
function compare_turns(array $weights, int $i, int $units, int $j, int $others): int
{
    return compare_products(2 * $units + 1, $weights[$j], 2 * $others + 1, $weights[$i])
        ?: $i <=> $j;
}

function next_receiver(array $weights, array $shares): ?int
{
    $best = null;
    foreach ($weights as $i => $weight) {
        if ($weight > 0 && ($best === null
            || compare_turns($weights, $i, $shares[$i], $best, $shares[$best]) < 0)) {
            $best = $i;
        }
    }
    return $best;
}

function last_receiver(array $weights, array $shares): ?int
{
    $worst = null;
    foreach ($shares as $i => $units) {
        if ($units > 0 && ($worst === null
            || compare_turns($weights, $i, $units - 1, $worst, $shares[$worst] - 1) > 0)) {
            $worst = $i;
        }
    }
    return $worst;
}

// ---- the order -------------------------------------------------------------------------------

final class Line
{
    public int $discount = 0;
    public int $paid;
    public ?int $vat = null;

    /** @param list<string> $categoryIds */
    public function __construct(
        public readonly string $id,
        public readonly string $kind,
        public readonly string $supplierId,
        public readonly ?string $productId,
        public readonly array $categoryIds,
        public readonly int $quantity,
        public readonly int $gross,
        public readonly ?int $rate,
        public readonly ?int $vatOfGross,
    ) {
        $this->paid = $gross;
    }
}

final class Voucher
{
    public int $capacity = 0;
    public int $eligibleValue = 0;
    public bool $belowMinimum = false;
    /** @var list<int> the canonical indexes of the lines that it can pay for */
    public array $lines = [];

    public function __construct(
        public readonly string $id,
        public readonly string $kind,
        public readonly int $balance,
        public readonly ?int $maxAmount,
        public readonly ?int $minOrderAmount,
        public readonly ?string $expiresOn,
        public readonly ?array $eligible,
        public readonly ?int $priority,
        public readonly bool $splittable,
        public readonly string $refund,
        public readonly string $onExpired,
    ) {
    }

    public function canPay(Line $line): bool
    {
        $eligible = $this->eligible;
        $allows = fn (string $name, ?string $value): bool =>
            !isset($eligible[$name]) || in_array($value, $eligible[$name], true);
        if (!$allows('kinds', $line->kind) || !$allows('supplier_ids', $line->supplierId)) {
            return false;
        }
        if ($line->kind !== 'product') {
            return true;
        }
        return $allows('product_ids', $line->productId)
            && (!isset($eligible['category_ids'])
                || array_intersect($line->categoryIds, $eligible['category_ids']) !== []);
    }
}

function read_line(mixed $line, string $path, int $decimals, string $vatMode): Line
{
    check_object($line, $path, ['line_id', 'kind', 'supplier_id', 'product_id', 'category_ids',
        'quantity', 'gross_amount', 'net_amount', 'vat_rate', 'vat_amount']);
    $rate = isset($line['vat_rate']) ? rate($line, 'vat_rate', $path) : null;
    $hasGross = array_key_exists('gross_amount', $line);
    $hasNet = array_key_exists('net_amount', $line);
    $hasVat = array_key_exists('vat_amount', $line);
    if ($hasGross && $hasNet) {
        fail('payment.amount_twice', "$path/net_amount");
    }
    if ($hasVat && ($hasNet || $vatMode === 'per_rate')) {
        fail('payment.vat_amount_conflict', "$path/vat_amount");
    }
    $vat = null;
    if ($hasNet) {
        $net = amount($line, 'net_amount', $path, $decimals);
        $rate ?? fail('payment.rate_missing', "$path/vat_rate");
        $vat = share($net, $rate, HUNDRED_PERCENT);
        $gross = $net + $vat;
    } elseif ($hasGross) {
        $gross = amount($line, 'gross_amount', $path, $decimals);
        if ($hasVat) {
            $vat = amount($line, 'vat_amount', $path, $decimals);
            if ($vat > $gross) {
                fail('payment.vat_amount_too_large', "$path/vat_amount");
            }
        }
    } else {
        fail('payment.amount_missing', $path);
    }
    return new Line(
        id: text($line, 'line_id', $path),
        kind: choice($line, 'kind', $path, LINE_KINDS),
        supplierId: text($line, 'supplier_id', $path),
        productId: optional_text($line, 'product_id', $path),
        categoryIds: texts($line, 'category_ids', $path),
        quantity: whole_number($line + ['quantity' => 1], 'quantity', $path, 1),
        gross: $gross,
        rate: $rate,
        vatOfGross: $vat,
    );
}

/** @return list<Line> */
function read_lines(array $request, int $decimals, string $vatMode): array
{
    $lines = $seen = [];
    $total = 0;
    foreach (items($request, 'lines', '') as $i => $value) {
        $lines[] = $line = read_line($value, "/lines/$i", $decimals, $vatMode);
        if (isset($seen[$line->id])) {
            fail('payment.line_twice', "/lines/$i/line_id");
        }
        $seen[$line->id] = true;
        if ($line->gross > LARGEST_AMOUNT - $total) {
            fail('money.too_large', '/lines');
        }
        $total += $line->gross;
    }
    return $lines !== [] ? $lines : fail('payment.no_lines', '/lines');
}

/** @param list<Line> $lines */
function read_discounts(array $request, array $lines, int $decimals): array
{
    $lineIds = array_map(fn (Line $line) => $line->id, $lines);
    $discounts = $seen = [];
    foreach (items($request, 'discounts', '') as $i => $value) {
        $path = "/discounts/$i";
        check_object($value, $path, ['discount_id', 'amount', 'line_ids']);
        $id = text($value, 'discount_id', $path);
        if (isset($seen[$id])) {
            fail('payment.discount_twice', "$path/discount_id");
        }
        $seen[$id] = true;
        $named = isset($value['line_ids']) ? texts($value, 'line_ids', $path) : null;
        foreach ($named ?? [] as $k => $lineId) {
            if (!in_array($lineId, $lineIds, true)) {
                fail('payment.discount_line_unknown', "$path/line_ids/$k");
            }
        }
        $amount = amount($value, 'amount', $path, $decimals);
        $discounts[] = ['id' => $id, 'path' => $path, 'line_ids' => $named, 'amount' => $amount];
    }
    return $discounts;
}

function read_voucher(mixed $value, string $path, int $decimals): Voucher
{
    check_object($value, $path, ['voucher_id', 'kind', 'balance', 'expires_on', 'eligible',
        'max_amount', 'min_order_amount', 'priority', 'splittable', 'refund', 'on_expired',
        'issuer_id']);
    $eligible = null;
    if (isset($value['eligible'])) {
        $names = ['kinds', 'supplier_ids', 'product_ids', 'category_ids'];
        check_object($value['eligible'], "$path/eligible", $names);
        foreach ($value['eligible'] as $name => $allowed) {
            if ($allowed !== null) {
                $eligible[$name] = texts($value['eligible'], $name, "$path/eligible");
            }
        }
    }
    $expiresOn = optional_text($value, 'expires_on', $path);
    if ($expiresOn !== null && preg_match('/^\d{4}-\d\d-\d\d$/D', $expiresOn) !== 1) {
        fail('json.not_a_date', "$path/expires_on");
    }
    $priority = $value['priority'] ?? null;
    if ($priority !== null && !is_int($priority)) {
        fail('json.wrong_type', "$path/priority");
    }
    $splittable = $value['splittable'] ?? true;
    if (!is_bool($splittable)) {
        fail('json.wrong_type', "$path/splittable");
    }
    return new Voucher(
        id: text($value, 'voucher_id', $path),
        kind: choice($value, 'kind', $path, VOUCHER_KINDS),
        balance: amount($value, 'balance', $path, $decimals),
        maxAmount: optional_amount($value, 'max_amount', $path, $decimals),
        minOrderAmount: optional_amount($value, 'min_order_amount', $path, $decimals),
        expiresOn: $expiresOn,
        eligible: $eligible,
        priority: $priority,
        splittable: $splittable,
        refund: choice($value, 'refund', $path, ['credit', 'none'], 'credit'),
        onExpired: choice($value, 'on_expired', $path, ON_EXPIRED, 'credit_original'),
    );
}

/** @return list<Voucher> */
function read_vouchers(array $request, int $decimals, string $calculatedAt): array
{
    $vouchers = $seen = [];
    $today = null;
    $unsplittable = 0;
    foreach (items($request, 'vouchers', '') as $i => $value) {
        $vouchers[] = $voucher = read_voucher($value, "/vouchers/$i", $decimals);
        if (isset($seen[$voucher->id])) {
            fail('payment.tender_twice', "/vouchers/$i/voucher_id");
        }
        $seen[$voucher->id] = true;
        if ($voucher->expiresOn !== null
            && $voucher->expiresOn < ($today ??= day_in_amsterdam($calculatedAt))) {
            fail('payment.voucher_expired', "/vouchers/$i/expires_on");
        }
        $unsplittable += $voucher->splittable ? 0 : 1;
    }
    if ($unsplittable > 20) {
        fail('payment.voucher_unsplittable_too_many', '/vouchers');
    }
    return $vouchers;
}

/** @param list<Voucher> $vouchers */
function read_remainder(array $request, array $vouchers, int $decimals): ?array
{
    $remainder = $request['remainder'] ?? null;
    if ($remainder === null) {
        return null;
    }
    check_object($remainder, '/remainder', ['tender_id', 'minimum_amount']);
    $id = text($remainder, 'tender_id', '/remainder');
    $minimum = array_key_exists('minimum_amount', $remainder)
        ? amount($remainder, 'minimum_amount', '/remainder', $decimals) : 1;
    foreach ($vouchers as $voucher) {
        if ($voucher->id === $id) {
            fail('payment.tender_twice', '/remainder/tender_id');
        }
    }
    return ['id' => $id, 'minimum' => $minimum];
}

// ---- discounts and VAT -----------------------------------------------------------------------

/** @param list<Line> $lines in canonical order */
function apply_discounts(array $discounts, array $lines): void
{
    $products = array_filter($lines, fn (Line $line) => $line->kind === 'product');
    usort($discounts, fn (array $a, array $b) => strcmp($a['id'], $b['id']));
    foreach ($discounts as $discount) {
        $named = $discount['line_ids'];
        $isNamed = fn (Line $line) => in_array($line->id, $named, true);
        $targets = match (true) {
            $named !== null => array_filter($lines, $isNamed),
            $products !== [] => $products,
            default => $lines,
        };
        $left = $discount['amount'];
        if ($left > array_sum(array_map(fn ($line) => $line->paid, $targets))) {
            fail('payment.discount_too_large', "{$discount['path']}/amount");
        }
        while ($left > 0) {
            $open = array_values(array_filter($targets, fn (Line $line) => $line->paid > 0));
            $shares = hamilton($left, array_map(fn (Line $line) => $line->gross, $open));
            foreach ($open as $i => $line) {
                $cut = min($shares[$i], $line->paid);
                $line->discount += $cut;
                $line->paid -= $cut;
                $left -= $cut;
            }
        }
    }
}

/** @param list<Line> $lines in canonical order */
function set_vat(array $lines, string $vatMode): void
{
    if ($vatMode === 'per_line') {
        foreach ($lines as $line) {
            if ($line->vatOfGross !== null) {
                $line->vat = share($line->vatOfGross, $line->paid, $line->gross);
            } elseif ($line->rate !== null) {
                $line->vat = share($line->paid, $line->rate, HUNDRED_PERCENT + $line->rate);
            }
        }
        return;
    }
    $groups = [];
    foreach ($lines as $line) {
        if ($line->rate !== null) {
            $groups[$line->rate][] = $line;
        }
    }
    foreach ($groups as $rate => $members) {
        $paid = array_map(fn (Line $line) => $line->paid, $members);
        $vat = hamilton(share(array_sum($paid), $rate, HUNDRED_PERCENT + $rate), $paid);
        foreach ($members as $i => $line) {
            $line->vat = $vat[$i];
        }
    }
}

// ---- vouchers on lines -----------------------------------------------------------------------

/**
 * @param list<Voucher> $vouchers
 * @param list<Line> $lines in canonical order
 * @return list<Voucher> in rank order
 */
function rank_vouchers(array $vouchers, array $lines, int $total): array
{
    foreach ($vouchers as $voucher) {
        foreach ($lines as $j => $line) {
            if ($line->paid > 0 && $voucher->canPay($line)) {
                $voucher->lines[] = $j;
                $voucher->eligibleValue += $line->paid;
            }
        }
        $voucher->belowMinimum = $total < ($voucher->minOrderAmount ?? 0);
        $voucher->capacity = $voucher->belowMinimum
            ? 0 : min($voucher->balance, $voucher->maxAmount ?? PHP_INT_MAX);
    }
    usort($vouchers, fn (Voucher $a, Voucher $b) =>
        ($a->priority === null) <=> ($b->priority === null)
        ?: $a->priority <=> $b->priority
        ?: ($a->expiresOn === null) <=> ($b->expiresOn === null)
        ?: strcmp($a->expiresOn ?? '', $b->expiresOn ?? '')
        ?: $a->eligibleValue <=> $b->eligibleValue
        ?: $a->capacity <=> $b->capacity
        ?: strcmp($a->id, $b->id));
    return $vouchers;
}

/**
 * Lines that the same vouchers can pay for, in class rank; lines without any are left out.
 * @return list<array{vouchers: list<int>, lines: list<int>, capacity: int}>
 */
function classes_of(array $vouchers, array $lines): array
{
    $payers = array_fill(0, count($lines), []);
    foreach ($vouchers as $i => $voucher) {
        if ($voucher->capacity > 0) {
            foreach ($voucher->lines as $j) {
                $payers[$j][] = $i;
            }
        }
    }
    $classes = [];
    foreach ($payers as $j => $members) {
        if ($members !== []) {
            $class = &$classes[implode(',', $members)];
            $class ??= ['vouchers' => $members, 'lines' => [], 'capacity' => 0];
            $class['lines'][] = $j;
            $class['capacity'] += $lines[$j]->paid;
            unset($class);
        }
    }
    usort($classes, fn ($a, $b) => count($a['vouchers']) <=> count($b['vouchers']));
    return $classes;
}

/** One shortest augmenting path from a row to a column with room; the amount pushed. */
function augment(array &$flow, array $may, int $row, array &$room, int $limit): int
{
    $rowOf = [];
    $columnOf = [$row => null];
    for ($queue = [$row], $head = 0; $head < count($queue); $head++) {
        $i = $queue[$head];
        foreach ($room as $k => $left) {
            if (!$may[$i][$k] || isset($rowOf[$k])) {
                continue;
            }
            $rowOf[$k] = $i;
            if ($left > 0) {
                $amount = push_path($flow, $k, $rowOf, $columnOf, min($limit, $left));
                $room[$k] -= $amount;
                return $amount;
            }
            foreach ($flow as $j => $cells) {
                if ($cells[$k] > 0 && !array_key_exists($j, $columnOf)) {
                    $columnOf[$j] = $k;
                    $queue[] = $j;
                }
            }
        }
    }
    return 0;
}

function push_path(array &$flow, int $end, array $rowOf, array $columnOf, int $limit): int
{
    $amount = $limit;
    for ($k = $end; $k !== null; $k = $columnOf[$rowOf[$k]]) {
        $from = $columnOf[$rowOf[$k]];
        if ($from !== null) {
            $amount = min($amount, $flow[$rowOf[$k]][$from]);
        }
    }
    for ($k = $end; $k !== null; $k = $from) {
        $i = $rowOf[$k];
        $from = $columnOf[$i];
        $flow[$i][$k] += $amount;
        if ($from !== null) {
            $flow[$i][$from] -= $amount;
        }
    }
    return $amount;
}

/** Serves the rows in the order given, each as far as it goes, up to the target in all. */
function maximum_flow(array $rows, array $columns, array $may, array $order, int $target): array
{
    $flow = array_fill(0, count($rows), array_fill(0, count($columns), 0));
    foreach ($order as $i) {
        $wanted = min($rows[$i], $target);
        while ($wanted > 0 && ($amount = augment($flow, $may, $i, $columns, $wanted)) > 0) {
            $wanted -= $amount;
            $target -= $amount;
        }
    }
    return $flow;
}

function transpose(array $matrix, int $width): array
{
    $columns = [];
    for ($k = 0; $k < $width; $k++) {
        $columns[] = array_column($matrix, $k);
    }
    return $columns;
}

/**
 * What each voucher pays: the most in all, then the most of each in rank order, an unsplittable
 * one wholly or not at all. Branch and bound: while undecided, an unsplittable voucher counts as
 * splittable, which can only look better than it is.
 */
final class BestUse
{
    /** @var list<int>|null */
    private ?array $best = null;

    private function __construct(
        private readonly array $capacities,
        private readonly array $unsplittable,
        private readonly array $columns,
        private readonly array $may,
        private readonly int $target,
    ) {
    }

    /** @return list<int> */
    public static function of(
        array $capacities,
        array $unsplittable,
        array $columns,
        array $may,
        int $target = PHP_INT_MAX,
    ): array {
        $search = new self($capacities, $unsplittable, $columns, $may, $target);
        $search->visit([], []);
        return $search->best;
    }

    private function visit(array $forced, array $excluded): void
    {
        $rows = array_replace($this->capacities, array_fill_keys($excluded, 0));
        $order = [...$forced, ...array_diff(array_keys($rows), $forced)];
        $flow = maximum_flow($rows, $this->columns, $this->may, $order, $this->target);
        $used = array_map(array_sum(...), $flow);
        foreach ($forced as $i) {
            if ($used[$i] < $rows[$i]) {
                return;
            }
        }
        // Lists of one length compare element by element, so the sum goes first.
        if ($this->best !== null
            && [array_sum($used), ...$used] <= [array_sum($this->best), ...$this->best]) {
            return;
        }
        foreach ($used as $i => $amount) {
            if ($this->unsplittable[$i] && $amount > 0 && $amount < $rows[$i]) {
                $this->visit([...$forced, $i], $excluded);
                $this->visit($forced, [...$excluded, $i]);
                return;
            }
        }
        $this->best = $used;
    }
}

/** Raises each cell in rank order along cycles of later cells; the marginals stay. */
function raise_in_order(array $flow, array $may): array
{
    foreach ($may as $i => $cells) {
        foreach ($cells as $k => $allowed) {
            while ($allowed && raise_cell($flow, $may, $i, $k)) {
            }
        }
    }
    return $flow;
}

function raise_cell(array &$flow, array $may, int $row, int $column): bool
{
    $isFree = fn (int $i, int $k): bool => $i > $row || ($i === $row && $k > $column);
    $columnOf = [];
    $rowOf = [$column => $row];
    for ($queue = [$column], $head = 0; $head < count($queue); $head++) {
        $k = $queue[$head];
        for ($i = $row; $i < count($flow); $i++) {
            if ($flow[$i][$k] === 0 || isset($columnOf[$i]) || !$isFree($i, $k)) {
                continue;
            }
            $columnOf[$i] = $k;
            if ($i === $row) {
                turn_cycle($flow, $row, $rowOf, $columnOf);
                return true;
            }
            foreach ($may[$i] as $next => $allowed) {
                if ($allowed && !isset($rowOf[$next]) && $isFree($i, $next)) {
                    $rowOf[$next] = $i;
                    $queue[] = $next;
                }
            }
        }
    }
    return false;
}

function turn_cycle(array &$flow, int $row, array $rowOf, array $columnOf): void
{
    $cells = [];
    $lowered = $row;
    do {
        $k = $columnOf[$lowered];
        $cells[] = [$lowered, $rowOf[$k], $k];
        $lowered = $rowOf[$k];
    } while ($lowered !== $row);
    $amount = min(array_map(fn ($cell) => $flow[$cell[0]][$cell[2]], $cells));
    foreach ($cells as [$lowered, $raised, $k]) {
        $flow[$lowered][$k] -= $amount;
        $flow[$raised][$k] += $amount;
    }
}

/**
 * @param list<Voucher> $vouchers in rank order
 * @param list<Line> $lines in canonical order
 */
function place(array $vouchers, ?array $remainder, array $lines, int $total): array
{
    $classes = classes_of($vouchers, $lines);
    $columns = array_column($classes, 'capacity');
    $may = array_map(fn (int $i) => array_map(
        fn (array $class) => in_array($i, $class['vouchers'], true),
        $classes,
    ), array_keys($vouchers));
    $unsplittable = array_map(fn (Voucher $voucher) => !$voucher->splittable, $vouchers);
    $capacities = array_map(fn (Voucher $voucher) => $voucher->capacity, $vouchers);
    $first = $used = BestUse::of($capacities, $unsplittable, $columns, $may);
    $due = $total - array_sum($used);
    if ($due > 0 && $remainder === null) {
        fail('payment.remainder_missing', '/remainder');
    }
    if ($due > 0 && $due < $remainder['minimum']) {
        if ($remainder['minimum'] > $total) {
            fail('payment.minimum_unreachable', '/remainder/minimum_amount');
        }
        $target = $total - $remainder['minimum'];
        $used = BestUse::of($capacities, $unsplittable, $columns, $may, $target);
    }
    $width = count($classes);
    $mayPay = transpose($may, $width);
    $covered = maximum_flow($columns, $used, $mayPay, array_keys($columns), PHP_INT_MAX);
    $flow = raise_in_order(transpose($covered, count($vouchers)), $may);
    foreach ($used as $i => $amount) {
        if ($unsplittable[$i] || $amount < $first[$i]
            || ($amount < $capacities[$i] && can_pay_more($flow, $may, $i, $columns))) {
            // The flow is a maximum where these count for what they pay.
            $capacities[$i] = $amount;
        }
    }
    return compact('classes', 'may', 'capacities', 'used', 'first', 'flow');
}

/** Whether a voucher could take the place of what another gave back. */
function can_pay_more(array $flow, array $may, int $row, array $columns): bool
{
    $room = [];
    foreach ($columns as $k => $capacity) {
        $room[] = $capacity - array_sum(array_column($flow, $k));
    }
    return augment($flow, $may, $row, $room, 1) > 0;
}

/** The line x tender amounts: columns are the vouchers in rank order, then the remainder. */
function spread_over_lines(array $lines, array $classes, array $flow): array
{
    $left = array_map(fn (Line $line) => $line->paid, $lines);
    $matrix = array_fill(0, count($lines), array_fill(0, count($flow), 0));
    foreach ($classes as $k => $class) {
        foreach ($flow as $i => $cells) {
            if ($cells[$k] === 0) {
                continue;
            }
            $weights = array_map(fn (int $j) => $left[$j], $class['lines']);
            foreach (sainte_lague($weights, $cells[$k]) as $n => $amount) {
                $j = $class['lines'][$n];
                $matrix[$j][$i] = $amount;
                $left[$j] -= $amount;
            }
        }
    }
    foreach ($left as $j => $amount) {
        $matrix[$j][] = $amount;
    }
    return $matrix;
}

function certificate(array $vouchers, array $lines, array $placed): array
{
    ['classes' => $classes, 'may' => $may, 'flow' => $flow] = $placed;
    $reached = $covered = [];
    $queue = [];
    foreach ($placed['capacities'] as $i => $capacity) {
        if ($capacity > $placed['used'][$i]) {
            $reached[$i] = true;
            $queue[] = $i;
        }
    }
    $seen = [];
    for ($head = 0; $head < count($queue); $head++) {
        foreach (array_keys($may[$queue[$head]], true, true) as $k) {
            if (isset($seen[$k])) {
                continue;
            }
            $seen[$k] = true;
            array_push($covered, ...$classes[$k]['lines']);
            foreach ($flow as $j => $cells) {
                if ($cells[$k] > 0 && !isset($reached[$j])) {
                    $reached[$j] = true;
                    $queue[] = $j;
                }
            }
        }
    }
    sort($covered);
    $limiting = [];
    foreach ($vouchers as $i => $voucher) {
        if ($placed['capacities'][$i] > 0 && !isset($reached[$i])) {
            $limiting[] = $voucher->id;
        }
    }
    return [
        'limiting_voucher_ids' => $limiting,
        'covered_line_ids' => array_map(fn (int $j) => $lines[$j]->id, $covered),
    ];
}

function reason_unused(Voucher $voucher, int $usedAtFirst): string
{
    return match (true) {
        $voucher->balance === 0 || $voucher->maxAmount === 0 => 'empty_balance',
        $voucher->belowMinimum => 'below_minimum_order',
        $voucher->lines === [] => 'no_eligible_line',
        $usedAtFirst > 0 => 'minimum_top_up',
        default => 'not_needed',
    };
}

// ---- the reply -------------------------------------------------------------------------------

/** Adds VAT where all of it is known. */
function sum_known(array $values): ?int
{
    return in_array(null, $values, true) ? null : array_sum($values);
}

/** One cell of the line x tender matrix; a line is anything with id, supplierId and rate. */
final class Cell
{
    public function __construct(
        public readonly object $line,
        public readonly int $tender,
        public readonly int $amount,
        public readonly ?int $vat,
    ) {
    }
}

/** @param list<Cell> $cells */
function sum_of(array $cells): int
{
    return array_sum(array_map(fn (Cell $cell) => $cell->amount, $cells));
}

/** @param list<Cell> $cells */
function by_supplier(array $lines, array $cells, array $tenderIds, int $decimals): array
{
    $supplierIds = array_unique(array_map(fn (object $line) => $line->supplierId, $lines));
    usort($supplierIds, strcmp(...));
    $suppliers = [];
    foreach ($supplierIds as $supplierId) {
        $own = array_filter($cells, fn (Cell $cell) => $cell->line->supplierId === $supplierId);
        $tenders = [];
        foreach ($tenderIds as $t => $tenderId) {
            $amount = sum_of(array_filter($own, fn (Cell $cell) => $cell->tender === $t));
            if ($amount > 0) {
                $tenders[] = ['tender_id' => $tenderId, 'amount' => money($amount, $decimals)];
            }
        }
        $suppliers[] = [
            'supplier_id' => $supplierId,
            'amount' => money(sum_of($own), $decimals),
            'tenders' => $tenders,
        ];
    }
    return $suppliers;
}

/**
 * Per VAT rate, from the highest to the lowest, the unknown rate last.
 * @param list<int> $amounts of each line
 * @param list<int|null> $vats of each line
 * @param list<Cell> $cells
 */
function by_rate(
    array $lines,
    array $amounts,
    array $vats,
    array $cells,
    array $tenderIds,
    int $decimals,
): array {
    $groups = [];
    foreach ($lines as $j => $line) {
        $groups[$line->rate ?? -1][] = $j;
    }
    krsort($groups);
    $result = [];
    foreach ($groups as $key => $members) {
        $rate = $key === -1 ? null : $key;
        $gross = array_sum(array_map(fn (int $j) => $amounts[$j], $members));
        $vat = sum_known(array_map(fn (int $j) => $vats[$j], $members));
        $tenders = [];
        foreach ($tenderIds as $t => $tenderId) {
            $paid = array_filter($cells, fn (Cell $cell) =>
                $cell->tender === $t && $cell->line->rate === $rate);
            if ($paid !== []) {
                $paidVat = sum_known(array_map(fn (Cell $cell) => $cell->vat, $paid));
                $tenders[] = [
                    'tender_id' => $tenderId,
                    'gross_amount' => money(sum_of($paid), $decimals),
                    'vat_amount' => money($paidVat, $decimals),
                ];
            }
        }
        $result[] = [
            'vat_rate' => format_rate($rate),
            'gross_amount' => money($gross, $decimals),
            'net_amount' => $vat === null ? null : money($gross - $vat, $decimals),
            'vat_amount' => money($vat, $decimals),
            'tenders' => $tenders,
        ];
    }
    return $result;
}

/** @param list<Cell> $cells */
function allocation_rows(array $cells, array $tenderIds, int $decimals): array
{
    return array_map(fn (Cell $cell) => [
        'line_id' => $cell->line->id,
        'tender_id' => $tenderIds[$cell->tender],
        'amount' => money($cell->amount, $decimals),
        'vat_amount' => money($cell->vat, $decimals),
    ], $cells);
}

/** SHA-256 over netstrings of what a return depends on. */
function allocation_hash(array $reply): string
{
    $lines = $reply['lines'];
    usort($lines, fn (array $a, array $b) => strcmp($a['line_id'], $b['line_id']));
    $fields = [
        $reply['order_id'], $reply['currency'], $reply['vat_mode'], $reply['restocking_fee_rate'],
    ];
    foreach ($lines as $line) {
        array_push($fields, $line['line_id'], $line['kind'], $line['supplier_id'],
            $line['quantity'], $line['paid_amount'], $line['vat_rate'], $line['vat_amount']);
    }
    foreach ($reply['tenders'] as $tender) {
        array_push($fields, $tender['tender_id'], $tender['kind'], $tender['amount']);
        if ($tender['kind'] === 'remainder') {
            array_push($fields, '', '', '', '');
        } else {
            array_push($fields, $tender['refund'], $tender['on_expired'], $tender['expires_on'],
                $tender['restricted'] ? 'true' : 'false');
        }
    }
    foreach ($reply['allocation'] as $row) {
        array_push($fields, $row['line_id'], $row['tender_id'], $row['amount'], $row['vat_amount']);
    }
    $netstrings = '';
    foreach ($fields as $field) {
        $netstrings .= strlen((string) $field) . ":$field,";
    }
    return 'sha256:' . hash('sha256', $netstrings);
}

function split(mixed $request): array
{
    check_object($request, '', ['order_id', 'currency', 'calculated_at', 'lines', 'discounts',
        'vouchers', 'remainder', 'vat_mode', 'restocking_fee_rate']);
    $decimals = decimals_of($request, '');
    $calculatedAt = instant($request, 'calculated_at');
    $vatMode = choice($request, 'vat_mode', '', ['per_line', 'per_rate'], 'per_line');
    $lines = read_lines($request, $decimals, $vatMode);
    $discounts = read_discounts($request, $lines, $decimals);
    $orderId = text($request, 'order_id', '');
    $feeRate = array_key_exists('restocking_fee_rate', $request)
        ? rate($request, 'restocking_fee_rate', '') : 0;
    $vouchers = read_vouchers($request, $decimals, $calculatedAt);
    $remainder = read_remainder($request, $vouchers, $decimals);

    $canonical = $lines;
    usort($canonical, fn (Line $a, Line $b) => strcmp($a->id, $b->id));
    apply_discounts($discounts, $canonical);
    set_vat($canonical, $vatMode);
    $paid = array_map(fn (Line $line) => $line->paid, $canonical);
    $total = array_sum($paid);
    $vouchers = rank_vouchers($vouchers, $canonical, $total);
    $placed = place($vouchers, $remainder, $canonical, $total);
    $matrix = spread_over_lines($canonical, $placed['classes'], $placed['flow']);

    $cells = [];
    foreach ($canonical as $j => $line) {
        $vats = $line->vat === null ? null : hamilton($line->vat, $matrix[$j]);
        foreach ($matrix[$j] as $t => $amount) {
            if ($amount > 0) {
                $cells[] = new Cell($line, $t, $amount, $vats[$t] ?? null);
            }
        }
    }
    $voucherAmount = array_sum($placed['used']);
    $due = $total - $voucherAmount;
    $payable = count(array_filter($paid));
    $tenders = $unused = [];
    foreach ($vouchers as $i => $voucher) {
        $amount = $placed['used'][$i];
        if ($amount === 0) {
            $reason = reason_unused($voucher, $placed['first'][$i]);
            $unused[] = ['voucher_id' => $voucher->id, 'reason' => $reason];
            continue;
        }
        $tenders[] = [
            'tender_id' => $voucher->id,
            'kind' => $voucher->kind,
            'amount' => money($amount, $decimals),
            'balance_after' => money($voucher->balance - $amount, $decimals),
            'refund' => $voucher->refund,
            'on_expired' => $voucher->onExpired,
            'expires_on' => $voucher->expiresOn,
            'restricted' => count($voucher->lines) < $payable,
        ];
    }
    if ($due > 0) {
        $amount = money($due, $decimals);
        $tenders[] = ['tender_id' => $remainder['id'], 'kind' => 'remainder', 'amount' => $amount];
    }
    $tenderIds = array_map(fn (Voucher $voucher) => $voucher->id, $vouchers);
    $tenderIds[] = $remainder['id'] ?? null;
    $taxedNow = array_filter($cells, fn (Cell $cell) =>
        !isset($vouchers[$cell->tender]) || $vouchers[$cell->tender]->kind !== 'single_purpose');
    $vatDueNow = sum_known(array_map(fn (Cell $cell) => $cell->vat, $taxedNow));
    $vats = array_map(fn (Line $line) => $line->vat, $canonical);
    $reply = [
        'order_id' => $orderId,
        'currency' => $request['currency'],
        'vat_mode' => $vatMode,
        'restocking_fee_rate' => format_rate($feeRate),
        'calculated_at' => $calculatedAt,
        'total_amount' => money($total, $decimals),
        'voucher_amount' => money($voucherAmount, $decimals),
        'amount_due' => money($due, $decimals),
        'lines' => array_map(fn (Line $line) => [
            'line_id' => $line->id,
            'kind' => $line->kind,
            'gross_amount' => money($line->gross, $decimals),
            'discount_amount' => money($line->discount, $decimals),
            'paid_amount' => money($line->paid, $decimals),
            'vat_rate' => format_rate($line->rate),
            'vat_amount' => money($line->vat, $decimals),
            'quantity' => $line->quantity,
            'supplier_id' => $line->supplierId,
            'product_id' => $line->productId,
        ], $lines),
        'tenders' => $tenders,
        'allocation' => allocation_rows($cells, $tenderIds, $decimals),
        'suppliers' => by_supplier($canonical, $cells, $tenderIds, $decimals),
        'vat' => by_rate($canonical, $paid, $vats, $cells, $tenderIds, $decimals),
        'vat_due_now' => money($vatDueNow, $decimals),
        'unused_vouchers' => $unused,
        'certificate' => certificate($vouchers, $canonical, $placed),
    ];
    $reply['allocation_hash'] = allocation_hash($reply);
    return $reply;
}

// ---- returns ---------------------------------------------------------------------------------

/** A line of a paid split, and what has been returned of it. */
final class PaidLine
{
    /** @var list<int> */
    public array $cells;
    /** @var list<int|null> */
    public array $vatCells;
    public int $units = 0;
    public int $goodwill = 0;
    public int $asked = 0;
    /** What it had credited before this return: [amount, fee, vat]. */
    public array $before = [0, 0, null];
    public array $after = [0, 0, null];

    public function __construct(
        public readonly string $id,
        public readonly string $kind,
        public readonly ?string $productId,
        public readonly string $supplierId,
        public readonly int $quantity,
        public readonly ?int $rate,
        public readonly int $paid,
        public readonly ?int $vat,
        public readonly int $fee,
        int $tenders,
    ) {
        $this->cells = $this->vatCells = array_fill(0, $tenders, 0);
    }

    /** Y: the value returned so far, of the units and of goodwill. */
    public function returnedValue(): int
    {
        $ofUnits = share($this->paid, $this->units, $this->quantity);
        return min($this->paid, $ofUnits + $this->goodwill);
    }

    /** What it has credited so far, all told: [amount, fee, vat]. */
    public function credited(): array
    {
        $value = $this->returnedValue();
        $fee = share($this->fee, $value, $this->paid);
        $amount = $value - $fee;
        $vat = $this->vat === null ? null : share($this->vat, $amount, $this->paid);
        return [$amount, $fee, $vat];
    }

    public function amount(): int
    {
        return $this->after[0] - $this->before[0];
    }

    public function retained(): int
    {
        return $this->after[1] - $this->before[1];
    }

    public function vatAmount(): ?int
    {
        return $this->vat === null ? null : $this->after[2] - $this->before[2];
    }
}

/** @return array{list<PaidLine>, int} the lines in canonical order, and the currency's decimals */
function read_paid_split(array $request): array
{
    $split = $request['split'] ?? fail('json.missing_member', '/split');
    if (!is_array($split) || array_is_list($split)) {
        fail('json.wrong_type', '/split');
    }
    foreach (['lines', 'tenders', 'allocation'] as $name) {
        if (!is_array($split[$name] ?? null)) {
            fail('json.wrong_type', "/split/$name");
        }
    }
    if (allocation_hash($split) !== ($split['allocation_hash'] ?? null)) {
        fail('payment.split_altered', '/split');
    }
    $decimals = decimals_of($split, '/split');
    $feeRate = rate($split, 'restocking_fee_rate', '/split');
    $lines = $index = [];
    foreach ($split['lines'] as $line) {
        $paid = printed_amount($line, 'paid_amount', $decimals);
        $lines[] = $index[$line['line_id']] = new PaidLine(
            id: $line['line_id'],
            kind: $line['kind'],
            productId: $line['product_id'],
            supplierId: $line['supplier_id'],
            quantity: $line['quantity'],
            rate: isset($line['vat_rate']) ? rate($line, 'vat_rate', '/split') : null,
            paid: $paid,
            vat: printed_amount($line, 'vat_amount', $decimals),
            fee: share($paid, $feeRate, HUNDRED_PERCENT),
            tenders: count($split['tenders']),
        );
    }
    $tenderIndex = array_flip(array_column($split['tenders'], 'tender_id'));
    foreach ($split['allocation'] as $row) {
        $line = $index[$row['line_id']];
        $t = $tenderIndex[$row['tender_id']];
        $line->cells[$t] = printed_amount($row, 'amount', $decimals);
        $line->vatCells[$t] = printed_amount($row, 'vat_amount', $decimals);
    }
    usort($lines, fn (PaidLine $a, PaidLine $b) => strcmp($a->id, $b->id));
    return [$lines, $decimals];
}

/** @param list<PaidLine> $lines */
function find_line(mixed $value, array $lines, string $path, array &$seen): PaidLine
{
    check_object($value, $path, ['line_id', 'quantity', 'amount']);
    $id = text($value, 'line_id', $path);
    foreach ($lines as $line) {
        if ($line->id === $id) {
            if (isset($seen[$id])) {
                fail('payment.line_twice', "$path/line_id");
            }
            $seen[$id] = true;
            return $line;
        }
    }
    fail('payment.line_unknown', "$path/line_id");
}

/** @param list<PaidLine> $lines */
function read_returned(array $request, array $lines, int $decimals): void
{
    $seen = [];
    foreach (items($request, 'returned', '') as $i => $value) {
        $path = "/returned/$i";
        $line = find_line($value, $lines, $path, $seen);
        $line->units = whole_number($value, 'quantity', $path, 0);
        $line->goodwill = amount($value, 'amount', $path, $decimals);
        if ($line->units > $line->quantity) {
            fail('payment.over_refund', "$path/quantity");
        }
        if ($line->goodwill > $line->paid) {
            fail('payment.over_refund', "$path/amount");
        }
    }
}

/**
 * Books the request's lines on the state.
 * @param list<PaidLine> $lines
 * @return list<PaidLine> in the order of the request
 */
function book_return(array $request, array $lines, int $decimals): array
{
    $event = $seen = [];
    foreach (items($request, 'lines', '') as $i => $value) {
        $path = "/lines/$i";
        $event[] = $line = find_line($value, $lines, $path, $seen);
        $byUnits = array_key_exists('quantity', $value);
        $byAmount = array_key_exists('amount', $value);
        if ($byUnits && $byAmount) {
            fail('payment.amount_twice', "$path/amount");
        }
        if ($byUnits) {
            $line->asked = whole_number($value, 'quantity', $path, 1);
            if ($line->asked > $line->quantity - $line->units) {
                fail('payment.over_refund', "$path/quantity");
            }
            $line->units += $line->asked;
        } elseif ($byAmount) {
            $amount = amount($value, 'amount', $path, $decimals);
            if ($amount === 0) {
                fail('payment.amount_missing', "$path/amount");
            }
            if ($amount > $line->paid - $line->returnedValue()) {
                fail('payment.over_refund', "$path/amount");
            }
            $line->goodwill += $amount;
        } else {
            fail('payment.amount_missing', $path);
        }
    }
    return $event !== [] ? $event : fail('payment.no_lines', '/lines');
}

/** @return list<int> */
function difference(array $after, array $before): array
{
    return array_map(fn (int $a, int $b) => $a - $b, $after, $before);
}

/** Each line gives back what paid it: [amounts, vats] per line. */
function line_faithful_cells(array $lines): array
{
    return array_map(fn (PaidLine $line) => [
        difference(
            sainte_lague($line->cells, $line->after[0]),
            sainte_lague($line->cells, $line->before[0]),
        ),
        $line->vat === null ? null : difference(
            sainte_lague($line->vatCells, $line->after[2]),
            sainte_lague($line->vatCells, $line->before[2]),
        ),
    ], $lines);
}

/**
 * The tenders are paid back one after the other, by the order's cumulative value.
 * @param list<PaidLine> $lines
 * @param list<int> $order the tenders' indexes
 */
function waterfall_cells(array $lines, array $tenders, array $order, int $decimals): array
{
    $before = array_sum(array_map(fn ($line) => $line->before[0], $lines));
    $after = array_sum(array_map(fn ($line) => $line->after[0], $lines));
    $room = [];
    foreach ($order as $t) {
        $paid = printed_amount($tenders[$t], 'amount', $decimals);
        $room[$t] = min($after, $paid) - min($before, $paid);
        $after -= min($after, $paid);
        $before -= min($before, $paid);
    }
    return array_map(function (PaidLine $line) use (&$room, $tenders) {
        $amounts = array_fill(0, count($tenders), 0);
        $left = $line->amount();
        foreach ($room as $t => $open) {
            $amounts[$t] = min($left, $open);
            $room[$t] -= $amounts[$t];
            $left -= $amounts[$t];
        }
        return [$amounts, $line->vat === null ? null : sainte_lague($amounts, $line->vatAmount())];
    }, $lines);
}

function waterfall_order(array $tenders, string $policy): array
{
    $order = array_keys($tenders);
    $last = end($order);
    if ($policy === 'other_first' && $last !== false && $tenders[$last]['kind'] === 'remainder') {
        array_unshift($order, array_pop($order));
    }
    return $order;
}

function credit_mode(array $tender, string $today): string
{
    if ($tender['refund'] === 'none') {
        return 'other_tender';
    }
    $expired = $tender['expires_on'] !== null && $today > $tender['expires_on'];
    return $expired ? $tender['on_expired'] : 'credit';
}

function refund(mixed $request): array
{
    $members = ['split', 'returned', 'return_id', 'calculated_at', 'lines', 'policy'];
    check_object($request, '', $members);
    [$lines, $decimals] = read_paid_split($request);
    $tenders = $request['split']['tenders'];
    $returnId = text($request, 'return_id', '');
    $calculatedAt = instant($request, 'calculated_at');
    $policy = choice($request, 'policy', '', POLICIES, 'line_faithful');
    $suppliers = array_unique(array_map(fn (PaidLine $line) => $line->supplierId, $lines));
    $restricted = in_array(true, array_column($tenders, 'restricted'), true);
    if ($policy !== 'line_faithful' && (count($suppliers) > 1 || $restricted)) {
        fail('payment.policy_not_allowed', '/policy');
    }
    read_returned($request, $lines, $decimals);
    foreach ($lines as $line) {
        $line->before = $line->credited();
    }
    $event = book_return($request, $lines, $decimals);
    foreach ($lines as $line) {
        $line->after = $line->credited();
    }
    $spread = $policy === 'line_faithful' ? line_faithful_cells($lines)
        : waterfall_cells($lines, $tenders, waterfall_order($tenders, $policy), $decimals);

    $today = day_in_amsterdam($calculatedAt);
    $cells = [];
    foreach ($lines as $j => $line) {
        [$amounts, $vats] = $spread[$j];
        foreach ($amounts as $t => $amount) {
            $vat = $vats[$t] ?? null;
            if ($amount > 0 || $vat > 0) {
                $cells[] = new Cell($line, $t, $amount, $vat);
            }
        }
    }
    $credits = $refunds = $kept = [];
    foreach ($tenders as $t => $tender) {
        $isRemainder = $tender['kind'] === 'remainder';
        $mode = $isRemainder ? null : credit_mode($tender, $today);
        $kept[$t] = $tender['kind'] === 'single_purpose' && $mode === 'credit';
        $total = sum_of(array_filter($cells, fn (Cell $cell) => $cell->tender === $t));
        $id = $tender['tender_id'];
        $amount = money($total, $decimals);
        if ($total > 0 && $isRemainder) {
            $refunds[] = ['tender_id' => $id, 'amount' => $amount, 'paid_by' => 'platform'];
        } elseif ($total > 0) {
            $credits[] = ['voucher_id' => $id, 'amount' => $amount, 'mode' => $mode];
        }
    }
    $corrected = array_filter($cells, fn (Cell $cell) => !$kept[$cell->tender]);
    $correction = sum_known(array_map(fn (Cell $cell) => $cell->vat, $corrected));
    $involved = array_values(array_filter($lines, fn ($line) => in_array($line, $event, true)));
    $sum = fn (callable $of): string => money(array_sum(array_map($of, $lines)), $decimals);
    $tenderIds = array_column($tenders, 'tender_id');
    $isReturned = fn (PaidLine $line): bool => $line->units > 0 || $line->goodwill > 0;
    $returned = array_filter($lines, $isReturned);
    return [
        'return_id' => $returnId,
        'order_id' => $request['split']['order_id'],
        'currency' => $request['split']['currency'],
        'policy' => $policy,
        'calculated_at' => $calculatedAt,
        'amount' => $sum(fn (PaidLine $line) => $line->amount()),
        'credits' => $credits,
        'refunds' => $refunds,
        'lines' => array_map(fn (PaidLine $line) => [
            'line_id' => $line->id,
            'kind' => $line->kind,
            'product_id' => $line->productId,
            'quantity' => $line->asked,
            'amount' => money($line->amount(), $decimals),
            'vat_rate' => format_rate($line->rate),
            'vat_amount' => money($line->vatAmount(), $decimals),
        ], $event),
        'allocation' => allocation_rows($cells, $tenderIds, $decimals),
        'suppliers' => by_supplier($involved, $cells, $tenderIds, $decimals),
        'vat' => by_rate(
            $involved,
            array_map(fn (PaidLine $line) => $line->amount(), $involved),
            array_map(fn (PaidLine $line) => $line->vatAmount(), $involved),
            $cells,
            $tenderIds,
            $decimals,
        ),
        'vat_correction_amount' => money($correction, $decimals),
        'retained_amount' => $sum(fn (PaidLine $line) => $line->retained()),
        'refundable_amount' =>
            $sum(fn (PaidLine $line) => $line->paid - $line->fee - $line->after[0]),
        'returned' => array_values(array_map(fn (PaidLine $line) => [
            'line_id' => $line->id,
            'quantity' => $line->units,
            'amount' => money($line->goodwill, $decimals),
        ], $returned)),
    ];
}

// ---- the command line ------------------------------------------------------------------------

/** @param callable(string): string $compute */
function answer_lines(callable $compute): void
{
    while (($line = fgets(STDIN)) !== false) {
        echo $compute(rtrim($line, "\n")), "\n";
    }
}

/** @param callable(string): string $compute */
function time_calls(callable $compute, string $file, int $iterations): void
{
    $json = trim(file_get_contents($file));
    for ($i = 0; $i < $iterations / 5; $i++) {
        $compute($json);
    }
    $rounds = [];
    for ($round = 0; $round < 5; $round++) {
        $start = hrtime(true);
        for ($i = 0; $i < $iterations; $i++) {
            $compute($json);
        }
        $rounds[] = intdiv(hrtime(true) - $start, $iterations);
    }
    $hash = hash('sha256', $compute($json));
    echo json_encode(['impl' => 'php', 'ns_per_call' => $rounds, 'out_sha256' => $hash]), "\n";
}

const METHODS = [
    'split' => 'Koppel\Baseline\payment_split',
    'refund' => 'Koppel\Baseline\refund_compute',
];

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    if ($argv[1] === 'lines') {
        answer_lines(METHODS[$argv[2]]);
    } else {
        time_calls(METHODS[$argv[1]], $argv[2], (int) $argv[3]);
    }
}

//! payment_split and refund_compute in plain Node: the speed baseline and a second opinion on
//! the arithmetic. It must not share code with the library. Amounts are strings in the JSON and
//! integers of minor units inside; BigInt appears only where a product passes 2^53.
//   node payment.mjs split|refund FILE ITERATIONS       five timed rounds, as JSON
//   node payment.mjs lines split|refund < requests.jsonl > replies.jsonl
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

// ---- errors ----------------------------------------------------------------------------------

const MESSAGES = {
  'json.invalid': 'The request is not JSON.',
  'json.wrong_type': 'The value has another type than this member takes.',
  'json.missing_member': 'A required member is missing.',
  'json.unknown_member': 'This member is not known here.',
  'json.not_an_instant': 'Give an RFC 3339 instant with an offset.',
  'json.not_a_date': 'Give an ISO date, such as 2026-12-31.',
  'currency.unknown': 'The currency is not an ISO 4217 code.',
  'money.not_a_number': 'Give a decimal number such as "12.50".',
  'money.too_large': 'The number is too large.',
  'money.too_precise': 'The number has more decimals than are allowed here.',
  'payment.no_lines': 'Give at least one line.',
  'payment.line_twice': 'A line is named twice.',
  'payment.tender_twice': 'Two tenders have the same id.',
  'payment.amount_negative': 'The amount is negative.',
  'payment.amount_missing': 'Give an amount.',
  'payment.amount_twice': 'Give exactly one of the two.',
  'payment.rate_missing': 'A net amount needs a VAT rate.',
  'payment.vat_amount_conflict': 'A VAT amount goes with a gross amount, per line only.',
  'payment.vat_amount_too_large': 'The VAT is more than the gross amount.',
  'payment.discount_twice': 'A discount is named twice.',
  'payment.discount_too_large': 'The discount is more than what is left of its lines.',
  'payment.discount_line_unknown': 'The discount names a line that the order does not have.',
  'payment.voucher_expired': 'The voucher has expired.',
  'payment.voucher_unsplittable_too_many': 'At most 20 vouchers can be unsplittable.',
  'payment.remainder_missing': 'Something is left to pay: give a remainder tender.',
  'payment.minimum_unreachable': 'The remainder cannot reach its minimum.',
  'payment.line_unknown': 'The split does not have this line.',
  'payment.over_refund': 'This is more than what is left to return.',
  'payment.split_altered': 'The split is not the one that was computed.',
  'payment.policy_not_allowed': 'Use line_faithful: several suppliers or a restricted voucher.',
};

class RequestError extends Error {
  constructor(code, path) {
    super(MESSAGES[code]);
    this.code = code;
    this.path = path;
  }
}

function fail(code, path) {
  throw new RequestError(code, path);
}

function answer(json, compute) {
  try {
    let request;
    try {
      request = JSON.parse(json);
    } catch {
      fail('json.invalid', '');
    }
    return JSON.stringify(compute(request));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message, path } = error;
    return JSON.stringify({ error: { code, message, path, retryable: false, reference: null } });
  }
}

export const paymentSplit = (json) => answer(json, split);
export const refundCompute = (json) => answer(json, refund);

// ---- reading members -------------------------------------------------------------------------

const REQUEST = new Set([
  'order_id',
  'currency',
  'calculated_at',
  'lines',
  'discounts',
  'vouchers',
  'remainder',
  'vat_mode',
  'restocking_fee_rate',
]);
const LINE = new Set([
  'line_id',
  'kind',
  'supplier_id',
  'product_id',
  'category_ids',
  'quantity',
  'gross_amount',
  'net_amount',
  'vat_rate',
  'vat_amount',
]);
const DISCOUNT = new Set(['discount_id', 'amount', 'line_ids']);
const VOUCHER = new Set([
  'voucher_id',
  'kind',
  'balance',
  'expires_on',
  'eligible',
  'max_amount',
  'min_order_amount',
  'priority',
  'splittable',
  'refund',
  'on_expired',
  'issuer_id',
]);
const ELIGIBLE = new Set(['kinds', 'supplier_ids', 'product_ids', 'category_ids']);
const REMAINDER = new Set(['tender_id', 'minimum_amount']);
const REFUND = new Set(['split', 'returned', 'return_id', 'calculated_at', 'lines', 'policy']);
const RETURNED = new Set(['line_id', 'quantity', 'amount']);

const LINE_KINDS = ['product', 'shipping', 'fee'];
const VOUCHER_KINDS = ['multi_purpose', 'single_purpose', 'payment_instrument'];
const ON_EXPIRED = ['credit_original', 'reissue', 'other_tender', 'hold'];
const POLICIES = ['line_faithful', 'voucher_first', 'other_first'];

function checkObject(value, path, known) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    fail('json.wrong_type', path);
  }
  for (const name of Object.keys(value)) {
    if (!known.has(name)) fail('json.unknown_member', `${path}/${name}`);
  }
}

function text(value, path) {
  if (value === undefined) fail('json.missing_member', path);
  if (typeof value !== 'string') fail('json.wrong_type', path);
  return value;
}

function list(value, path) {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) fail('json.wrong_type', path);
  return value;
}

function textList(value, path) {
  return list(value, path).map((item, i) => text(item, `${path}/${i}`));
}

function choice(value, path, options, fallback) {
  if (value === undefined && fallback !== undefined) return fallback;
  if (!options.includes(text(value, path))) fail('json.wrong_type', path);
  return value;
}

function wholeNumber(value, path, least) {
  if (value === undefined) fail('json.missing_member', path);
  if (!Number.isSafeInteger(value) || value < least) fail('json.wrong_type', path);
  return value;
}

function instant(value, path) {
  const form = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
  if (!form.test(text(value, path)) || Number.isNaN(Date.parse(value))) {
    fail('json.not_an_instant', path);
  }
  return value;
}

const AMSTERDAM = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Amsterdam',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const dayInAmsterdam = (value) => AMSTERDAM.format(new Date(value));

// ---- money -----------------------------------------------------------------------------------

const CURRENCIES = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN ' +
    'BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP ' +
    'GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR ' +
    'KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK ' +
    'MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR ' +
    'SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS ' +
    'UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
);
const DECIMALS = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

function decimalsOf(currency, path) {
  if (!CURRENCIES.has(text(currency, path))) fail('currency.unknown', path);
  return DECIMALS[currency] ?? 2;
}

/** `mostDigits` is the limit of a request; sums in our own replies may be longer. */
function parseAmount(value, path, decimals, mostDigits = 15) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text(value, path));
  if (!match) fail('money.not_a_number', path);
  const [, sign, whole, fraction = ''] = match;
  if (sign) fail('payment.amount_negative', path);
  if (whole.length > mostDigits) fail('money.too_large', path);
  if (fraction.length > 6 || /[1-9]/.test(fraction.slice(decimals))) {
    fail('money.too_precise', path);
  }
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (!Number.isSafeInteger(minor)) fail('money.too_large', path);
  return minor;
}

function formatAmount(minor, decimals) {
  if (decimals === 0) return String(minor);
  const digits = String(minor).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

// Rates are integers of 0.0001 percent.
const HUNDRED_PERCENT = 1_000_000;

function parseRate(value, path) {
  const rate = parseAmount(value, path, 4);
  if (rate > HUNDRED_PERCENT) fail('money.too_large', path);
  return rate;
}

const formatRate = (rate) => String(rate / 10_000);

function sum(values) {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** a * b / c as [quotient, remainder]. */
function multiplyDivide(a, b, c) {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) {
    const remainder = product % c;
    return [(product - remainder) / c, remainder];
  }
  const exact = BigInt(a) * BigInt(b);
  return [Number(exact / BigInt(c)), Number(exact % BigInt(c))];
}

/** a * b / c, rounded half up; 0 when c is 0. */
function share(a, b, c) {
  if (c === 0) return 0;
  const [quotient, remainder] = multiplyDivide(a, b, c);
  return remainder * 2 >= c ? quotient + 1 : quotient;
}

/** Compares a * b with c * d. */
function compareProducts(a, b, c, d) {
  const left = a * b;
  const right = c * d;
  if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left - right;
  const difference = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Largest remainder: for a split that is made once. */
export function hamilton(amount, weights) {
  const total = sum(weights);
  if (total === 0) return weights.map(() => 0);
  const parts = weights.map((weight) => multiplyDivide(weight, amount, total));
  const shares = parts.map(([quotient]) => quotient);
  const rest = amount - sum(shares);
  if (rest > 0) {
    const order = parts.map(([, remainder], i) => [remainder, i]);
    order.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    for (const [, i] of order.slice(0, rest)) shares[i] += 1;
  }
  return shares;
}

/** Sainte-Lague, whose shares never fall when the amount grows. */
export function sainteLague(weights, amount) {
  const total = sum(weights);
  const shares = weights.map((weight) => (total ? multiplyDivide(weight, amount, total)[0] : 0));
  // The order in which units are given: by (2 * units + 1) / weight, then by index.
  const comparePriority = (i, units, j, others) =>
    compareProducts(2 * units + 1, weights[j], 2 * others + 1, weights[i]) || i - j;
  const next = () => {
    let best = -1;
    for (let i = 0; i < weights.length; i += 1) {
      if (weights[i] === 0) continue;
      if (best < 0 || comparePriority(i, shares[i], best, shares[best]) < 0) best = i;
    }
    return best;
  };
  const last = () => {
    let worst = -1;
    for (let i = 0; i < weights.length; i += 1) {
      if (shares[i] === 0) continue;
      if (worst < 0 || comparePriority(i, shares[i] - 1, worst, shares[worst] - 1) > 0) worst = i;
    }
    return worst;
  };
  for (let rest = amount - sum(shares); rest > 0; rest -= 1) shares[next()] += 1;
  for (;;) {
    const from = last();
    if (from < 0) return shares;
    const to = next();
    if (comparePriority(to, shares[to], from, shares[from] - 1) >= 0) return shares;
    shares[from] -= 1;
    shares[to] += 1;
  }
}

/** The order of the UTF-8 bytes, which is the order of code points. */
function compareIds(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      x += x >= 0xe000 ? -0x800 : 0x2000;
      y += y >= 0xe000 ? -0x800 : 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

// ---- reading a payment_split request ---------------------------------------------------------

function readLine(line, path, decimals, vatMode) {
  checkObject(line, path, LINE);
  const { gross_amount: grossAmount, net_amount: netAmount } = line;
  const rate =
    (line.vat_rate ?? null) === null ? null : parseRate(line.vat_rate, `${path}/vat_rate`);
  let gross;
  let vatOfGross = null;
  if (grossAmount !== undefined && netAmount !== undefined) {
    fail('payment.amount_twice', `${path}/net_amount`);
  }
  if (line.vat_amount !== undefined && (netAmount !== undefined || vatMode === 'per_rate')) {
    fail('payment.vat_amount_conflict', `${path}/vat_amount`);
  }
  if (netAmount !== undefined) {
    const net = parseAmount(netAmount, `${path}/net_amount`, decimals);
    if (rate === null) fail('payment.rate_missing', `${path}/vat_rate`);
    vatOfGross = share(net, rate, HUNDRED_PERCENT);
    gross = net + vatOfGross;
  } else if (grossAmount !== undefined) {
    gross = parseAmount(grossAmount, `${path}/gross_amount`, decimals);
    if (line.vat_amount !== undefined) {
      vatOfGross = parseAmount(line.vat_amount, `${path}/vat_amount`, decimals);
      if (vatOfGross > gross) fail('payment.vat_amount_too_large', `${path}/vat_amount`);
    }
  } else {
    fail('payment.amount_missing', path);
  }
  return {
    id: text(line.line_id, `${path}/line_id`),
    kind: choice(line.kind, `${path}/kind`, LINE_KINDS),
    supplierId: text(line.supplier_id, `${path}/supplier_id`),
    productId:
      (line.product_id ?? null) === null ? null : text(line.product_id, `${path}/product_id`),
    categoryIds: textList(line.category_ids, `${path}/category_ids`),
    quantity: line.quantity === undefined ? 1 : wholeNumber(line.quantity, `${path}/quantity`, 1),
    gross,
    rate,
    vatOfGross,
    discount: 0,
    paid: gross,
    vat: null,
  };
}

function readVoucher(voucher, path, decimals) {
  checkObject(voucher, path, VOUCHER);
  const optionalAmount = (name) =>
    (voucher[name] ?? null) === null
      ? null
      : parseAmount(voucher[name], `${path}/${name}`, decimals);
  let eligible = null;
  if ((voucher.eligible ?? null) !== null) {
    checkObject(voucher.eligible, `${path}/eligible`, ELIGIBLE);
    eligible = {};
    for (const name of Object.keys(voucher.eligible)) {
      if (voucher.eligible[name] === null) continue;
      eligible[name] = textList(voucher.eligible[name], `${path}/eligible/${name}`);
    }
  }
  const expiresOn = voucher.expires_on ?? null;
  if (expiresOn !== null && !/^\d{4}-\d\d-\d\d$/.test(text(expiresOn, `${path}/expires_on`))) {
    fail('json.not_a_date', `${path}/expires_on`);
  }
  const priority = voucher.priority ?? null;
  if (priority !== null && !Number.isSafeInteger(priority)) {
    fail('json.wrong_type', `${path}/priority`);
  }
  const splittable = voucher.splittable ?? true;
  if (typeof splittable !== 'boolean') fail('json.wrong_type', `${path}/splittable`);
  return {
    id: text(voucher.voucher_id, `${path}/voucher_id`),
    kind: choice(voucher.kind, `${path}/kind`, VOUCHER_KINDS),
    balance: parseAmount(voucher.balance, `${path}/balance`, decimals),
    maxAmount: optionalAmount('max_amount'),
    minOrderAmount: optionalAmount('min_order_amount'),
    expiresOn,
    eligible,
    priority,
    splittable,
    refund: choice(voucher.refund, `${path}/refund`, ['credit', 'none'], 'credit'),
    onExpired: choice(voucher.on_expired, `${path}/on_expired`, ON_EXPIRED, 'credit_original'),
    capacity: 0,
  };
}

function readVouchers(request, decimals, calculatedAt) {
  const vouchers = list(request.vouchers, '/vouchers').map((voucher, i) =>
    readVoucher(voucher, `/vouchers/${i}`, decimals),
  );
  const ids = new Set();
  let today = null;
  vouchers.forEach(({ id, expiresOn }, i) => {
    if (ids.has(id)) fail('payment.tender_twice', `/vouchers/${i}/voucher_id`);
    ids.add(id);
    if (expiresOn === null) return;
    today ??= dayInAmsterdam(calculatedAt);
    if (expiresOn < today) fail('payment.voucher_expired', `/vouchers/${i}/expires_on`);
  });
  if (vouchers.filter((voucher) => !voucher.splittable).length > 20) {
    fail('payment.voucher_unsplittable_too_many', '/vouchers');
  }
  let remainder = null;
  if ((request.remainder ?? null) !== null) {
    checkObject(request.remainder, '/remainder', REMAINDER);
    const { tender_id: id, minimum_amount: minimum } = request.remainder;
    remainder = {
      id: text(id, '/remainder/tender_id'),
      minimum:
        minimum === undefined ? 1 : parseAmount(minimum, '/remainder/minimum_amount', decimals),
    };
    if (ids.has(id)) fail('payment.tender_twice', '/remainder/tender_id');
  }
  return { vouchers, remainder };
}

function readSplitRequest(request) {
  checkObject(request, '', REQUEST);
  const currency = request.currency;
  const decimals = decimalsOf(currency, '/currency');
  const calculatedAt = instant(request.calculated_at, '/calculated_at');
  const vatMode = choice(request.vat_mode, '/vat_mode', ['per_line', 'per_rate'], 'per_line');
  const lines = list(request.lines, '/lines').map((line, i) =>
    readLine(line, `/lines/${i}`, decimals, vatMode),
  );
  if (lines.length === 0) fail('payment.no_lines', '/lines');
  const ids = new Set();
  lines.forEach(({ id }, i) => {
    if (ids.has(id)) fail('payment.line_twice', `/lines/${i}/line_id`);
    ids.add(id);
  });
  if (!Number.isSafeInteger(sum(lines.map((line) => line.gross))))
    fail('money.too_large', '/lines');
  const discountIds = new Set();
  const discounts = list(request.discounts, '/discounts').map((discount, i) => {
    const path = `/discounts/${i}`;
    checkObject(discount, path, DISCOUNT);
    const id = text(discount.discount_id, `${path}/discount_id`);
    if (discountIds.has(id)) fail('payment.discount_twice', `${path}/discount_id`);
    discountIds.add(id);
    const lineIds =
      (discount.line_ids ?? null) === null ? null : textList(discount.line_ids, `${path}/line_ids`);
    lineIds?.forEach((lineId, k) => {
      if (!ids.has(lineId)) fail('payment.discount_line_unknown', `${path}/line_ids/${k}`);
    });
    return { id, path, lineIds, amount: parseAmount(discount.amount, `${path}/amount`, decimals) };
  });
  return {
    orderId: text(request.order_id, '/order_id'),
    currency,
    decimals,
    calculatedAt,
    vatMode,
    feeRate:
      request.restocking_fee_rate === undefined
        ? 0
        : parseRate(request.restocking_fee_rate, '/restocking_fee_rate'),
    lines,
    discounts,
    ...readVouchers(request, decimals, calculatedAt),
  };
}

// ---- discounts and VAT -----------------------------------------------------------------------

function applyDiscounts(discounts, lines) {
  const products = lines.filter((line) => line.kind === 'product');
  const everything = products.length > 0 ? products : lines;
  for (const discount of [...discounts].sort((a, b) => compareIds(a.id, b.id))) {
    const targets =
      discount.lineIds === null
        ? everything
        : lines.filter((line) => discount.lineIds.includes(line.id));
    let left = discount.amount;
    if (left > sum(targets.map((line) => line.paid))) {
      fail('payment.discount_too_large', `${discount.path}/amount`);
    }
    while (left > 0) {
      const open = targets.filter((line) => line.paid > 0);
      const shares = hamilton(
        left,
        open.map((line) => line.gross),
      );
      open.forEach((line, i) => {
        const cut = Math.min(shares[i], line.paid);
        line.discount += cut;
        line.paid -= cut;
        left -= cut;
      });
    }
  }
}

function setVat(lines, vatMode) {
  if (vatMode === 'per_line') {
    for (const line of lines) {
      if (line.vatOfGross !== null) line.vat = share(line.vatOfGross, line.paid, line.gross);
      else if (line.rate !== null) {
        line.vat = share(line.paid, line.rate, HUNDRED_PERCENT + line.rate);
      }
    }
    return;
  }
  for (const [rate, members] of groupBy(lines, (line) => line.rate)) {
    if (rate === null) continue;
    const paid = members.map((line) => line.paid);
    const vat = hamilton(share(sum(paid), rate, HUNDRED_PERCENT + rate), paid);
    members.forEach((line, i) => {
      line.vat = vat[i];
    });
  }
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

// ---- vouchers on lines -----------------------------------------------------------------------

function isEligible(voucher, line) {
  const { eligible } = voucher;
  if (eligible === null) return true;
  if (eligible.kinds && !eligible.kinds.includes(line.kind)) return false;
  if (eligible.supplier_ids && !eligible.supplier_ids.includes(line.supplierId)) return false;
  if (line.kind !== 'product') return true;
  if (eligible.product_ids && !eligible.product_ids.includes(line.productId)) return false;
  return (
    !eligible.category_ids ||
    line.categoryIds.some((category) => eligible.category_ids.includes(category))
  );
}

function compareNullLast(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function rankVouchers(vouchers, lines, total) {
  for (const voucher of vouchers) {
    const below = voucher.minOrderAmount !== null && total < voucher.minOrderAmount;
    voucher.lines = lines.filter((line) => line.paid > 0 && isEligible(voucher, line));
    voucher.eligibleValue = sum(voucher.lines.map((line) => line.paid));
    voucher.belowMinimum = below;
    voucher.capacity = below ? 0 : Math.min(voucher.balance, voucher.maxAmount ?? Infinity);
  }
  return vouchers.sort(
    (a, b) =>
      compareNullLast(a.priority, b.priority) ||
      compareNullLast(a.expiresOn, b.expiresOn) ||
      a.eligibleValue - b.eligibleValue ||
      a.capacity - b.capacity ||
      compareIds(a.id, b.id),
  );
}

/** Lines that the same vouchers can pay for, in class rank; lines without any are left out. */
function classesOf(vouchers, lines) {
  const groups = new Map();
  const eligible = vouchers.map((voucher) => new Set(voucher.capacity > 0 ? voucher.lines : []));
  for (const line of lines) {
    const members = [...vouchers.keys()].filter((i) => eligible[i].has(line));
    if (members.length === 0) continue;
    const key = members.join();
    if (!groups.has(key)) groups.set(key, { vouchers: members, lines: [], capacity: 0 });
    groups.get(key).lines.push(line);
    groups.get(key).capacity += line.paid;
  }
  return [...groups.values()].sort((a, b) => a.vouchers.length - b.vouchers.length);
}

const transpose = (matrix, width) =>
  Array.from({ length: width }, (_, k) => matrix.map((row) => row[k]));

/** One shortest augmenting path from a row to a column with room; the amount pushed. */
function augment(flow, may, row, room, limit) {
  const rowOfColumn = new Map();
  const columnOfRow = new Map([[row, -1]]);
  const queue = [row];
  for (const i of queue) {
    for (let k = 0; k < room.length; k += 1) {
      if (!may[i][k] || rowOfColumn.has(k)) continue;
      rowOfColumn.set(k, i);
      if (room[k] > 0) {
        const amount = pushTo(flow, k, rowOfColumn, columnOfRow, Math.min(limit, room[k]));
        room[k] -= amount;
        return amount;
      }
      for (let j = 0; j < flow.length; j += 1) {
        if (flow[j][k] === 0 || columnOfRow.has(j)) continue;
        columnOfRow.set(j, k);
        queue.push(j);
      }
    }
  }
  return 0;
}

function pushTo(flow, end, rowOfColumn, columnOfRow, limit) {
  let amount = limit;
  const path = [];
  for (let k = end; k >= 0; k = columnOfRow.get(rowOfColumn.get(k))) {
    const i = rowOfColumn.get(k);
    const from = columnOfRow.get(i);
    path.push([i, k, from]);
    if (from >= 0) amount = Math.min(amount, flow[i][from]);
  }
  for (const [i, k, from] of path) {
    flow[i][k] += amount;
    if (from >= 0) flow[i][from] -= amount;
  }
  return amount;
}

/** Serves the rows in the order given, each as far as it goes, up to `target` in all. */
function maximumFlow(rows, columns, may, order, target) {
  const flow = rows.map(() => columns.map(() => 0));
  const room = [...columns];
  let left = target;
  for (const i of order) {
    let wanted = Math.min(rows[i], left);
    let amount = -1;
    while (wanted > 0 && amount !== 0) {
      amount = augment(flow, may, i, room, wanted);
      wanted -= amount;
      left -= amount;
    }
  }
  return flow;
}

function compareUse(a, b) {
  const difference = sum(a) - sum(b);
  if (difference !== 0) return difference;
  const i = a.findIndex((used, k) => used !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
}

/**
 * What each voucher pays: the most in all, then the most of each in rank order, an unsplittable
 * one wholly or not at all. Branch and bound: while undecided, an unsplittable voucher counts as
 * splittable, which can only look better than it is.
 */
function bestUse(capacities, unsplittable, columns, may, target) {
  let best = null;
  const search = (forced, excluded) => {
    const rows = capacities.map((capacity, i) => (excluded.includes(i) ? 0 : capacity));
    const others = [...rows.keys()].filter((i) => !forced.includes(i));
    const flow = maximumFlow(rows, columns, may, [...forced, ...others], target);
    const used = flow.map(sum);
    if (forced.some((i) => used[i] < capacities[i])) return;
    if (best !== null && compareUse(used, best) <= 0) return;
    const part = used.findIndex((u, i) => unsplittable[i] && u > 0 && u < capacities[i]);
    if (part < 0) {
      best = used;
      return;
    }
    search([...forced, part], excluded);
    search(forced, [...excluded, part]);
  };
  search([], []);
  return best;
}

/** Raises each cell in rank order along cycles of later cells; the marginals stay. */
function raiseInOrder(flow, may) {
  for (let i = 0; i < flow.length; i += 1) {
    for (let k = 0; k < flow[i].length; k += 1) {
      if (may[i][k]) while (raiseCell(flow, may, i, k));
    }
  }
  return flow;
}

function raiseCell(flow, may, row, column) {
  const isFree = (i, k) => i > row || (i === row && k > column);
  const columnOfRow = new Map();
  const rowOfColumn = new Map([[column, row]]);
  const queue = [column];
  for (const k of queue) {
    for (let i = row; i < flow.length; i += 1) {
      if (!isFree(i, k) || flow[i][k] === 0 || columnOfRow.has(i)) continue;
      columnOfRow.set(i, k);
      if (i === row) {
        turnCycle(flow, row, column, rowOfColumn, columnOfRow);
        return true;
      }
      for (let next = 0; next < flow[i].length; next += 1) {
        if (!may[i][next] || !isFree(i, next) || rowOfColumn.has(next)) continue;
        rowOfColumn.set(next, i);
        queue.push(next);
      }
    }
  }
  return false;
}

function turnCycle(flow, row, column, rowOfColumn, columnOfRow) {
  const cells = [];
  let i = row;
  do {
    const k = columnOfRow.get(i);
    const raised = rowOfColumn.get(k);
    cells.push([i, raised, k]);
    i = raised;
  } while (i !== row);
  const amount = Math.min(...cells.map(([lowered, , k]) => flow[lowered][k]));
  for (const [lowered, raised, k] of cells) {
    flow[lowered][k] -= amount;
    flow[raised][k] += amount;
  }
}

function place(order, total) {
  const { vouchers, remainder } = order;
  const classes = classesOf(vouchers, order.canonical);
  const columns = classes.map((group) => group.capacity);
  const may = vouchers.map((_, i) => classes.map((group) => group.vouchers.includes(i)));
  const unsplittable = vouchers.map((voucher) => !voucher.splittable);
  const capacities = vouchers.map((voucher) => voucher.capacity);
  let used = bestUse(capacities, unsplittable, columns, may, Infinity);
  const first = used;
  const due = total - sum(used);
  if (due > 0 && remainder === null) fail('payment.remainder_missing', '/remainder');
  if (due > 0 && due < remainder.minimum) {
    if (remainder.minimum > total) {
      fail('payment.minimum_unreachable', '/remainder/minimum_amount');
    }
    used = bestUse(capacities, unsplittable, columns, may, total - remainder.minimum);
  }
  const inRank = [...classes.keys()];
  const covered = maximumFlow(columns, used, transpose(may, classes.length), inRank, Infinity);
  const flow = raiseInOrder(transpose(covered, vouchers.length), may);
  const final = finalCapacities(capacities, unsplittable, columns, may, { first, used, flow });
  return { classes, may, capacities: final, used, first, flow };
}

/**
 * The capacities of which the flow is a maximum: a voucher that gave back, that is unsplittable,
 * or that could take the place of what was given back, counts for what it pays.
 */
function finalCapacities(capacities, unsplittable, columns, may, { first, used, flow }) {
  const room = columns.map((capacity, k) => capacity - sum(flow.map((row) => row[k])));
  const canPayMore = (i) =>
    augment(
      flow.map((row) => [...row]),
      may,
      i,
      [...room],
      1,
    ) > 0;
  return capacities.map((capacity, i) => {
    if (used[i] === capacity || unsplittable[i] || used[i] < first[i]) return used[i];
    return canPayMore(i) ? used[i] : capacity;
  });
}

/** The line x tender amounts: columns are the vouchers in rank order, then the remainder. */
function spreadOverLines(order, classes, flow) {
  const rows = new Map(order.canonical.map((line) => [line, order.vouchers.map(() => 0)]));
  const left = new Map(order.canonical.map((line) => [line, line.paid]));
  classes.forEach((group, k) => {
    order.vouchers.forEach((_, i) => {
      if (flow[i][k] === 0) return;
      const shares = sainteLague(
        group.lines.map((line) => left.get(line)),
        flow[i][k],
      );
      group.lines.forEach((line, n) => {
        rows.get(line)[i] = shares[n];
        left.set(line, left.get(line) - shares[n]);
      });
    });
  });
  return order.canonical.map((line) => [...rows.get(line), left.get(line)]);
}

function certificate(order, { classes, may, capacities, used, flow }) {
  const reached = new Set([...used.keys()].filter((i) => capacities[i] > used[i]));
  const reachedClasses = new Set();
  for (const i of reached) {
    classes.forEach((_, k) => {
      if (!may[i][k] || reachedClasses.has(k)) return;
      reachedClasses.add(k);
      flow.forEach((row, j) => {
        if (row[k] > 0) reached.add(j);
      });
    });
  }
  const covered = new Set([...reachedClasses].flatMap((k) => classes[k].lines));
  return {
    limiting_voucher_ids: order.vouchers
      .filter((_, i) => capacities[i] > 0 && !reached.has(i))
      .map((voucher) => voucher.id),
    covered_line_ids: order.canonical.filter((line) => covered.has(line)).map((line) => line.id),
  };
}

function reasonUnused(voucher, usedAtFirst) {
  if (voucher.balance === 0 || voucher.maxAmount === 0) return 'empty_balance';
  if (voucher.belowMinimum) return 'below_minimum_order';
  if (voucher.lines.length === 0) return 'no_eligible_line';
  return usedAtFirst > 0 ? 'minimum_top_up' : 'not_needed';
}

// ---- the reply -------------------------------------------------------------------------------

/** Adds VAT where all of it is known. */
const sumKnown = (values) => (values.includes(null) ? null : sum(values));

/** Per supplier, from the cells {line, tender, amount, vat} of lines that are given. */
function bySupplier(lines, cells, tenderIds, money) {
  const groups = groupBy(lines, (line) => line.supplierId);
  return [...groups.keys()].sort(compareIds).map((supplierId) => {
    const own = cells.filter((cell) => cell.line.supplierId === supplierId);
    return {
      supplier_id: supplierId,
      amount: money(sum(own.map((cell) => cell.amount))),
      tenders: tenderIds.flatMap((tenderId, t) => {
        const amount = sum(own.filter((cell) => cell.tender === t).map((cell) => cell.amount));
        return amount > 0 ? [{ tender_id: tenderId, amount: money(amount) }] : [];
      }),
    };
  });
}

/** Per VAT rate, from the highest to the lowest; `amountOf` and `vatOf` give a line's own sums. */
function byRate(lines, cells, tenderIds, money, amountOf, vatOf) {
  const groups = groupBy(lines, (line) => line.rate);
  const rates = [...groups.keys()].sort((a, b) => (b ?? -1) - (a ?? -1));
  return rates.map((rate) => {
    const own = cells.filter((cell) => cell.line.rate === rate);
    const gross = sum(groups.get(rate).map(amountOf));
    const vat = sumKnown(groups.get(rate).map(vatOf));
    return {
      vat_rate: rate === null ? null : formatRate(rate),
      gross_amount: money(gross),
      net_amount: vat === null ? null : money(gross - vat),
      vat_amount: vat === null ? null : money(vat),
      tenders: tenderIds.flatMap((tenderId, t) => {
        const paid = own.filter((cell) => cell.tender === t);
        if (paid.length === 0) return [];
        const paidVat = sumKnown(paid.map((cell) => cell.vat));
        return [
          {
            tender_id: tenderId,
            gross_amount: money(sum(paid.map((cell) => cell.amount))),
            vat_amount: paidVat === null ? null : money(paidVat),
          },
        ];
      }),
    };
  });
}

const allocationRows = (cells, tenderIds, money) =>
  cells.map((cell) => ({
    line_id: cell.line.id,
    tender_id: tenderIds[cell.tender],
    amount: money(cell.amount),
    vat_amount: cell.vat === null ? null : money(cell.vat),
  }));

/** SHA-256 over netstrings of what a return depends on. */
function allocationHash(reply) {
  const lines = [...reply.lines].sort((a, b) => compareIds(a.line_id, b.line_id));
  const fields = [reply.order_id, reply.currency, reply.vat_mode, reply.restocking_fee_rate];
  for (const line of lines) {
    fields.push(
      line.line_id,
      line.kind,
      line.supplier_id,
      String(line.quantity),
      line.paid_amount,
      line.vat_rate ?? '',
      line.vat_amount ?? '',
    );
  }
  for (const tender of reply.tenders) {
    fields.push(tender.tender_id, tender.kind, tender.amount);
    if (tender.kind === 'remainder') fields.push('', '', '', '');
    else {
      fields.push(
        tender.refund,
        tender.on_expired,
        tender.expires_on ?? '',
        String(tender.restricted),
      );
    }
  }
  for (const row of reply.allocation) {
    fields.push(row.line_id, row.tender_id, row.amount, row.vat_amount ?? '');
  }
  const netstrings = fields.map((field) => `${Buffer.byteLength(field)}:${field},`).join('');
  return `sha256:${createHash('sha256').update(netstrings).digest('hex')}`;
}

function split(request) {
  const order = readSplitRequest(request);
  order.canonical = [...order.lines].sort((a, b) => compareIds(a.id, b.id));
  const { canonical, decimals } = order;
  const money = (minor) => formatAmount(minor, decimals);
  applyDiscounts(order.discounts, canonical);
  setVat(canonical, order.vatMode);
  const total = sum(canonical.map((line) => line.paid));
  const vouchers = rankVouchers(order.vouchers, canonical, total);
  const placed = place(order, total);
  const matrix = spreadOverLines(order, placed.classes, placed.flow);

  const voucherAmount = sum(placed.used);
  const due = total - voucherAmount;
  const amounts = [...placed.used, due];
  const tenderIds = [...vouchers.map((voucher) => voucher.id), order.remainder?.id];
  const cells = canonical.flatMap((line, j) => {
    const vat = line.vat === null ? null : hamilton(line.vat, matrix[j]);
    return matrix[j].flatMap((amount, t) =>
      amount > 0 ? [{ line, tender: t, amount, vat: vat && vat[t] }] : [],
    );
  });
  const taxedNow = cells.filter((cell) => vouchers[cell.tender]?.kind !== 'single_purpose');
  const vatDueNow = sumKnown(taxedNow.map((cell) => cell.vat));
  const payable = canonical.filter((line) => line.paid > 0);
  const tenders = vouchers
    .map((voucher, i) => ({
      tender_id: voucher.id,
      kind: voucher.kind,
      amount: money(amounts[i]),
      balance_after: money(voucher.balance - amounts[i]),
      refund: voucher.refund,
      on_expired: voucher.onExpired,
      expires_on: voucher.expiresOn,
      restricted: voucher.lines.length < payable.length,
    }))
    .filter((_, i) => amounts[i] > 0);
  if (due > 0) {
    tenders.push({ tender_id: order.remainder.id, kind: 'remainder', amount: money(due) });
  }
  const reply = {
    order_id: order.orderId,
    currency: order.currency,
    vat_mode: order.vatMode,
    restocking_fee_rate: formatRate(order.feeRate),
    calculated_at: order.calculatedAt,
    total_amount: money(total),
    voucher_amount: money(voucherAmount),
    amount_due: money(due),
    lines: order.lines.map((line) => ({
      line_id: line.id,
      kind: line.kind,
      gross_amount: money(line.gross),
      discount_amount: money(line.discount),
      paid_amount: money(line.paid),
      vat_rate: line.rate === null ? null : formatRate(line.rate),
      vat_amount: line.vat === null ? null : money(line.vat),
      quantity: line.quantity,
      supplier_id: line.supplierId,
      product_id: line.productId,
    })),
    tenders,
    allocation: allocationRows(cells, tenderIds, money),
    suppliers: bySupplier(canonical, cells, tenderIds, money),
    vat: byRate(
      canonical,
      cells,
      tenderIds,
      money,
      (line) => line.paid,
      (line) => line.vat,
    ),
    vat_due_now: vatDueNow === null ? null : money(vatDueNow),
    unused_vouchers: vouchers
      .map((voucher, i) => ({
        voucher_id: voucher.id,
        reason: reasonUnused(voucher, placed.first[i]),
      }))
      .filter((_, i) => amounts[i] === 0),
    certificate: certificate(order, placed),
  };
  reply.allocation_hash = allocationHash(reply);
  return reply;
}

// ---- returns ---------------------------------------------------------------------------------

function readPaidSplit(value) {
  if (value === undefined) fail('json.missing_member', '/split');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    fail('json.wrong_type', '/split');
  }
  for (const name of ['lines', 'tenders', 'allocation']) {
    if (!Array.isArray(value[name])) fail('json.wrong_type', `/split/${name}`);
  }
  if (allocationHash(value) !== value.allocation_hash) fail('payment.split_altered', '/split');
  const decimals = decimalsOf(value.currency, '/split/currency');
  const amount = (printed) =>
    printed === null ? null : parseAmount(printed, '/split', decimals, Infinity);
  const tenderIndex = new Map(value.tenders.map((tender, t) => [tender.tender_id, t]));
  const feeRate = parseRate(value.restocking_fee_rate, '/split/restocking_fee_rate');
  const lines = value.lines
    .map((line) => {
      const paid = amount(line.paid_amount);
      return {
        id: line.line_id,
        kind: line.kind,
        productId: line.product_id,
        supplierId: line.supplier_id,
        quantity: line.quantity,
        rate: line.vat_rate === null ? null : parseRate(line.vat_rate, '/split'),
        paid,
        vat: amount(line.vat_amount),
        fee: share(paid, feeRate, HUNDRED_PERCENT),
        cells: value.tenders.map(() => 0),
        vatCells: value.tenders.map(() => 0),
        units: 0,
        goodwill: 0,
        asked: 0,
      };
    })
    .sort((a, b) => compareIds(a.id, b.id));
  const byId = new Map(lines.map((line) => [line.id, line]));
  for (const row of value.allocation) {
    const line = byId.get(row.line_id);
    const t = tenderIndex.get(row.tender_id);
    line.cells[t] = amount(row.amount);
    line.vatCells[t] = amount(row.vat_amount);
  }
  const tenders = value.tenders.map((tender) => ({ ...tender, paid: amount(tender.amount) }));
  return { decimals, lines, byId, tenders };
}

/** Y: the value returned so far, of the units and of goodwill. */
function returnedValue(line) {
  const ofUnits = share(line.paid, line.units, line.quantity);
  return Math.min(line.paid, ofUnits + line.goodwill);
}

/** What a line has credited so far, all told. */
function creditedState(line) {
  const value = returnedValue(line);
  const fee = share(line.fee, value, line.paid);
  const amount = value - fee;
  return { fee, amount, vat: line.vat === null ? null : share(line.vat, amount, line.paid) };
}

function findLine(byId, value, path, seen) {
  const id = text(value.line_id, `${path}/line_id`);
  if (!byId.has(id)) fail('payment.line_unknown', `${path}/line_id`);
  if (seen.has(id)) fail('payment.line_twice', `${path}/line_id`);
  seen.add(id);
  return byId.get(id);
}

function readReturned(request, { byId, decimals }) {
  const seen = new Set();
  list(request.returned, '/returned').forEach((value, i) => {
    const path = `/returned/${i}`;
    checkObject(value, path, RETURNED);
    const line = findLine(byId, value, path, seen);
    line.units = wholeNumber(value.quantity, `${path}/quantity`, 0);
    line.goodwill = parseAmount(value.amount, `${path}/amount`, decimals);
    if (line.units > line.quantity) fail('payment.over_refund', `${path}/quantity`);
    if (line.goodwill > line.paid) fail('payment.over_refund', `${path}/amount`);
  });
}

/** Books the request's lines on the state and gives them in the order of the request. */
function bookReturn(request, { byId, decimals }) {
  const asked = list(request.lines, '/lines');
  if (asked.length === 0) fail('payment.no_lines', '/lines');
  const seen = new Set();
  return asked.map((value, i) => {
    const path = `/lines/${i}`;
    checkObject(value, path, RETURNED);
    const line = findLine(byId, value, path, seen);
    if (value.quantity !== undefined && value.amount !== undefined) {
      fail('payment.amount_twice', `${path}/amount`);
    }
    if (value.quantity !== undefined) {
      line.asked = wholeNumber(value.quantity, `${path}/quantity`, 1);
      if (line.units + line.asked > line.quantity) {
        fail('payment.over_refund', `${path}/quantity`);
      }
      line.units += line.asked;
    } else if (value.amount !== undefined) {
      const amount = parseAmount(value.amount, `${path}/amount`, decimals);
      if (amount === 0) fail('payment.amount_missing', `${path}/amount`);
      if (amount > line.paid - returnedValue(line)) fail('payment.over_refund', `${path}/amount`);
      line.goodwill += amount;
    } else {
      fail('payment.amount_missing', path);
    }
    return line;
  });
}

const subtract = (after, before) => after.map((value, i) => value - before[i]);

/** Each line gives back what paid it. */
function lineFaithfulCells(line) {
  const { before, after } = line;
  return {
    amounts: subtract(
      sainteLague(line.cells, after.amount),
      sainteLague(line.cells, before.amount),
    ),
    vats:
      line.vat === null
        ? null
        : subtract(sainteLague(line.vatCells, after.vat), sainteLague(line.vatCells, before.vat)),
  };
}

/** The tenders are paid back one after the other, by the order's cumulative value. */
function waterfallCells(lines, tenders, policy) {
  const vouchersFirst = [...tenders.keys()];
  const isRemainder = (t) => tenders[t].kind === 'remainder';
  const order =
    policy === 'voucher_first'
      ? vouchersFirst
      : [...vouchersFirst.filter(isRemainder), ...vouchersFirst.filter((t) => !isRemainder(t))];
  const refunded = (total) => {
    let left = total;
    return order.map((t) => {
      const amount = Math.min(left, tenders[t].paid);
      left -= amount;
      return amount;
    });
  };
  const room = subtract(
    refunded(sum(lines.map((line) => line.after.amount))),
    refunded(sum(lines.map((line) => line.before.amount))),
  );
  let position = 0;
  return lines.map((line) => {
    const amounts = tenders.map(() => 0);
    let left = line.after.amount - line.before.amount;
    while (left > 0) {
      const amount = Math.min(left, room[position]);
      amounts[order[position]] += amount;
      room[position] -= amount;
      left -= amount;
      if (room[position] === 0) position += 1;
    }
    const vats = line.vat === null ? null : sainteLague(amounts, line.after.vat - line.before.vat);
    return { amounts, vats };
  });
}

function creditMode(tender, today) {
  if (tender.refund === 'none') return 'other_tender';
  return tender.expires_on !== null && today > tender.expires_on ? tender.on_expired : 'credit';
}

function refund(request) {
  checkObject(request, '', REFUND);
  const paid = readPaidSplit(request.split);
  const { lines, tenders, decimals } = paid;
  const returnId = text(request.return_id, '/return_id');
  const calculatedAt = instant(request.calculated_at, '/calculated_at');
  const policy = choice(request.policy, '/policy', POLICIES, 'line_faithful');
  const suppliers = new Set(lines.map((line) => line.supplierId));
  if (
    policy !== 'line_faithful' &&
    (suppliers.size > 1 || tenders.some((tender) => tender.restricted))
  ) {
    fail('payment.policy_not_allowed', '/policy');
  }
  readReturned(request, paid);
  for (const line of lines) line.before = creditedState(line);
  const event = bookReturn(request, paid);
  for (const line of lines) line.after = creditedState(line);

  const money = (minor) => formatAmount(minor, decimals);
  const spread =
    policy === 'line_faithful'
      ? lines.map(lineFaithfulCells)
      : waterfallCells(lines, tenders, policy);
  const cells = lines.flatMap((line, j) => {
    const { amounts, vats } = spread[j];
    return amounts.flatMap((amount, t) =>
      amount > 0 || (vats && vats[t] > 0)
        ? [{ line, tender: t, amount, vat: vats && vats[t] }]
        : [],
    );
  });
  const total = (of) => sum(lines.map(of));
  const amountOf = (line) => line.after.amount - line.before.amount;
  const vatOf = (line) => (line.vat === null ? null : line.after.vat - line.before.vat);
  const today = dayInAmsterdam(calculatedAt);
  const modes = tenders.map((tender) =>
    tender.kind === 'remainder' ? null : creditMode(tender, today),
  );
  const paidBack = tenders.map((_, t) =>
    sum(cells.filter((cell) => cell.tender === t).map((cell) => cell.amount)),
  );
  const corrected = cells.filter(
    ({ tender }) => tenders[tender].kind !== 'single_purpose' || modes[tender] !== 'credit',
  );
  const correction = sumKnown(corrected.map((cell) => cell.vat));
  const tenderIds = tenders.map((tender) => tender.tender_id);
  const involved = lines.filter((line) => event.includes(line));
  return {
    return_id: returnId,
    order_id: request.split.order_id,
    currency: request.split.currency,
    policy,
    calculated_at: calculatedAt,
    amount: money(total(amountOf)),
    credits: tenders.flatMap((tender, t) =>
      paidBack[t] > 0 && tender.kind !== 'remainder'
        ? [{ voucher_id: tender.tender_id, amount: money(paidBack[t]), mode: modes[t] }]
        : [],
    ),
    refunds: tenders.flatMap((tender, t) =>
      paidBack[t] > 0 && tender.kind === 'remainder'
        ? [{ tender_id: tender.tender_id, amount: money(paidBack[t]), paid_by: 'platform' }]
        : [],
    ),
    lines: event.map((line) => ({
      line_id: line.id,
      kind: line.kind,
      product_id: line.productId,
      quantity: line.asked,
      amount: money(amountOf(line)),
      vat_rate: line.rate === null ? null : formatRate(line.rate),
      vat_amount: line.vat === null ? null : money(vatOf(line)),
    })),
    allocation: allocationRows(cells, tenderIds, money),
    suppliers: bySupplier(involved, cells, tenderIds, money),
    vat: byRate(involved, cells, tenderIds, money, amountOf, vatOf),
    vat_correction_amount: correction === null ? null : money(correction),
    retained_amount: money(total((line) => line.after.fee - line.before.fee)),
    refundable_amount: money(total((line) => line.paid - line.fee - line.after.amount)),
    returned: lines
      .filter((line) => line.units > 0 || line.goodwill > 0)
      .map((line) => ({
        line_id: line.id,
        quantity: line.units,
        amount: money(line.goodwill),
      })),
  };
}

// ---- the command line ------------------------------------------------------------------------

const METHODS = { split: paymentSplit, refund: refundCompute };

async function answerLines(compute) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${compute(line)}\n`);
  }
}

function time(compute, file, iterations) {
  const json = readFileSync(file, 'utf8').trim();
  for (let i = 0; i < iterations / 5; i += 1) compute(json);
  const rounds = [];
  for (let round = 0; round < 5; round += 1) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < iterations; i += 1) compute(json);
    rounds.push(Math.round(Number(process.hrtime.bigint() - start) / iterations));
  }
  const hash = createHash('sha256').update(compute(json)).digest('hex');
  console.log(JSON.stringify({ impl: 'node', ns_per_call: rounds, out_sha256: hash }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [first, second, third] = process.argv.slice(2);
  if (first === 'lines') await answerLines(METHODS[second]);
  else time(METHODS[first], second, Number(third));
}

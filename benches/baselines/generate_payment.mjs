//! Random requests for payment_split and refund_compute, the same for the same seed. It must not
//! judge a reply.
//   node generate_payment.mjs split|refund COUNT [SEED] > requests.jsonl
import { paymentSplit } from './payment.mjs';

/** A small generator (mulberry32); the same seed gives the same numbers. */
export function randomSource(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  const chance = (probability) => next() < probability;
  const pick = (items) => items[below(items.length)];
  const some = (items) => items.filter(() => chance(0.5));
  const shuffle = (items) => {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i -= 1) {
      const k = below(i + 1);
      [result[i], result[k]] = [result[k], result[i]];
    }
    return result;
  };
  return { below, chance, pick, some, shuffle };
}

const IDS = [
  '1',
  '2',
  '3',
  '10',
  '01',
  '-1',
  'a',
  'B',
  'b',
  'z/9',
  'caf\u00e9',
  '\uff21',
  '\u{1f33b}',
  'tab\t"q"',
  'e\u0301',
];
const SUPPLIERS = ['shop-x', '7', 'Z'];
const PRODUCTS = ['p', 'q', '42'];
const CATEGORIES = ['garden', 'lighting', '5'];
const RATES = ['21', '21.00', '9', '0', '6', '5.5', '19.6', '12.3456', '100'];
const DECIMALS = { EUR: 2, JPY: 0, BHD: 3 };

/** Picks the sizes of one order: mostly ordinary, at times tiny, at times near 2^53. */
function sizes(random) {
  const kind = random.below(10);
  const currency = random.chance(0.8) ? 'EUR' : random.pick(['JPY', 'BHD']);
  if (kind < 4) return { currency, largest: 12, most: 5 };
  if (kind < 9) return { currency, largest: 20_000, most: 8 };
  return { currency, largest: 5e14, most: 6 };
}

export function splitRequest(random) {
  const { currency, largest, most } = sizes(random);
  const places = DECIMALS[currency];
  const amount = (limit = largest) => (random.below(limit + 1) / 10 ** places).toFixed(places);
  const vatMode = random.chance(0.3) ? 'per_rate' : 'per_line';
  const ids = random.shuffle(IDS);
  const lines = Array.from({ length: 1 + random.below(most) }, () =>
    randomLine(random, ids.pop(), amount, vatMode),
  );
  const total = lines.length * largest;
  const plain = random.chance(0.6);
  const vouchers = Array.from({ length: random.below(6) }, (_, i) =>
    randomVoucher(random, `${i}${random.pick(IDS)}`, amount, plain, total),
  );
  const discountIds = random.shuffle(IDS);
  const discounts = Array.from({ length: random.chance(0.4) ? 1 + random.below(3) : 0 }, () => ({
    discount_id: discountIds.pop(),
    amount: amount(Math.ceil(largest / 3)),
    ...(random.chance(0.4) ? { line_ids: random.some(lines).map((line) => line.line_id) } : {}),
  }));
  const request = {
    order_id: `2026-${random.below(10_000)}`,
    currency,
    calculated_at: random.pick([
      '2026-11-21T12:00:00+01:00',
      '2026-06-30T22:30:00Z',
      '2026-12-31T22:59:59.5+00:00',
      random.chance(0.1) ? '2026-12-31T23:59:59-11:00' : '2026-02-28T23:30:00Z',
    ]),
    lines,
    vouchers,
    ...(discounts.length > 0 ? { discounts } : {}),
    ...(random.chance(0.5) ? { vat_mode: vatMode } : {}),
    ...(random.chance(0.3) ? { restocking_fee_rate: random.pick(['10', '12.50', '100']) } : {}),
  };
  if (request.vat_mode === undefined && vatMode === 'per_rate') request.vat_mode = vatMode;
  if (random.chance(0.97)) {
    request.remainder = { tender_id: 'ideal' };
    if (random.chance(0.5)) request.remainder.minimum_amount = amount(Math.ceil(largest / 2));
  }
  return request;
}

function randomLine(random, lineId, amount, vatMode) {
  const line = {
    line_id: lineId,
    kind: random.pick(['product', 'product', 'product', 'shipping', 'fee']),
    supplier_id: random.chance(0.7) ? SUPPLIERS[0] : random.pick(SUPPLIERS),
    vat_rate: random.chance(0.95) ? random.pick(RATES) : null,
  };
  if (random.chance(0.7)) line.product_id = random.pick(PRODUCTS);
  if (random.chance(0.7)) line.category_ids = random.some(CATEGORIES);
  if (random.chance(0.8)) line.quantity = 1 + random.below(5);
  const form = random.below(10);
  if (form === 0 && line.vat_rate !== null) return { ...line, net_amount: amount() };
  line.gross_amount = amount();
  if (form === 1 && vatMode === 'per_line') {
    line.vat_amount = random.chance(0.9) ? '0' : line.gross_amount;
    if (line.gross_amount !== line.vat_amount && random.chance(0.8)) {
      const [whole, fraction = ''] = line.gross_amount.split('.');
      line.vat_amount =
        fraction === ''
          ? String(Math.floor(whole / 6))
          : `${Math.floor(whole / 6)}.${'0'.repeat(fraction.length - 1)}0`;
    }
  }
  return line;
}

function randomVoucher(random, voucherId, amount, plain, total) {
  const voucher = {
    voucher_id: voucherId,
    kind: random.pick(['multi_purpose', 'multi_purpose', 'single_purpose', 'payment_instrument']),
    balance: amount(),
  };
  if (random.chance(0.4))
    voucher.expires_on = random.pick(['2026-12-31', '2027-01-01', '2027-06-30']);
  if (random.chance(0.6)) voucher.eligible = randomLimits(random);
  if (random.chance(0.2)) voucher.max_amount = amount();
  if (random.chance(0.1)) voucher.min_order_amount = amount(total);
  if (random.chance(0.4)) voucher.priority = random.below(4) - 1;
  if (!plain && random.chance(0.5)) voucher.splittable = false;
  if (random.chance(0.2)) voucher.refund = random.pick(['credit', 'none']);
  if (random.chance(0.3)) {
    voucher.on_expired = random.pick(['credit_original', 'reissue', 'other_tender', 'hold']);
  }
  return voucher;
}

function randomLimits(random) {
  const limits = {};
  if (random.chance(0.3)) limits.kinds = random.some(['product', 'shipping', 'fee']);
  if (random.chance(0.2)) limits.supplier_ids = random.some(SUPPLIERS);
  if (random.chance(0.5)) limits.product_ids = random.some(PRODUCTS);
  if (random.chance(0.3)) limits.category_ids = random.some(CATEGORIES);
  return limits;
}

/** One supplier and cards for everything: what the waterfalls ask for. */
function makeUnrestricted(request) {
  for (const line of request.lines) line.supplier_id = SUPPLIERS[0];
  for (const voucher of request.vouchers) delete voucher.eligible;
}

/** A return of a random part of a random order, which may ask too much. */
export function refundRequest(random) {
  let split;
  do {
    const request = splitRequest(random);
    if (random.chance(0.4)) makeUnrestricted(request);
    split = JSON.parse(paymentSplit(JSON.stringify(request)));
  } while (split.error);
  const places = DECIMALS[split.currency];
  const part = (text) => {
    const most = Math.round(Number(text) * 10 ** places);
    const least = Math.min(most, 1);
    const limit = Math.floor(most / (1 + random.below(4)));
    return ((least + random.below(Math.max(1, limit))) / 10 ** places).toFixed(places);
  };
  const returned = random.some(split.lines).map((line) => ({
    line_id: line.line_id,
    quantity: random.below(line.quantity + (random.chance(0.05) ? 2 : 0)),
    amount: random.chance(0.3) ? part(line.paid_amount) : (0).toFixed(places),
  }));
  const before = new Map(returned.map((line) => [line.line_id, line.quantity]));
  const chosen = random.shuffle(split.lines).slice(0, 1 + random.below(split.lines.length));
  const lines = chosen.map((line) => {
    const left = Math.max(1, line.quantity - (before.get(line.line_id) ?? 0));
    return random.chance(0.75)
      ? { line_id: line.line_id, quantity: 1 + random.below(left) }
      : { line_id: line.line_id, amount: part(line.paid_amount) };
  });
  return {
    split,
    ...(returned.length > 0 ? { returned } : {}),
    return_id: `R-${random.below(1000)}`,
    calculated_at: random.pick([
      '2026-12-01T10:00:00+01:00',
      '2026-12-31T23:30:00Z',
      '2027-07-01T00:00:00+02:00',
    ]),
    lines,
    ...(random.chance(0.6)
      ? { policy: random.pick(['line_faithful', 'voucher_first', 'other_first']) }
      : {}),
  };
}

export const generators = { split: splitRequest, refund: refundRequest };

if (import.meta.filename === process.argv[1]) {
  const [method, count, seed = '1'] = process.argv.slice(2);
  const random = randomSource(Number(seed));
  for (let i = 0; i < Number(count); i += 1) {
    process.stdout.write(`${JSON.stringify(generators[method](random))}\n`);
  }
}

//! The cases of tests/vectors/payment.json: requests, and the figures that must come out, written
//! by hand. It must not compute a figure. T numbers are those of the list of known faults of
//! other shops; ways are those of the platforms' integration test.
import { paymentSplit } from './payment.mjs';

const AT = '2026-11-21T12:00:00+01:00';
const LATER = '2026-12-01T10:00:00+01:00';

const line = (line_id, gross_amount, more = {}) => ({
  line_id,
  kind: 'product',
  supplier_id: 'shop-x',
  gross_amount,
  vat_rate: '21',
  ...more,
});
const product = (line_id, gross_amount, product_id, more = {}) =>
  line(line_id, gross_amount, { product_id, ...more });
const netLine = (line_id, net_amount, more = {}) => {
  const { gross_amount: _, ...rest } = line(line_id, '0', more);
  return { ...rest, net_amount };
};
const shipping = (line_id, gross_amount, more = {}) =>
  line(line_id, gross_amount, { kind: 'shipping', ...more });
const card = (voucher_id, balance, more = {}) => ({
  voucher_id,
  kind: 'multi_purpose',
  balance,
  ...more,
});
const forProducts = (...product_ids) => ({ eligible: { kinds: ['product'], product_ids } });
const discount = (discount_id, amount, line_ids) => ({ discount_id, amount, line_ids });
const IDEAL = { tender_id: 'ideal' };

const order = (lines, vouchers = [], more = {}) => ({
  order_id: '2026-1001',
  currency: 'EUR',
  calculated_at: AT,
  lines,
  vouchers,
  remainder: IDEAL,
  ...more,
});
const paid = (...of) => JSON.parse(paymentSplit(JSON.stringify(order(...of))));
const back = (split, lines, more = {}) => ({
  split,
  return_id: 'R-1',
  calculated_at: LATER,
  lines,
  ...more,
});
const units = (line_id, quantity = 1) => ({ line_id, quantity });
const goodwill = (line_id, amount) => ({ line_id, amount });
const returned = (line_id, quantity, amount = '0.00') => ({ line_id, quantity, amount });

const cases = [];
const split = (name, request, expect = {}) =>
  cases.push({ name, method: 'payment_split', request, expect });
const refund = (name, request, expect = {}) =>
  cases.push({ name, method: 'refund_compute', request, expect });
const refused = (name, code, path, request) =>
  cases.push({
    name,
    method: request.split ? 'refund_compute' : 'payment_split',
    request,
    error: { code, path },
  });

// ---- the documented example ------------------------------------------------------------------

const EXAMPLE = {
  order_id: '2026-1001',
  currency: 'EUR',
  calculated_at: AT,
  lines: [
    {
      line_id: '1',
      kind: 'product',
      supplier_id: 'shop-x',
      product_id: 'led-e27',
      category_ids: ['lighting'],
      quantity: 3,
      gross_amount: '38.85',
      vat_rate: '21',
    },
    {
      line_id: '2',
      kind: 'product',
      supplier_id: 'shop-x',
      product_id: 'seeds',
      category_ids: ['garden'],
      quantity: 2,
      gross_amount: '16.98',
      vat_rate: '9',
    },
    {
      line_id: '3',
      kind: 'shipping',
      supplier_id: 'shop-x',
      quantity: 1,
      gross_amount: '4.95',
      vat_rate: '21',
    },
  ],
  discounts: [],
  vouchers: [
    {
      voucher_id: 'card-7',
      kind: 'multi_purpose',
      balance: '50.00',
      expires_on: '2027-06-30',
      eligible: { category_ids: ['lighting', 'garden'], kinds: ['product', 'shipping'] },
    },
  ],
  remainder: { tender_id: 'ideal', minimum_amount: '0.01' },
  vat_mode: 'per_line',
  restocking_fee_rate: '0',
};
const exampleSplit = () => JSON.parse(paymentSplit(JSON.stringify(EXAMPLE)));

split('The documented split gives the documented figures', EXAMPLE, {
  '/total_amount': '60.78',
  '/voucher_amount': '50.00',
  '/amount_due': '10.78',
  '/lines/0/paid_amount': '38.85',
  '/lines/0/vat_amount': '6.74',
  '/tenders/0/amount': '50.00',
  '/tenders/0/balance_after': '0.00',
  '/tenders/0/refund': 'credit',
  '/tenders/0/on_expired': 'credit_original',
  '/tenders/1': { tender_id: 'ideal', kind: 'remainder', amount: '10.78' },
  '/allocation/0': { line_id: '1', tender_id: 'card-7', amount: '31.96', vat_amount: '5.54' },
  '/suppliers/0/amount': '60.78',
  '/suppliers/0/tenders/1/amount': '10.78',
  '/vat/0/gross_amount': '43.80',
  '/vat/0/net_amount': '36.20',
  '/vat/0/vat_amount': '7.60',
  '/vat/1/vat_rate': '9',
  '/vat_due_now': '9.00',
  '/unused_vouchers': [],
  '/certificate': { limiting_voucher_ids: ['card-7'], covered_line_ids: [] },
});
refund(
  'The documented return gives the documented figures',
  {
    split: exampleSplit(),
    returned: [returned('1', 1)],
    return_id: 'R-77',
    calculated_at: LATER,
    lines: [units('1'), units('3')],
    policy: 'line_faithful',
  },
  {
    '/amount': '17.90',
    '/credits': [{ voucher_id: 'card-7', amount: '14.73', mode: 'credit' }],
    '/refunds': [{ tender_id: 'ideal', amount: '3.17', paid_by: 'platform' }],
    '/retained_amount': '0.00',
    '/returned': [returned('1', 2), returned('3', 1)],
  },
);

// ---- T1 to T37 -------------------------------------------------------------------------------

split(
  'T1: a discount comes off before the card pays',
  order([line('1', '90.00')], [card('card', '65.00')], { discounts: [discount('d', '25.00')] }),
  {
    '/voucher_amount': '65.00',
    '/amount_due': '0.00',
    '/tenders/0/balance_after': '0.00',
  },
);
split(
  'T2: a card that covers goods and post leaves nothing to pay',
  order([line('1', '11.20', { quantity: 2 }), shipping('2', '4.50')], [card('card', '100.00')]),
  { '/voucher_amount': '15.70', '/amount_due': '0.00', '/tenders/0/balance_after': '84.30' },
);
split(
  'T3: seven lines at 16 percent are covered to the cent',
  order(
    ['62.00', '234.00', '27.00', '5.00', '10.00', '115.00', '46.00'].map((amount, i) =>
      line(`${i + 1}`, amount, { vat_rate: '16' }),
    ),
    [card('card', '500.00')],
  ),
  { '/voucher_amount': '499.00', '/amount_due': '0.00', '/tenders/0/balance_after': '1.00' },
);
split(
  'T4: two pieces on one net line are rounded once',
  order([netLine('1', '82.62', { quantity: 2 })], [card('a', '50.00'), card('b', '50.00')]),
  {
    '/total_amount': '99.97',
    '/tenders/0/amount': '50.00',
    '/tenders/1/amount': '49.97',
    '/amount_due': '0.00',
  },
);
split(
  'T4: two net lines are rounded line by line',
  order([netLine('1', '41.31'), netLine('2', '41.31')], [card('a', '50.00'), card('b', '50.00')]),
  {
    '/total_amount': '99.98',
    '/tenders/0/amount': '50.00',
    '/tenders/1/amount': '49.98',
    '/amount_due': '0.00',
  },
);
split(
  'T5: a second card is not touched when the first covers all',
  order([line('1', '40.00')], [card('a', '50.00'), card('b', '50.00')]),
  {
    '/tenders/0/amount': '40.00',
    '/unused_vouchers': [{ voucher_id: 'b', reason: 'not_needed' }],
  },
);
refund(
  'T6: what was refunded before comes off the full return',
  back(paid([line('1', '1272.00')]), [units('1')], { returned: [returned('1', 0, '500.00')] }),
  { '/amount': '772.00', '/refundable_amount': '0.00' },
);
refund(
  'T7: a full return pays back the amount that was paid',
  back(paid([line('1', '87.96')]), [units('1')]),
  { '/amount': '87.96', '/refunds/0/amount': '87.96' },
);
refund(
  'T8: a full return never credits more than the card paid',
  back(paid([line('1', '192.60')], [card('card', '100.00')]), [units('1')]),
  { '/amount': '192.60', '/credits/0/amount': '100.00', '/refunds/0/amount': '92.60' },
);
refund(
  'T9: two of three units give two thirds',
  back(paid([line('1', '269.97', { quantity: 3 })]), [units('1', 2)]),
  { '/amount': '179.98', '/refundable_amount': '89.99' },
);
split(
  'T10: an amount capped below two lines is shared without a cent too much',
  order([line('1', '1.00'), line('2', '1.00')], [card('card', '1.03')]),
  { '/allocation/0/amount': '0.52', '/allocation/2/amount': '0.51', '/amount_due': '0.97' },
);
split(
  'T10: a cut of 1.03 over two equal lines is 0.52 and 0.51',
  order([line('1', '1.00'), line('2', '1.00')], [], { discounts: [discount('d', '1.03')] }),
  { '/lines/0/discount_amount': '0.52', '/lines/1/discount_amount': '0.51' },
);
{
  const sold = () =>
    paid([line('1', '239.00', { quantity: 10, vat_rate: '20' })], [], {
      discounts: [discount('d', '59.75')],
    });
  refund(
    'T11: a full return of discounted units pays the discounted amount',
    back(sold(), [units('1', 10)]),
    { '/amount': '179.25', '/lines/0/vat_amount': '29.88' },
  );
  for (let n = 0; n < 10; n += 1) {
    refund(
      `T11: unit ${n + 1} of ten gives its alternating share`,
      back(sold(), [units('1')], { returned: n > 0 ? [returned('1', n)] : [] }),
      { '/amount': n % 2 === 0 ? '17.93' : '17.92' },
    );
  }
  const cumulative = [
    '2.99',
    '5.98',
    '8.96',
    '11.95',
    '14.94',
    '17.93',
    '20.92',
    '23.90',
    '26.89',
    '29.88',
  ];
  cumulative.forEach((amount, n) =>
    refund(
      `T11: the VAT of ${n + 1} of ten units is cumulative`,
      back(sold(), [units('1', n + 1)]),
      { '/lines/0/vat_amount': amount },
    ),
  );
}
refund(
  'T12: 1.00 at 13 percent comes back as 1.00',
  back(paid([line('1', '1.00', { vat_rate: '13' })]), [units('1')]),
  { '/amount': '1.00', '/vat/0/net_amount': '0.88', '/vat/0/vat_amount': '0.12' },
);
for (let n = 0; n < 3; n += 1) {
  refund(
    `T13: VAT of 57.00 on three units comes back as 19.00 on return ${n + 1}`,
    back(paid([line('1', '357.00', { quantity: 3, vat_rate: '19' })]), [units('1')], {
      returned: n > 0 ? [returned('1', n)] : [],
    }),
    { '/amount': '119.00', '/lines/0/vat_amount': '19.00' },
  );
}
refund(
  'T14: shipping comes back less its share of the discount',
  back(
    paid([line('1', '100.00', { vat_rate: '20' }), shipping('2', '7.90', { vat_rate: '20' })], [], {
      discounts: [discount('d', '5.00', ['1', '2'])],
    }),
    [units('2')],
  ),
  { '/amount': '7.53' },
);
refund(
  'T15: shipping that came back first leaves the rest refundable',
  back(paid([line('1', '655.26'), shipping('2', '125.00')]), [units('2')]),
  { '/amount': '125.00', '/refundable_amount': '655.26' },
);
refund(
  'T15: the rest comes back after the shipping',
  back(paid([line('1', '655.26'), shipping('2', '125.00')]), [units('1')], {
    returned: [returned('2', 1)],
  }),
  { '/amount': '655.26', '/refundable_amount': '0.00' },
);
refund(
  'T16: a refund of 32.00 is 32.00',
  back(paid([line('1', '4454.50')]), [goodwill('1', '32.00')]),
  { '/amount': '32.00', '/refundable_amount': '4422.50' },
);
for (const before of ['0.00', '50.00']) {
  refund(
    `T17: a refund of 50.00 after ${before} gives 20 to the card and 30 to the other`,
    back(paid([line('1', '100.00')], [card('card', '40.00')]), [goodwill('1', '50.00')], {
      returned: [returned('1', 0, before)],
    }),
    { '/amount': '50.00', '/credits/0/amount': '20.00', '/refunds/0/amount': '30.00' },
  );
}
refund(
  'T18: 5.00 over three tenders is not 5.01',
  back(
    paid(
      [line('1', '10.00')],
      [card('a', '3.33', { priority: 1 }), card('b', '3.33', { priority: 2 })],
    ),
    [goodwill('1', '5.00')],
  ),
  {
    '/amount': '5.00',
    '/credits/0/amount': '1.67',
    '/credits/1/amount': '1.66',
    '/refunds/0/amount': '1.67',
  },
);
{
  const lines = [product('1', '50.00', 'p'), product('2', '10.00', 'q')];
  const sold = () => paid(lines, [], { discounts: [discount('d', '10.00')] });
  split(
    'T20: an order discount is 8.33 and 1.67',
    order(lines, [], { discounts: [discount('d', '10.00')] }),
    {
      '/lines/0/discount_amount': '8.33',
      '/lines/1/discount_amount': '1.67',
    },
  );
  refund(
    'T20: a return leaves the discount of the other line as it is',
    back(sold(), [units('1')]),
    {
      '/amount': '41.67',
      '/refundable_amount': '8.33',
    },
  );
}
{
  const sold = () =>
    paid([line('1', '27.50', { quantity: 5 }), shipping('2', '0.50')], [], {
      discounts: [discount('d', '2.75')],
    });
  refund('T21: two of five units leave the shipping and the rest', back(sold(), [units('1', 2)]), {
    '/amount': '9.90',
    '/refundable_amount': '15.35',
  });
  refund('T21: all goods come back without the shipping', back(sold(), [units('1', 5)]), {
    '/amount': '24.75',
    '/refundable_amount': '0.50',
  });
}
refund(
  'T22: a line comes back less its own discount only',
  back(
    paid([line('1', '150.00'), line('2', '60.00')], [], { discounts: [discount('d', '42.00')] }),
    [units('1')],
  ),
  { '/amount': '120.00', '/refundable_amount': '48.00' },
);
refund(
  'T23: two of three discounted units come back discounted',
  back(paid([line('1', '300.00', { quantity: 3 })], [], { discounts: [discount('d', '30.00')] }), [
    units('1', 2),
  ]),
  { '/amount': '180.00', '/refundable_amount': '90.00' },
);
refused(
  'T24: a refund beyond the payments is refused before any money moves',
  'payment.over_refund',
  '/lines/0/amount',
  back(paid([line('1', '10.00')], [card('a', '5.00')]), [goodwill('1', '10.01')]),
);
split(
  'T25: a discount never makes the last line dearer',
  order(
    ['0.50', '0.50', '0.50', '0.01'].map((amount, i) => line(`${i + 1}`, amount)),
    [],
    { discounts: [discount('d', '0.02')] },
  ),
  {
    '/lines/0/discount_amount': '0.01',
    '/lines/1/discount_amount': '0.01',
    '/lines/2/discount_amount': '0.00',
    '/lines/3/discount_amount': '0.00',
  },
);
split(
  'T26: a discount takes all of its cents',
  order(
    ['0.02', '0.02', '0.02', '0.01'].map((amount, i) => line(`${i + 1}`, amount)),
    [],
    { discounts: [discount('d', '0.05')] },
  ),
  {
    '/lines/0/discount_amount': '0.02',
    '/lines/1/discount_amount': '0.01',
    '/lines/2/discount_amount': '0.01',
    '/lines/3/discount_amount': '0.01',
    '/total_amount': '0.02',
  },
);
['3.33', '3.34', '3.33'].forEach((amount, n) =>
  refund(
    `T27: return ${n + 1} of three units of 10.00 loses no cent`,
    back(paid([line('1', '10.00', { quantity: 3 })]), [units('1')], {
      returned: n > 0 ? [returned('1', n)] : [],
    }),
    { '/amount': amount },
  ),
);
for (const [part, amount, gross, cuts] of [
  ['a', '0.05', ['1.00', '1.01', '1.00', '1.00'], ['0.01', '0.02', '0.01', '0.01']],
  ['b', '220.00', ['4454.55', '90.91', '5454.55'], ['98.00', '2.00', '120.00']],
  ['c', '99.99', ['75.00', '25.00'], ['74.99', '25.00']],
  [
    'd',
    '2.69',
    ['1.00', '1.00', '579.00', '94.00', '749.00', '94.00'],
    ['0.00', '0.00', '1.02', '0.17', '1.33', '0.17'],
  ],
  [
    'e',
    '70000000000000.00',
    ['30000000000000.00', '60000000000000.00'],
    ['23333333333333.33', '46666666666666.67'],
  ],
]) {
  split(
    `T28${part}: largest remainder gives each cent to its right owner`,
    order(
      gross.map((value, i) => line(`${i + 1}`, value)),
      [],
      { discounts: [discount('d', amount)] },
    ),
    Object.fromEntries(cuts.map((cut, i) => [`/lines/${i}/discount_amount`, cut])),
  );
}
{
  const small = () =>
    paid(
      [line('1', '0.07')],
      [card('a', '0.01', { priority: 1 }), card('b', '0.03', { priority: 2 })],
    );
  refund('T29: three cents are one cent to each tender', back(small(), [goodwill('1', '0.03')]), {
    '/credits/0/amount': '0.01',
    '/credits/1/amount': '0.01',
    '/refunds/0/amount': '0.01',
  });
  refund(
    'T29: one cent more takes nothing back from a tender',
    back(small(), [goodwill('1', '0.01')], { returned: [returned('1', 0, '0.03')] }),
    {
      '/amount': '0.01',
      '/credits': [{ voucher_id: 'b', amount: '0.01', mode: 'credit' }],
      '/refunds': [],
    },
  );
  const big = () =>
    paid(
      [line('1', '1.00', { quantity: 20 })],
      [card('a', '0.01', { priority: 1 }), card('b', '0.33', { priority: 2 })],
    );
  refund(
    'T29: the ninth of twenty units gives five cents and takes none back',
    back(big(), [units('1')], { returned: [returned('1', 8)] }),
    { '/amount': '0.05' },
  );
}
split(
  'T30: a card for all goods leaves the food to the meal card',
  order(
    [product('food', '10.00', 'food'), product('other', '10.00', 'other')],
    [
      card('U', '10.00', { priority: 1 }),
      card('M', '10.00', { priority: 2, ...forProducts('food') }),
    ],
  ),
  {
    '/amount_due': '0.00',
    '/allocation/0/tender_id': 'M',
    '/allocation/1/tender_id': 'U',
  },
);
split(
  'T31: overlapping cards cover what greedy use would not',
  order(
    [product('a', '10.00', 'a'), product('b', '10.00', 'b'), product('c', '0.00', 'c')],
    [card('M', '10.00', forProducts('a', 'b')), card('N', '10.00', forProducts('b', 'c'))],
  ),
  {
    '/amount_due': '0.00',
    '/allocation/0': { line_id: 'a', tender_id: 'M', amount: '10.00', vat_amount: '1.74' },
    '/allocation/1': { line_id: 'b', tender_id: 'N', amount: '10.00', vat_amount: '1.74' },
  },
);
split(
  'T32: three overlapping cards leave only the shipping',
  order(
    [
      product('a', '7.00', 'a'),
      product('b', '6.00', 'b'),
      shipping('c', '4.95'),
      product('d', '10.00', 'd'),
    ],
    [
      card('M', '5.00', forProducts('a')),
      card('N', '8.00', forProducts('a', 'b')),
      card('U', '10.00', forProducts('a', 'b', 'd')),
    ],
  ),
  { '/voucher_amount': '23.00', '/amount_due': '4.95' },
);
split(
  'T33: the last-ranked card gives back what the other tender needs at least',
  order(
    [line('1', '50.00')],
    [card('a', '30.00', { priority: 1 }), card('b', '19.60', { priority: 2 })],
    { remainder: { tender_id: 'ideal', minimum_amount: '1.00' } },
  ),
  {
    '/voucher_amount': '49.00',
    '/amount_due': '1.00',
    '/tenders/0/amount': '30.00',
    '/tenders/1/amount': '19.00',
    '/tenders/1/balance_after': '0.60',
  },
);
refund(
  'T34: a voucher that takes no refund is paid back by another way',
  back(
    paid(
      [line('1', '50.00')],
      [card('mollie', '20.00', { kind: 'payment_instrument', refund: 'none' })],
      { remainder: { tender_id: 'bancontact' } },
    ),
    [units('1')],
  ),
  {
    '/credits': [{ voucher_id: 'mollie', amount: '20.00', mode: 'other_tender' }],
    '/refunds': [{ tender_id: 'bancontact', amount: '30.00', paid_by: 'platform' }],
  },
);
split(
  'T35: VAT inside a gross amount is rounded half up',
  order([line('1', '19.99'), line('2', '11.00', { vat_rate: '19' })]),
  { '/lines/0/vat_amount': '3.47', '/lines/1/vat_amount': '1.76' },
);
[
  ['0.83', '2.50'],
  ['0.84', '2.50'],
  ['0.83', '2.50'],
].forEach(([voucher, ideal], n) =>
  refund(
    `T36: return ${n + 1} of three units follows the cumulative shares`,
    back(paid([line('1', '10.00', { quantity: 3 })], [card('card', '2.50')]), [units('1')], {
      returned: n > 0 ? [returned('1', n)] : [],
    }),
    { '/credits/0/amount': voucher, '/refunds/0/amount': ideal },
  ),
);
refund(
  'T37: returning one of two gift cards sold returns that one only',
  back(
    paid([
      product('1', '25.00', 'gift-25', { vat_rate: '0' }),
      product('2', '50.00', 'gift-50', { vat_rate: '0' }),
    ]),
    [units('1')],
  ),
  { '/amount': '25.00', '/refundable_amount': '50.00', '/returned': [returned('1', 1)] },
);

// ---- the ways of the integration test whose amounts are pure ---------------------------------

const BASKET = [
  line('1', '38.85', { quantity: 3 }),
  line('2', '16.98', { quantity: 2, vat_rate: '9' }),
  shipping('3', '4.95'),
];
const COUPON = [
  [line('1', '80.00', { quantity: 2 })],
  [card('card', '80.00')],
  { discounts: [discount('coupon', '8.00')] },
];
const TWO_SHOPS = [
  [line('1', '89.99', { supplier_id: 'shop-x' }), line('2', '60.01', { supplier_id: 'shop-y' })],
  [card('card', '100.00')],
];

split(
  'Way 1a: a card pays a simple product',
  order([line('1', '49.95')], [card('card', '50.00')]),
  {
    '/voucher_amount': '49.95',
    '/amount_due': '0.00',
    '/tenders/0/balance_after': '0.05',
    '/vat_due_now': '8.67',
  },
);
split(
  'Way 1b: a card pays its exact balance',
  order([line('1', '75.00')], [card('card', '75.00')]),
  {
    '/voucher_amount': '75.00',
    '/tenders/0/balance_after': '0.00',
  },
);
split('Way 1c: a card pays a mixed basket with shipping', order(BASKET, [card('card', '100.00')]), {
  '/total_amount': '60.78',
  '/lines/0/vat_amount': '6.74',
  '/lines/1/vat_amount': '1.40',
  '/lines/2/vat_amount': '0.86',
  '/vat_due_now': '9.00',
  '/tenders/0/balance_after': '39.22',
});
split(
  'Way 1d: two cards pay one order',
  order([line('1', '60.00')], [card('a', '25.00'), card('b', '40.00')]),
  {
    '/tenders/0/amount': '25.00',
    '/tenders/1/amount': '35.00',
    '/tenders/1/balance_after': '5.00',
  },
);
split('Way 1e: a coupon lowers the price and is no payment', order(...COUPON), {
  '/total_amount': '72.00',
  '/tenders/0/balance_after': '8.00',
  '/vat_due_now': '12.50',
});
split('Way 2a: card and iDEAL add up', order([line('1', '120.00')], [card('card', '100.00')]), {
  '/voucher_amount': '100.00',
  '/amount_due': '20.00',
});
split(
  'Way 2b: one cent is the smallest own part',
  order([line('1', '100.01')], [card('card', '100.00')]),
  {
    '/voucher_amount': '100.00',
    '/amount_due': '0.01',
  },
);
split('Way 2c: a second tender does not change the VAT', order(BASKET, [card('card', '50.00')]), {
  '/amount_due': '10.78',
  '/vat_due_now': '9.00',
});
split(
  'Way 2f: two cards and iDEAL make three payments',
  order([line('1', '100.00')], [card('a', '30.00'), card('b', '30.00')]),
  { '/tenders/0/amount': '30.00', '/tenders/1/amount': '30.00', '/tenders/2/amount': '40.00' },
);
split(
  'Way 3a: one card pays two suppliers',
  order(
    [line('1', '40.00', { supplier_id: 'shop-x' }), line('2', '35.00', { supplier_id: 'shop-y' })],
    [card('card', '75.00')],
  ),
  { '/suppliers/0/amount': '40.00', '/suppliers/1/amount': '35.00', '/amount_due': '0.00' },
);
split('Way 3b: two suppliers share card and iDEAL to the cent', order(...TWO_SHOPS), {
  '/suppliers/0/tenders/0/amount': '59.99',
  '/suppliers/1/tenders/0/amount': '40.01',
  '/suppliers/0/tenders/1/amount': '30.00',
  '/suppliers/1/tenders/1/amount': '20.00',
});
split(
  'Way 3f: shipping belongs to its own supplier and rate',
  order(
    [
      line('1', '40.00', { supplier_id: 'shop-x' }),
      shipping('2', '4.95', { supplier_id: 'shop-x' }),
      line('3', '10.90', { supplier_id: 'shop-y', vat_rate: '9' }),
      shipping('4', '5.45', { supplier_id: 'shop-y', vat_rate: '9' }),
    ],
    [card('card', '100.00')],
  ),
  { '/suppliers/0/amount': '44.95', '/suppliers/1/amount': '16.35', '/vat/1/vat_amount': '1.35' },
);
refund(
  'Way 4a: a full return fills the card again',
  back(paid([line('1', '49.95')], [card('card', '50.00')]), [units('1')]),
  { '/credits': [{ voucher_id: 'card', amount: '49.95', mode: 'credit' }], '/refunds': [] },
);
refund(
  'Way 4b: one of three pieces leaves the rest refundable',
  back(paid(BASKET, [card('card', '100.00')]), [units('1')]),
  { '/amount': '12.95', '/lines/0/vat_amount': '2.25', '/refundable_amount': '47.83' },
);
for (const n of [0, 1]) {
  refund(
    `Way 4c: piece ${n + 1} of two with a coupon gives 36.00`,
    back(paid(...COUPON), [units('1')], { returned: n > 0 ? [returned('1', n)] : [] }),
    { '/amount': '36.00', '/lines/0/vat_amount': '6.25' },
  );
}
refund(
  'Way 4d: a full return names the original split',
  back(paid([line('1', '120.00')], [card('card', '100.00')]), [units('1')]),
  { '/amount': '120.00', '/credits/0/amount': '100.00', '/refunds/0/amount': '20.00' },
);
refund(
  'Way 4e: a return at one supplier is limited to its part',
  back(paid(...TWO_SHOPS), [units('1')]),
  {
    '/amount': '89.99',
    '/credits/0/amount': '59.99',
    '/refunds/0/amount': '30.00',
    '/refundable_amount': '60.01',
  },
);
refused(
  'Way 4f: a new return beyond what is left is refused',
  'payment.over_refund',
  '/lines/0/quantity',
  back(paid([line('1', '49.95')], [card('card', '50.00')]), [units('1')], {
    returned: [returned('1', 1)],
  }),
);

// ---- VAT -------------------------------------------------------------------------------------

const SIX = ['1.10', '1.10', '1.10', '1.10', '1.10', '1.10'].map((amount, i) =>
  line(`${i + 1}`, amount),
);
split('VAT per line rounds each line', order(SIX), {
  '/vat/0/vat_amount': '1.14',
  '/lines/5/vat_amount': '0.19',
});
split(
  'VAT per rate rounds once and spreads by largest remainder',
  order(SIX, [], { vat_mode: 'per_rate' }),
  {
    '/vat/0/vat_amount': '1.15',
    '/lines/0/vat_amount': '0.20',
    '/lines/1/vat_amount': '0.19',
    '/lines/5/vat_amount': '0.19',
  },
);
split(
  'Net lines in per_rate mode take their VAT from the total of the rate',
  order([netLine('1', '41.31'), netLine('2', '41.31')], [], { vat_mode: 'per_rate' }),
  { '/total_amount': '99.98', '/vat/0/vat_amount': '17.35' },
);
split(
  'A VAT amount that is given shrinks with the discount',
  order([line('1', '20.00', { vat_amount: '3.40' })], [], { discounts: [discount('d', '10.00')] }),
  { '/lines/0/vat_amount': '1.70', '/vat/0/net_amount': '8.30' },
);
split(
  'Unknown VAT is unknown and not zero',
  order([line('1', '10.00', { vat_rate: null }), line('2', '12.10')], [card('card', '5.00')]),
  {
    '/lines/0/vat_rate': null,
    '/lines/0/vat_amount': null,
    '/vat/0/vat_rate': '21',
    '/vat/0/vat_amount': '2.10',
    '/vat/1/net_amount': null,
    '/vat/1/vat_amount': null,
    '/vat_due_now': null,
  },
);
refund(
  'Unknown VAT stays unknown in a return',
  back(paid([line('1', '10.00', { vat_rate: null }), line('2', '12.10')], [card('card', '5.00')]), [
    units('1'),
    units('2'),
  ]),
  { '/lines/0/vat_amount': null, '/vat_correction_amount': null, '/vat/0/vat_amount': '2.10' },
);
split(
  'A VAT amount without a rate is known',
  order([line('1', '10.00', { vat_rate: null, vat_amount: '1.50' })]),
  { '/vat/0/vat_rate': null, '/vat/0/vat_amount': '1.50', '/vat_due_now': '1.50' },
);
split(
  'A rate of 5.5 percent is printed without trailing zeros',
  order([line('1', '10.55', { vat_rate: '5.50' }), line('2', '10.00', { vat_rate: '0' })]),
  {
    '/vat/0/vat_rate': '5.5',
    '/vat/0/vat_amount': '0.55',
    '/vat/1/vat_rate': '0',
    '/vat/1/vat_amount': '0.00',
  },
);
split(
  'A single purpose voucher adds nothing to the VAT due now',
  order([line('1', '12.10')], [card('s', '6.05', { kind: 'single_purpose' })]),
  { '/lines/0/vat_amount': '2.10', '/allocation/0/vat_amount': '1.05', '/vat_due_now': '1.05' },
);
split(
  'Unknown VAT under a single purpose voucher does not matter now',
  order(
    [product('1', '12.10', 'p', { vat_rate: null }), product('2', '12.10', 'q')],
    [card('s', '12.10', { kind: 'single_purpose', ...forProducts('p') })],
  ),
  { '/vat_due_now': '2.10' },
);
const SINGLE = [
  [line('1', '12.10')],
  [
    card('s', '12.10', {
      kind: 'single_purpose',
      expires_on: '2026-11-30',
      on_expired: 'other_tender',
    }),
  ],
];
refund(
  'A credit on a single purpose voucher corrects no VAT',
  back(paid(...SINGLE), [units('1')], {
    calculated_at: '2026-11-30T23:59:59+01:00',
  }),
  { '/credits/0/mode': 'credit', '/lines/0/vat_amount': '2.10', '/vat_correction_amount': '0.00' },
);
refund(
  'A single purpose voucher paid back in money corrects the VAT',
  back(paid(...SINGLE), [units('1')], {
    calculated_at: '2026-12-01T00:00:00+01:00',
  }),
  { '/credits/0/mode': 'other_tender', '/vat_correction_amount': '2.10' },
);

// ---- discounts -------------------------------------------------------------------------------

split(
  'A discount goes to the products and not to the shipping',
  order([line('1', '20.00'), shipping('2', '5.00')], [], { discounts: [discount('d', '4.00')] }),
  { '/lines/0/discount_amount': '4.00', '/lines/1/discount_amount': '0.00' },
);
split(
  'A discount goes to all lines where there are no products',
  order([shipping('1', '6.00'), line('2', '2.00', { kind: 'fee' })], [], {
    discounts: [discount('d', '4.00')],
  }),
  { '/lines/0/discount_amount': '3.00', '/lines/1/discount_amount': '1.00' },
);
split(
  'Discounts apply in the order of their ids, and what a full line cannot take goes on',
  order([line('1', '10.00'), line('2', '10.00')], [], {
    discounts: [discount('b', '10.00'), discount('a', '8.00', ['1'])],
  }),
  {
    '/lines/0/discount_amount': '10.00',
    '/lines/1/discount_amount': '8.00',
    '/total_amount': '2.00',
  },
);
split(
  'An order discounted to nothing needs no payment',
  order([line('1', '10.00')], [card('card', '5.00')], {
    discounts: [discount('d', '10.00')],
    remainder: null,
  }),
  {
    '/total_amount': '0.00',
    '/tenders': [],
    '/allocation': [],
    '/lines/0/vat_amount': '0.00',
    '/vat_due_now': '0.00',
    '/unused_vouchers/0/reason': 'no_eligible_line',
  },
);

// ---- vouchers --------------------------------------------------------------------------------

split(
  'Vouchers rank by priority, then the earliest expiry, and unused ones say why',
  order(
    [product('1', '30.00', 'p')],
    [
      card('late', '10.00', { expires_on: '2027-12-31' }),
      card('soon', '10.00', { expires_on: '2026-12-31' }),
      card('first', '10.00', { priority: 5 }),
      card('never', '10.00'),
      card('empty', '0.00'),
      card('capped', '9.00', { max_amount: '0.00' }),
      card('large-orders', '9.00', { min_order_amount: '30.01' }),
      card('elsewhere', '9.00', forProducts('q')),
    ],
  ),
  {
    '/tenders/0/tender_id': 'first',
    '/tenders/1/tender_id': 'soon',
    '/tenders/2/tender_id': 'late',
    '/unused_vouchers': [
      { voucher_id: 'elsewhere', reason: 'no_eligible_line' },
      { voucher_id: 'capped', reason: 'empty_balance' },
      { voucher_id: 'empty', reason: 'empty_balance' },
      { voucher_id: 'large-orders', reason: 'below_minimum_order' },
      { voucher_id: 'never', reason: 'not_needed' },
    ],
  },
);
split(
  'A voucher pays at most its maximum and counts from its minimum order',
  order(
    [line('1', '30.00')],
    [card('card', '20.00', { max_amount: '7.50', min_order_amount: '30.00' })],
  ),
  { '/tenders/0/amount': '7.50', '/tenders/0/balance_after': '12.50', '/amount_due': '22.50' },
);
split(
  'Product and category limits hold for products, kinds and suppliers for all lines',
  order(
    [
      product('1', '10.00', 'p', { category_ids: ['garden'] }),
      product('2', '10.00', 'q'),
      shipping('3', '5.00'),
      line('4', '2.00', { kind: 'fee' }),
      shipping('5', '5.00', { supplier_id: 'shop-y' }),
    ],
    [
      card('card', '100.00', {
        eligible: {
          kinds: ['product', 'shipping'],
          supplier_ids: ['shop-x'],
          category_ids: ['garden'],
        },
      }),
    ],
  ),
  {
    '/voucher_amount': '15.00',
    '/amount_due': '17.00',
    '/tenders/0/restricted': true,
    '/certificate': { limiting_voucher_ids: [], covered_line_ids: ['1', '3'] },
  },
);
split(
  'An empty list of limits matches nothing',
  order([product('1', '10.00', 'p')], [card('card', '100.00', { eligible: { product_ids: [] } })]),
  { '/amount_due': '10.00', '/unused_vouchers/0/reason': 'no_eligible_line' },
);
split(
  'A voucher is good on its last day in Amsterdam',
  order([line('1', '10.00')], [card('card', '10.00', { expires_on: '2026-11-21' })], {
    calculated_at: '2026-11-21T22:59:59Z',
  }),
  { '/voucher_amount': '10.00' },
);
refused(
  'A voucher is not good on the day after its last day in Amsterdam',
  'payment.voucher_expired',
  '/vouchers/0/expires_on',
  order([line('1', '10.00')], [card('card', '10.00', { expires_on: '2026-11-21' })], {
    calculated_at: '2026-11-21T23:00:00Z',
  }),
);
split(
  'An unsplittable voucher that does not fit whole is left alone',
  order(
    [line('1', '10.00')],
    [card('gift', '15.00', { splittable: false, priority: 1 }), card('card', '4.00')],
  ),
  {
    '/voucher_amount': '4.00',
    '/amount_due': '6.00',
    '/unused_vouchers': [{ voucher_id: 'gift', reason: 'not_needed' }],
  },
);
split(
  'The best set of unsplittable vouchers is used',
  order(
    [line('1', '10.00')],
    [
      card('six', '6.00', { splittable: false, priority: 1 }),
      card('five', '5.00', { splittable: false, priority: 2 }),
      card('five-too', '5.00', { splittable: false, priority: 3 }),
    ],
  ),
  { '/voucher_amount': '10.00', '/amount_due': '0.00', '/unused_vouchers/0/voucher_id': 'six' },
);
split(
  'A voucher that the top-up empties says so',
  order(
    [line('1', '10.00')],
    [card('a', '9.50', { priority: 1 }), card('b', '0.30', { priority: 2 })],
    { remainder: { tender_id: 'ideal', minimum_amount: '1.00' } },
  ),
  {
    '/voucher_amount': '9.00',
    '/amount_due': '1.00',
    '/tenders/0/amount': '9.00',
    '/unused_vouchers': [{ voucher_id: 'b', reason: 'minimum_top_up' }],
  },
);
split(
  'What the top-up gives back is not spent by another voucher',
  order(
    [product('1', '0.03', 'p'), product('2', '0.02', 'q'), product('3', '0.01', 'r')],
    [
      card('a', '0.02', { priority: 1, ...forProducts('p', 'q') }),
      card('b', '0.03', { priority: 2, ...forProducts('q', 'r') }),
      card('c', '0.03', { priority: 3, ...forProducts('q', 'r') }),
    ],
    { remainder: { tender_id: 'ideal', minimum_amount: '0.03' } },
  ),
  {
    '/amount_due': '0.03',
    '/tenders/0/amount': '0.02',
    '/tenders/1/amount': '0.01',
    '/unused_vouchers': [{ voucher_id: 'c', reason: 'not_needed' }],
  },
);
// Card c alone can pay l3 with 4.00; its other 2.00 go to l6, whose class ranks before that of l1.
split(
  'Equal uses of the cards are told apart by the rank of the lines they pay',
  order(
    ['2.00', '4.00', '4.00', '4.00', '2.00', '3.00'].map((amount, i) => {
      const id = ['l0', 'l1', 'l2', 'l3', 'l5', 'l6'][i];
      return product(id, amount, id);
    }),
    [
      card('b', '3.00', { priority: 1, ...forProducts('l0', 'l2', 'l3') }),
      card('c', '6.00', { priority: 2, ...forProducts('l1', 'l3', 'l6') }),
      card('d', '5.00', { priority: 3, ...forProducts('l1', 'l6') }),
      card('e', '2.00', { priority: 4, ...forProducts('l0', 'l1', 'l3', 'l5') }),
    ],
  ),
  {
    '/voucher_amount': '16.00',
    '/allocation/1/line_id': 'l1',
    '/allocation/1/tender_id': 'd',
    '/allocation/1/amount': '4.00',
    '/allocation/4/tender_id': 'c',
    '/allocation/4/amount': '4.00',
    '/allocation/6/line_id': 'l6',
    '/allocation/6/amount': '2.00',
    '/allocation/7/tender_id': 'd',
    '/allocation/7/amount': '1.00',
  },
);
split(
  'A remainder at its minimum is left as it is',
  order([line('1', '10.00')], [card('a', '9.00')], {
    remainder: { tender_id: 'ideal', minimum_amount: '1.00' },
  }),
  { '/voucher_amount': '9.00', '/amount_due': '1.00' },
);
split('No vouchers leave all to the remainder', order([line('1', '10.00')]), {
  '/voucher_amount': '0.00',
  '/amount_due': '10.00',
  '/certificate': { limiting_voucher_ids: [], covered_line_ids: [] },
});
split(
  'The order of the input changes nothing but the order of the lines',
  order(
    [
      line('3', '4.95', { kind: 'shipping' }),
      line('2', '16.98', { vat_rate: '9' }),
      line('10', '38.85'),
    ],
    [card('b', '10.00'), card('a', '10.00')],
  ),
  { '/lines/0/line_id': '3', '/allocation/0/line_id': '10', '/tenders/0/tender_id': 'a' },
);
split(
  'Ids are ordered by their bytes',
  order(
    [line('\u{1F33B}', '1.00'), line('\uFF21', '1.00'), line('\u00e9', '1.00'), line('Z', '1.00')],
    [card('card "7"', '1.00')],
  ),
  {
    '/allocation/0/line_id': 'Z',
    '/allocation/2/line_id': '\u00e9',
    '/allocation/6/line_id': '\u{1F33B}',
  },
);
split(
  'A yen has no decimals',
  order([line('1', '1000', { vat_rate: '10' })], [card('card', '333.00')], { currency: 'JPY' }),
  {
    '/amount_due': '667',
    '/lines/0/vat_amount': '91',
  },
);
split(
  'A dinar has three decimals',
  order([line('1', '10.000', { vat_rate: '10' })], [card('card', '3.333')], { currency: 'BHD' }),
  {
    '/amount_due': '6.667',
    '/lines/0/vat_amount': '0.909',
  },
);

// ---- returns ---------------------------------------------------------------------------------

const FEE = [
  [line('1', '30.00', { quantity: 3 })],
  [card('card', '10.00')],
  { restocking_fee_rate: '10' },
];
split('The restocking fee is fixed with the order', order(...FEE), {
  '/restocking_fee_rate': '10',
});
refund('A restocking fee is retained of each unit', back(paid(...FEE), [units('1')]), {
  '/amount': '9.00',
  '/credits/0/amount': '3.00',
  '/refunds/0/amount': '6.00',
  '/retained_amount': '1.00',
  '/refundable_amount': '18.00',
});
refund(
  'Goodwill and units never give more than was paid',
  back(paid([line('1', '10.00', { quantity: 2 })]), [units('1', 1)], {
    returned: [returned('1', 1, '3.00')],
  }),
  { '/amount': '2.00', '/refundable_amount': '0.00', '/returned': [returned('1', 2, '3.00')] },
);
refund(
  'Goodwill of all that is left is given',
  back(paid([line('1', '10.00', { quantity: 2 })]), [goodwill('1', '5.00')], {
    returned: [returned('1', 1)],
  }),
  { '/amount': '5.00', '/lines/0/quantity': 0, '/returned': [returned('1', 1, '5.00')] },
);
refused(
  'Goodwill beyond what is left is refused',
  'payment.over_refund',
  '/lines/0/amount',
  back(paid([line('1', '10.00', { quantity: 2 })]), [goodwill('1', '5.01')], {
    returned: [returned('1', 1)],
  }),
);
const TWO_LINES = [
  [line('1', '60.00', { quantity: 3 }), line('2', '40.00', { vat_rate: '9' })],
  [card('card', '50.00')],
];
refund(
  'Voucher first fills the card before the other tender',
  back(paid(...TWO_LINES), [units('1', 2)], { policy: 'voucher_first' }),
  {
    '/amount': '40.00',
    '/credits/0/amount': '40.00',
    '/refunds': [],
  },
);
refund(
  'Voucher first goes on with the other tender when the card is full',
  back(paid(...TWO_LINES), [units('2'), units('1')], {
    policy: 'voucher_first',
    returned: [returned('1', 1)],
  }),
  {
    '/amount': '60.00',
    '/credits/0/amount': '30.00',
    '/refunds/0/amount': '30.00',
    '/allocation/0/line_id': '1',
    '/allocation/0/tender_id': 'card',
    '/allocation/0/amount': '20.00',
    '/allocation/1/amount': '10.00',
    '/allocation/2/amount': '30.00',
  },
);
refund(
  'Other first fills the other tender before the card',
  back(paid(...TWO_LINES), [units('1'), units('2')], { policy: 'other_first' }),
  {
    '/amount': '60.00',
    '/refunds/0/amount': '50.00',
    '/credits/0/amount': '10.00',
  },
);
refused(
  'A waterfall over two suppliers is refused',
  'payment.policy_not_allowed',
  '/policy',
  back(paid(...TWO_SHOPS), [units('1')], { policy: 'voucher_first' }),
);
refused(
  'A waterfall with a restricted voucher is refused',
  'payment.policy_not_allowed',
  '/policy',
  back(
    paid(
      [product('1', '10.00', 'p'), product('2', '10.00', 'q')],
      [card('card', '5.00', forProducts('p'))],
    ),
    [units('1')],
    { policy: 'other_first' },
  ),
);
for (const mode of ['credit_original', 'reissue', 'other_tender', 'hold']) {
  refund(
    `An expired voucher is credited by its rule: ${mode}`,
    back(
      paid(
        [line('1', '10.00')],
        [card('card', '10.00', { expires_on: '2026-11-30', on_expired: mode })],
      ),
      [units('1')],
    ),
    { '/amount': '10.00', '/credits': [{ voucher_id: 'card', amount: '10.00', mode }] },
  );
}
refund(
  'A line of nothing is returned for nothing',
  back(paid([line('1', '0.00'), line('2', '10.00')]), [units('1')]),
  {
    '/amount': '0.00',
    '/refundable_amount': '10.00',
    '/allocation': [],
    '/returned': [returned('1', 1)],
  },
);
refund(
  'A sum longer than an amount may be is still returned',
  back(
    paid([line('1', '600000000000000'), line('2', '600000000000000')], [], { currency: 'JPY' }),
    [units('1'), units('2')],
  ),
  { '/amount': '1200000000000000' },
);
refund(
  'Yen come back without decimals',
  back(
    paid([line('1', '1000', { quantity: 3, vat_rate: '10' })], [card('card', '333')], {
      currency: 'JPY',
    }),
    [units('1')],
  ),
  { '/amount': '333', '/retained_amount': '0' },
);

// ---- refusals --------------------------------------------------------------------------------

const without = (object, name) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
const ONE = [line('1', '10.00')];
refused('An order has a line', 'payment.no_lines', '/lines', order([]));
refused(
  'A line is named once',
  'payment.line_twice',
  '/lines/1/line_id',
  order([line('1', '1.00'), line('1', '1.00')]),
);
refused(
  'A voucher is named once',
  'payment.tender_twice',
  '/vouchers/1/voucher_id',
  order(ONE, [card('a', '1.00'), card('a', '1.00')]),
);
refused(
  'The remainder has an id of its own',
  'payment.tender_twice',
  '/remainder/tender_id',
  order(ONE, [card('ideal', '1.00')]),
);
refused(
  'A negative line is refused',
  'payment.amount_negative',
  '/lines/0/gross_amount',
  order([line('1', '-1.00')]),
);
refused(
  'A negative balance is refused',
  'payment.amount_negative',
  '/vouchers/0/balance',
  order(ONE, [card('a', '-1.00')]),
);
refused(
  'A line without an amount is refused',
  'payment.amount_missing',
  '/lines/0',
  order([without(line('1', ''), 'gross_amount')]),
);
refused(
  'A line with a gross and a net amount is refused',
  'payment.amount_twice',
  '/lines/0/net_amount',
  order([line('1', '1.00', { net_amount: '1.00' })]),
);
refused(
  'A net amount needs a rate',
  'payment.rate_missing',
  '/lines/0/vat_rate',
  order([netLine('1', '1.00', { vat_rate: null })]),
);
refused(
  'A VAT amount beside a net amount is refused',
  'payment.vat_amount_conflict',
  '/lines/0/vat_amount',
  order([netLine('1', '1.00', { vat_amount: '0.21' })]),
);
refused(
  'A VAT amount in per_rate mode is refused',
  'payment.vat_amount_conflict',
  '/lines/0/vat_amount',
  order([line('1', '1.00', { vat_amount: '0.17' })], [], { vat_mode: 'per_rate' }),
);
refused(
  'VAT is not more than the gross amount',
  'payment.vat_amount_too_large',
  '/lines/0/vat_amount',
  order([line('1', '1.00', { vat_amount: '1.01' })]),
);
refused(
  'A discount is named once',
  'payment.discount_twice',
  '/discounts/1/discount_id',
  order(ONE, [], { discounts: [discount('d', '1.00'), discount('d', '1.00')] }),
);
refused(
  'A discount is not more than its lines',
  'payment.discount_too_large',
  '/discounts/0/amount',
  order([line('1', '10.00'), line('2', '10.00')], [], {
    discounts: [discount('d', '10.01', ['1'])],
  }),
);
refused(
  'A discount names lines of the order',
  'payment.discount_line_unknown',
  '/discounts/0/line_ids/1',
  order(ONE, [], { discounts: [discount('d', '1.00', ['1', '2'])] }),
);
refused(
  'More than 20 unsplittable vouchers are refused',
  'payment.voucher_unsplittable_too_many',
  '/vouchers',
  order(
    ONE,
    Array.from({ length: 21 }, (_, i) => card(`v${i}`, '1.00', { splittable: false })),
  ),
);
refused(
  'What is left to pay needs a remainder',
  'payment.remainder_missing',
  '/remainder',
  order(ONE, [card('a', '9.99')], { remainder: null }),
);
refused(
  'A minimum above the total cannot be reached',
  'payment.minimum_unreachable',
  '/remainder/minimum_amount',
  order([line('1', '0.50')], [card('a', '0.10')], {
    remainder: { tender_id: 'ideal', minimum_amount: '1.00' },
  }),
);
refused(
  'An amount with too many decimals is refused',
  'money.too_precise',
  '/lines/0/gross_amount',
  order([line('1', '1.001')]),
);
refused(
  'A yen with decimals is refused',
  'money.too_precise',
  '/lines/0/gross_amount',
  order([line('1', '1.5')], [], { currency: 'JPY' }),
);
refused(
  'An amount with too many digits is refused',
  'money.too_large',
  '/lines/0/gross_amount',
  order([line('1', '1000000000000000')]),
);
refused(
  'An exponent is not an amount',
  'money.not_a_number',
  '/lines/0/gross_amount',
  order([line('1', '1e3')]),
);
refused(
  'A comma is not a decimal point',
  'money.not_a_number',
  '/lines/0/gross_amount',
  order([line('1', '10,50')]),
);
refused(
  'An unknown currency is refused',
  'currency.unknown',
  '/currency',
  order(ONE, [], { currency: 'XQQ' }),
);
const SOLD = () => paid([line('1', '10.00', { quantity: 2 }), line('2', '5.00')]);
refused('A return has a line', 'payment.no_lines', '/lines', back(SOLD(), []));
refused(
  'A return names lines of the split',
  'payment.line_unknown',
  '/lines/0/line_id',
  back(SOLD(), [units('3')]),
);
refused(
  'What was returned names lines of the split',
  'payment.line_unknown',
  '/returned/0/line_id',
  back(SOLD(), [units('1')], { returned: [returned('3', 1)] }),
);
refused(
  'A return names a line once',
  'payment.line_twice',
  '/lines/1/line_id',
  back(SOLD(), [units('1'), units('1')]),
);
refused(
  'A return beyond the units that are left is refused',
  'payment.over_refund',
  '/lines/1/quantity',
  back(SOLD(), [units('2'), units('1', 2)], { returned: [returned('1', 1)] }),
);
refused(
  'A negative goodwill is refused',
  'payment.amount_negative',
  '/lines/0/amount',
  back(SOLD(), [goodwill('1', '-1.00')]),
);
refused(
  'A split that was altered is refused',
  'payment.split_altered',
  '/split',
  back({ ...SOLD(), allocation: SOLD().allocation.map((row) => ({ ...row, amount: '99.00' })) }, [
    units('1'),
  ]),
);

export { cases };

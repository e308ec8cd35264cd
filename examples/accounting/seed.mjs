// A month of a shop and its till, made by a fixed rule: the same every time, and summed here by integers alone.
const cents = (amount) => `${amount < 0 ? '-' : ''}${Math.trunc(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, '0')}`;
const two = (number) => String(number).padStart(2, '0');

/** Orders of the webshop: products at two rates, shipping, payment costs, a surcharge and now and then a coupon. */
export function orders(count = 120) {
  return Array.from({ length: count }, (_, nth) => {
    const lamps = 1295 * (1 + (nth % 4));
    const seeds = 849 * (1 + (nth % 3));
    const lines = [
      { line_id: '1', kind: 'product', product_id: 'led-e27', sku: 'LED-E27', name: 'Ledlamp E27', quantity: 1 + (nth % 4), gross_amount: cents(lamps), vat_rate: '21' },
      { line_id: '2', kind: 'product', product_id: 'seeds', sku: 'SEEDS', name: 'Bloemzaden', quantity: 1 + (nth % 3), gross_amount: cents(seeds), vat_rate: '9' },
      { line_id: '3', kind: 'shipping', name: 'Verzending', gross_amount: '4.95', vat_rate: '21' },
      { line_id: '4', kind: 'fee', fee_kind: 'payment_costs', name: 'iDEAL', gross_amount: '0.35', vat_rate: '21' },
    ];
    let total = lamps + seeds + 495 + 35;
    if (nth % 5 === 0) {
      lines.push({ line_id: '5', kind: 'fee', fee_kind: 'surcharge', name: 'Toeslag Waddeneilanden', gross_amount: '2.50', vat_rate: '21' });
      total += 250;
    }
    const discounts = nth % 3 === 0 ? [{ discount_id: 'WELKOM', amount: '5.00' }] : [];
    if (discounts.length) total -= 500;
    return {
      order_id: `order-${nth + 1}`, number: `W-${1000 + nth}`, reference: `tr_${nth + 1}`, currency: 'EUR', status: 'completed',
      created_at: `2026-11-${two(1 + (nth % 20))}T${two(8 + (nth % 12))}:${two(nth % 60)}:00+01:00`,
      customer: { customer_id: String(1 + (nth % 7)), email: `klant${1 + (nth % 7)}@example.nl`, first_name: 'A.', last_name: 'de Vries' },
      billing: { address_1: 'Dorpsstraat 1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' },
      lines, discounts, tenders: [{ tender_id: 'ideal', kind: 'remainder', amount: cents(total) }], total_amount: cents(total),
    };
  });
}

/** Receipts of the till: cash with rounding and change, cards with tips, vouchers sold and spent. */
export function receipts(count = 150) {
  return Array.from({ length: count }, (_, nth) => {
    const lamp = 1298 + (nth % 5);
    const seeds = 849;
    const line = (id, code, category, gross, rate) => ({ line_id: id, product_code: code, name: code, category_id: category, gross_amount: cents(gross), vat_rate: rate });
    const lines = [line('1', 'LED-E27', 'lighting', lamp, '21'), line('2', 'SEEDS', 'garden', seeds, '9')];
    let total = lamp + seeds;
    if (nth % 10 === 3) {
      lines.push({ line_id: '3', kind: 'voucher', name: 'Cadeaubon', gross_amount: '25.00' });
      total += 2500;
    }
    const receipt = { receipt_id: `K1-${nth + 1}`, number: String(nth + 1).padStart(4, '0'), till_id: 'K1', currency: 'EUR', lines,
      created_at: `2026-11-${two(1 + (nth % 20))}T${two(9 + (nth % 9))}:${two(nth % 60)}:30+01:00` };
    if (nth % 2 === 0) {
      const rounded = Math.round(total / 5) * 5;
      receipt.rounding_amount = cents(rounded - total);
      receipt.payments = [{ payment_method_id: 'cash', amount: cents(rounded), given_amount: cents(rounded + 500), change_amount: '5.00' }];
      total = rounded;
    } else {
      receipt.reference = `pin_${nth + 1}`;
      receipt.tip_amount = '1.00';
      total += 100;
      receipt.payments = [{ payment_method_id: 'voucher', amount: '10.00' }, { payment_method_id: 'card', amount: cents(total - 1000) }];
    }
    return { ...receipt, total_amount: cents(total) };
  });
}

export const customers = Array.from({ length: 7 }, (_, nth) => ({
  customer_id: String(nth + 1), email: `klant${nth + 1}@example.nl`, number: `D-${nth + 1}`, last_name: 'de Vries',
}));

/** States everything to one shop's client. */
export async function seed(koppel) {
  const put = (kind, items) => koppel.recordsPut({ kind, items });
  await put('customers', customers);
  await put('vat_rates', [{ vat_rate_id: 'high', name: 'Hoog', vat_rate: '21' }, { vat_rate_id: 'low', name: 'Laag', vat_rate: '9' }]);
  await put('payment_methods', [
    { payment_method_id: 'ideal', name: 'iDEAL', kind: 'online' }, { payment_method_id: 'cash', name: 'Contant', kind: 'cash' },
    { payment_method_id: 'card', name: 'Pin', kind: 'card' }, { payment_method_id: 'voucher', name: 'Cadeaubon', kind: 'voucher' },
  ]);
  await put('categories', [{ category_id: 'lighting', name: 'Verlichting' }, { category_id: 'garden', name: 'Tuin' }]);
  await put('orders', orders());
  await put('receipts', receipts());
  await put('day_close', Array.from({ length: 19 }, (_, nth) => ({ business_day: `2026-11-${two(nth + 1)}` })));
  await koppel.catalogSync({ from: 'shopify', mode: 'upsert', items: [{
    id: 1, title: 'Ledlamp E27', handle: 'led', status: 'active', options: [{ name: 'Title', position: 1, values: ['Default Title'] }],
    variants: [{ id: 11, price: '12.95', option1: 'Default Title', taxable: true, sku: 'LED-E27', inventory_quantity: 5 }],
  }] });
}

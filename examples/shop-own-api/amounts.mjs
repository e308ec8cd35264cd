// Cents as integers, and VAT as WooCommerce computes it: each line rounded half up, then added.
const halfUp = (numerator, denominator) => Number((2n * numerator + denominator) / (2n * denominator));

export const text = (cents) => `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

export const rates = { '': 21, standard: 21, 'reduced-rate': 9, 'zero-rate': 0 };

export function cents(amount) {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(amount) ?? [];
  if (whole === undefined) throw new RangeError(`${amount} is no amount`);
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

/** Millionths of a euro of a net amount such as "32.107438". */
const micros = (net) => {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(net) ?? [];
  if (whole === undefined) throw new RangeError(`${net} is no net amount`);
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
};

export const netCents = (net) => halfUp(micros(net), 10_000n);
export const grossOf = (net, rate) => halfUp(micros(net) * BigInt(100 + rate), 1_000_000n);
export const vatIn = (gross, rate) => halfUp(BigInt(gross * rate), BigInt(100 + rate));

// What is paid of a line, as the shops' interfaces ask for it.
import { cents, text } from '../amounts.mjs';

export const isProduct = ({ kind }) => kind === 'product';
export const isOther = ({ kind }) => kind !== 'product';

/** By the piece, with all its decimals. */
export const byPiece = ({ paid_amount: paid, quantity }) => (Number(paid) / quantity).toFixed(5);

/** By the piece in whole cents, and what that is too much. */
export function roundedUp({ quantity, gross_amount: gross, paid_amount: paid }) {
  const piece = Math.ceil(cents(gross) / quantity);
  return { price: text(piece), discount: text(piece * quantity - cents(paid)) };
}

/** Without VAT, to the millionth. */
export const net = (amount, rate) => (Number(amount) / (1 + Number(rate) / 100)).toFixed(6);

/** Of what was paid without VAT and its VAT, the rate in whole per cent. */
export const rateOf = (excl, vat) => (Number(excl) ? String(Math.round((Number(vat) / Number(excl)) * 100)) : '0');

/** The pieces of the lines that are goods, each article once: [{product_id, variant_id, ...}]. */
export const articlesOf = (lines) => [
  ...new Map(lines.filter(isProduct).map((line) => [`${line.product_id}/${line.variant_id ?? ''}`, line])).values(),
];

/** So many pieces of the line that the shop knows by this. */
export function pieceOf(lines, hostLine, quantity) {
  const { line_id: id, sku } = lines.find(({ host_line: own }) => own === hostLine);
  return { line_id: id, sku, quantity };
}

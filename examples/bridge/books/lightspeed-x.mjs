// Lightspeed X's book of sales: a till's, which sells what it is told. Our key is the sale's source number, what else is ours
// its note. A sale is changed by posting all of it again; a return is a sale that names the one it is for.
import { cents, text } from '../amounts.mjs';
import { allOfLightspeedX, foundByLightspeedX } from '../lists.mjs';
import { CALLED_OFF, named, paidBy, read, withMore, write } from './note.mjs';
import { articlesOf, isProduct, pieceOf, rateOf } from './priced.mjs';
import { isThere } from './refused.mjs';
import { chosen, kept } from './till.mjs';

const STATUS = { CLOSED: 'processing', VOIDED: 'cancelled' };
/** Goods are set aside for an order that is not paid yet, as for any customer who pays later. */
const PENDING = 'LAYBY';
const statusOf = ({ status }) => STATUS[status] ?? 'pending';
const noteIn = (sale) => read(sale.note);
const amount = (value) => text(cents(value));
/** As they were sold; the second interface names them otherwise than the first, which changes a sale. */
const again = ({ id, product_id, quantity, price, tax, tax_id }) => ({ id, product_id, quantity, price, tax, tax_id });

const lineOf = (note) => (own, at) => ({
  host_line: own.product_id,
  line_id: note.lines[at].line_id,
  sku: note.lines[at].sku ?? null,
  quantity: own.quantity,
  paid: cents(own.price_total + own.tax_total),
  vat_rate: rateOf(own.price_total, own.tax_total),
  vat_amount: amount(own.tax_total),
});
const returnOf = (lines) => (sale) => ({
  return_id: sale.id,
  name: sale.note,
  pieces: sale.line_items
    .filter(({ quantity }) => quantity < 0)
    .map(({ product_id: product, quantity }) => pieceOf(lines, product, -quantity)),
  amounts: [],
  beyond: 0,
});

export function lightspeedX(call, till) {
  const saleOf = async (id) => (await call('GET', `/api/2.0/sales/${id}`)).document.data;

  /** Where and by whom it is sold, and the tax of each rate. */
  const place = kept(async () => {
    const rows = async (name) => (await allOfLightspeedX(call, `/api/2.0/${name}`)).rows;
    const pick = async (what, name) => chosen(what, await rows(name), till).id;
    const taxes = await rows('taxes');
    const sku = encodeURIComponent(till.shipping_sku ?? 'verzendkosten');
    const { document } = await call('GET', `/api/2.0/search?type=products&sku=${sku}`);
    return {
      at: { register_id: await pick('register', 'registers'), user_id: await pick('user', 'users') },
      payment: await pick('payment_type', 'payment_types'),
      taxOf: (rate) => taxes.find((tax) => Math.round(tax.rate * 100) === Number(rate))?.id,
      shipping: document.data[0]?.id,
    };
  });

  const itemOf = (line, { taxOf, shipping }) => {
    const quantity = line.quantity ?? 1;
    const excl = cents(line.paid_amount) - cents(line.vat_amount);
    return {
      product_id: isProduct(line) ? (line.variant_id ?? line.product_id) : shipping,
      quantity,
      price: Number((excl / 100 / quantity).toFixed(5)),
      tax: Number((cents(line.vat_amount) / 100 / quantity).toFixed(5)),
      tax_id: taxOf(line.vat_rate),
    };
  };
  const paymentsOf = ({ tenders }, type) =>
    tenders.map((own) => ({ retailer_payment_type_id: type, amount: Number(own.amount) }));

  async function change(id, changed) {
    const { line_items: items, source_id: key, register_id: register, user_id: user, note } = await saleOf(id);
    await call('POST', '/api/register_sales', {
      id,
      source_id: key,
      register_id: register,
      user_id: user,
      note,
      register_sale_products: items.map(again),
      register_sale_payments: [],
      ...changed,
    });
  }

  const shown = (sale, returns) => {
    const note = noteIn(sale);
    const lines = sale.line_items.map(lineOf(note));
    return {
      ...named(note),
      host_id: sale.id,
      status: statusOf(sale),
      total_amount: amount(sale.total_price_incl),
      vat_amount: amount(sale.total_tax),
      lines: async () => lines,
      returns: async () => returns.map(returnOf(lines)),
    };
  };

  /** Sales that are ours, each with what came back of it in `rows`. */
  async function ours(rows) {
    const known = new Map(rows.filter((sale) => noteIn(sale)).map((sale) => [sale.id, { sale, returns: [] }]));
    for (const back of rows.filter((sale) => sale.return_for && sale.status === 'CLOSED')) {
      if (!known.has(back.return_for)) known.set(back.return_for, { sale: await saleOf(back.return_for), returns: [] });
      known.get(back.return_for).returns.push(back);
    }
    return [...known.values()].filter(({ sale }) => noteIn(sale)).map(({ sale, returns }) => shown(sale, returns));
  }
  const madeSince = (since) => foundByLightspeedX(call, `/api/2.0/search?type=sales&date_from=${since}`);

  async function stock(lines) {
    const asOf = new Date().toISOString();
    const rows = articlesOf(lines).map(async ({ product_id: product, variant_id: variant = null }) => {
      const { document } = await call('GET', `/api/2.0/products/${variant ?? product}/inventory`);
      const counted = document.data.filter(({ inventory_level: level }) => level !== null);
      const quantity = counted.reduce((sum, { inventory_level: level }) => sum + Number(level), 0);
      return counted.length
        ? [{ product_id: product, variant_id: variant, quantity: String(quantity), as_of: asOf }]
        : [];
    });
    return (await Promise.all(rows)).flat();
  }

  return {
    ready: place,
    stock,

    /** What changed is known by its version alone: a first time from the oldest sale that was made since. */
    async orders({ created, changed, mark }) {
      if (!changed) return ours(await madeSince(created));
      const from = mark ?? Math.min(...(await madeSince(changed)).map(({ version }) => version - 1));
      if (from === Infinity) return [];
      const { rows, version } = await allOfLightspeedX(call, '/api/2.0/sales', from);
      return Object.assign(await ours(rows), { mark: version });
    },

    async make({ key, platformId, order, lines }) {
      isThere(await stock(lines), lines);
      const isPaid = order.status !== 'pending';
      const where = await place();
      const note = write({ key, platformId, order, lines }, isPaid ? paidBy(order) : {});
      const { document } = await call('POST', '/api/register_sales', {
        source_id: key,
        ...where.at,
        status: isPaid ? 'CLOSED' : PENDING,
        note,
        register_sale_products: lines.map((line) => itemOf(line, where)),
        register_sale_payments: isPaid ? paymentsOf(order, where.payment) : [],
      });
      return document.register_sale.id;
    },

    async pay(id, order) {
      const sale = await saleOf(id);
      if (sale.status === 'CLOSED') return;
      const { payment } = await place();
      const note = withMore(noteIn(sale), paidBy(order));
      await change(id, { status: 'CLOSED', note, register_sale_payments: paymentsOf(order, payment) });
    },

    async cancel(id) {
      const note = withMore(noteIn(await saleOf(id)), CALLED_OFF);
      await change(id, { status: 'VOIDED', note });
    },
  };
}

// Lightspeed R's book of sales: a till's, which sells what it is told. Our key is the sale's reference number, what else is
// ours its internal note. A return is a sale of its own, whose lines name those that come back.
import { cents, sum, text } from '../amounts.mjs';
import { allOfLightspeedR, rowsOf } from '../lists.mjs';
import { CALLED_OFF, named, paidBy, read, withMore, write } from './note.mjs';
import { articlesOf, isProduct, roundedUp } from './priced.mjs';
import { isThere } from './refused.mjs';
import { chosen, kept } from './till.mjs';

const WITH = `load_relations=${encodeURIComponent('["SaleLines","SaleNotes","SalePayments"]')}`;
const after = (since) => encodeURIComponent(`>,${since.replace('Z', '+00:00')}`);
const isTrue = (value) => String(value) === 'true';
const statusOf = ({ voided, completed }) =>
  isTrue(voided) ? 'cancelled' : isTrue(completed) ? 'processing' : 'pending';

const linesIn = (sale) => rowsOf(sale.SaleLines?.SaleLine).toSorted((one, other) => one.saleLineID - other.saleLineID);
const noteIn = (sale) => read(sale.SaleNotes?.InternalNote?.note);
const noted = (note) => ({ SaleNotes: { InternalNote: { note } } });
const parentsOf = (sale) =>
  linesIn(sale)
    .filter(({ unitQuantity }) => Number(unitQuantity) < 0)
    .map(({ parentSaleLineID: id }) => id)
    .filter((id) => id && id !== '0');

/** Goods are set aside for an order that is not paid yet, as for any customer who pays later. */
const itemOf = (isPaid) => (line) => {
  const { price, discount } = roundedUp({ quantity: 1, ...line });
  const sold = { unitQuantity: line.quantity ?? 1, unitPrice: price, discountAmount: discount, isLayaway: !isPaid };
  return isProduct(line)
    ? { ...sold, itemID: line.variant_id ?? line.product_id }
    : { ...sold, itemID: 0, Note: { note: line.name } };
};

const lineOf = (note) => (own, at) => {
  const quantity = Number(own.unitQuantity);
  return {
    host_line: own.saleLineID,
    ...note.lines[at],
    sku: note.lines[at].sku ?? null,
    quantity,
    paid: cents(own.unitPrice) * quantity - cents(own.discountAmount ?? 0),
    vat_rate: String(Math.round(Number(own.tax1Rate) * 100)),
    vat_amount: text(cents(own.calcTax1)),
  };
};
const returnOf = (lines) => (sale) => ({
  return_id: String(sale.saleID),
  name: sale.SaleNotes?.InternalNote?.note,
  pieces: linesIn(sale)
    .map((own) => [lines.find(({ host_line: id }) => id === own.parentSaleLineID), -Number(own.unitQuantity)])
    .filter(([line, quantity]) => line && quantity > 0)
    .map(([{ line_id: id, sku }, quantity]) => ({ line_id: id, sku, quantity })),
  amounts: [],
  beyond: 0,
});

export function lightspeedR(call, till) {
  const sales = (filter) => allOfLightspeedR(call, 'Sale', `/Sale.json?${filter}&${WITH}`);
  const saleOf = async (id) => (await call('GET', `/Sale/${id}.json?${WITH}`)).document.Sale;
  const saleOfLine = new Map();

  /** Where and by whom it is sold. */
  const place = kept(async () => {
    const rows = (name) => allOfLightspeedR(call, name, `/${name}.json`);
    const register = chosen('register', await rows('Register'), till);
    const type = chosen('payment_type', await rows('PaymentType'), till);
    const employee = chosen('employee', await rows('Employee'), till);
    const at = { registerID: register.registerID, shopID: register.shopID, employeeID: employee.employeeID };
    return { at, payment: type.paymentTypeID };
  });
  const paymentsOf = (tenders, type) => ({
    SalePayments: { SalePayment: tenders.map(({ amount }) => ({ amount, paymentTypeID: type })) },
  });

  const shown = (sale, returns) => {
    const note = noteIn(sale);
    const lines = linesIn(sale).map(lineOf(note));
    return {
      ...named(note),
      host_id: String(sale.saleID),
      status: statusOf(sale),
      total_amount: text(cents(sale.calcTotal)),
      vat_amount: text(sum(lines, (line) => cents(line.vat_amount))),
      lines: async () => lines,
      returns: async () => returns.map(returnOf(lines)),
    };
  };

  /** The sale of a line that came back; none where it was never sold here. */
  async function parentOf(lineId) {
    if (!saleOfLine.has(lineId)) {
      const found = await call('GET', `/SaleLine/${lineId}.json`).catch((error) => {
        if (error.status !== 404) throw error;
      });
      saleOfLine.set(lineId, found?.document.SaleLine.saleID);
    }
    return saleOfLine.get(lineId);
  }

  async function stock(lines) {
    const asOf = new Date().toISOString();
    const articles = articlesOf(lines);
    const ids = articles.map(({ product_id: product, variant_id: variant }) => variant ?? product);
    const path = `/ItemShop.json?shopID=0&itemID=${encodeURIComponent(`IN,[${ids.join(',')}]`)}`;
    const rows = await allOfLightspeedR(call, 'ItemShop', path);
    return articles.flatMap(({ product_id: product, variant_id: variant = null }) => {
      const row = rows.find(({ itemID }) => itemID === (variant ?? product));
      return row ? [{ product_id: product, variant_id: variant, quantity: row.qoh, as_of: asOf }] : [];
    });
  }

  return {
    stock,
    ready: place,

    async orders({ created, changed, key }) {
      const time = changed ? `timeStamp=${after(changed)}` : `createTime=${after(created)}`;
      const rows = await sales(key ? `referenceNumber=${encodeURIComponent(key)}` : time);
      const ours = new Map(rows.filter(noteIn).map((sale) => [String(sale.saleID), { sale, returns: [] }]));
      for (const back of rows.filter((sale) => parentsOf(sale).length && statusOf(sale) === 'processing')) {
        const id = await parentOf(parentsOf(back)[0]);
        if (!id) continue;
        if (!ours.has(id)) ours.set(id, { sale: await saleOf(id), returns: [] });
        ours.get(id).returns.push(back);
      }
      return [...ours.values()].filter(({ sale }) => noteIn(sale)).map(({ sale, returns }) => shown(sale, returns));
    },

    async make({ key, platformId, order, lines }) {
      isThere(await stock(lines), lines);
      const isPaid = order.status !== 'pending';
      const { at, payment } = await place();
      const note = write({ key, platformId, order, lines }, isPaid ? paidBy(order) : {});
      const { document } = await call('POST', '/Sale.json', {
        ...at,
        referenceNumber: key,
        referenceNumberSource: 'koppel',
        completed: isPaid,
        SaleLines: { SaleLine: lines.map(itemOf(isPaid)) },
        ...(isPaid ? paymentsOf(order.tenders, payment) : {}),
        ...noted(note),
      });
      return String(document.Sale.saleID);
    },

    async pay(id, order) {
      const sale = await saleOf(id);
      if (isTrue(sale.completed)) return;
      const { payment } = await place();
      const told = noted(withMore(noteIn(sale), paidBy(order)));
      await call('PUT', `/Sale/${id}.json`, { completed: true, ...paymentsOf(order.tenders, payment), ...told });
    },

    async cancel(id) {
      const told = noted(withMore(noteIn(await saleOf(id)), CALLED_OFF));
      await call('PUT', `/Sale/${id}.json`, { voided: true, ...told });
    },
  };
}

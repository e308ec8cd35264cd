// Lightspeed R's sales: a till's, complete where they are paid to the cent. A return is a sale of its own, below nothing.
import { cents, text, vatIn } from '../../shop-own-api/amounts.mjs';
import { told } from '../note.mjs';
import { isSince, ok } from '../reply.mjs';
import { amount, lineOf, shippingOf, totalOf, vatOf } from '../shop.mjs';
import { isAsked, iso, listed, oneOrMany, refuse, since } from './lightspeed-r-lists.mjs';

const saleLine = ({ id, article, quantity, gross, rate, vat, title, asked = {} }, sign = 1, parent = '0') => ({
  saleLineID: String(id),
  itemID: String(article?.id ?? 0),
  unitQuantity: String(sign * quantity),
  unitPrice: asked.unitPrice ?? text(Math.round(gross / quantity)),
  discountAmount: asked.discountAmount ?? '0',
  isLayaway: String(asked.isLayaway ?? false),
  tax: 'true',
  tax1Rate: String(rate / 100),
  calcTotal: text(sign * gross),
  calcTax1: text(sign * vat),
  parentSaleLineID: parent,
  ...(title ? { Note: { note: title } } : {}),
});
const noted = (note) => (note ? { SaleNotes: { InternalNote: { note } } } : {});
const paymentShown = ({ amount: paid, paymentTypeID = '1' }) => ({
  amount: text(paid),
  paymentTypeID: String(paymentTypeID),
  PaymentType: PAYMENT_TYPES.find((own) => own.paymentTypeID === String(paymentTypeID)),
});
const saleShown = (order) => ({
  saleID: String(order.id),
  ticketNumber: `2200${order.number}`,
  referenceNumber: order.key ?? '',
  referenceNumberSource: order.asked.referenceNumberSource ?? '',
  completed: String(order.paidAt !== null),
  voided: String(order.status === 'cancelled'),
  createTime: iso(order.created.at),
  timeStamp: iso(order.changed.at),
  calcTotal: text(totalOf(order)),
  calcTax1: text(vatOf(order)),
  isTaxInclusive: 'true',
  ...noted(order.asked.SaleNotes?.InternalNote?.note),
  SaleLines: {
    SaleLine: oneOrMany([
      ...order.lines.map((line) => saleLine(line)),
      ...order.shipping.map((line) => saleLine({ ...line, quantity: 1 })),
    ]),
  },
  SalePayments: { SalePayment: oneOrMany(order.tenders.map(paymentShown)) },
});
/** What it cost to send comes back as its line does. */
const shippingIn = ({ shipping: [line] }, { id, shipping: gross }) =>
  gross ? [{ id: id * 10, line, quantity: 1, gross, vat: vatIn(gross, line.rate) }] : [];
const returnShown = (order, refund) => ({
  saleID: String(refund.id),
  referenceNumber: '',
  referenceNumberSource: '',
  completed: 'true',
  voided: 'false',
  createTime: iso(refund.changed.at),
  timeStamp: iso(refund.changed.at),
  isTaxInclusive: 'true',
  ...noted(refund.note),
  SaleLines: {
    SaleLine: oneOrMany(
      [...refund.lines, ...shippingIn(order, refund)].map(({ id, line, quantity, gross, vat }) =>
        saleLine({ ...line, asked: {}, id, quantity, gross, vat }, -1, String(line.id)),
      ),
    ),
  },
});

export function list(sim, call) {
  const from = since(call.query);
  const made = since(call.query, 'createTime');
  const rows = sim.shop.orders
    .flatMap((order) => [
      [order.id, order.changed.at, order.key, () => saleShown(order), order.created.at],
      ...order.refunds.map((refund) => [
        refund.id,
        refund.changed.at,
        '',
        () => returnShown(order, refund),
        refund.changed.at,
      ]),
    ])
    .filter(
      ([id, at, key, , createdAt]) =>
        isSince(at, from) &&
        isSince(createdAt, made) &&
        isAsked(call.query, id, 'saleID') &&
        isAsked(call.query, key ?? '', 'referenceNumber'),
    );
  return listed(
    'Sale',
    call,
    rows.sort(([one], [other]) => one - other),
    ([id]) => id,
    ([, , , show]) => show(),
  );
}

export const rowsOf = (value) => (Array.isArray(value) ? value : value ? [value] : []);

export const PAYMENT_TYPES = ['Cash', 'Web'].map((name, at) => ({
  paymentTypeID: String(at + 1),
  name,
  archived: 'false',
}));
const paymentsIn = ({ SalePayments: asked }, tenders) =>
  rowsOf(asked?.SalePayment).map((own, at) => ({
    tender_id: tenders[at]?.tender_id,
    amount: amount(own.amount),
    paymentTypeID: own.paymentTypeID,
  }));
const tendersIn = (asked) => paymentsIn(asked, told(asked.SaleNotes?.InternalNote?.note).tenders);

/** A sale is complete only where it is paid to the cent. */
function balanced(order, asked) {
  const paid = tendersIn(asked).reduce((sum, own) => sum + own.amount, 0);
  if (String(asked.completed) === 'true' && paid !== order)
    throw refuse(422, 'Sale could not be completed: it is not balanced.');
}

/** A till: it sells what it is told, however much there is. */
export function make(sim, { text: body }) {
  const asked = JSON.parse(body);
  const rows = rowsOf(asked.SaleLines?.SaleLine);
  if (rows.some(({ unitQuantity }) => Number(unitQuantity) < 0)) return takeBack(sim, asked, rows);
  const grossOf = ({ unitPrice, unitQuantity, discountAmount = 0 }) =>
    amount(unitPrice) * Number(unitQuantity) - amount(discountAmount);
  const isItem = ({ itemID }) => itemID && String(itemID) !== '0';
  const lines = rows.filter(isItem).map((line) => {
    const article = sim.shop.articles.get(Number(line.itemID));
    if (!article || article.product.removed) throw refuse(422, `Item ${line.itemID} does not exist.`);
    const gross = line.unitPrice === undefined ? cents(article.current) * Number(line.unitQuantity) : grossOf(line);
    return { ...lineOf(article, Number(line.unitQuantity), gross), asked: line };
  });
  const shipping = rows
    .filter((line) => !isItem(line))
    .map((line) => ({ ...shippingOf(line.Note?.note ?? 'Verzending', grossOf(line)), asked: line }));
  balanced(
    [...lines, ...shipping].reduce((sum, { gross }) => sum + gross, 0),
    asked,
  );
  const order = sim.shop.order({
    lines,
    shipping,
    asked,
    key: asked.referenceNumber ?? null,
    isPaid: String(asked.completed) === 'true',
    oversells: true,
    attributes: told(asked.SaleNotes?.InternalNote?.note).attributes,
    tenders: tendersIn(asked),
  });
  return ok({ Sale: saleShown(order) });
}

const ofLine = (sim, id) =>
  sim.shop.orders.find(({ lines, shipping }) => [...lines, ...shipping].some((line) => String(line.id) === String(id)));

function takeBack(sim, asked, rows) {
  const order = ofLine(sim, rows[0].parentSaleLineID);
  if (!order) throw refuse(422, 'parentSaleLineID does not exist.');
  const lines = rows.map(({ parentSaleLineID: id, unitQuantity }) => {
    const { article } = order.lines.find((line) => String(line.id) === String(id));
    return { sku: article.sku, quantity: -Number(unitQuantity) };
  });
  const note = asked.SaleNotes?.InternalNote?.note ?? null;
  const { refund } = sim.shop.takeBack(order, `return-${sim.shop.nextId()}`, lines, { note });
  return ok({ Sale: returnShown(order, refund) });
}

function saleOf(sim, { params }) {
  const order = sim.shop.orderOf(params.id);
  if (!order) throw refuse(404, 'Sale not found.');
  return order;
}
export const one = (sim, call) => ok({ Sale: saleShown(saleOf(sim, call)) });

export function change(sim, call) {
  const order = saleOf(sim, call);
  const asked = JSON.parse(call.text);
  balanced(totalOf(order), asked);
  if (asked.SaleNotes) order.asked.SaleNotes = asked.SaleNotes;
  if (String(asked.completed) === 'true') sim.shop.pay(order, tendersIn(asked));
  if (String(asked.voided) === 'true') sim.shop.cancel(order);
  return ok({ Sale: saleShown(order) });
}

export function line(sim, { params }) {
  const order = ofLine(sim, params.id);
  if (!order) throw refuse(404, 'SaleLine not found.');
  return ok({ SaleLine: { saleLineID: params.id, saleID: String(order.id) } });
}

// Magento's orders: made as they are told, invoiced, cancelled while they are not, given back by credit memos.
import { text, vatIn } from '../../shop-own-api/amounts.mjs';
import { told } from '../note.mjs';
import { ok } from '../reply.mjs';
import { amount, amountOf, lineOf, refundedOf, shippingOf, totalOf, vatOf } from '../shop.mjs';
import { listed, refuse, stamp } from './magento-lists.mjs';

const STATE = { paid: 'processing', pending: 'new', cancelled: 'canceled' };
const STATUS = { paid: 'processing', pending: 'pending', cancelled: 'canceled' };
const isClosed = (order) => order.refunds.length > 0 && refundedOf(order) === totalOf(order);
const number = (own) => Number(text(own));
const sumOf = (rows, of) => rows.reduce((sum, row) => sum + of(row), 0);

const orderShown = (order) => {
  const shipping = sumOf(order.shipping, ({ gross }) => gross);
  const shippingVat = sumOf(order.shipping, ({ vat }) => vat);
  return {
    entity_id: order.id,
    increment_id: String(order.number).padStart(9, '0'),
    ext_order_id: order.key,
    state: isClosed(order) ? 'closed' : STATE[order.status],
    status: isClosed(order) ? 'closed' : STATUS[order.status],
    created_at: stamp(order.created.at),
    updated_at: stamp(order.changed.at),
    base_currency_code: 'EUR',
    order_currency_code: 'EUR',
    grand_total: number(totalOf(order)),
    tax_amount: number(vatOf(order)),
    shipping_amount: number(shipping - shippingVat),
    shipping_tax_amount: number(shippingVat),
    shipping_incl_tax: number(shipping),
    ...(order.refunds.length ? { total_refunded: number(refundedOf(order)) } : {}),
    items: order.lines.map(({ id, article, quantity, gross, rate, vat, returned }) => ({
      item_id: id,
      sku: article.sku,
      product_id: article.id,
      name: article.product.name,
      qty_ordered: quantity,
      qty_refunded: returned,
      tax_percent: rate,
      row_total_incl_tax: number(gross),
      tax_amount: number(vat),
    })),
    payment: order.asked.payment ?? {},
    // The newest first.
    status_histories: order.asked.status_histories
      .map((own, at) => ({ entity_id: order.id * 100 + at, parent_id: order.id, ...own }))
      .reverse(),
    extension_attributes: order.asked.extension_attributes ?? {},
  };
};

/** It books what it is told: it looks at no stock, and prices are those of who orders. */
export function make(sim, { text: body }) {
  const { entity: asked } = JSON.parse(body);
  const lines = asked.items.map((item) => {
    const article = sim.shop.bySku.get(item.sku);
    if (!article || article.product.removed) throw refuse(400, `The product ${item.sku} is not here.`);
    const gross = item.row_total_incl_tax ?? Number(item.price_incl_tax ?? article.current) * item.qty_ordered;
    const vat = item.tax_amount === undefined ? undefined : amount(item.tax_amount);
    return lineOf(article, Number(item.qty_ordered), amount(gross), vat);
  });
  asked.status_histories ??= [];
  const order = sim.shop.order({
    lines,
    asked,
    key: asked.ext_order_id ?? null,
    isPaid: asked.state === 'processing',
    oversells: true,
    shipping: Number(asked.shipping_incl_tax ?? 0)
      ? [shippingOf('Verzending', amount(asked.shipping_incl_tax), amount(asked.shipping_tax_amount))]
      : [],
    ...told(asked.status_histories.at(-1)?.comment),
  });
  return ok(orderShown(order));
}

export function addComment(sim, { params, text: body }) {
  const order = orderOf(sim, params.id);
  const { statusHistory: comment } = JSON.parse(body);
  order.asked.status_histories.push(comment);
  const { tenders } = told(comment.comment);
  if (tenders.length) order.tenders = tenders;
  return ok(true);
}

export function invoice(sim, { params }) {
  const order = orderOf(sim, params.id);
  if (order.status !== 'pending') throw refuse(400, 'The order does not allow an invoice to be created.');
  sim.shop.pay(order);
  return ok(String(sim.shop.nextId()));
}

/** What is invoiced is not cancelled any more: it says so by false. */
export function cancel(sim, { params }) {
  const order = orderOf(sim, params.id);
  if (order.status === 'paid') return ok(false);
  sim.shop.cancel(order);
  return ok(true);
}

export function giveBack(sim, { params, text: body }) {
  const order = orderOf(sim, params.id);
  const { items = [], arguments: given = {}, comment } = JSON.parse(body);
  const lines = items.map(({ order_item_id: id, qty }) => {
    const line = order.lines.find((own) => own.id === id);
    if (!line || qty > line.quantity - line.returned)
      throw refuse(400, 'The quantity to refund must not be greater than the unrefunded quantity.');
    return { sku: line.article.sku, quantity: qty };
  });
  const net = amount(given.shipping_amount ?? 0);
  const shipping = order.shipping.find(({ gross, vat }) => gross - vat === net)?.gross ?? net;
  const more = { note: comment?.comment ?? null, shipping, beyond: amount(given.adjustment_positive ?? 0) };
  const { refund } = sim.shop.takeBack(order, `memo-${sim.shop.nextId()}`, lines, more);
  return ok(String(refund.id));
}

const orderRead = (order, field) => ({ ...orderShown(order), entity_id: order.id })[field] ?? null;
export const list = (sim, call) => listed(call, sim.shop.orders, orderShown, orderRead);

function orderOf(sim, id) {
  const found = sim.shop.orderOf(id);
  if (!found) throw refuse(404, "The entity that was requested doesn't exist. Verify the entity and try again.");
  return found;
}

const memoShown = ({ order, refund }) => ({
  entity_id: refund.id,
  order_id: order.id,
  created_at: stamp(refund.changed.at),
  updated_at: stamp(refund.changed.at),
  grand_total: number(amountOf(refund)),
  shipping_incl_tax: number(refund.shipping),
  shipping_amount: number(refund.shipping - vatIn(refund.shipping, 21)),
  adjustment: number(refund.beyond),
  comments: refund.note ? [{ comment: refund.note }] : [],
  items: refund.lines.map(({ id, line, quantity, gross, vat }) => ({
    entity_id: id,
    order_item_id: line.id,
    sku: line.article.sku,
    qty: quantity,
    row_total_incl_tax: Number(text(gross)),
    tax_amount: Number(text(vat)),
  })),
});
export const memos = (sim, call) =>
  listed(
    call,
    sim.shop.orders.flatMap((order) => order.refunds.map((refund) => ({ order, refund }))),
    memoShown,
    (row, field) => memoShown(row)[field],
  );

export const one = (sim, { params }) => ok(orderShown(orderOf(sim, params.id)));

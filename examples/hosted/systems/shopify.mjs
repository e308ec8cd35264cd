// Shopify's Admin REST and, by ./shopify-graphql, its GraphQL: cursors in Link headers, a leaky bucket, stock by location.
import { createHmac, randomUUID } from 'node:crypto';
import { document as productOf } from '../../data/shopify.mjs';
import { cents, text, vatIn } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { bounded, created, isSince, moment, ok, Refusal } from '../reply.mjs';
import { amount, lineOf, shippingOf, totalOf, vatOf } from '../shop.mjs';
import { graphql, throttledIn } from './shopify-graphql.mjs';

const API = '/admin/api/:version';
const PRODUCT = 8_100_000_000_000;
const VARIANT = 44_100_000_000_000;
const INVENTORY = 46_100_000_000_000;
const LOCATIONS = [
  { id: 655_441_491, name: 'Magazijn', active: true },
  { id: 655_441_492, name: 'Winkel', active: true },
];
const MOST = 250;

const errors = (status, message, refused) =>
  refused?.code === 'out_of_stock' ? { errors: { line_items: ['Unable to reserve inventory'] } } : { errors: message };
const refuse = (status, message) => new Refusal(status, errors(status, message));
const iso = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00');
const sinceOf = (value) => moment(value, refuse(400, { updated_at_min: 'could not be parsed' }));

// A price is the product's own change; stock is not: only its level's moment moves.
const changedAt = (product) => Math.max(product.changed.at, ...product.articles.map(({ changed }) => changed.at));
export const shown = (product) => productOf({ ...product, modified: changedAt(product) });

/** What lies where. With two locations a fifth of it is in the second. */
function levelsOf({ settings }, article) {
  const second = settings.locations > 1 ? Math.floor(article.stock / 5) : 0;
  return LOCATIONS.slice(0, settings.locations).map(({ id }, nth) => ({
    inventory_item_id: INVENTORY + article.id,
    location_id: id,
    available: nth ? second : article.stock - second,
    updated_at: iso(article.moved.at),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${id}?inventory_item_id=${INVENTORY + article.id}`,
  }));
}

// Cursors

const written = (state) => Buffer.from(JSON.stringify(state)).toString('base64url');
function read(cursor) {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url'));
  } catch {
    throw refuse(400, { page_info: 'Invalid value.' });
  }
}

/** A page of rows that have an `id`; a cursor carries the filters, so nothing may stand beside it. */
function listed(name, { query, path, origin }, rowsOf, idOf, show) {
  const { limit: asked, fields, page_info: cursor, ...filters } = query;
  if (cursor && Object.keys(filters).length) {
    throw refuse(400, {
      [Object.keys(filters)[0]]:
        'cannot be passed. See https://shopify.dev/api/usage/pagination-rest for more information.',
    });
  }
  const limit = bounded(asked, 50, MOST);
  const state = cursor ? read(cursor) : { filters, after: 0 };
  const rows = rowsOf(state.filters);
  const from = rows.findIndex((row) => idOf(row) > state.after);
  const page = from < 0 ? [] : rows.slice(from, from + limit);
  const isMore = from >= 0 && from + limit < rows.length;
  const next = isMore && written({ ...state, after: idOf(page.at(-1)) });
  const kept = fields ? fields.split(',') : null;
  const cut = (row) => (kept ? Object.fromEntries(kept.map((field) => [field, row[field]])) : row);
  const link = next ? { link: `<${origin}${path}?limit=${limit}&page_info=${next}>; rel="next"` } : {};
  return ok({ [name]: page.flatMap(show).map(cut) }, link);
}

function products(sim, call) {
  const rows = (filters) => {
    const since = sinceOf(filters.updated_at_min);
    const ids = filters.ids?.split(',').map((id) => Number(id) - PRODUCT);
    return sim.shop.live().filter((one) => isSince(changedAt(one), since) && (!ids || ids.includes(one.id)));
  };
  return listed('products', call, rows, ({ id }) => id, shown);
}
products.isList = true;

function product(sim, { params }) {
  const found = sim.shop.product(Number(params.id) - PRODUCT);
  if (!found) throw refuse(404, 'Not Found');
  return ok({ product: shown(found) });
}

function inventoryLevels(sim, call) {
  const rows = ({ location_ids: locations, inventory_item_ids: items, updated_at_min: since }) => {
    if (!locations && !items) throw refuse(422, 'Either location_ids or inventory_item_ids must be set.');
    const ids = items?.split(',').map((id) => Number(id) - INVENTORY);
    if (ids?.length > 50) throw refuse(422, 'Too many inventory_item_ids: 50 at most.');
    const asked = ids
      ? ids
          .map((id) => sim.shop.articles.get(id))
          .filter(Boolean)
          .sort((one, other) => one.id - other.id)
      : [...sim.shop.articles.values()];
    const from = sinceOf(since);
    return asked.filter(({ stock, product: own, moved }) => stock !== null && !own.removed && isSince(moved.at, from));
  };
  const wanted = call.query.location_ids?.split(',').map(Number);
  return listed(
    'inventory_levels',
    call,
    rows,
    ({ id }) => id,
    (article) => levelsOf(sim, article).filter(({ location_id: id }) => !wanted || wanted.includes(id)),
  );
}

// Orders

const attributesOf = (order) => Object.entries(order.attributes).map(([name, value]) => ({ name, value }));
const attributesIn = ({ note_attributes: told = [] }) =>
  Object.fromEntries(told.map(({ name, value }) => [name, value]));
const taxLines = ({ rate, vat }) => [{ title: 'Btw', price: text(vat), rate: rate / 100 }];
const FINANCIAL = { paid: 'paid', pending: 'pending', cancelled: 'voided' };

const lineShown = ({ id, article, quantity, gross, rate, vat, asked = {}, properties = [] }) => ({
  id,
  properties,
  variant_id: VARIANT + article.id,
  product_id: PRODUCT + article.product.id,
  sku: article.sku,
  title: article.product.name,
  quantity,
  price: asked.price ?? text(Math.round(gross / quantity)),
  total_discount: asked.total_discount ?? '0.00',
  tax_lines: taxLines({ rate, vat }),
  taxable: true,
});

/** What a refund gives back beside its goods, below nothing. */
const adjustments = ({ id, shipping, beyond }) =>
  [
    { kind: 'shipping_refund', gross: shipping, vat: vatIn(shipping, 21) },
    { kind: 'refund_discrepancy', gross: beyond, vat: 0 },
  ]
    .filter(({ gross }) => gross !== 0)
    .map(({ kind, gross, vat }, nth) => ({
      id: id * 10 + nth,
      refund_id: id,
      kind,
      amount: text(vat - gross),
      tax_amount: text(-vat),
    }));

const refundShown = (order, refund) => ({
  id: refund.id,
  order_id: order.id,
  created_at: iso(refund.changed.at),
  note: refund.note,
  restock: true,
  order_adjustments: adjustments(refund),
  refund_line_items: refund.lines.map(({ id, line, quantity, gross, vat }) => ({
    id,
    line_item_id: line.id,
    quantity,
    location_id: LOCATIONS[0].id,
    restock_type: 'return',
    subtotal: text(gross),
    total_tax: text(vat),
    line_item: lineShown(line),
  })),
  transactions: [],
});

export const orderShown = (order) => ({
  id: order.id,
  admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
  name: `#${order.number}`,
  order_number: order.number,
  created_at: iso(order.created.at),
  updated_at: iso(order.changed.at),
  cancelled_at: order.status === 'cancelled' ? iso(order.changed.at) : null,
  currency: 'EUR',
  taxes_included: true,
  financial_status: order.refunds.length ? 'partially_refunded' : FINANCIAL[order.status],
  fulfillment_status: null,
  source_identifier: order.key,
  tags: order.asked.tags ?? '',
  note: order.asked.note ?? null,
  note_attributes: attributesOf(order),
  email: order.asked.email ?? '',
  total_price: text(totalOf(order)),
  total_tax: text(vatOf(order)),
  line_items: order.lines.map(lineShown),
  shipping_lines: order.shipping.map(({ id, title, code, gross, rate, vat }) => ({
    id,
    title,
    code,
    price: text(gross),
    tax_lines: taxLines({ rate, vat }),
  })),
  refunds: order.refunds.map((refund) => refundShown(order, refund)),
});

const taxOf = ({ tax_lines: lines }) => (lines ? lines.reduce((sum, { price }) => sum + amount(price), 0) : undefined);
const tenderOf = ({ gateway, amount: paid }) => ({ tender_id: gateway, amount: amount(paid) });
const isDone = ({ kind, status = 'success' }) => kind !== 'authorization' && status === 'success';

function makeOrder(sim, { text: body }) {
  const { order: asked } = JSON.parse(body);
  if (!asked?.line_items?.length) throw refuse(422, { line_items: ["can't be blank"] });
  const lines = asked.line_items.map((item) => {
    const article = sim.shop.articles.get(Number(item.variant_id) - VARIANT);
    if (!article || article.product.removed) throw refuse(422, { line_items: ['variant does not exist'] });
    const price = item.price === undefined ? cents(article.current) : amount(item.price);
    const line = lineOf(article, item.quantity, price * item.quantity - amount(item.total_discount), taxOf(item));
    return { ...line, asked: item, properties: item.properties ?? [] };
  });
  const order = sim.shop.order({
    lines,
    asked,
    isPaid: (asked.financial_status ?? 'paid') === 'paid',
    key: asked.source_identifier ?? null,
    shipping: (asked.shipping_lines ?? []).map((own) => ({
      ...shippingOf(own.title, amount(own.price), taxOf(own)),
      code: own.code ?? own.title,
    })),
    attributes: attributesIn(asked),
    tenders: (asked.transactions ?? []).filter(isDone).map(tenderOf),
  });
  return created({ order: orderShown(order) });
}

function orderOf(sim, id) {
  const found = sim.shop.orderOf(id);
  if (!found) throw refuse(404, 'Not Found');
  return found;
}

function orders(sim, call) {
  const rows = ({
    created_at_min: createdMin,
    updated_at_min: updatedMin,
    status = 'open',
    since_id: after = 0,
    ids,
  }) =>
    sim.shop.orders.filter(
      (order) =>
        isSince(order.created.at, sinceOf(createdMin)) &&
        isSince(order.changed.at, sinceOf(updatedMin)) &&
        order.id > Number(after) &&
        (status === 'any' || (status === 'cancelled') === (order.status === 'cancelled')) &&
        (!ids || ids.split(',').includes(String(order.id))),
    );
  return listed('orders', call, rows, ({ id }) => id, orderShown);
}

function addTransaction(sim, { params, text: body }) {
  const order = orderOf(sim, params.id);
  const { transaction } = JSON.parse(body);
  if (isDone(transaction)) sim.shop.pay(order, [tenderOf(transaction)]);
  return created({ transaction: { id: sim.shop.nextId(), order_id: order.id, status: 'success', ...transaction } });
}

const transactions = (sim, { params }) => {
  const order = orderOf(sim, params.id);
  return ok({
    transactions: order.tenders.map(({ tender_id: gateway, amount: paid }, nth) => ({
      id: order.id * 10 + nth,
      order_id: order.id,
      kind: 'sale',
      status: 'success',
      gateway,
      amount: text(paid),
      currency: 'EUR',
    })),
  });
};

function cancelOrder(sim, { params }) {
  const order = orderOf(sim, params.id);
  sim.shop.cancel(order);
  return ok({ order: orderShown(order) });
}

/** What staff writes on an order: notes, tags; a paid one by its transactions, not here. */
function putOrder(sim, { params, text: body }) {
  const order = orderOf(sim, params.id);
  const { order: asked } = JSON.parse(body);
  Object.assign(order.asked, asked);
  if (asked.note_attributes) order.attributes = attributesIn(asked);
  return ok({ order: orderShown(order) });
}

const refunds = (sim, { params }) => {
  const order = orderOf(sim, params.id);
  return ok({ refunds: order.refunds.map((refund) => refundShown(order, refund)) });
};

// What staff does, by the same interface

function setLevel(sim, { text: body }) {
  const { inventory_item_id: item, location_id: location, available } = JSON.parse(body);
  const article = sim.shop.articles.get(item - INVENTORY);
  if (!article) throw refuse(404, 'Not Found');
  const others = levelsOf(sim, article).filter((level) => level.location_id !== location);
  const elsewhere = others.reduce((sum, level) => sum + level.available, 0);
  sim.shop.setStock(article.sku, available + elsewhere);
  return ok({ inventory_level: levelsOf(sim, article).find((level) => level.location_id === location) });
}

function putVariant(sim, { params, text: body }) {
  const article = sim.shop.articles.get(Number(params.id) - VARIANT);
  if (!article) throw refuse(404, 'Not Found');
  sim.shop.setPrice(article.sku, text(amount(JSON.parse(body).variant.price)));
  return ok({ variant: shown(article.product).variants.find(({ sku }) => sku === article.sku) });
}

/** Two refunds of the same note are two refunds. What is paid back beyond goods and shipping is an amount without them. */
function makeRefund(sim, { params, text: body }) {
  const order = orderOf(sim, params.id);
  const { refund: asked } = JSON.parse(body);
  const lines = (asked.refund_line_items ?? []).map(({ line_item_id: id, quantity }) => {
    const line = order.lines.find((own) => own.id === id);
    const isLeft = line && quantity <= line.quantity - line.returned;
    if (!isLeft)
      throw refuse(422, { base: ['Refund line items quantity cannot refund more items than were purchased'] });
    return { sku: line.article.sku, quantity };
  });
  const shipping = amount(asked.shipping?.amount);
  const paid = (asked.transactions ?? []).reduce((sum, own) => sum + amount(own.amount), 0);
  const beyond = lines.length === 0 && paid > 0 ? paid - shipping : 0;
  const more = { note: asked.note, shipping, beyond };
  const { refund } = sim.shop.takeBack(order, `refund-${sim.shop.nextId()}`, lines, more);
  return created({ refund: refundShown(order, refund) });
}

// Webhooks

const about = (topic, document) => [{ topic, document }];
const updated = (sim, product_) => about('products/update', shown(product_));

const signed = signing((body, secret, topic) => ({
  'x-shopify-topic': topic,
  'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  'x-shopify-shop-domain': 'sim.myshopify.com',
  'x-shopify-api-version': '2026-10',
  'x-shopify-webhook-id': randomUUID(),
  'x-shopify-triggered-at': new Date().toISOString(),
}));

export const shopify = {
  pace: { size: 40, leak: 2 },
  errors,
  authenticate(sim, { headers }) {
    if (!sim.tokens.isGood(headers['x-shopify-access-token']))
      throw refuse(401, '[API] Invalid API key or access token (unrecognized login or wrong password)');
  },
  throttled(sim, wait, { path }) {
    if (path.endsWith('/graphql.json')) return throttledIn(wait);
    // A decimal, as the real one has it.
    return new Refusal(
      429,
      { errors: 'Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.' },
      { 'retry-after': Math.max(0.1, wait).toFixed(1) },
    );
  },
  headers: ({ pace }) => ({ 'x-shopify-shop-api-call-limit': `${pace.level}/${pace.size}` }),
  routes: {
    [`GET ${API}/products.json`]: products,
    [`GET ${API}/products/:id.json`]: product,
    [`GET ${API}/locations.json`]: (sim) => ok({ locations: LOCATIONS.slice(0, sim.settings.locations) }),
    [`GET ${API}/inventory_levels.json`]: inventoryLevels,
    [`GET ${API}/orders.json`]: orders,
    [`POST ${API}/orders.json`]: makeOrder,
    [`GET ${API}/orders/:id.json`]: (sim, { params }) => ok({ order: orderShown(orderOf(sim, params.id)) }),
    [`PUT ${API}/orders/:id.json`]: putOrder,
    [`POST ${API}/orders/:id/cancel.json`]: cancelOrder,
    [`GET ${API}/orders/:id/transactions.json`]: transactions,
    [`POST ${API}/orders/:id/transactions.json`]: addTransaction,
    [`GET ${API}/orders/:id/refunds.json`]: refunds,
    [`POST ${API}/orders/:id/refunds.json`]: makeRefund,
    [`POST ${API}/inventory_levels/set.json`]: setLevel,
    [`PUT ${API}/variants/:id.json`]: putVariant,
    [`POST ${API}/graphql.json`]: graphql,
  },
  hooks: {
    product: updated,
    article: (sim, article) => updated(sim, article.product),
    added: (sim, product_) => about('products/create', shown(product_)),
    removed: (sim, { id }) => about('products/delete', { id: PRODUCT + id }),
    stock: (sim, article) =>
      levelsOf(sim, article).map((level) => ({ topic: 'inventory_levels/update', document: level })),
    ordered: (sim, order) => about('orders/create', orderShown(order)),
    order: (sim, order) => about('orders/updated', orderShown(order)),
    cancelled: (sim, order) => about('orders/cancelled', orderShown(order)),
    refund: (sim, { order, refund }) => about('refunds/create', refundShown(order, refund)),
  },
  signed,
};

/** For ./shopify-graphql, which asks for the same things in another language. */
export const ids = { PRODUCT, VARIANT, INVENTORY };
export { changedAt, levelsOf };

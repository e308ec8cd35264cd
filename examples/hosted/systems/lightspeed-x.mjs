// Lightspeed Retail (X-Series, formerly Vend): a version is the cursor, stock has a list and versions of its own, orders are
// sales, a 429 says its moment as an HTTP date, webhooks are forms.
import { createHmac } from 'node:crypto';
import { told as toldIn } from '../note.mjs';
import { lineOf, shippingOf, totalOf, vatOf } from '../shop.mjs';
import { cents, text, vatIn } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { bounded, isSince, moment, ok, Refusal } from '../reply.mjs';

const MOST = 500;
const OUTLET = uuid(1);
const errors = (status, message) => ({ error: message, message });
const refuse = (status, message) => new Refusal(status, errors(status, message));
const iso = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00');

function uuid(id) {
  return `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
}
const idOf = (value) => Number(/^0{8}-0000-4000-8000-(\d{12})$/.exec(value ?? '')?.[1] ?? -1);
const versionOf = ({ product, changed }) => Math.max(product.changed.version, changed.version);
const excl = (article) => Math.round((cents(article.current) / (1 + article.product.vat / 100)) * 1000) / 100_000;

function shown(article) {
  const { product } = article;
  return {
    id: uuid(article.id),
    handle: product.vary.length ? product.slug : `${product.slug}-${product.id}`,
    sku: article.sku,
    name: product.name,
    variant_name: [product.name, ...article.options].join(' / '),
    description: `<p>${product.text}</p>`,
    active: true,
    is_active: true,
    has_inventory: article.stock !== null,
    is_composite: false,
    has_variants: product.vary.length > 0,
    variant_parent_id: product.vary.length && product.articles[0] !== article ? uuid(product.articles[0].id) : null,
    variant_options: product.vary.map((name, at) => ({ id: uuid(900_000 + at), name, value: article.options[at] })),
    brand: { id: uuid(product.id + 700_000_000), name: product.brand },
    type: { id: uuid(800_000_000 + product.path.at(-1).length), name: product.path.at(-1) },
    product_codes: article.gtin ? [{ id: uuid(article.id + 600_000_000), type: 'EAN', code: article.gtin }] : [],
    price_including_tax: cents(article.current) / 100,
    price_excluding_tax: excl(article),
    tax_rate: product.vat / 100,
    supply_price: 0,
    images: [],
    image_url: '',
    created_at: iso(product.created),
    updated_at: iso(Math.max(product.changed.at, article.changed.at)),
    deleted_at: product.removed ? iso(product.changed.at) : null,
    version: versionOf(article),
  };
}

const level = ({ id, stock, moved }) => ({
  id: uuid(id + 500_000_000),
  product_id: uuid(id),
  outlet_id: OUTLET,
  inventory_level: stock,
  current_amount: stock,
  version: moved.version,
  reorder_point: 0,
  deleted_at: null,
});

/** What has a version above `after`, in its order; an empty page is the end. */
function listed({ query }, rows, versioned, show) {
  const after = Number(query.after ?? 0);
  if (Number.isNaN(after)) throw refuse(400, 'after must be a version');
  const size = bounded(query.page_size, 100, MOST);
  const page = rows.filter((row) => versioned(row) > after).sort((one, other) => versioned(one) - versioned(other));
  // What shares the last version comes with it: a cursor in the midst of it would lose the rest.
  const last = page.length > size ? versioned(page[size - 1]) : Infinity;
  const given = page.filter((row, at) => at < size || versioned(row) === last);
  return ok({
    data: given.map(show),
    version: given.length ? { min: versioned(given[0]), max: versioned(given.at(-1)) } : { min: 0, max: 0 },
  });
}

function products(sim, call) {
  const isDeletedToo = call.query.deleted === 'true';
  return listed(
    call,
    [...sim.shop.articles.values()].filter(({ product }) => isDeletedToo || !product.removed),
    versionOf,
    shown,
  );
}
products.isList = true;

const inventory = (sim, call) =>
  listed(
    call,
    [...sim.shop.articles.values()].filter(({ stock, product }) => stock !== null && !product.removed),
    ({ moved }) => moved.version,
    level,
  );

function articleOf(sim, value) {
  const found = sim.shop.articles.get(idOf(value));
  if (!found || found.product.removed) throw refuse(404, 'Product not found');
  return found;
}

// Sales

const STATUS = { paid: 'CLOSED', pending: 'LAYBY', cancelled: 'VOIDED' };
const SHIPPING = uuid(1_000); // A product for what it costs to send, which no list of goods shows.
const taxId = (rate) => uuid(2_000 + rate);
const saleLine = ({ id, article, quantity = 1, gross, vat, rate }, sign = 1) => ({
  id: uuid(id),
  product_id: article ? uuid(article.id) : SHIPPING,
  quantity: sign * quantity,
  price: Number(((gross - vat) / quantity / 100).toFixed(5)),
  price_total: (sign * (gross - vat)) / 100,
  tax: Number((vat / quantity / 100).toFixed(5)),
  tax_total: (sign * vat) / 100,
  tax_id: taxId(rate),
  status: 'CONFIRMED',
});
const WHERE = { outlet_id: OUTLET, register_id: uuid(10), user_id: uuid(20) };
const saleShown = (order) => ({
  id: uuid(order.id),
  ...WHERE,
  source_id: order.key,
  invoice_number: String(order.number),
  status: STATUS[order.status],
  state: 'closed',
  note: order.asked.note ?? '',
  sale_date: iso(order.created.at),
  return_for: null,
  total_price: (totalOf(order) - vatOf(order)) / 100,
  total_tax: vatOf(order) / 100,
  total_price_incl: totalOf(order) / 100,
  created_at: iso(order.created.at),
  updated_at: iso(order.changed.at),
  line_items: [...order.lines, ...order.shipping].map((line) => saleLine(line)),
  version: order.changed.version,
  deleted_at: null,
  payments: order.tenders.map(({ amount: paid }, at) => ({
    id: uuid(order.id * 10 + at),
    name: 'Web',
    retailer_payment_type_id: uuid(300),
    amount: paid / 100,
  })),
});
/** What it cost to send comes back as its line does. */
const shippingIn = ({ shipping: [line] }, { id, shipping: gross }) =>
  gross ? [{ id: id * 10, line, quantity: 1, gross, vat: vatIn(gross, line.rate) }] : [];
const returnShown = (order, refund) => ({
  id: refund.asId ?? uuid(refund.id),
  ...WHERE,
  source_id: null,
  invoice_number: `${order.number}-R${refund.id}`,
  status: 'CLOSED',
  state: 'closed',
  note: refund.note,
  return_for: uuid(order.id),
  sale_date: iso(refund.changed.at),
  created_at: iso(refund.changed.at),
  updated_at: iso(refund.changed.at),
  version: refund.changed.version,
  deleted_at: null,
  payments: [],
  line_items: [...refund.lines, ...shippingIn(order, refund)].map(({ id, line, quantity, gross, vat }) =>
    saleLine({ ...line, id, quantity, gross, vat }, -1),
  ),
});
const salesOf = (shop) =>
  shop.orders.flatMap((order) => [saleShown(order), ...order.refunds.map((refund) => returnShown(order, refund))]);

const rowsIn = ({ register_sale_products: rows = [] }) =>
  rows.map((row) => ({
    ...row,
    gross: Math.round((Number(row.price) + Number(row.tax ?? 0)) * Number(row.quantity) * 100),
    vat: Math.round(Number(row.tax ?? 0) * Number(row.quantity) * 100),
  }));
const isGoods = ({ product_id: id }) => id !== SHIPPING;

function tendersIn({ note, register_sale_payments: payments = [] }) {
  const named = toldIn(note).tenders;
  return payments.map((own, at) => ({ tender_id: named[at]?.tender_id, amount: Math.round(own.amount * 100) }));
}

/** Begins a return: a sale below nothing, of all that was sold, which is parked until it is posted again. */
function beginReturn(sim, { params }) {
  const order = sim.shop.orderOf(idOf(params.id));
  if (!order) throw refuse(404, 'Sale not found');
  const shown_ = { ...saleShown(order), id: uuid(sim.shop.nextId()), status: 'SAVED', return_for: params.id };
  sim.parked ??= new Map();
  sim.parked.set(shown_.id, order);
  return ok({
    data: { ...shown_, line_items: shown_.line_items.map((line) => ({ ...line, quantity: -line.quantity })) },
  });
}

function takeBack(sim, asked, order) {
  const lines = asked.register_sale_products.map((row) => {
    const article = sim.shop.articles.get(idOf(row.product_id));
    return { sku: article.sku, quantity: -row.quantity };
  });
  const { refund } = sim.shop.takeBack(order, `return-${sim.shop.nextId()}`, lines, { note: asked.note });
  refund.asId = asked.id;
  sim.parked.delete(asked.id);
  return ok({ register_sale: returnShown(order, refund) });
}

/** All of a sale is posted again where it changes: its lines are those that are posted. */
function changeSale(sim, asked, order) {
  const sold = saleShown(order).line_items.map(({ product_id: id, quantity }) => `${id} ${quantity}`);
  const posted = (asked.register_sale_products ?? []).map(({ product_id: id, quantity }) => `${id} ${quantity}`);
  if (sold.toSorted().join() !== posted.toSorted().join()) throw refuse(422, 'The lines of the sale would be lost.');
  order.asked.note = asked.note ?? '';
  if (asked.status === 'VOIDED') sim.shop.cancel(order);
  if (asked.status === 'CLOSED') sim.shop.pay(order, tendersIn(asked));
  return ok({ register_sale: saleShown(order) });
}

/** A till: it sells what it is told, however much there is. One with the `id` of a sale changes that one. */
function postSale(sim, { text: body }) {
  const asked = JSON.parse(body);
  const parked = sim.parked?.get(asked.id);
  if (parked) return takeBack(sim, asked, parked);
  const known = asked.id && sim.shop.orderOf(idOf(asked.id));
  if (known) return changeSale(sim, asked, known);
  if (!asked.register_id || !asked.user_id) throw refuse(422, 'register_id and user_id are required');
  const rows = rowsIn(asked);
  const lines = rows.filter(isGoods).map((row) => {
    const article = sim.shop.articles.get(idOf(row.product_id));
    if (!article || article.product.removed) throw refuse(422, `product ${row.product_id} does not exist`);
    return lineOf(article, Number(row.quantity), row.gross, row.vat);
  });
  const order = sim.shop.order({
    lines,
    asked,
    key: asked.source_id ?? null,
    isPaid: (asked.status ?? 'CLOSED') === 'CLOSED',
    oversells: true,
    shipping: rows.filter((row) => !isGoods(row)).map((row) => shippingOf('Verzending', row.gross, row.vat)),
    attributes: toldIn(asked.note).attributes,
    tenders: tendersIn(asked),
  });
  return ok({ register_sale: saleShown(order) });
}

/** By SKU, or by the day on which it was sold. */
function search(sim, { query }) {
  const size = bounded(query.page_size, 100, MOST);
  const from = Number(query.offset ?? 0);
  const since = moment(query.date_from, refuse(400, 'date_from is not a date'));
  const rows =
    query.type === 'sales'
      ? salesOf(sim.shop).filter((sale) => isSince(Date.parse(sale.sale_date), since))
      : query.sku === 'verzendkosten'
        ? [{ id: SHIPPING, sku: 'verzendkosten', name: 'Verzendkosten' }]
        : [...sim.shop.articles.values()].filter(({ sku }) => sku === query.sku).map(shown);
  return ok({ data: rows.slice(from, from + size) });
}

/** What staff changes of a product: its stock in an outlet, its price. */
function putProduct(sim, { params, text: body }) {
  const article = articleOf(sim, params.id);
  const { inventory: levels = [], price_including_tax: price } = JSON.parse(body).details;
  for (const { current_amount: quantity } of levels) sim.shop.setStock(article.sku, quantity);
  if (price !== undefined) sim.shop.setPrice(article.sku, text(Math.round(price * 100)));
  return ok({ data: shown(article) });
}

/** What a shop has few of: all of it in the first page. */
const few = (rows) => (sim, call) =>
  listed(
    call,
    rows.map((row, at) => ({ ...row, version: at + 1 })),
    ({ version }) => version,
    (row) => row,
  );

function refresh(sim, { text: body }) {
  const asked = body.trimStart().startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const given = sim.tokens.refresh(asked);
  if (!given) throw new Refusal(400, { error: 'invalid_grant' });
  return ok({ ...given, domain_prefix: 'sim' });
}
refresh.isOpen = true;

// Webhooks

const told = (topic, document) => [{ topic, document }];
const signed = signing(
  (body, secret) => ({
    'content-type': 'application/x-www-form-urlencoded',
    'x-signature': `signature=${createHmac('sha256', secret).update(body).digest('hex')},algorithm=HMAC-SHA256`,
  }),
  ({ topic, document }) =>
    String(
      new URLSearchParams({
        payload: JSON.stringify(document),
        type: topic,
        domain_prefix: 'sim',
        environment: 'test',
      }),
    ),
);
const ofProduct = (sim, product) => product.articles.flatMap((article) => told('product.update', shown(article)));

export const lightspeedX = {
  pace: { size: 350, leak: 350 / 300 },
  tokens: { lifeS: 86_400 },
  errors,
  authenticate({ tokens }, { headers }) {
    if (!tokens.isGood((headers.authorization ?? '').replace('Bearer ', ''))) throw refuse(401, 'Unauthorized');
  },
  throttled(sim, wait) {
    return new Refusal(429, errors(429, 'Too Many Requests'), {
      'retry-after': new Date(Date.now() + wait * 1000 + 999).toUTCString(),
    });
  },
  headers: ({ pace }) => ({
    'x-ratelimit-limit': String(pace.size),
    'x-ratelimit-remaining': String(Math.max(0, pace.size - pace.level)),
  }),
  routes: {
    'POST /api/1.0/token': refresh,
    'GET /api/2.0/products': products,
    'GET /api/2.0/products/:id': (sim, { params }) => ok({ data: shown(articleOf(sim, params.id)) }),
    'GET /api/2.0/products/:id/inventory': (sim, { params }) => ok({ data: [level(articleOf(sim, params.id))] }),
    'GET /api/2.0/inventory': inventory,
    'GET /api/2.0/sales': (sim, call) =>
      listed(
        call,
        salesOf(sim.shop),
        ({ version }) => version,
        (row) => row,
      ),
    'GET /api/2.0/sales/:id': (sim, { params }) => {
      const found = salesOf(sim.shop).find(({ id }) => id === params.id);
      if (!found) throw refuse(404, 'Sale not found');
      return ok({ data: found });
    },
    'PUT /api/2.0/sales/:id/actions/return': beginReturn,
    'POST /api/register_sales': postSale,
    'GET /api/2.0/search': search,
    'PUT /api/2.1/products/:id': putProduct,
    'GET /api/2.0/outlets': few([{ id: OUTLET, name: 'Winkel' }]),
    'GET /api/2.0/registers': few([{ id: WHERE.register_id, name: 'Web', outlet_id: OUTLET }]),
    'GET /api/2.0/users': few([{ id: WHERE.user_id, name: 'Kim' }]),
    'GET /api/2.0/payment_types': few([{ id: uuid(300), name: 'Web' }]),
    'GET /api/2.0/taxes': few([21, 9, 0].map((rate) => ({ id: taxId(rate), name: `${rate}%`, rate: rate / 100 }))),
  },
  hooks: {
    product: ofProduct,
    added: ofProduct,
    removed: ofProduct,
    article: (sim, article) => told('product.update', shown(article)),
    stock: (sim, article) => told('inventory.update', { ...level(article), product: { id: uuid(article.id) } }),
    ordered: (sim, order) => told('sale.update', saleShown(order)),
    order: (sim, order) => told('sale.update', saleShown(order)),
    cancelled: (sim, order) => told('sale.update', saleShown(order)),
    refund: (sim, { order, refund }) => told('sale.update', returnShown(order, refund)),
  },
  signed,
};

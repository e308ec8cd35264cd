// Lightspeed Retail (X-Series, formerly Vend): a version is the cursor, stock has a list and versions of its own, orders are
// sales, a 429 says its moment as an HTTP date, webhooks are forms.
import { createHmac } from 'node:crypto';
import { amount, lineOf, shippingOf, totalOf, vatOf } from '../shop.mjs';
import { cents } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { bounded, ok, Refusal } from '../reply.mjs';

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

const STATUS = { paid: 'CLOSED', pending: 'SAVED', cancelled: 'VOIDED' };
const saleLine = ({ id, article, quantity, gross, vat, rate }, sign = 1) => ({
  id: uuid(id),
  product_id: uuid(article.id),
  quantity: sign * quantity,
  price: (gross - vat) / quantity / 100,
  price_total: (sign * (gross - vat)) / 100,
  tax: vat / quantity / 100,
  tax_total: (sign * vat) / 100,
  tax_id: uuid(rate),
  status: 'CONFIRMED',
});
const saleShown = (order) => ({
  id: uuid(order.id),
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
  line_items: order.lines.map((line) => saleLine(line)),
  version: order.changed.version,
  deleted_at: null,
  payments: order.tenders.map(({ tender_id: id, amount: paid }, at) => ({
    id: uuid(order.id * 10 + at),
    name: id,
    retailer_payment_type_id: uuid(300),
    amount: paid / 100,
  })),
});
const returnShown = (order, refund) => ({
  id: uuid(refund.id),
  source_id: null,
  invoice_number: `${order.number}-R${refund.id}`,
  status: 'CLOSED',
  state: 'closed',
  note: refund.returnId,
  return_for: uuid(order.id),
  sale_date: iso(refund.changed.at),
  created_at: iso(refund.changed.at),
  updated_at: iso(refund.changed.at),
  version: refund.changed.version,
  deleted_at: null,
  payments: [],
  line_items: refund.lines.map(({ id, line, quantity, gross, vat }) =>
    saleLine({ ...line, id, quantity, gross, vat }, -1),
  ),
});
const salesOf = (shop) =>
  shop.orders.flatMap((order) => [saleShown(order), ...order.refunds.map((refund) => returnShown(order, refund))]);

/** A sale that its maker named is made once: the same `source_id` changes it. */
function makeSale(sim, { text: body }) {
  const asked = JSON.parse(body);
  const known = asked.source_id && sim.shop.orders.find(({ key }) => key === asked.source_id);
  if (known) {
    if (asked.status === 'VOIDED') sim.shop.cancel(known);
    if (asked.status === 'CLOSED') sim.shop.pay(known);
    return ok({ register_sale: saleShown(known) });
  }
  const rows = asked.register_sale_products ?? [];
  const grossOf = ({ price, tax, quantity }) => Math.round((Number(price) + Number(tax ?? 0)) * 100) * Number(quantity);
  const isShipping = ({ product_id: id }) => idOf(id) < 0;
  const lines = rows
    .filter((row) => !isShipping(row))
    .map((row) => {
      const article = sim.shop.articles.get(idOf(row.product_id));
      if (!article || article.product.removed) throw refuse(422, `product ${row.product_id} does not exist`);
      return lineOf(article, Number(row.quantity), grossOf(row));
    });
  const told = JSON.parse(/\{.*\}/s.exec(asked.note ?? '')?.[0] ?? '{}');
  const order = sim.shop.order({
    lines,
    asked,
    key: asked.source_id ?? null,
    isPaid: (asked.status ?? 'CLOSED') === 'CLOSED',
    shipping: rows.filter(isShipping).map((row) => shippingOf('Verzending', grossOf(row))),
    attributes: { platform_id: told.platform_id, platform_order_id: told.platform_order_id },
    tenders: (told.tenders ?? []).map(({ tender_id: id, amount: paid }) => ({ tender_id: id, amount: amount(paid) })),
  });
  return ok({ register_sale: saleShown(order) });
}

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
    'POST /api/register_sales': makeSale,
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

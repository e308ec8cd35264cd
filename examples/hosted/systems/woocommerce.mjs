// WooCommerce's REST v3: pages by number with X-WP headers, variations in lists of their own, signed webhooks. A change of
// a variation moves the variation only.
import { createHmac, randomUUID } from 'node:crypto';
import { grossOf, text, vatIn } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { bounded, created, isSince, moment, ok, Refusal } from '../reply.mjs';
import { amount, amountOf, lineOf, shippingOf, totalOf, vatOf } from '../shop.mjs';

const API = '/wp-json/wc/v3';
const MOST = 100;
const errors = (status, message, { code = 'woocommerce_rest_error' } = {}) => ({ code, message, data: { status } });
const refuse = (status, code, message) => new Refusal(status, errors(status, message, { code }));
const unknown = () => refuse(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
const iso = (at) => new Date(at).toISOString().slice(0, 19);
const dates = (name, at) => ({ [name]: at ? iso(at + 3_600_000) : null, [`${name}_gmt`]: at ? iso(at) : null });
// WordPress gives an ampersand out as an entity.
const title = (name) => name.replaceAll('&', '&amp;');
const numberOf = (name) => [...name].reduce((number, letter) => (number * 31 + letter.codePointAt(0)) % 100_000, 7);

const sellable = ({ id, sku, gtin, current, price, stock, backorders }) => ({
  id,
  sku,
  global_unique_id: gtin,
  price: current,
  regular_price: price,
  sale_price: current === price ? '' : current,
  ...dates('date_on_sale_from', null),
  ...dates('date_on_sale_to', null),
  manage_stock: stock !== null,
  stock_quantity: stock,
  backorders,
  stock_status: stock === null || stock > 0 ? 'instock' : backorders === 'no' ? 'outofstock' : 'onbackorder',
});
const NOTHING = {
  sku: '',
  global_unique_id: '',
  regular_price: '',
  sale_price: '',
  manage_stock: false,
  stock_quantity: null,
  stock_status: 'instock',
  backorders: 'no',
};

const taxes = ({ vat }) => ({ tax_status: 'taxable', tax_class: vat === 9 ? 'reduced-rate' : '' });
const weightOf = (grams) => (grams ? String(grams / 1000) : '');

function shown(product) {
  const isVariable = product.vary.length > 0;
  const [first] = product.articles;
  // A simple product is its only article; of a variable one the variations change by themselves.
  const changed = isVariable ? product.changed.at : Math.max(product.changed.at, first.changed.at, first.moved.at);
  return {
    ...(isVariable ? { ...NOTHING, price: first.current, sku: product.sku } : sellable(first)),
    id: product.id,
    name: title(product.name),
    slug: product.slug,
    permalink: `https://winkel.example/product/${product.slug}/`,
    type: isVariable ? 'variable' : 'simple',
    status: 'publish',
    catalog_visibility: 'visible',
    ...dates('date_created', product.created),
    ...dates('date_modified', changed),
    description: `<p>${product.text}</p>\n`,
    short_description: '',
    ...taxes(product),
    weight: weightOf(product.grams),
    dimensions: { length: '', width: '', height: '' },
    virtual: product.virtual,
    parent_id: 0,
    brands: [{ id: numberOf(product.brand), name: product.brand, slug: product.brand.toLowerCase() }],
    tags: product.tags.map((name) => ({ id: numberOf(name), name, slug: name })),
    categories: product.path.map((name) => ({ id: numberOf(name), name: title(name), slug: name.toLowerCase() })),
    images: [
      {
        id: product.id * 10,
        src: `https://winkel.example/wp-content/uploads/${product.slug}.webp`,
        name: product.slug,
        alt: title(product.name),
      },
    ],
    attributes: product.vary.map((name, at) => ({
      id: numberOf(name),
      name,
      position: at,
      visible: true,
      variation: true,
      options: [...new Set(product.articles.map(({ options }) => options[at]))],
    })),
    variations: isVariable ? product.articles.map(({ id }) => id) : [],
    meta_data: [],
  };
}

const variationShown = (article) => {
  const { product } = article;
  const up = [{ href: `https://winkel.example${API}/products/${product.id}` }];
  return {
    ...sellable(article),
    type: 'variation',
    parent_id: product.id,
    name: article.options.join(', '),
    description: '',
    status: 'publish',
    ...taxes(product),
    weight: weightOf(article.grams),
    dimensions: { length: '', width: '', height: '' },
    virtual: product.virtual,
    image: null,
    ...dates('date_created', product.created),
    ...dates('date_modified', Math.max(article.changed.at, article.moved.at)),
    meta_data: [],
    _links: { up },
    attributes: product.vary.map((name, at) => ({ id: numberOf(name), name, option: article.options[at] })),
  };
};

// Lists

function listed({ query, path, origin }, rows, show) {
  const size = bounded(query.per_page, 10, MOST);
  if (Number(query.per_page) > MOST) throw refuse(400, 'rest_invalid_param', 'Invalid parameter(s): per_page');
  const page = bounded(query.page, 1, Infinity);
  const pages = Math.ceil(rows.length / size);
  const next =
    page < pages ? { link: `<${origin}${path}?${new URLSearchParams({ ...query, page: page + 1 })}>; rel="next"` } : {};
  const from = Number(query.offset ?? (page - 1) * size); // an offset goes before a page
  return ok(rows.slice(from, from + size).map(show), {
    'x-wp-total': String(rows.length),
    'x-wp-totalpages': String(pages),
    ...next,
  });
}

const sinceOf = (value) => moment(value, refuse(400, 'rest_invalid_param', 'Invalid parameter(s): modified_after'));
const changedAt = (shownOne) => Date.parse(`${shownOne.date_modified_gmt}Z`);

// The newest stand first unless asked otherwise: what comes while it is read moves all others to later pages.
function ordered(rows, { order = 'desc' }) {
  return order === 'asc' ? rows : rows.toReversed();
}

function products(sim, call) {
  const { query } = call;
  const since = sinceOf(query.modified_after);
  let rows = sim.shop.live();
  // A variation's number finds the variation itself, among the products.
  const article = query.sku && sim.shop.bySku.get(query.sku);
  if (article?.product.vary.length && !article.product.removed) return listed(call, [article], variationShown);
  if (query.sku) rows = rows.filter(({ sku }) => sku === query.sku);
  if (query.include) rows = rows.filter(({ id }) => query.include.split(',').includes(String(id)));
  if (since !== undefined) rows = rows.filter((product) => isSince(changedAt(shown(product)), since));
  return listed(call, ordered(rows, query), shown);
}
products.isList = true;

function productOf(sim, id) {
  const found = sim.shop.product(id);
  if (!found) throw unknown();
  return found;
}

function variations(sim, call) {
  const product = productOf(sim, call.params.id);
  const since = sinceOf(call.query.modified_after);
  const rows = product.vary.length
    ? product.articles.filter((own) => isSince(Math.max(own.changed.at, own.moved.at), since))
    : [];
  return listed(call, ordered(rows, call.query), variationShown);
}

function variation(sim, { params }) {
  const found = productOf(sim, params.id).articles.find(({ id }) => id === Number(params.variation));
  if (!found) throw unknown();
  return ok(variationShown(found));
}

// Orders

const metaOf = (order) => (order.asked.meta_data ?? []).map((own, at) => ({ id: order.id * 10 + at, ...own }));
const net = (line) => text(line.gross - line.vat);

const orderShown = (order) => ({
  id: order.id,
  number: String(order.number),
  status: { paid: 'processing', pending: 'pending', cancelled: 'cancelled' }[order.status],
  currency: 'EUR',
  prices_include_tax: true,
  ...dates('date_created', order.created.at),
  ...dates('date_modified', order.changed.at),
  ...dates('date_paid', order.paidAt),
  total: text(totalOf(order)),
  total_tax: text(vatOf(order)),
  billing: order.asked.billing ?? {},
  shipping: order.asked.shipping ?? {},
  payment_method: order.asked.payment_method ?? '',
  transaction_id: order.asked.transaction_id ?? '',
  line_items: order.lines.map((line) => ({
    id: line.id,
    name: line.article.product.name,
    product_id: line.article.product.id,
    variation_id: line.article.product.vary.length ? line.article.id : 0,
    sku: line.article.sku,
    quantity: line.quantity,
    subtotal: net(line),
    total: net(line),
    total_tax: text(line.vat),
    meta_data: line.meta ?? [],
  })),
  shipping_lines: order.shipping.map((line) => ({
    id: line.id,
    method_title: line.title,
    total: net(line),
    total_tax: text(line.vat),
    meta_data: line.meta ?? [],
  })),
  meta_data: metaOf(order),
  refunds: order.refunds.map((refund) => ({
    id: refund.id,
    reason: refund.note,
    total: `-${text(amountOf(refund))}`,
  })),
});

const refundShown = (order, refund) => ({
  id: refund.id,
  ...dates('date_created', refund.changed.at),
  amount: text(amountOf(refund)),
  reason: refund.note,
  refunded_payment: false,
  meta_data: [],
  // The line of a refund has an id of its own; whose line it is stands in its meta data.
  line_items: refund.lines.map(({ id, line, quantity, gross, vat }) => ({
    id,
    product_id: line.article.product.id,
    variation_id: line.article.product.vary.length ? line.article.id : 0,
    sku: line.article.sku,
    quantity: -quantity,
    total: `-${text(gross - vat)}`,
    total_tax: `-${text(vat)}`,
    meta_data: [{ id: id * 10, key: '_refunded_item_id', value: String(line.id) }],
  })),
  shipping_lines: refund.shipping
    ? [
        {
          id: refund.id * 10 + 9,
          total: text(vatIn(refund.shipping, 21) - refund.shipping),
          total_tax: text(-vatIn(refund.shipping, 21)),
          meta_data: [{ id: refund.id * 100, key: '_refunded_item_id', value: String(order.shipping[0].id) }],
        },
      ]
    : [],
});

const grossFrom = (own, rate) =>
  own.total_tax === undefined ? grossOf(own.total, rate) : amount(own.total) + amount(own.total_tax);

function makeOrder(sim, { text: body }) {
  const asked = JSON.parse(body);
  const lines = (asked.line_items ?? []).map((item) => {
    const article = sim.shop.articles.get(Number(item.variation_id) || Number(item.product_id));
    if (!article || article.product.removed)
      throw refuse(400, 'woocommerce_rest_invalid_product_id', 'Invalid product ID.');
    const line = lineOf(article, item.quantity, grossFrom({ ...item, total: item.total ?? '0' }, article.product.vat));
    return { ...line, meta: item.meta_data ?? [] };
  });
  const meta = Object.fromEntries((asked.meta_data ?? []).map(({ key, value }) => [key, value]));
  const order = sim.shop.order({
    lines,
    asked,
    key: meta.koppel_key ?? meta._koppel_key ?? null,
    oversells: true, // as the real one: its interface books what it is told
    isPaid: asked.set_paid === true || asked.status === 'processing',
    attributes: Object.fromEntries(
      Object.entries(meta)
        .filter(([, value]) => typeof value === 'string')
        .map(([name, value]) => [name.replace(/^_/, ''), value]),
    ),
    shipping: (asked.shipping_lines ?? []).map((own) => ({
      ...shippingOf(own.method_title, grossFrom(own, 21)),
      meta: own.meta_data ?? [],
    })),
    tenders: tendersOf(meta),
  });
  return created(orderShown(order));
}

/** How it was paid stands in the order's meta data, for WooCommerce knows one payment for each order. */
function tendersOf(meta) {
  const told = Object.entries(meta).find(([name]) => /payments|tenders/.test(name))?.[1] ?? [];
  const list = typeof told === 'string' ? JSON.parse(told) : told;
  return list.map(({ tender_id: id, amount: paid }) => ({ tender_id: id, amount: amount(paid) }));
}

function orderOf(sim, id) {
  const found = sim.shop.orderOf(id);
  if (!found) throw refuse(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  return found;
}

/** `search` looks at numbers and names, never at meta data. */
function orders(sim, call) {
  const { query } = call;
  const [after, modified] = [sinceOf(query.after), sinceOf(query.modified_after)];
  const rows = sim.shop.orders.filter(
    (order) =>
      isSince(order.created.at, after) &&
      isSince(order.changed.at, modified) &&
      (!query.search || String(order.number).includes(query.search)) &&
      (!query.status || query.status === 'any' || orderShown(order).status === query.status),
  );
  return listed(call, ordered(rows, query), orderShown);
}

function putOrder(sim, { params, text: body }) {
  const order = orderOf(sim, params.id);
  const { status, set_paid: isPaid, meta_data: meta = [] } = JSON.parse(body);
  for (const own of meta)
    order.asked.meta_data = [...(order.asked.meta_data ?? []).filter(({ key }) => key !== own.key), own];
  const told = tendersOf(Object.fromEntries(meta.map(({ key, value }) => [key, value])));
  if (told.length) order.tenders = told;
  if (isPaid || status === 'processing' || status === 'completed') sim.shop.pay(order);
  if (status === 'cancelled') sim.shop.cancel(order);
  return ok(orderShown(order));
}

function refunds(sim, call) {
  const order = orderOf(sim, call.params.id);
  return listed(call, ordered(order.refunds, call.query), (refund) => refundShown(order, refund));
}

// What staff does, by the same interface

function putArticle(sim, article, { text: body }) {
  if (!article || article.product.removed) throw unknown();
  const { stock_quantity: quantity, regular_price: price } = JSON.parse(body);
  if (quantity !== undefined) sim.shop.setStock(article.sku, quantity);
  if (price !== undefined) sim.shop.setPrice(article.sku, text(amount(price)));
  return ok(article.product.vary.length ? variationShown(article) : shown(article.product));
}

/** Two refunds of the same reason are two refunds. What goes beyond the items that it names is an amount without them. */
function makeRefund(sim, { params, text: body }) {
  const order = orderOf(sim, params.id);
  const asked = JSON.parse(body);
  const grossAsked = ({ refund_total: total = '0', refund_tax: taxes_ = [] }) =>
    taxes_.reduce((sum, own) => sum + amount(own.refund_total), amount(total));
  const items = asked.line_items ?? [];
  const named = items.reduce((sum, item) => sum + grossAsked(item), 0);
  const ofShipping = items.filter(({ id }) => order.shipping.some((own) => own.id === id));
  const lines = items
    .filter((item) => !ofShipping.includes(item))
    .map(({ id, quantity }) => {
      const line = order.lines.find((own) => own.id === id);
      const isLeft = line && quantity <= line.quantity - line.returned;
      if (!isLeft) throw refuse(400, 'woocommerce_rest_cannot_create_order_refund', 'Invalid refund amount.');
      return { sku: line.article.sku, quantity };
    });
  const refund = sim.shop.takeBack(order, `refund-${sim.shop.nextId()}`, lines, {
    note: asked.reason,
    shipping: ofShipping.reduce((sum, item) => sum + grossAsked(item), 0),
    beyond: asked.amount === undefined ? 0 : amount(asked.amount) - named,
  }).refund;
  return created(refundShown(order, refund));
}

// Webhooks

const told = (topic, document) => [{ topic, document }];
const changed = (sim, article) =>
  told('product.updated', article.product.vary.length ? variationShown(article) : shown(article.product));
const orderTold = (sim, order) => told('order.updated', orderShown(order));

const signed = signing((body, secret, topic) => {
  const [resource, event] = topic.split('.');
  return {
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-resource': resource,
    'x-wc-webhook-event': event,
    'x-wc-webhook-source': 'https://winkel.example/',
    'x-wc-webhook-id': '1',
    'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
    'x-wc-webhook-delivery-id': randomUUID(),
  };
});

const basic = (text_) => Buffer.from(text_).toString('base64');

export const woocommerce = {
  // WooCommerce counts no calls; a host before it may.
  pace: { size: 1000, leak: 1000 },
  errors,
  authenticate({ key }, { headers, query }) {
    const isKeyed =
      headers.authorization === `Basic ${basic(`ck_${key}:cs_${key}`)}` ||
      (query.consumer_key === `ck_${key}` && query.consumer_secret === `cs_${key}`);
    if (!isKeyed) throw refuse(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
  },
  throttled: (sim, wait) =>
    new Refusal(429, errors(429, 'Too many requests.'), { 'retry-after': String(Math.ceil(wait)) }),
  routes: {
    [`GET ${API}/products`]: products,
    [`GET ${API}/products/:id`]: (sim, { params }) => {
      // A variation's number finds the variation here too.
      const article = sim.shop.articles.get(Number(params.id));
      return ok(
        article?.product.vary.length && !article.product.removed
          ? variationShown(article)
          : shown(productOf(sim, params.id)),
      );
    },
    [`GET ${API}/products/:id/variations`]: variations,
    [`GET ${API}/products/:id/variations/:variation`]: variation,
    [`GET ${API}/orders`]: orders,
    [`POST ${API}/orders`]: makeOrder,
    [`GET ${API}/orders/:id`]: (sim, { params }) => ok(orderShown(orderOf(sim, params.id))),
    [`PUT ${API}/orders/:id`]: putOrder,
    [`GET ${API}/orders/:id/refunds`]: refunds,
    [`POST ${API}/orders/:id/refunds`]: makeRefund,
    [`PUT ${API}/products/:id`]: (sim, call) => putArticle(sim, sim.shop.articles.get(Number(call.params.id)), call),
    [`PUT ${API}/products/:id/variations/:variation`]: (sim, call) =>
      putArticle(sim, sim.shop.articles.get(Number(call.params.variation)), call),
  },
  hooks: {
    product: (sim, product) => told('product.updated', shown(product)),
    article: changed,
    stock: changed,
    added: (sim, product) => told('product.created', shown(product)),
    removed: (sim, { id }) => told('product.deleted', { id }),
    ordered: (sim, order) => told('order.created', orderShown(order)),
    order: orderTold,
    cancelled: orderTold,
    refund: (sim, { order }) => orderTold(sim, order),
  },
  signed,
};

// Lightspeed eCom (C-Series): pages by number or after a number, variants beside or within their products, three windows of
// calls in one header, webhooks signed by md5. A price or stock moves the variant only. An order is made as a checkout.
import { createHash } from 'node:crypto';
import { cents, text } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { bounded, created, isSince, moment, ok, pageOf, Refusal } from '../reply.mjs';
import { told as toldIn } from '../note.mjs';
import { lineOf, shippingOf, totalOf, vatOf } from '../shop.mjs';

const API = '/:language';
const MOST = 250;
const TAXES = [
  { id: 1, rate: 0.21, title: '21%' },
  { id: 2, rate: 0.09, title: '9%' },
];
const errors = (status, message) => ({ error: { code: status, method: '', request: '', message } });
const refuse = (status, message) => new Refusal(status, errors(status, message));
const iso = (at) => new Date(at + 3_600_000).toISOString().replace(/\.\d+Z$/, '+01:00');
const numberOf = (name) =>
  5000 + [...name].reduce((number, letter) => (number * 31 + letter.codePointAt(0)) % 89_989, 7);
const resource = (id, url) => ({ resource: { id, url, link: `https://api.webshopapp.com/nl/${url}.json` } });
const money = (net) => Math.round(net * 10_000) / 10_000;
const taxOf = ({ vat }) => TAXES.find(({ rate }) => Math.round(rate * 100) === vat);

// Every product has a variant; a simple one is called Default and has its product's number plus a great one.
const VARIANT = 200_000_000;

const variantShown = (article, tax) => {
  const { product } = article;
  const [incl, was] = [
    cents(article.current) / 100,
    article.current === article.price ? 0 : cents(article.price) / 100,
  ];
  return {
    id: VARIANT + article.id,
    createdAt: iso(product.created),
    updatedAt: iso(Math.max(article.changed.at, article.moved.at)),
    isDefault: product.articles[0] === article,
    sortOrder: product.articles.indexOf(article) + 1,
    articleCode: article.sku,
    ean: article.gtin,
    sku: '',
    hs: null,
    tax,
    taxType: 'auto',
    priceExcl: money(incl / (1 + product.vat / 100)),
    priceIncl: incl,
    priceCost: 0,
    oldPriceExcl: money(was / (1 + product.vat / 100)),
    oldPriceIncl: was,
    stockTracking: article.stock === null ? 'disabled' : article.backorders === 'no' ? 'enabled' : 'indicator',
    stockLevel: article.stock ?? 0,
    stockAlert: 0,
    stockMinimum: 0,
    stockSold: 0,
    stockBuyMininum: 1,
    stockBuyMinimum: 1,
    stockBuyMaximum: 10_000,
    weight: article.grams ?? 0,
    weightValue: ((article.grams ?? 0) / 1000).toFixed(3),
    weightUnit: 'kg',
    colli: 0,
    image: false,
    title: product.vary.length ? article.options.join(' / ') : 'Default',
    options: product.vary.map((name, at) => ({ id: numberOf(name), name, value: article.options[at] })),
    product: resource(product.id, `products/${product.id}`),
  };
};

const base = (product) => ({
  id: product.id,
  createdAt: iso(product.created),
  updatedAt: iso(product.changed.at),
  isVisible: true,
  visibility: 'visible',
  hasMatrix: false,
  data01: '',
  data02: '',
  data03: '',
  url: product.slug,
  title: product.name,
  fulltitle: product.name,
  description: '',
  content: `<p>${product.text}</p>`,
  deliverydate: false,
  supplier: false,
  type: false,
  image: { src: `https://cdn.winkel.example/${product.slug}.webp`, title: product.slug },
  set: product.vary.length
    ? {
        id: product.id,
        options: product.vary.map((name, at) => ({
          id: numberOf(name),
          name,
          values: [...new Set(product.articles.map(({ options }) => options[at]))].map((value) => ({
            id: numberOf(value),
            name: value,
          })),
        })),
      }
    : false,
});

const shown = (product) => ({
  ...base(product),
  brand: resource(numberOf(product.brand), `brands/${numberOf(product.brand)}`),
  categories: resource(false, `categories/products?product=${product.id}`),
  images: resource(false, `products/${product.id}/images`),
  variants: resource(false, `variants?product=${product.id}`),
});

/** The expanded shape: the variants within, the tax as a fraction. Its moment is the product's own all the same. */
const expanded = (product) => ({
  ...base(product),
  brand: { id: numberOf(product.brand), title: product.brand },
  categories: product.path.map((title) => ({ id: numberOf(title), title, url: title.toLowerCase() })),
  images: [{ id: product.id * 10, src: `https://cdn.winkel.example/${product.slug}.webp`, title: product.slug }],
  specifications: [],
  filters: [],
  variants: product.articles.map((article) => variantShown(article, product.vat / 100)),
});

function listed(name, { query }, rows, idOf, show) {
  const size = bounded(query.limit, 50, MOST);
  const left = query.since_id === undefined ? rows : rows.filter((row) => idOf(row) > Number(query.since_id));
  return ok({ [name]: pageOf(left, bounded(query.page, 1, Infinity), size).map(show) });
}
const since = ({ query }) => moment(query.updated_at_min, refuse(400, 'updated_at_min is not a date.'));

const productRows = (sim, call) => {
  const from = since(call);
  return sim.shop.live().filter(({ changed }) => isSince(changed.at, from));
};
const variantRows = (sim, call) => {
  const from = since(call);
  return [...sim.shop.articles.values()].filter(
    ({ product, changed, moved }) =>
      !product.removed &&
      isSince(Math.max(changed.at, moved.at), from) &&
      (!call.query.product || product.id === Number(call.query.product)),
  );
};
const idOf = ({ id }) => id;
const beside = (article) =>
  variantShown(article, resource(taxOf(article.product).id, `taxes/${taxOf(article.product).id}`));

const products = (sim, call) => listed('products', call, productRows(sim, call), idOf, shown);
const catalog = (sim, call) => listed('products', call, productRows(sim, call), idOf, expanded);
const variants = (sim, call) => listed('variants', call, variantRows(sim, call), ({ id }) => VARIANT + id, beside);
const brands = (sim, call) =>
  listed(
    'brands',
    call,
    [...new Set(sim.shop.products.map(({ brand }) => brand))].map((title) => ({ id: numberOf(title), title })),
    idOf,
    (row) => row,
  );
products.isList = true;
catalog.isList = true;

function found(one) {
  if (!one) throw refuse(404, 'Resource not found');
  return one;
}
const ofId = (sim, { params }) => found(sim.shop.product(params.id));

// Orders: a checkout, its products, and the order made of it.

const STATUS = { paid: 'processing_awaiting_shipment', pending: 'processing_awaiting_payment', cancelled: 'cancelled' };

const shipmentOf = ({ shipping: [own] }) => ({
  shipmentTitle: own?.title ?? '',
  shipmentPriceIncl: own ? own.gross / 100 : 0,
  shipmentPriceExcl: own ? (own.gross - own.vat) / 100 : 0,
  shipmentTaxRate: own ? own.rate / 100 : 0,
});
const orderShown = (order) => ({
  id: order.id,
  number: `ORD${order.number}`,
  createdAt: iso(order.created.at),
  updatedAt: iso(order.changed.at),
  status: STATUS[order.status],
  paymentStatus: order.status === 'paid' ? 'paid' : 'not_paid',
  priceIncl: totalOf(order) / 100,
  priceExcl: (totalOf(order) - vatOf(order)) / 100,
  ...shipmentOf(order),
  comment: order.asked.comment ?? '',
  memo: order.asked.memo ?? '',
  customStatusId: null,
  products: resource(false, `orders/${order.id}/products`),
});
const productsOf = (order) =>
  order.lines.map(({ id, article, quantity, gross, rate, vat, returned }) => ({
    id,
    articleCode: article.sku,
    quantityOrdered: quantity,
    quantityReturned: returned,
    priceIncl: gross / quantity / 100,
    priceExcl: (gross - vat) / quantity / 100,
    taxRate: rate / 100,
    variant: resource(VARIANT + article.id, `variants/${VARIANT + article.id}`),
  }));
const returnsOf = (order) =>
  order.refunds.map((refund) => ({
    id: refund.id,
    createdAt: iso(refund.changed.at),
    updatedAt: iso(refund.changed.at),
    orderId: order.id,
    status: 'received',
    isStockAdjusted: true,
    staffNote: refund.note,
    orderProducts: refund.lines.map(({ line, quantity }) => ({ id: line.id, quantity })),
  }));

const checkoutsOf = (sim) => {
  sim.checkouts ??= new Map();
  return sim.checkouts;
};

function makeCheckout(sim, { text: body }) {
  const checkout = { id: sim.shop.nextId(), products: [], ...JSON.parse(body || '{}') };
  checkoutsOf(sim).set(checkout.id, checkout);
  return created(checkout);
}
const checkoutOf = (sim, { params }) => found(checkoutsOf(sim).get(Number(params.id)));

/** At the shop's price, unless another is told. */
function addProduct(sim, call) {
  const asked = JSON.parse(call.text);
  const article = found(sim.shop.articles.get(Number(asked.variant_id) - VARIANT));
  const piece = asked.special_price_incl ?? article.current;
  const gross = Math.round(Number(piece) * Number(asked.quantity) * 100);
  checkoutOf(sim, call).products.push(lineOf(article, Number(asked.quantity), gross));
  return created({ id: sim.shop.nextId(), ...asked });
}

/** How it is sent and paid. */
function putCheckout(sim, call) {
  const { products: _, ...shown_ } = Object.assign(checkoutOf(sim, call), JSON.parse(call.text));
  return ok(shown_);
}

function faultsOf(sim, { products, shipment_method: sent, payment_method: paid }) {
  const short = products.filter(({ article: { sku, stock, backorders }, quantity }) => {
    const isCounted = stock !== null && backorders === 'no';
    return (isCounted && stock < quantity) || sku === sim.shop.refusedSku;
  });
  return [
    ...short.map(({ article }) => `${article.product.name} is not in stock`),
    ...(sent ? [] : ['shipment_method is missing']),
    ...(paid ? [] : ['payment_method is missing']),
  ];
}

function validate(sim, call) {
  const faults = faultsOf(sim, checkoutOf(sim, call));
  return ok({ validated: faults.length === 0, errors: faults });
}

function makeOrder(sim, call) {
  const checkout = checkoutOf(sim, call);
  const faults = faultsOf(sim, checkout);
  if (faults.length) throw refuse(400, faults.join('; '));
  const { shipment_method: sent } = checkout;
  const gross = Math.round(sent.price_incl * 100);
  const order = sim.shop.order({
    lines: checkout.products,
    asked: { comment: checkout.comment },
    isPaid: false,
    shipping: gross > 0 ? [shippingOf(sent.title, gross)] : [],
    ...toldIn(checkout.comment),
  });
  checkoutsOf(sim).delete(checkout.id);
  return created({ order_id: order.id });
}

const orderOf = (sim, { params }) => found(sim.shop.orderOf(params.id));

function putOrder(sim, call) {
  const order = orderOf(sim, call);
  const { order: asked } = JSON.parse(call.text);
  Object.assign(order.asked, asked);
  if (asked.status === 'cancelled') sim.shop.cancel(order);
  if (asked.paymentStatus === 'paid') sim.shop.pay(order, order.tenders.length ? [] : toldIn(asked.memo).tenders);
  return ok({ order: orderShown(order) });
}

function orders(sim, call) {
  const [from, changed] = [
    moment(call.query.created_at_min, refuse(400, 'created_at_min is not a date.')),
    since(call),
  ];
  return listed(
    'orders',
    call,
    sim.shop.orders.filter((order) => isSince(order.created.at, from) && isSince(order.changed.at, changed)),
    idOf,
    orderShown,
  );
}

/** What staff does: what came back, of which order. */
function makeReturn(sim, { text: body }) {
  const { return: asked } = JSON.parse(body);
  const order = found(sim.shop.orderOf(asked.orderId));
  const lines = asked.orderProducts.map(({ id, quantity }) => {
    const line = found(order.lines.find((own) => own.id === id));
    return { sku: line.article.sku, quantity };
  });
  const { refund } = sim.shop.takeBack(order, `return-${sim.shop.nextId()}`, lines, { note: asked.staffNote });
  return created({ return: returnsOf(order).find(({ id }) => id === refund.id) });
}

function putVariant(sim, { params, text: body }) {
  const article = found(sim.shop.articles.get(Number(params.id) - VARIANT));
  const { stockLevel, priceIncl } = JSON.parse(body).variant;
  if (stockLevel !== undefined) sim.shop.setStock(article.sku, stockLevel);
  if (priceIncl !== undefined) sim.shop.setPrice(article.sku, text(Math.round(priceIncl * 100)));
  return ok({ variant: beside(article) });
}

function returns(sim, call) {
  const from = since(call);
  const rows = sim.shop.orders.flatMap((order) =>
    isSince(order.changed.at, from)
      ? returnsOf(order).filter(({ updatedAt }) => isSince(Date.parse(updatedAt), from))
      : [],
  );
  return listed('returns', call, rows, idOf, (row) => row);
}

// Webhooks

const told = (topic, document) => [{ topic, document }];
const signed = signing((body, secret, topic) => ({
  'x-event': topic,
  'x-shop-id': '1001',
  'x-language': 'nl',
  'x-signature': createHash('md5')
    .update(body + secret)
    .digest('hex'),
}));
const ofVariant = (sim, article) => told('variants/updated', { variant: beside(article) });
const ofOrder = (sim, order) => told('orders/updated', { order: orderShown(order) });

export const lightspeedC = {
  pace: { size: 300, leak: 1 },
  errors,
  authenticate({ key, secret }, { headers }) {
    const expected = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    if (headers.authorization !== expected) throw refuse(401, 'Unauthorized');
  },
  throttled: (sim, wait) =>
    new Refusal(429, errors(429, 'Too many requests'), { 'retry-after': String(Math.ceil(wait)) }),
  // Of five minutes, an hour and a day.
  headers: ({ pace }) => ({
    'x-ratelimit-limit': `${pace.size}/${pace.size * 10}/${pace.size * 40}`,
    'x-ratelimit-remaining': `${pace.size - pace.level}/${pace.size * 10 - pace.level}/${pace.size * 40 - pace.level}`,
    'x-ratelimit-reset': `${Math.ceil(pace.level / pace.leak)}/3600/86400`,
  }),
  routes: {
    [`GET ${API}/products.json`]: products,
    [`GET ${API}/products/count.json`]: (sim, call) => ok({ count: productRows(sim, call).length }),
    [`GET ${API}/products/:id.json`]: (sim, call) => ok({ product: shown(ofId(sim, call)) }),
    [`GET ${API}/catalog.json`]: catalog,
    [`GET ${API}/catalog/:id.json`]: (sim, call) => ok({ product: expanded(ofId(sim, call)) }),
    [`GET ${API}/variants.json`]: variants,
    [`GET ${API}/variants/count.json`]: (sim, call) => ok({ count: variantRows(sim, call).length }),
    [`GET ${API}/variants/:id.json`]: (sim, { params }) =>
      ok({ variant: beside(found(sim.shop.articles.get(Number(params.id) - VARIANT))) }),
    [`GET ${API}/taxes.json`]: () => ok({ taxes: TAXES }),
    [`GET ${API}/brands.json`]: brands,
    [`POST ${API}/checkouts.json`]: makeCheckout,
    [`POST ${API}/checkouts/:id/products.json`]: addProduct,
    [`PUT ${API}/checkouts/:id.json`]: putCheckout,
    [`GET ${API}/checkouts/:id/validate.json`]: validate,
    [`POST ${API}/checkouts/:id/order.json`]: makeOrder,
    [`GET ${API}/orders.json`]: orders,
    [`GET ${API}/orders/:id.json`]: (sim, call) => ok({ order: orderShown(orderOf(sim, call)) }),
    [`PUT ${API}/orders/:id.json`]: putOrder,
    [`GET ${API}/orders/:id/products.json`]: (sim, call) => ok({ orderProducts: productsOf(orderOf(sim, call)) }),
    [`GET ${API}/returns.json`]: returns,
    [`POST ${API}/returns.json`]: makeReturn,
    [`PUT ${API}/variants/:id.json`]: putVariant,
  },
  hooks: {
    product: (sim, product) => told('products/updated', { product: shown(product) }),
    added: (sim, product) => told('products/created', { product: shown(product) }),
    removed: (sim, { id }) => told('products/deleted', { product: { id } }),
    article: ofVariant,
    stock: ofVariant,
    order: ofOrder,
    cancelled: ofOrder,
    refund: (sim, { order, refund }) => [
      ...told('returns/created', { return: returnsOf(order).find(({ id }) => id === refund.id) }),
      ...ofOrder(sim, order),
    ],
  },
  signed,
};

// Lightspeed eCom (C-Series): pages by number or after a number, variants beside or within their products, three windows of
// calls in one header, webhooks signed by md5. A price or stock moves the variant only. An order is made as a checkout.
import { createHash } from 'node:crypto';
import { cents, text } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { bounded, created, isSince, moment, ok, pageOf, Refusal } from '../reply.mjs';
import { amount, lineOf, shippingOf, totalOf, vatOf } from '../shop.mjs';

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

const orderShown = (order) => ({
  id: order.id,
  number: `ORD${order.number}`,
  createdAt: iso(order.created.at),
  updatedAt: iso(order.changed.at),
  status: STATUS[order.status],
  paymentStatus: order.status === 'paid' ? 'paid' : 'not_paid',
  priceIncl: totalOf(order) / 100,
  priceExcl: (totalOf(order) - vatOf(order)) / 100,
  memo: order.asked.memo ?? '',
  reference: order.key,
  customStatusId: null,
  products: resource(false, `orders/${order.id}/products`),
  credits: order.refunds.map((refund) => resource(refund.id, `orders/${refund.id}`)),
});
const productsOf = (order) =>
  order.lines.map(({ id, article, quantity, gross, rate, returned }) => ({
    id,
    articleCode: article.sku,
    quantityOrdered: quantity,
    quantityReturned: returned,
    priceIncl: gross / quantity / 100,
    taxRate: rate / 100,
    variant: resource(VARIANT + article.id, `variants/${VARIANT + article.id}`),
  }));
const returnsOf = (order) =>
  order.refunds.map((refund) => ({
    id: refund.id,
    createdAt: iso(refund.changed.at),
    status: 'received',
    order: resource(order.id, `orders/${order.id}`),
    products: refund.lines.map(({ line, quantity }) => ({ orderProduct: line.id, quantity })),
  }));

const checkoutsOf = (sim) => {
  sim.checkouts ??= new Map();
  return sim.checkouts;
};

function makeCheckout(sim, { text: body }) {
  const checkout = { id: sim.shop.nextId(), products: [], ...JSON.parse(body || '{}').checkout };
  checkoutsOf(sim).set(checkout.id, checkout);
  return created({ checkout });
}
const checkoutOf = (sim, { params }) => found(checkoutsOf(sim).get(Number(params.id)));

function addProduct(sim, call) {
  const { checkoutProduct: asked } = JSON.parse(call.text);
  const article = found(sim.shop.articles.get(Number(asked.variant) - VARIANT));
  const gross = asked.priceIncl === undefined ? cents(article.current) : amount(asked.priceIncl);
  checkoutOf(sim, call).products.push(lineOf(article, Number(asked.quantity), gross * Number(asked.quantity)));
  return created({ checkoutProduct: { id: sim.shop.nextId(), ...asked } });
}

function makeOrder(sim, call) {
  const checkout = checkoutOf(sim, call);
  const asked = { ...checkout, ...JSON.parse(call.text || '{}').order };
  const told = JSON.parse(/\{.*\}/s.exec(asked.memo ?? '')?.[0] ?? '{}');
  const order = sim.shop.order({
    lines: checkout.products,
    asked,
    key: asked.reference ?? told.koppel_key ?? null,
    isPaid: asked.paymentStatus === 'paid',
    shipping: asked.shipmentPriceIncl ? [shippingOf('Verzending', amount(asked.shipmentPriceIncl))] : [],
    attributes: { platform_id: told.platform_id, platform_order_id: told.platform_order_id },
    tenders: (told.tenders ?? []).map(({ tender_id: id, amount: paid }) => ({ tender_id: id, amount: amount(paid) })),
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
  if (asked.paymentStatus === 'paid') sim.shop.pay(order);
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
    [`POST ${API}/checkouts/:id/order.json`]: makeOrder,
    [`GET ${API}/orders.json`]: orders,
    [`GET ${API}/orders/:id.json`]: (sim, call) => ok({ order: orderShown(orderOf(sim, call)) }),
    [`PUT ${API}/orders/:id.json`]: putOrder,
    [`GET ${API}/orders/:id/products.json`]: (sim, call) => ok({ orderProducts: productsOf(orderOf(sim, call)) }),
    [`GET ${API}/returns.json`]: (sim, call) =>
      listed('returns', call, sim.shop.orders.flatMap(returnsOf), idOf, (row) => row),
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

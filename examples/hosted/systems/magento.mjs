// Magento 2's REST: searchCriteria, configurables whose children are products too, select attributes as option numbers,
// and a page beyond the last that gives the last one again. It has no webhooks: a module of the shop sends a notice.
import { text } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { ok, Refusal } from '../reply.mjs';
import { amount } from '../shop.mjs';
import { errors, listed, refuse, stamp } from './magento-lists.mjs';
import * as orders from './magento-orders.mjs';

const API = '/rest/V1';
const FIRST_ATTRIBUTE = 150;

// Attributes: every kind of choice and the brand is a select whose values are numbers.

const codeOf = (name) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z]+/g, '_');

function attributesOf(sim) {
  if (!sim.attributes) {
    const values = new Map([['manufacturer', new Set()]]);
    for (const product of sim.shop.products) {
      values.get('manufacturer').add(product.brand);
      product.vary.forEach((name, at) => {
        if (!values.has(name)) values.set(name, new Set());
        for (const { options } of product.articles) values.get(name).add(options[at]);
      });
    }
    sim.attributes = new Map(
      [...values].map(([name, own], at) => [
        name,
        {
          attribute_id: FIRST_ATTRIBUTE + at,
          attribute_code: codeOf(name),
          frontend_input: 'select',
          default_frontend_label: name,
          is_user_defined: true,
          options: [
            { label: ' ', value: '' },
            ...[...own].map((label, nth) => ({ label, value: String((FIRST_ATTRIBUTE + at) * 1000 + nth) })),
          ],
        },
      ]),
    );
  }
  return sim.attributes;
}
const optionOf = (sim, name, label) =>
  attributesOf(sim)
    .get(name)
    .options.find((own) => own.label === label).value;
const categoryId = (name) =>
  String(10 + [...name].reduce((number, letter) => (number * 31 + letter.codePointAt(0)) % 9973, 7));

const custom = (code, value) => ({ attribute_code: code, value });
const stockItem = (id, stock) => ({
  item_id: id,
  product_id: id,
  stock_id: 1,
  qty: stock ?? 0,
  is_in_stock: stock === null || stock > 0,
  manage_stock: stock !== null,
  use_config_manage_stock: stock !== null,
  backorders: 0,
  min_qty: 0,
  min_sale_qty: 1,
  is_qty_decimal: false,
});

const base = (product, id, sku, name, at) => ({
  id,
  sku,
  name,
  attribute_set_id: 4,
  status: 1,
  created_at: stamp(product.created),
  updated_at: stamp(at),
  product_links: [],
  tier_prices: [],
  options: [],
  media_gallery_entries: [],
});
const customOf = (sim, product) => [
  custom('url_key', product.slug),
  custom('description', product.text),
  custom('tax_class_id', product.vat === 9 ? '4' : '2'),
  custom('manufacturer', optionOf(sim, 'manufacturer', product.brand)),
];
// The numbers of a configurable and of its children are all different; a simple product is its article.
const changedAt = (product, article) => Math.max(product.changed.at, article.changed.at, article.moved.at);

function childShown(sim, article) {
  const { product } = article;
  const isPart = product.vary.length > 0;
  return {
    ...base(
      product,
      article.id,
      article.sku,
      [product.name, ...article.options].join(' - '),
      changedAt(product, article),
    ),
    price: Number(article.current),
    weight: article.grams / 1000,
    visibility: isPart ? 1 : 4,
    type_id: product.virtual ? 'virtual' : 'simple',
    extension_attributes: {
      website_ids: [1],
      category_links: product.path.map((name, position) => ({ position, category_id: categoryId(name) })),
      stock_item: stockItem(article.id, article.stock),
    },
    custom_attributes: [
      ...customOf(sim, product),
      ...product.vary.map((name, at) => custom(codeOf(name), optionOf(sim, name, article.options[at]))),
    ],
  };
}

const configurableShown = (sim, product) => ({
  ...base(product, product.id, product.sku, product.name, product.changed.at),
  price: 0,
  weight: 0,
  visibility: 4,
  type_id: 'configurable',
  extension_attributes: {
    website_ids: [1],
    category_links: product.path.map((name, position) => ({ position, category_id: categoryId(name) })),
    stock_item: { ...stockItem(product.id, 0), manage_stock: true },
    configurable_product_options: product.vary.map((name, at) => ({
      id: product.id * 10 + at,
      attribute_id: String(attributesOf(sim).get(name).attribute_id),
      label: name,
      position: at,
      product_id: product.id,
      values: [...new Set(product.articles.map(({ options }) => options[at]))].map((label) => ({
        value_index: Number(optionOf(sim, name, label)),
      })),
    })),
    configurable_product_links: product.articles.map(({ id }) => id),
  },
  custom_attributes: customOf(sim, product),
});

/** Everything that the list knows, in the order of the numbers: a configurable, then its children. */
const itemsOf = (product) =>
  product.vary.length
    ? [{ product }, ...product.articles.map((article) => ({ product, article }))]
    : [{ product, article: product.articles[0] }];
const itemShown = (sim, { product, article }) => (article ? childShown(sim, article) : configurableShown(sim, product));
const itemAt = ({ product, article }) => (article ? changedAt(product, article) : product.changed.at);

const productRead = (row, field) =>
  ({
    updated_at: stamp(itemAt(row)),
    sku: row.article ? row.article.sku : row.product.sku,
    entity_id: row.article ? row.article.id : row.product.id,
    visibility: 4,
    status: 1,
  })[field];

function products(sim, call) {
  // Flattening 100,000 products for each page would be the simulation's cost, not the shop's.
  if (sim.flatOf !== sim.shop.live())
    Object.assign(sim, { flatOf: sim.shop.live(), flat: sim.shop.live().flatMap(itemsOf) });
  return listed(call, sim.flat, (row) => itemShown(sim, row), productRead);
}
products.isList = true;

function product(sim, { params }) {
  const found = sim.shop
    .live()
    .flatMap((own) => (own.sku === params.sku || sim.shop.bySku.get(params.sku)?.product === own ? itemsOf(own) : []))
    .find((row) => productRead(row, 'sku') === params.sku);
  if (!found) throw refuse(404, "The product that was requested doesn't exist. Verify the product and try again.");
  return ok(itemShown(sim, found));
}

function attribute(sim, { params }) {
  const found = [...attributesOf(sim).values()].find(
    (own) => own.attribute_code === params.code || String(own.attribute_id) === params.code,
  );
  if (!found) throw refuse(404, 'The attribute that was requested does not exist.');
  return found;
}

function categories(sim, call) {
  const names = [...new Set(sim.shop.products.flatMap(({ path }) => path))];
  return listed(
    call,
    names.map((name) => ({ id: Number(categoryId(name)), name, parent_id: 2, is_active: true, level: 2 })),
    (row) => row,
    (row, field) => row[field],
  );
}

function found(article) {
  if (!article || article.product.removed)
    throw refuse(404, "The product that was requested doesn't exist. Verify the product and try again.");
  return article;
}

// The shop's own module: a notice, with the key that both sides know.

const notice = (event, own) => [{ topic: event, document: { event, ...own } }];
const ofProduct =
  (event) =>
  (sim, { sku, id }) =>
    notice(event, { sku, id });

export const magento = {
  pace: { size: 1000, leak: 1000 },
  errors,
  authenticate({ key }, { headers }) {
    if (headers.authorization !== `Bearer ${key}`)
      throw refuse(401, "The consumer isn't authorized to access %resources.");
  },
  throttled: (sim, wait) =>
    new Refusal(429, errors(429, 'Too Many Requests'), { 'retry-after': String(Math.ceil(wait)) }),
  routes: {
    [`GET ${API}/products`]: products,
    [`GET ${API}/products/attributes`]: (sim, call) =>
      listed(
        call,
        [...attributesOf(sim).values()],
        (row) => row,
        (row, field) => row[field],
      ),
    [`GET ${API}/products/attributes/:code`]: (sim, call) => ok(attribute(sim, call)),
    [`GET ${API}/products/attributes/:code/options`]: (sim, call) => ok(attribute(sim, call).options),
    [`GET ${API}/products/:sku`]: product,
    [`PUT ${API}/products/:sku`]: (sim, { params, text: body }) => {
      found(sim.shop.bySku.get(params.sku));
      sim.shop.setPrice(params.sku, text(amount(JSON.parse(body).product.price)));
      return product(sim, { params });
    },
    [`PUT ${API}/products/:sku/stockItems/:item`]: (sim, { params, text: body }) => {
      found(sim.shop.bySku.get(params.sku));
      sim.shop.setStock(params.sku, JSON.parse(body).stockItem.qty);
      return ok('1');
    },
    [`GET ${API}/stockItems/:sku`]: (sim, { params }) => {
      const { id, stock } = found(sim.shop.bySku.get(params.sku));
      return ok(stockItem(id, stock));
    },
    [`GET ${API}/categories/list`]: categories,
    [`GET ${API}/orders`]: orders.list,
    [`PUT ${API}/orders/create`]: orders.make,
    [`POST ${API}/orders`]: orders.make,
    [`GET ${API}/orders/:id`]: orders.one,
    [`POST ${API}/orders/:id/cancel`]: orders.cancel,
    [`POST ${API}/orders/:id/comments`]: orders.addComment,
    [`POST ${API}/order/:id/invoice`]: orders.invoice,
    [`POST ${API}/order/:id/refund`]: orders.giveBack,
    [`GET ${API}/creditmemos`]: orders.memos,
  },
  hooks: {
    product: ofProduct('product_saved'),
    added: ofProduct('product_saved'),
    article: ofProduct('product_saved'),
    stock: ofProduct('stock_changed'),
    removed: ofProduct('product_deleted'),
    order: (sim, { id }) => notice('order_saved', { order_id: id }),
    cancelled: (sim, { id }) => notice('order_cancelled', { order_id: id }),
    refund: (sim, { order, refund }) => notice('creditmemo_saved', { id: refund.id, order_id: order.id }),
  },
  signed: signing((body, secret) => ({ 'x-koppel-key': secret })),
};

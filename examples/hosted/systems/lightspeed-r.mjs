// Lightspeed Retail (R-Series): everything is a text, one row is an object and several are a list, tokens expire, a bucket
// leaks, nothing is deleted but archived, and stock has a list of its own. It has no webhooks.
import { text } from '../../shop-own-api/amounts.mjs';
import { isSince, ok, Refusal } from '../reply.mjs';
import { amount } from '../shop.mjs';
import { errors, isAsked, iso, listed, refuse, since } from './lightspeed-r-lists.mjs';
import * as sales from './lightspeed-r-sales.mjs';

const API = '/API/V3/Account/:account';
const TAX_CLASS = { 21: { taxClassID: '1', name: 'Hoog' }, 9: { taxClassID: '2', name: 'Laag' } };
const numberOf = (name) =>
  String(10 + [...name].reduce((number, letter) => (number * 31 + letter.codePointAt(0)) % 9973, 7));

// The item's moment knows its price and name, not its stock.
const itemAt = ({ product, changed }) => Math.max(product.changed.at, changed.at);

const itemShop = ({ id, stock, moved }, shopID) => ({
  itemShopID: String(id * 10 + Number(shopID)),
  qoh: String(stock ?? 0),
  sellable: String(stock ?? 0),
  backorder: '0',
  reorderPoint: '0',
  itemID: String(id),
  shopID,
  timeStamp: iso(moved.at),
});

function shown(article) {
  const { product } = article;
  const set = Object.fromEntries([1, 2, 3].flatMap((nth) => [[`attributeName${nth}`, product.vary[nth - 1] ?? '']]));
  const chosen = Object.fromEntries([1, 2, 3].map((nth) => [`attribute${nth}`, article.options[nth - 1] ?? '']));
  return {
    itemID: String(article.id),
    systemSku: `21${String(article.id).padStart(10, '0')}`,
    defaultCost: '0',
    discountable: 'true',
    tax: 'true',
    archived: String(Boolean(product.removed)),
    itemType: article.stock === null ? 'non_inventory' : 'default',
    description: [product.name, ...article.options].join(' '),
    upc: '',
    ean: article.gtin,
    customSku: article.sku,
    manufacturerSku: '',
    createTime: iso(product.created),
    timeStamp: iso(itemAt(article)),
    publishToEcom: 'true',
    categoryID: numberOf(product.path.at(-1)),
    taxClassID: TAX_CLASS[product.vat].taxClassID,
    itemMatrixID: product.vary.length ? String(product.id) : '0',
    manufacturerID: numberOf(product.brand),
    TaxClass: TAX_CLASS[product.vat],
    Category: {
      categoryID: numberOf(product.path.at(-1)),
      name: product.path.at(-1),
      fullPathName: product.path.join('/'),
    },
    Manufacturer: { manufacturerID: numberOf(product.brand), name: product.brand },
    // Shop 0 is the sum over all shops.
    ItemShops: { ItemShop: [itemShop(article, '1'), itemShop(article, '0')] },
    Prices: {
      ItemPrice: [
        { amount: article.current.replace(/\.?0+$/, ''), useTypeID: '1', useType: 'Default' },
        { amount: '0', useTypeID: '2', useType: 'MSRP' },
      ],
    },
    ...(product.vary.length
      ? {
          ItemAttributes: {
            ...chosen,
            ItemAttributeSet: { itemAttributeSetID: '9', name: product.vary.join('/'), ...set },
          },
        }
      : {}),
  };
}

const matrixShown = (product) => ({
  itemMatrixID: String(product.id),
  description: product.name,
  archived: String(Boolean(product.removed)),
  timeStamp: iso(product.changed.at),
  manufacturerID: numberOf(product.brand),
});

const isShown = ({ archived = 'false' }, { removed }) =>
  archived === 'true' || (archived === 'only') === Boolean(removed);

function items(sim, call) {
  const from = since(call.query);
  const rows = [...sim.shop.articles.values()].filter(
    (article) =>
      isShown(call.query, article.product) &&
      isSince(itemAt(article), from) &&
      isAsked(call.query, article.id, 'itemID') &&
      isAsked(call.query, article.product.vary.length ? article.product.id : 0, 'itemMatrixID'),
  );
  return listed('Item', call, rows, ({ id }) => id, shown);
}
items.isList = true;

function itemShops(sim, call) {
  const from = since(call.query);
  const rows = [...sim.shop.articles.values()]
    .filter(
      ({ id, stock, moved, product }) =>
        stock !== null && !product.removed && isSince(moved.at, from) && isAsked(call.query, id, 'itemID'),
    )
    .flatMap((article) =>
      ['0', '1'].filter((shopID) => isAsked(call.query, shopID, 'shopID')).map((shopID) => itemShop(article, shopID)),
    );
  return listed(
    'ItemShop',
    call,
    rows,
    ({ itemShopID }) => Number(itemShopID),
    (row) => row,
  );
}

function matrices(sim, call) {
  const from = since(call.query);
  const rows = sim.shop.products.filter(
    (product) =>
      product.vary.length &&
      isShown(call.query, product) &&
      isSince(product.changed.at, from) &&
      isAsked(call.query, product.id, 'itemMatrixID'),
  );
  return listed('ItemMatrix', call, rows, ({ id }) => id, matrixShown);
}

const named = (name, idName, of) => (sim, call) => {
  const rows = [...new Set(sim.shop.products.map(of))]
    .map((value) => ({ [idName]: numberOf(value), name: value }))
    .sort((one, other) => one[idName] - other[idName]);
  return listed(
    name,
    call,
    rows,
    (row) => Number(row[idName]),
    (row) => row,
  );
};

/** What staff changes of an item: its stock in the shop, its price. */
function putItem(sim, { params, text: body }) {
  const article = sim.shop.articles.get(Number(params.id));
  if (!article) throw refuse(404, 'Item not found.');
  const { ItemShops: levels, Prices: prices } = JSON.parse(body);
  for (const { qoh } of sales.rowsOf(levels?.ItemShop)) sim.shop.setStock(article.sku, qoh);
  for (const price of sales.rowsOf(prices?.ItemPrice)) sim.shop.setPrice(article.sku, text(amount(price.amount)));
  return ok({ Item: shown(article) });
}

const fixed = (name, idName, rows) => (sim, call) =>
  listed(
    name,
    call,
    rows,
    (row) => Number(row[idName]),
    (row) => row,
  );

/** A token's life ends; the refresh token gives another. Asked in JSON or as a form. */
function refresh(sim, { text: body }) {
  const asked = body.trimStart().startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const given = sim.tokens.refresh(asked);
  if (!given) throw new Refusal(400, { error: 'invalid_grant', error_description: 'The refresh token is invalid.' });
  return ok(given);
}
refresh.isOpen = true;

export const lightspeedR = {
  pace: { size: 60, leak: 1 },
  tokens: { lifeS: 1800 },
  errors,
  authenticate({ tokens }, { headers }) {
    if (!tokens.isGood((headers.authorization ?? '').replace('Bearer ', '')))
      throw refuse(401, 'Invalid access token.');
  },
  throttled: (sim, wait) =>
    new Refusal(429, errors(429, 'Rate Limit Exceeded'), { 'retry-after': String(Math.ceil(wait)) }),
  cost: ({ method }) => (method === 'GET' ? 1 : 10),
  headers: ({ pace }) => ({
    'x-ls-api-bucket-level': `${pace.level}/${pace.size}`,
    'x-ls-api-drip-rate': String(pace.leak),
  }),
  routes: {
    'POST /auth/oauth/token': refresh,
    [`GET ${API}/Item.json`]: items,
    [`GET ${API}/Item/:id.json`]: (sim, { params }) => {
      const found = sim.shop.articles.get(Number(params.id));
      if (!found) throw refuse(404, 'Item not found.');
      return ok({ Item: shown(found) });
    },
    [`GET ${API}/ItemShop.json`]: itemShops,
    [`GET ${API}/ItemMatrix.json`]: matrices,
    [`GET ${API}/Manufacturer.json`]: named('Manufacturer', 'manufacturerID', ({ brand }) => brand),
    [`GET ${API}/Category.json`]: named('Category', 'categoryID', ({ path }) => path.at(-1)),
    [`GET ${API}/Sale.json`]: sales.list,
    [`GET ${API}/Sale/:id.json`]: sales.one,
    [`GET ${API}/SaleLine/:id.json`]: sales.line,
    [`GET ${API}/Register.json`]: fixed('Register', 'registerID', [{ registerID: '5', shopID: '1', name: 'Web' }]),
    [`GET ${API}/Employee.json`]: fixed('Employee', 'employeeID', [{ employeeID: '2', firstName: 'Kim' }]),
    [`GET ${API}/PaymentType.json`]: fixed('PaymentType', 'paymentTypeID', sales.PAYMENT_TYPES),
    [`PUT ${API}/Item/:id.json`]: putItem,
    [`POST ${API}/Sale.json`]: sales.make,
    [`PUT ${API}/Sale/:id.json`]: sales.change,
  },
  hooks: {},
  signed: () => (one) => one,
};

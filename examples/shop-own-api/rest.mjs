// The shop's own REST API, as WooCommerce has it: koppel has no part in it.
import { document, Refused } from './book.mjs';

/** One page, as an answer with the headers of a list. */
function page(items, query) {
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 10), 1), 100);
  const from = (Math.max(Number(query.get('page') ?? 1), 1) - 1) * size;
  const headers = { 'x-wp-total': String(items.length), 'x-wp-totalpages': String(Math.ceil(items.length / size)) };
  return { status: 200, headers, document: items.slice(from, from + size) };
}

const found = (value, code) => {
  if (!value) throw new Refused(404, code, 'Invalid ID.');
  return { status: 200, document: value };
};

/** What products are sorted by: each term once, in the order of its id. */
function terms(products, member) {
  const known = new Map();
  for (const product of products) for (const term of product[member] ?? []) known.set(term.id, term);
  return [...known.values()].sort((one, other) => one.id - other.id)
    .map(({ id, name, slug }) => ({ id, name, slug, parent: 0 }));
}

export function routes({ book, webhooks, changed }) {
  const unknown = 'woocommerce_rest_product_invalid_id';
  const isAsked = (query) => (product) => (!query.get('sku') || product.sku === query.get('sku'))
    && (!query.get('type') || product.type === query.get('type'))
    && (!query.get('status') || product.status === query.get('status'))
    && (!query.get('modified_after') || product.date_modified > query.get('modified_after'));
  const variations = (id) => book.products.find((own) => String(own.id) === id)?.variations;
  const product = (id) => book.products.find((own) => String(own.id) === id) ?? book.sellable.get(Number(id));
  return [
    ['GET', /^$/, () => ({ status: 200, document: { namespace: 'wc/v3', routes: {} } })],
    ['GET', /^\/products$/, ({ query }) => page(book.products.map((own) => book.listed(own)).filter(isAsked(query)), query)],
    ['GET', /^\/products\/(categories|tags|brands|attributes)$/, ({ query }, member) => page(terms(book.products, member), query)],
    ['GET', /^\/products\/(\d+)$/, (_, id) => found(product(id) && book.listed(product(id)), unknown)],
    ['GET', /^\/products\/(\d+)\/variations$/, ({ query }, id) => page(variations(id) ?? [], query)],
    ['GET', /^\/products\/(\d+)\/variations\/(\d+)$/, (_, id, one) => (
      found(variations(id)?.find((own) => String(own.id) === one), unknown))],
    ['GET', /^\/orders$/, ({ query }) => page([...book.orders()].reverse().map(document), query)],
    ['POST', /^\/orders$/, ({ platformId, body }) => {
      const { order, isKnown } = book.take(platformId, body);
      if (!isKnown) changed(order);
      return { status: isKnown ? 200 : 201, document: document(order) };
    }],
    ['GET', /^\/orders\/(\d+)$/, (_, id) => ({ status: 200, document: document(book.order(id)) })],
    ['PUT', /^\/orders\/(\d+)$/, ({ body }, id) => {
      const order = book.update(book.order(id), body);
      changed(order);
      return { status: 200, document: document(order) };
    }],
    ['GET', /^\/orders\/(\d+)\/refunds$/, ({ query }, id) => page(book.order(id).refunds, query)],
    ['POST', /^\/orders\/(\d+)\/refunds$/, ({ body }, id) => ({ status: 201, document: book.refund(book.order(id), body) })],
    ['GET', /^\/webhooks$/, ({ query }) => page(webhooks.list(), query)],
    ['POST', /^\/webhooks$/, ({ body }) => ({ status: 201, document: webhooks.create(body) })],
    ['GET', /^\/webhooks\/(\d+)$/, (_, id) => found(webhooks.get(id), 'woocommerce_rest_shop_webhook_invalid_id')],
    ['DELETE', /^\/webhooks\/(\d+)$/, (_, id) => {
      const was = found(webhooks.get(id), 'woocommerce_rest_shop_webhook_invalid_id');
      webhooks.delete(id);
      return was;
    }],
  ];
}

/** The answer to a request below /wp-json/wc/v3; a refusal is JSON too. */
export function answer(table, { method, path, query, platformId, text }) {
  try {
    const row = table.find(([own, pattern]) => own === method && pattern.test(path));
    if (!row) throw new Refused(404, 'rest_no_route', 'No route was found matching the URL and request method.');
    if (path !== '' && !platformId) throw new Refused(401, 'woocommerce_rest_cannot_view', 'The key is unknown.');
    let body = {};
    try {
      body = text ? JSON.parse(text) : {};
    } catch {
      throw new Refused(400, 'rest_invalid_json', 'Invalid JSON body passed.');
    }
    return row[2]({ query, platformId, body }, ...row[1].exec(path).slice(1));
  } catch (error) {
    if (error instanceof RangeError) return answer_(400, 'rest_invalid_param', error.message);
    if (!(error instanceof Refused)) throw error;
    return answer_(error.status, error.code, error.message);
  }
}

const answer_ = (status, code, message) => ({ status, document: { code, message, data: { status } } });

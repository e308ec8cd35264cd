// Shopify's Admin GraphQL, as much of it as a catalogue and a look-up of orders need: a query is read to a tree of fields
// and answered from the shop, with cursors and what it costs.
import { bounded, isSince, moment, ok, Refusal } from '../reply.mjs';
import { changedAt, ids, orderShown, shown } from './shopify.mjs';

const MAXIMUM = 2000;
const RESTORE = 100;

// Reading a query: names, arguments, selections; operations and variables, fragments only in their place.

const TOKEN = /\.\.\.|"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*|-?\d+(?:\.\d+)?|[{}()[\]:!=]/g;
const asked = (message) => new Refusal(200, { errors: [{ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] });

function parse(query, variables = {}) {
  const tokens = query.replace(/#.*/g, '').match(TOKEN) ?? [];
  let at = 0;
  const take = (expected) => {
    const token = tokens[at];
    if (token === undefined || (expected && token !== expected)) throw asked(`syntax error at ${token ?? 'the end'}`);
    at += 1;
    return token;
  };
  const value = () => {
    const token = take();
    if (token.startsWith('$')) return variables[token.slice(1)];
    if (token.startsWith('"')) return JSON.parse(token);
    return /^-?\d/.test(token)
      ? Number(token)
      : token === 'null'
        ? null
        : token === 'true' || (token === 'false' ? false : token);
  };
  const argumentsOf = () => {
    const given = {};
    if (tokens[at] !== '(') return given;
    for (take('('); tokens[at] !== ')'; ) {
      const name = take();
      take(':');
      given[name] = value();
    }
    take(')');
    return given;
  };
  const selection = () => {
    const fields = [];
    for (take('{'); tokens[at] !== '}'; ) {
      const name = take();
      if (name === '...') {
        // `... on Product { }`: whatever it is asked of is one here.
        take('on');
        take();
        fields.push(...selection());
        continue;
      }
      fields.push({ name, given: argumentsOf(), fields: tokens[at] === '{' ? selection() : null });
    }
    take('}');
    return fields;
  };
  while (tokens[at] !== '{') take(); // `query Name($after: String)`
  return selection();
}

// Answering it: a value, an object of values, or a function of the arguments that gives one.

const cost = (fields) =>
  fields.reduce(
    (sum, { given, fields: inner }) => sum + (inner ? 1 + (Number(given.first ?? 1) * cost(inner)) / 10 : 0),
    0,
  );

function select(source, fields) {
  if (source === null || source === undefined || !fields) return source ?? null;
  if (Array.isArray(source)) return source.map((one) => select(one, fields));
  return Object.fromEntries(
    fields.map(({ name, given, fields: inner }) => {
      if (!(name in source))
        throw new Refusal(200, {
          errors: [{ message: `Field '${name}' doesn't exist`, extensions: { code: 'undefinedField' } }],
        });
      const own = typeof source[name] === 'function' ? source[name](given) : source[name];
      return [name, select(own, inner)];
    }),
  );
}

const cursorOf = (id) => Buffer.from(String(id)).toString('base64');

function connection(rows, idOf, show) {
  return ({ first = 10, after }) => {
    const from = after ? Number(Buffer.from(after, 'base64')) : 0;
    const left = rows.filter((row) => idOf(row) > from);
    const page = left.slice(0, bounded(first, 10, 250));
    const last = page.at(-1);
    return {
      nodes: page.map(show),
      edges: page.map((row) => ({ cursor: cursorOf(idOf(row)), node: show(row) })),
      pageInfo: { hasNextPage: left.length > page.length, endCursor: last ? cursorOf(idOf(last)) : null },
    };
  };
}

const gid = (kind, id) => `gid://shopify/${kind}/${id}`;
const list = (rows) =>
  connection(
    rows,
    ({ position }) => position,
    (row) => row,
  );

function node(product) {
  const rest = shown(product);
  const variants = rest.variants.map((variant) => ({
    id: gid('ProductVariant', variant.id),
    legacyResourceId: String(variant.id),
    title: variant.title,
    sku: variant.sku,
    barcode: variant.barcode,
    price: variant.price,
    compareAtPrice: variant.compare_at_price,
    inventoryQuantity: variant.inventory_quantity,
    inventoryPolicy: variant.inventory_policy.toUpperCase(),
    taxable: true,
    position: variant.position,
    createdAt: variant.created_at,
    updatedAt: variant.updated_at,
    selectedOptions: rest.options.map(({ name }, nth) => ({ name, value: variant[`option${nth + 1}`] })),
    inventoryItem: {
      id: gid('InventoryItem', variant.inventory_item_id),
      legacyResourceId: String(variant.inventory_item_id),
      tracked: variant.inventory_management !== null,
      requiresShipping: true,
      sku: variant.sku,
      measurement: { weight: { unit: 'GRAMS', value: variant.grams } },
    },
  }));
  const media = rest.images.map(({ id, src, alt, position }) => ({
    id: gid('ProductImage', id),
    url: src,
    src,
    altText: alt,
    position,
  }));
  return {
    id: gid('Product', rest.id),
    legacyResourceId: String(rest.id),
    title: rest.title,
    handle: rest.handle,
    descriptionHtml: rest.body_html,
    bodyHtml: rest.body_html,
    vendor: rest.vendor,
    productType: rest.product_type,
    tags: rest.tags.split(', '),
    status: rest.status.toUpperCase(),
    createdAt: rest.created_at,
    updatedAt: rest.updated_at,
    publishedAt: rest.published_at,
    options: rest.options.map(({ id, name, position, values }) => ({
      id: gid('ProductOption', id),
      name,
      position,
      values,
    })),
    variants: list(variants),
    images: list(media),
  };
}

function productOf(shop, id) {
  const found = shop.product(Number(id.split('/').at(-1)) - ids.PRODUCT);
  return found ? node(found) : null;
}

/** Its limit is reached: said with status 200, and in points. */
export function throttledIn(wait) {
  const cost = 100;
  const throttleStatus = {
    maximumAvailable: MAXIMUM,
    currentlyAvailable: cost - Math.ceil(wait * RESTORE),
    restoreRate: RESTORE,
  };
  return new Refusal(200, {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: { cost: { requestedQueryCost: cost, actualQueryCost: null, throttleStatus } },
  });
}

/** Search syntax: `updated_at:>='2026-11-22T09:00:00Z'`. */
function productsOf(shop, query) {
  const since = /updated_at:>=?\s*'?([^'\s]+)'?/.exec(query ?? '')?.[1];
  const from = moment(since, asked('updated_at is no moment'));
  return shop.live().filter((product) => isSince(changedAt(product), from));
}

/** `tag:'koppel-...'` or `source_identifier:'...'`. */
function ordersOf(shop, query) {
  const [, field, value] = /(tag|source_identifier):'?([^'\s]+)'?/.exec(query ?? '') ?? [];
  const tagsOf = (order) => String(order.asked.tags ?? '').split(/,\s*/);
  return shop.orders.filter((order) =>
    field === 'tag' ? tagsOf(order).includes(value) : field ? order.key === value : true,
  );
}

const orderNode = (order) => {
  const rest = orderShown(order);
  return {
    id: gid('Order', order.id),
    legacyResourceId: String(order.id),
    name: rest.name,
    tags: String(rest.tags).split(/,\s*/),
    sourceIdentifier: order.key,
    createdAt: rest.created_at,
    updatedAt: rest.updated_at,
    cancelledAt: rest.cancelled_at,
    displayFinancialStatus: rest.financial_status.toUpperCase(),
    customAttributes: rest.note_attributes.map(({ name, value }) => ({ key: name, value })),
  };
};

export function graphql(sim, { text }) {
  const { query, variables } = JSON.parse(text);
  const fields = parse(query, variables);
  const requested = Math.ceil(cost(fields));
  const room = sim.pace.size * (MAXIMUM / 40) - sim.pace.level * (MAXIMUM / 40);
  const extensions = {
    cost: {
      requestedQueryCost: requested,
      actualQueryCost: requested,
      throttleStatus: { maximumAvailable: MAXIMUM, currentlyAvailable: Math.round(room), restoreRate: RESTORE },
    },
  };
  const { shop } = sim;
  const root = {
    products: (given) => connection(productsOf(shop, given.query), ({ id }) => id, node)(given),
    product: ({ id }) => productOf(shop, id),
    nodes: ({ ids: asked }) => asked.map((id) => productOf(shop, id)),
    orders: (given) => connection(ordersOf(shop, given.query), ({ id }) => id, orderNode)(given),
    shop: { name: 'Zonnig Wonen', currencyCode: 'EUR', taxesIncluded: true },
  };
  return ok({ data: select(root, fields), extensions });
}
graphql.isList = true;

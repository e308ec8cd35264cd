// A simulated hosted shop and koppel coupled to it, for tests: what to open, how to pull to the end, and whether what
// koppel shows the platforms is what the shop has. Run by scripts/hosted.sh, which says where the addon is.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Koppel } from '../../bindings/node/index.mjs';
import { KEY, SECRET, serve } from '../../examples/hosted/server.mjs';
import { shelf } from '../../examples/hosted/shop.mjs';

export const CONSUMER = { key: 'ck_platform', secret: 'cs_platform_0123456789abcdef' };

const CUSTOM = JSON.parse(readFileSync(new URL('../../examples/hosted/systems/own.json', import.meta.url), 'utf8'));

/** What a source is called by, in each system. */
export const SOURCES = {
  shopify: (url) => ({ base_url: url, token: KEY }),
  'shopify-graphql': (url) => ({ base_url: url, token: KEY }),
  woocommerce: (url) => ({ base_url: url, key: `ck_${KEY}`, secret: `cs_${KEY}` }),
  magento: (url) => ({ base_url: url, token: KEY }),
  'lightspeed-c': (url) => ({ base_url: `${url}/nl`, key: KEY, secret: SECRET }),
  'lightspeed-r': (url) => ({ base_url: `${url}/API/V3/Account/1001`, token: KEY }),
  'lightspeed-x': (url) => ({ base_url: url, token: KEY }),
  custom: (url) => ({ base_url: url, token: KEY, mapping: CUSTOM }),
};

/** What renews a token, in the systems where one ends. Lightspeed R renews on a host of its own. */
const CLIENT = { key: 'client', secret: 'client-secret', refresh_token: 'refresh-1' };
export const RENEWED = {
  'lightspeed-r': (url) => ({ ...CLIENT, token_url: `${url}/auth/oauth/token` }),
  'lightspeed-x': () => CLIENT,
};

/** What the shops say of VAT in their own words. */
const LOOKUPS = {
  vat_classes: { 'Tuin en zaden': 'reduced-rate', 'Boeken en gidsen': 'reduced-rate' },
  tax_classes: { 1: 'standard', 2: 'standard', 4: 'reduced-rate' },
};
const LOOKUPS_OF = { 'lightspeed-r': { ...LOOKUPS, tax_classes: { 1: 'standard', 2: 'reduced-rate' } } };

export function configuration({
  system,
  url,
  store,
  publicUrl = 'http://127.0.0.1:1',
  platforms = [],
  source = () => ({}),
  listener,
}) {
  return {
    store: `sqlite:${store}`,
    store_key: '6b6f7070656c2d686f737465642d746573742d6f6e6c792d3332622d6b657921',
    shop: {
      shop_id: 'hosted',
      name: 'Zonnig Wonen',
      currency: 'EUR',
      country: 'NL',
      language: 'nl',
      time_zone: 'Europe/Amsterdam',
      prices_include_vat: true,
      vat: { standard: '21', 'reduced-rate': '9' },
      lookups: LOOKUPS_OF[system] ?? LOOKUPS,
    },
    platforms,
    rest: {
      public_url: publicUrl,
      keys: [
        {
          consumer_key: CONSUMER.key,
          consumer_secret: CONSUMER.secret,
          permissions: 'read_write',
          ...(platforms.length ? { platform_id: platforms[0].platform_id } : {}),
        },
      ],
    },
    sources: { shop: { system, ...SOURCES[system](url), webhook_secret: SECRET, ...source(url) } },
    wire: {
      allow_addresses: [
        new URL(url).host,
        ...(listener ? [listener] : []),
        ...platforms.map(({ base_url: base }) => new URL(base).host),
      ],
    },
  };
}

/** One simulated Shopify answers both of its interfaces. */
export const simulatedBy = (system) => (system === 'shopify-graphql' ? 'shopify' : system);

/** Both, in this process; `end()` leaves nothing behind. */
export async function coupled(system, { sim: options = {}, ...more } = {}) {
  const { server, sim } = serve({ system: simulatedBy(system), size: 1000, leak: 1000, ...options });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const folder = mkdtempSync(join(tmpdir(), 'koppel-hosted-'));
  const open = configuration({ system, url, store: join(folder, 'store', 'shop.db'), ...more });
  let koppel = new Koppel(open);
  return {
    sim,
    url,
    open,
    get koppel() {
      return koppel;
    },
    equal(because) {
      return isTheShop(inside(koppel), shelf(sim.shop), because);
    },
    /** As after a crash: what was under way is gone, what is stored is there. */
    async again() {
      await koppel.close();
      koppel = new Koppel(open);
    },
    async end() {
      await koppel.close();
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}

export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
};

const PULLS_MOST = 2000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Pulls until it is through; gives the counts of all calls together. */
export async function pullAll(koppel, request = {}) {
  const sums = { created: 0, updated: 0, deleted: 0, calls: 0, pulls: 0, stopped: 0 };
  for (let reply = { left: 1 }; reply.left > 0 || reply.stopped;) {
    assert.ok(sums.pulls < PULLS_MOST, 'the pull does not end');
    // What was asked for goes on until it is through: only the first says what it is.
    reply = await koppel.catalogPull({ source: 'shop', max_ms: 20_000, ...(sums.pulls === 0 ? request : {}) });
    sums.pulls += 1;
    for (const name of ['created', 'updated', 'deleted', 'calls']) sums[name] += reply[name];
    if (!reply.stopped) continue;
    sums.stopped += 1;
    await pause(Math.min(2000, Math.max(1, Date.parse(reply.next_at) - Date.now())));
  }
  return sums;
}

const BASIC = `Basic ${Buffer.from(`${CONSUMER.key}:${CONSUMER.secret}`).toString('base64')}`;

/** The platform's calls, at koppel in this process. */
export const inside = (koppel) => async (method, path, document) => {
  const reply = await koppel.httpRespond({
    method,
    target: `/wp-json/wc/v3/${path}`,
    scheme: 'https',
    remoteAddress: '127.0.0.1',
    body: document ? JSON.stringify(document) : '',
    headers: [
      ['authorization', BASIC],
      ['host', 'koppel'],
      ...(document ? [['content-type', 'application/json']] : []),
    ],
  });
  const headers = new Map(reply.headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { status: reply.status, headers, body: JSON.parse(reply.body) };
};

/** The platform's calls, over HTTP by way of a proxy that ends TLS. */
export const outside = (url) => async (method, path, document) => {
  const headers = {
    authorization: BASIC,
    'x-forwarded-proto': 'https',
    ...(document ? { 'content-type': 'application/json' } : {}),
  };
  const answer = await fetch(`${url}/wp-json/wc/v3/${path}`, {
    method,
    headers,
    body: document && JSON.stringify(document),
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
};

/** All products, page after page; `each` may ask for more of one. */
export async function eachProduct(call, each) {
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const { headers, body } = await call('GET', `products?per_page=100&orderby=id&order=asc&page=${page}`);
    pages = Number(headers.get('x-wp-totalpages'));
    for (const product of body) await each(product);
  }
}

export const told = ({ sku, price, manage_stock: managed, stock_quantity: stock }) => [
  sku,
  { price, stock: managed ? stock : null },
];

/** What the platforms see, by SKU. */
export async function mirror(call) {
  const found = [];
  await eachProduct(call, async (product) => {
    if (product.type !== 'variable') return found.push(told(product));
    const { body } = await call('GET', `products/${product.id}/variations?per_page=100`);
    return found.push(...body.map(told));
  });
  return found;
}

const sorted = (rows) => rows.toSorted(([one], [other]) => (one < other ? -1 : 1));

/** The mirror is the shop: every article once, at its price, with its stock, and nothing more. */
export async function isTheShop(call, shown, because) {
  const expected = shown.map(({ sku, price, stock }) => [sku, { price, stock }]);
  assert.deepEqual(sorted(await mirror(call)), sorted(expected), because);
}

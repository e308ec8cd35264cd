// koppel as a shop installs it, out of its tarball, in the servers that shops use: Express, Fastify, and plain node:http.
//   node --test tests/hosts/fronts.test.mjs, within a folder where koppel, express and fastify are installed
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

const require = createRequire(path.join(process.cwd(), 'test.js'));
const { Koppel } = require('koppel');
const { fastifyFront, front } = require('koppel/front');

const KEY = { consumer_key: 'ck_test', consumer_secret: 'cs_test_0123456789abcdef', permissions: 'read_write', platform_id: 'p' };
const BASIC = `Basic ${Buffer.from(`${KEY.consumer_key}:${KEY.consumer_secret}`).toString('base64')}`;
/** As a proxy that speaks TLS for the shop hands it on. */
const SECURE = { authorization: BASIC, 'x-forwarded-proto': 'https' };
const ORDERS = '/wp-json/wc/v3/orders';

function shop(context) {
  const folder = mkdtempSync(path.join(tmpdir(), 'koppel-front-'));
  const koppel = new Koppel({
    store: `sqlite:${folder}/shop.db`, store_key: '00'.repeat(32),
    shop: { shop_id: 'x', currency: 'EUR', country: 'NL', prices_include_vat: true, vat: { standard: '21' } },
    rest: { public_url: 'https://shop.example', trusted_proxies: ['127.0.0.1'], keys: [KEY] },
    platforms: [{ platform_id: 'p', profile: 'ohis', environment: 'test', base_url: 'https://p.example', key: 'k', secret: 's' }],
  });
  context.after(async () => {
    await koppel.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return koppel;
}

const product = {
  id: 1, title: 'Lamp', variants: [{ id: 10, title: 'Default Title', price: '12.95', sku: 'LAMP', inventory_management: 'shopify', inventory_quantity: 5 }],
};
const order = (id, meta) => ({
  status: 'processing', currency: 'EUR', line_items: [{ product_id: id, quantity: 1, total: '10.70', subtotal: '10.70' }],
  meta_data: [{ key: '_platform_order_id', value: meta },
    { key: '_platform_payments', value: [{ tender_id: 'card-7', kind: 'multi_purpose', amount: '12.95' }] }],
});

/** What every server must do, with the same requests. */
async function visit(koppel, base, woken) {
  await koppel.catalogSync({ from: 'shopify', mode: 'upsert', items: [product] });
  assert.equal((await fetch(base + ORDERS)).status, 401);
  const headers = { ...SECURE };
  const listed = await fetch(`${base}/wp-json/wc/v3/products?per_page=1&sku=LAMP`, { headers });
  assert.equal(listed.status, 200);
  assert.equal(listed.headers.get('x-wp-total'), '1');
  const [{ id }] = await listed.json();
  const posted = await fetch(base + ORDERS, {
    method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(order(id, 'P-1 €')),
  });
  assert.equal(posted.status, 201, JSON.stringify(await posted.clone().json()));
  while (woken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert(woken.includes('inbox'), `${woken}`);
  assert.equal((await koppel.inboxNext({ kinds: ['order'] })).entries[0].order.platform_order_id, 'P-1 €');
  const wrong = await fetch(base + ORDERS, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{' });
  assert.equal(wrong.status, 400);
  const long = await fetch(base + ORDERS, { method: 'POST', headers, body: Buffer.alloc(9 << 20, 'x') });
  assert(long.status >= 400 && long.status < 500, `${long.status}`);
  const broken = fetch(base + ORDERS, { method: 'POST', headers, duplex: 'half', body: new ReadableStream({
    start(controller) { controller.enqueue(Buffer.from('{')); controller.error(new Error('gone')); },
  }) });
  await assert.rejects(broken);
  assert.equal((await fetch(base + ORDERS, { headers })).status, 200, 'it lives on');
}

const listening = (server) => new Promise((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
});

test('plain node:http', async (context) => {
  const [koppel, woken] = [shop(context), []];
  const server = createServer(front(koppel, { wake: (names) => woken.push(...names) }));
  context.after(() => { server.closeAllConnections(); server.close(); });
  await visit(koppel, await listening(server), woken);
});

test('Express, beside the pages of the shop and its body parsers', async (context) => {
  const express = require('express');
  const [koppel, woken, app] = [shop(context), [], express()];
  app.use(front(koppel, { wake: (names) => woken.push(...names) }));
  app.use(express.json());
  app.post('/own', (request, response) => response.json(request.body));
  const server = createServer(app);
  context.after(() => { server.closeAllConnections(); server.close(); });
  const base = await listening(server);
  await visit(koppel, base, woken);
  const own = await fetch(`${base}/own`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' });
  assert.deepEqual(await own.json(), { a: 1 });
});

test('Express, where a parser has eaten the body: that is said, and never taken for an empty one', async (context) => {
  const express = require('express');
  const [koppel, app, faults] = [shop(context), express(), []];
  app.use(express.json());
  app.use(front(koppel));
  app.use((error, request, response, next) => { faults.push(error.message); response.status(500).end(); });
  const server = createServer(app);
  context.after(() => { server.closeAllConnections(); server.close(); });
  const base = await listening(server);
  const headers = { ...SECURE, 'content-type': 'application/json' };
  assert.equal((await fetch(base + ORDERS, { method: 'POST', headers, body: '{}' })).status, 500);
  assert.match(faults[0], /before the body parsers/);
});

test('Fastify, beside the routes of the shop', async (context) => {
  const fastify = require('fastify');
  const [koppel, woken, app] = [shop(context), [], fastify()];
  app.register(fastifyFront, { koppel, wake: (names) => woken.push(...names) });
  app.post('/own', async (request) => request.body);
  context.after(() => app.close());
  const base = await app.listen({ port: 0, host: '127.0.0.1' });
  await visit(koppel, base, woken);
  const own = await fetch(`${base}/own`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' });
  assert.deepEqual(await own.json(), { a: 1 });
});

test('what koppel asks is answered by the shop, and an unanswered one is a fault of the shop, told to nobody else', async () => {
  const head = { status: 0, ask: { ask_id: 'a-1', kind: 'login', data: {} }, headers: [] };
  const answers = [];
  const reply = { status: 200, headers: [['set-cookie', 'a=1']], wake: [], login: { user_id: '7' }, send: (response) => response.end('in') };
  const koppel = { httpRespond: async () => head, httpAnswer: async (answer) => { answers.push(answer); return reply; } };
  const logins = [];
  const server = createServer(front(koppel, {
    answer: async (ask) => ({ accept: ask.kind === 'login', user_id: '7' }), login: (login) => logins.push(login.user_id),
  }));
  const base = await listening(server);
  assert.equal(await (await fetch(base)).text(), 'in');
  assert.deepEqual([answers, logins], [[{ ask_id: 'a-1', accept: true, user_id: '7' }], ['7']]);
  server.closeAllConnections();
  server.close();
  const bare = createServer(front(koppel));
  const warned = new Promise((resolve) => process.once('warning', resolve));
  const failed = await fetch(await listening(bare));
  assert.equal(failed.status, 500);
  assert(!(await failed.text()).includes('answer function'));
  assert.match((await warned).message, /answer function/);
  bare.closeAllConnections();
  bare.close();
});

test('the package has both kinds of modules, types, and nothing that an install would run', async () => {
  const { default: imported, Koppel: Same, productMapStream } = await import(require.resolve('koppel').replace('index.js', 'index.mjs'));
  assert.equal(imported.Koppel, Koppel);
  assert.equal(Same, Koppel);
  assert.equal(productMapStream, imported.productMapStream);
  const { scripts = {}, dependencies, gypfile } = require('koppel/package.json');
  assert.equal(dependencies ?? gypfile, undefined);
  for (const name of ['install', 'preinstall', 'postinstall', 'prepare']) assert.equal(scripts[name], undefined);
});

// The life of a platform's orders at this shop, from the catalogue to the return, as its people and the platform see it.
//   node --test test/life.test.mjs, where express and koppel are installed
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Book } from '../book.mjs';
import { open, takeOver } from '../coupling.mjs';
import { languages } from '../texts.mjs';
import { client, startPlatform } from './platform.mjs';

const STAFF = { authorization: `Basic ${Buffer.from('staff:open-sesame').toString('base64')}` };
const [KEY, SECRET] = ['ck_warm', 'cs_warm_0123456789abcdef'];
const BASIC = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;
/** What coupling.mjs leaves in the environment. */
const SECRETS = { KOPPEL_STORE_KEY: '6b'.repeat(32), PLATFORM_SECRET: 'a-secret', CONSUMER_SECRET: SECRET };
Object.assign(process.env, SECRETS);

/** Half a minute: a shop that was killed while it booked has its lease for ten seconds more. */
async function until(found) {
  for (let nth = 0; nth < 1200; nth += 1) {
    const is = await found();
    if (is) return is;
    await new Promise((resolve) => { setTimeout(resolve, 25); });
  }
  throw new Error(`never came: ${found}`);
}

async function startShop(context) {
  const folder = mkdtempSync(path.join(tmpdir(), 'koppel-express-'));
  const platform = await startPlatform();
  const settings = {
    folder, environment: 'test', platform: `http://${platform.address}`, platformKey: 'shop', publicUrl: 'https://shop.example',
    consumerKey: KEY, allowAddresses: [platform.address],
  };
  const processes = [];
  const start = async () => {
    const shop = spawn(process.execPath, [new URL('../server.mjs', import.meta.url).pathname], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...SECRETS, PATH: process.env.PATH, PORT: '0', SHOP_FOLDER: folder, STAFF_PASSWORD: 'open-sesame',
        PLATFORM_ENVIRONMENT: settings.environment, PLATFORM_URL: settings.platform, PLATFORM_KEY: settings.platformKey,
        PUBLIC_URL: settings.publicUrl, CONSUMER_KEY: KEY, ALLOW_ADDRESSES: platform.address,
      },
    });
    processes.push(shop);
    let said = '';
    shop.stdout.setEncoding('utf8').on('data', (piece) => { said += piece; });
    const port = await until(() => shop.exitCode !== null || /port (\d+)/.exec(said)?.[1]);
    assert(Number(port) > 1, 'the shop starts');
    const base = `http://127.0.0.1:${port}`;
    const stop = async (signal) => {
      const ended = new Promise((resolve) => { shop.once('exit', (code) => resolve(code)); });
      shop.kill(signal);
      return ended;
    };
    return { base, ask: client(base, KEY, SECRET), stop, told: platform.told };
  };
  context.after(() => {
    for (const one of processes) one.kill('SIGKILL');
    platform.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const file = `${folder}/book.json`;
  const book = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { orders: [], returns: {} });
  return { start, book, settings };
}

const page = async ({ base }, where) => (await fetch(base + where, { headers: { ...STAFF, 'accept-language': 'en' } })).text();
const send = ({ base }, where, fields, headers = {}) => fetch(base + where, {
  method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers: { ...STAFF, 'accept-language': 'en', ...headers },
});
const ordered = (products, identity, quantities, payments) => ({
  status: 'processing', currency: 'EUR',
  line_items: Object.entries(quantities).map(([sku, quantity]) => {
    const { id, price } = products.find((one) => one.sku === sku);
    const net = (Math.round((Number(price) * 1e6 * quantity) / (sku === 'K-3' ? 1.09 : 1.21)) / 1e6).toFixed(6);
    return { product_id: id, quantity, subtotal: net, total: net };
  }),
  meta_data: [{ key: '_platform_order_id', value: identity }, { key: '_platform_payments', value: payments }],
});
const CARD = [{ tender_id: 'card-7', kind: 'multi_purpose', amount: '25.00' }, { tender_id: 'ideal', kind: 'remainder', amount: '17.85' }];

test('an order lives from the catalogue to its return, and the card gets back what it paid', async (context) => {
  const { start, book } = await startShop(context);
  const shop = await start();
  assert.match(await page(shop, '/'), /Ledlamp E27/);
  const { document: products } = await shop.ask('GET', 'products');
  assert.deepEqual(products.map(({ sku, price, stock_quantity: stock }) => [sku, price, stock]).sort(),
    [['K-1', '12.95', 20], ['K-2', '7.50', 40], ['K-3', '4.25', 12]]);

  const asked = ordered(products, 'CB-1', { 'K-1': 3, 'K-3': 1 }, [CARD[0], { ...CARD[1], amount: '18.10' }]);
  const placed = await shop.ask('POST', 'orders', asked);
  assert.equal(placed.status, 201, JSON.stringify(placed.document));
  assert.equal(placed.document.total, '43.10');
  assert.equal((await shop.ask('POST', 'orders', asked)).document.id, placed.document.id, 'twice is once');
  await until(() => book().orders.length === 1);
  await until(async () => (await shop.ask('GET', 'products?sku=K-1')).document[0].stock_quantity === 17);
  assert.equal(book().articles[0].voorraad, 17);

  assert.match(await page(shop, '/staff'), /1001.*CB-1.*43\.10.*to be sent/s);
  assert.equal((await send(shop, '/staff/orders/1001/ship', {})).status, 303);
  await until(() => shop.told.some(({ body }) => body.status === 'completed'));

  const form = await page(shop, '/staff/orders/1001');
  const returnId = /name="return_id" value="([^"]+)"/.exec(form)[1];
  const [, line] = /name="(\w+)" inputmode/.exec(form);
  const back = { return_id: returnId, [line]: '1' };
  assert.equal((await send(shop, '/staff/orders/1001/returns', back)).status, 303);
  assert.equal((await send(shop, '/staff/orders/1001/returns', back)).status, 303, 'the same form again is the same return');
  const isCredit = ({ path: where }) => where.endsWith('/refunds');
  await until(() => shop.told.some(isCredit));
  const [{ body: credit }, ...others] = shop.told.filter(isCredit);
  assert.equal(others.length, 0, 'the card is credited once');
  assert.equal(credit.amount, '12.95');
  const credited = /Back to card card-7: &euro; \d+\.\d\d; &euro; \d+\.\d\d is paid back by the platform/;
  assert.match(await page(shop, '/staff/orders/1001'), credited);
  assert.equal(book().articles[0].voorraad, 18);
  await until(async () => (await shop.ask('GET', 'products?sku=K-1')).document[0].stock_quantity === 18);

  const more = await send(shop, '/staff/orders/1001/returns', { return_id: 'another', [line]: '3' });
  assert.equal(more.status, 409, 'more than is left is refused');
  assert.match(await more.text(), /This could not be done/);
  assert.equal((await send(shop, '/staff/orders/1001/returns', { return_id: 'empty' })).status, 400);
  assert.equal(await shop.stop('SIGTERM'), 0);
});

test('what the platform cancels or pays back goes back on the shelf, and what is not there is refused', async (context) => {
  const { start, book } = await startShop(context);
  const shop = await start();
  const { document: products } = await shop.ask('GET', 'products');
  const paid = (amount) => [{ tender_id: 'card-7', kind: 'multi_purpose', amount }];
  const first = await shop.ask('POST', 'orders', ordered(products, 'CB-1', { 'K-2': 2 }, paid('15.00')));
  await until(() => book().orders.length === 1);
  assert.equal((await shop.ask('PUT', `orders/${first.document.id}`, { status: 'cancelled' })).status, 200);
  await until(() => book().orders[0].status === 'cancelled');
  assert.equal(book().articles[1].voorraad, 40);

  const second = await shop.ask('POST', 'orders', ordered(products, 'CB-2', { 'K-2': 4 }, paid('30.00')));
  await until(() => book().orders.length === 2);
  assert.equal((await shop.ask('POST', `orders/${second.document.id}/refunds`, { amount: '30.00' })).status, 201);
  await until(() => Object.keys(book().returns).length === 1);
  assert.equal(book().articles[1].voorraad, 40);

  assert.equal((await send(shop, '/staff/stock', { nr: 'K-1', pieces: '1' })).status, 303);
  await until(async () => (await shop.ask('GET', 'products?sku=K-1')).document[0].stock_quantity === 1);
  const third = await shop.ask('POST', 'orders', ordered(products, 'CB-3', { 'K-1': 2 }, paid('25.90')));
  assert(third.status >= 400, 'no more is sold than there is');
  assert.equal(book().orders.length, 2);
});

test('a shop that is killed takes over after its next start what was ordered, once', async (context) => {
  const { start, book, settings } = await startShop(context);
  const shop = await start();
  const { document: products } = await shop.ask('GET', 'products');
  const card = (identity) => ordered(products, identity, { 'K-1': 1 }, [{ tender_id: 'card-7', kind: 'multi_purpose', amount: '12.95' }]);
  assert.equal((await shop.ask('POST', 'orders', card('CB-1'))).status, 201);
  await shop.stop('SIGKILL');
  // It died somewhere on the way; of this second order just after it was handed out.
  const dying = open(settings);
  const posted = await dying.httpRespond({
    method: 'POST', target: '/wp-json/wc/v3/orders', scheme: 'https', headers: { authorization: BASIC, 'content-type': 'application/json' },
    body: JSON.stringify(card('CB-2')),
  });
  assert.equal(posted.status, 201);
  await dying.inboxNext({ lease_s: 1 });
  await dying.close();

  const again = await start();
  await until(() => book().orders.length === 2);
  assert((await again.ask('POST', 'orders', card('CB-1'))).status < 300, 'the platform asks again');
  await until(async () => (await again.ask('GET', 'products?sku=K-1')).document[0].stock_quantity === 18);
  assert.equal(await again.stop('SIGTERM'), 0);
  assert.deepEqual([book().orders.length, book().articles[0].voorraad], [2, 18]);
});

test('an order of what was sold in the shop meanwhile is given back, and booked nowhere', async () => {
  const settled = [];
  const line = { line_id: '1', kind: 'product', sku: 'K-1', quantity: 2 };
  const entries = [{ id: 'e', lease: 'l', key: 'k', kind: 'order', platform_id: 'city-butler', order: { order_id: 'o', lines: [line] } }];
  const koppel = { inboxNext: async () => ({ entries: entries.splice(0) }), inboxSettle: async (settle) => { settled.push(settle); } };
  const book = new Book('/nowhere', [{ nr: 'K-1', voorraad: 1 }]);
  await takeOver(koppel, book);
  assert.deepEqual([settled[0].refuse.code, settled[0].refuse.line_ids, settled[0].stock[0].quantity], ['out_of_stock', ['1'], '1']);
  assert.equal(book.orders.length, 0);
});

test('the goods of an order that failed go back on the shelf once, also where it had failed before it was booked', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'koppel-express-'));
  const book = new Book(`${folder}/book.json`, [{ nr: 'K-1', voorraad: 5 }]);
  const lines = [{ line_id: '1', kind: 'product', sku: 'K-1', quantity: 2 }];
  const pieces = (work) => { work(); return book.article('K-1').voorraad; };
  assert.equal(pieces(() => book.take('k1', 'p', { order_id: 'a', status: 'pending', lines })), 3);
  for (const status of ['failed', 'cancelled']) assert.equal(pieces(() => book.setStatus(book.orderOf('a'), status)), 5);
  assert.equal(pieces(() => book.take('k2', 'p', { order_id: 'b', status: 'cancelled', lines })), 5);
  assert.equal(pieces(() => book.setStatus(book.orderOf('b'), 'cancelled')), 5);
  rmSync(folder, { recursive: true });
});

test('the staff pages are the staff\'s, and no other site posts in its name', async (context) => {
  const { start } = await startShop(context);
  const shop = await start();
  assert.equal((await fetch(`${shop.base}/staff`)).status, 401);
  assert.equal((await send(shop, '/staff/stock', { nr: 'K-1', pieces: '3' }, { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await send(shop, '/staff/stock', { nr: 'K-1', pieces: '-3' })).status, 400);
  assert.equal((await send(shop, '/staff/orders/7/ship', {})).status, 404);
  assert.equal((await fetch(`${shop.base}/wp-json/wc/v3/orders`)).status, 401);
  assert.match(await (await fetch(shop.base, { headers: { 'accept-language': 'nl' } })).text(), /op voorraad/);
});

test('Dutch and English say the same things', () => {
  assert.deepEqual(Object.keys(languages.nl), Object.keys(languages.en));
});

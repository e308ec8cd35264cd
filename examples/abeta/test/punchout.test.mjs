// A buyer's whole punch-out over HTTP, with the shop on Express and the one on PHP.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { start } from './run.mjs';

let world;
before(async () => { world = await start(); });
after(() => world?.stop());

const post = (url, body, headers = {}) => fetch(url, { method: 'POST', body, headers, redirect: 'manual' });
const form = (fields) => new URLSearchParams(fields);

/** The address that Abeta sends the buyer's browser to. */
async function oneTimeUrl(name) {
  const reply = await post(`${world.abeta}/open/${name}`);
  assert.equal(reply.status, 303, await reply.text());
  return reply.headers.get('location');
}

/** Opens the address as the browser does; the PHP shop has its button confirmed. */
const enter = (name, url) => (name === 'php' ? post(url) : fetch(url, { redirect: 'manual' }));

/** A buyer inside a shop: where, and with which cookie. */
async function inside(name) {
  const reply = await enter(name, await oneTimeUrl(name));
  assert.equal(reply.status, 303);
  const place = reply.headers.get('location');
  const cookie = reply.headers.getSetCookie().at(-1).split(';')[0];
  assert.equal(reply.headers.get('referrer-policy'), 'no-referrer');
  return { place, cookie };
}

const sessions = async () => (await fetch(`${world.abeta}/sessions`)).json();
const orders = async (name) => (await fetch(`${world.shops[name]}/orders`)).json();

async function filled(name) {
  const buyer = await inside(name);
  const headers = { cookie: buyer.cookie };
  const page = await (await fetch(buyer.place, { headers })).text();
  const [first, second] = [...page.matchAll(/name="product_id" value="(\d+)"/g)].map((found) => found[1]);
  for (const product of [first, first, second]) {
    assert.equal((await post(`${buyer.place}cart`, form({ product_id: product }), headers)).status, 303);
  }
  return { ...buyer, headers, products: [first, second] };
}

for (const name of ['express', 'php']) {
  test(`${name}: a buyer comes in, fills a cart, takes it back, and what is ordered is booked once`, async () => {
    const buyer = await filled(name);
    const returned = await post(`${buyer.place}return`, '', buyer.headers);
    assert.equal(returned.status, 303, await returned.text());
    const back = returned.headers.get('location');
    assert(back.startsWith(`${world.abeta}/return/`), back);
    const id = back.split('/').at(-1);
    const { cart } = (await sessions())[id];
    assert.deepEqual(cart.products.map((one) => one.id), [...buyer.products.map(Number), cart.products[2].id]);
    assert.deepEqual(cart.products.map((one) => one.quantity), [2, 1, 1]);
    assert.match(await (await fetch(back)).text(), /Goedkeuren en bestellen/);
    // The buyer clicks twice: nothing is sent twice.
    const again = await post(`${buyer.place}return`, '', buyer.headers);
    assert.equal(again.headers.get('location'), back);
    assert.equal((await sessions())[id].posts, 1);
    for (let time = 0; time < 2; time += 1) {
      assert.match(await (await post(`${world.abeta}/order/${id}`)).text(), /success.*Order confirmed successfully\./s);
    }
    const booked = (await orders(name)).filter((one) => one.order.cart_id === cart.general.cart_id);
    assert.equal(booked.length, 1);
    const { order } = booked[0];
    assert.deepEqual(order.problems, []);
    assert.deepEqual(order.lines.map((line) => line.product_id), [...buyer.products, null]);
    assert.deepEqual([order.user_id, order.document.remark, order.billing.country], ['u-42', 'Achterom leveren', 'NLD']);
  });

  test(`${name}: of fifty who open a one-time URL at once, one is logged in`, async () => {
    const url = await oneTimeUrl(name);
    const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await enter(name, url)).status));
    assert.equal(statuses.filter((status) => status === 303).length, 1, `${statuses}`);
    assert.equal(statuses.filter((status) => status === 410).length, 49, `${statuses}`);
  });

  test(`${name}: two punch-outs in one browser keep apart, and neither is open to another browser`, async () => {
    const [one, two] = [await filled(name), await inside(name)];
    assert.match(await (await fetch(two.place, { headers: { cookie: two.cookie } })).text(), /Winkelwagen: leeg/);
    assert.equal((await fetch(two.place, { headers: { cookie: one.cookie } })).status, 403);
    assert.equal((await fetch(one.place)).status, 403);
    assert.equal((await post(`${one.place}return`, '', one.headers)).status, 303);
  });

  test(`${name}: a refused cart is told, and mended and returned`, async () => {
    const buyer = await filled(name);
    const no = { status: 200, type: 'application/json', body: '{"success": false, "message": "Budget overschreden"}' };
    await post(`${world.abeta}/fault`, JSON.stringify(no));
    const refused = await post(`${buyer.place}return`, '', buyer.headers);
    assert.equal(refused.status, 502);
    assert.match(await refused.text(), /Budget overschreden/);
    assert.equal((await post(`${buyer.place}return`, '', buyer.headers)).status, 303);
  });

  test(`${name}: an answer that says neither yes nor no is told as unknown, and nothing is sent twice`, async () => {
    const buyer = await filled(name);
    await post(`${world.abeta}/fault`, JSON.stringify({ status: 502, type: 'text/html', body: '<html>' }));
    for (let time = 0; time < 2; time += 1) {
      const unknown = await post(`${buyer.place}return`, '', buyer.headers);
      assert.match(await unknown.text(), /It is not known/);
    }
    const [session] = Object.values(await sessions()).slice(-1);
    assert.equal(session.posts, 1);
  });

  test(`${name}: wrong credentials, a wrong key and an address inside are refused in Abeta's own words`, async (context) => {
    let visits = 0;
    const inner = createServer((_, response) => { visits += 1; response.end(); }).listen(0, '127.0.0.1');
    context.after(() => inner.close());
    await new Promise((resolve) => { inner.once('listening', resolve); });
    const asked = { username: 'inkoper@universiteit.example', password: 'welkom-in-de-winkel', session_id: 's',
      return_url: `${world.abeta}/return/x`, api_key: `key-of-the-${name}-shop` };
    const setup = async (change) => {
      const reply = await post(`${world.shops[name]}/abeta/setup-request`, JSON.stringify({ ...asked, ...change }));
      return [reply.status, await reply.json()];
    };
    assert.deepEqual(await setup({ password: 'wrong' }), [401, { error: 'invalid_credentials' }]);
    assert.deepEqual(await setup({ username: 'nobody' }), [401, { error: 'invalid_credentials' }]);
    assert.deepEqual(await setup({ api_key: 'x' }), [401, { error: 'invalid_api_key' }]);
    const { port } = inner.address();
    for (const url of [`http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`,
      `http://2130706433:${port}/`, 'https://169.254.169.254/', 'https://10.0.0.1/', `http://127.0.0.1:${port}@abeta.io/`]) {
      assert.deepEqual(await setup({ return_url: url }), [400, { error: 'unknown_error' }], url);
    }
    assert.equal(visits, 0);
    assert.equal((await setup({}))[0], 200);
  });
}

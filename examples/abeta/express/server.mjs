// A B2B webshop on Express whose buyers come in from their purchasing system.
//   node server.mjs --port 8091 --store FILE --data FILE --abeta http://127.0.0.1:8090
// Each punch-out has a path and a cookie of its own, so that one browser may have several.
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { Koppel, KoppelError } from '../../../bindings/node/index.mjs';
import { errorPage, shopPage } from './pages.mjs';

// Of a real shop: import express from 'express'.
const express = createRequire(`${process.env.EXAMPLE_MODULES ?? process.cwd()}/`)('express');
const { values } = parseArgs({ options: Object.fromEntries(['port', 'store', 'data', 'abeta'].map((name) => [name, { type: 'string' }])) });

const koppel = new Koppel({
  store: `sqlite:${values.store}`,
  // Of a real shop: { env: 'KOPPEL_STORE_KEY' }, made once by `openssl rand -hex 32`.
  store_key: '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579',
  shop: { shop_id: 'express', name: 'Zuinig Kantoor', currency: 'EUR', country: 'NL', prices_include_vat: true,
    vat: { standard: '21', 'reduced-rate': '9' } },
  rest: { public_url: `http://127.0.0.1:${values.port}` },
  abeta: { connections: [{
    connection_id: 'universiteit', environment: 'test', api_key: 'key-of-the-express-shop',
    return_hosts: [new URL(values.abeta).host], frame_ancestors: ["'self'"],
    login: { landing: '/winkel/{punchout_id}/' },
    products: { category_codes: { 'Boeken en gidsen': ['55101500'] } },
  }] },
  // Only because the Abeta of this example runs on this machine.
  wire: { allow_addresses: [new URL(values.abeta).host] },
});

const items = JSON.parse(readFileSync(values.data, 'utf8'));
await koppel.catalogSync({ from: 'woocommerce', mode: 'snapshot', complete: true, items });
const products = items.filter((one) => one.type === 'simple' && one.price).slice(0, 8);

// The shop's own users, sessions and orders.
const salt = randomBytes(16);
const hashOf = (password) => scryptSync(password, salt, 32);
const users = new Map([['inkoper@universiteit.example', { id: 'u-42', hash: hashOf('welkom-in-de-winkel') }]]);
const sessions = new Map();
const orders = new Map();

function login({ username, password }) {
  const user = users.get(username);
  // The same work for a name that nobody has.
  const fits = timingSafeEqual(hashOf(password), user?.hash ?? hashOf('nobody'));
  return user && fits ? user : null;
}

const app = express();
app.disable('x-powered-by');

// Whatever Abeta or a browser asks below /abeta, koppel answers.
app.all('/abeta/*rest', async (request, response) => {
  let reply = await koppel.httpRespond(request);
  if (reply.ask?.kind === 'login') {
    const user = login(reply.ask.data);
    reply = await koppel.httpAnswer({ ask_id: reply.ask.ask_id, accept: user !== null, user_id: user?.id });
  }
  if (reply.login) {
    const session = { id: randomBytes(32).toString('base64url'), cartId: randomBytes(6).toString('hex'), cart: new Map(), ...reply.login };
    sessions.set(reply.login.punchout_id, session);
    // In a frame of another site: SameSite=None; Secure; Partitioned.
    const path = `/winkel/${reply.login.punchout_id}/`;
    reply.headers.push(['Set-Cookie', `winkel=${session.id}; Path=${path}; HttpOnly; SameSite=Lax`]);
  }
  reply.send(response);
  if (reply.wake.includes('inbox')) await takeOver(); // Abeta has its answer; now the shop does its part.
});

/** Books what was ordered; the key keeps an order from being booked twice. */
async function takeOver() {
  const { entries } = await koppel.inboxNext({ kinds: ['purchase_order'] });
  for (const { id, lease, key, purchase_order: order } of entries) {
    if (!orders.has(key)) orders.set(key, { host_id: `B2B-${orders.size + 1}`, order });
    await koppel.inboxSettle({ id, lease, host_id: orders.get(key).host_id });
  }
}

/** The session of this punch-out, if the browser has its cookie. */
function sessionOf(request) {
  const session = sessions.get(request.params.id);
  const cookie = /(?:^|; )winkel=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const [held, given] = [Buffer.from(session?.id ?? ''), Buffer.from(cookie)];
  return session && held.length === given.length && timingSafeEqual(held, given) ? session : null;
}

app.use('/winkel/:id', express.urlencoded({ extended: false }), (request, response, next) => {
  request.session = sessionOf(request);
  if (!request.session) return response.status(403).send(errorPage('U bent niet ingelogd. Open de winkel vanuit uw inkoopsysteem.'));
  const ancestors = request.session.frame_ancestors.join(' ') || "'none'";
  response.set('Content-Security-Policy', `frame-ancestors ${ancestors}`);
  next();
});

app.get('/winkel/:id/', (request, response) => response.send(shopPage(request.session, products)));

app.post('/winkel/:id/cart', (request, response) => {
  const { cart } = request.session;
  const id = String(request.body.product_id);
  if (products.some((one) => String(one.id) === id)) cart.set(id, (cart.get(id) ?? 0) + 1);
  response.redirect(303, './');
});

app.post('/winkel/:id/return', async (request, response) => {
  const { punchout_id: punchoutId, cartId, cart } = request.session;
  const lines = [...cart].map(([id, quantity]) => ({ product_id: id, quantity }));
  lines.push({ kind: 'shipping', name: 'Verzending', quantity: 1, gross_price: '4.95', vat_rate: '21' });
  try {
    const { redirect_url: url } = await koppel.punchoutReturnCart({ punchout_id: punchoutId, cart: { cart_id: cartId, lines } });
    response.redirect(303, url);
  } catch (error) {
    if (!(error instanceof KoppelError)) throw error;
    response.status(502).send(errorPage(`De winkelwagen is niet teruggegeven: ${error.message}`));
  }
});

// What the test of this example looks at; not for a real shop.
app.get('/orders', (request, response) => response.json([...orders.values()]));

app.listen(Number(values.port), '127.0.0.1', () => console.log('ready'));

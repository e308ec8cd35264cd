// A simulated Abeta with a purchasing system behind it: it logs a buyer in, takes a cart, and orders what was approved.
// It talks to shops by HTTP alone, checks what they send by its own rules, and knows nothing of koppel.
//   node abeta.mjs --port 8090 --shop express=http://127.0.0.1:8091=KEY --shop php=http://127.0.0.1:8092=KEY
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { complaintOf } from './contract.mjs';
import { cartPage, homePage, textPage } from './pages.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' }, shop: { type: 'string', multiple: true } } });
const shops = new Map(values.shop.map((given) => {
  const [name, url, key] = given.split('=');
  return [name, { url, key }];
}));
const own = `http://127.0.0.1:${values.port}`;
/** By the id of the session: the shop, and the cart once it came. */
const sessions = new Map();
/** What the next return is answered with instead: a test sets it. */
let fault = null;

const json = (status, document) => ({ status, type: 'application/json', body: JSON.stringify(document) });
const page = (status, body) => ({ status, type: 'text/html; charset=UTF-8', body });

async function post(url, document) {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(document), redirect: 'manual' });
  return { status: reply.status, document: await reply.json().catch(() => null) };
}

/** The buyer opens a shop: Abeta asks it for a one-time URL, and sends the browser there at once. */
async function open(name, { username = 'inkoper@universiteit.example', password = 'welkom-in-de-winkel' } = {}) {
  const shop = shops.get(name);
  const id = randomUUID();
  const asked = { username, password, session_id: id, return_url: `${own}/return/${id}`, api_key: shop.key };
  const { status, document } = await post(`${shop.url}/abeta/setup-request`, asked);
  if (status !== 200) return page(502, textPage('De winkel laat u niet binnen', document?.error ?? `HTTP ${status}`));
  sessions.set(id, { shop: name, cart: null, posts: 0 });
  return { status: 303, location: document.one_time_url };
}

/** The shop posts the cart. */
function take(session, body) {
  session.posts += 1;
  if (fault) {
    const answer = fault;
    fault = null;
    return answer;
  }
  const complaint = complaintOf(body);
  if (complaint) return json(200, { success: false, message: complaint });
  session.cart = JSON.parse(body);
  return json(200, { success: true });
}

/** What the shop's cart says, as an order; the example of the document writes it so, too. */
async function order(id, session) {
  const shop = shops.get(session.shop);
  const { general, products } = session.cart;
  const address = { first_name: 'Ineke', last_name: 'Inkoper', company: 'Universiteit', address_1: 'Domplein 29',
    address_2: '', city: 'Utrecht', state: 'UT', postcode: '3512 JE', country: 'NLD', email: 'inkoop@universiteit.example', phone: '+31301234567' };
  const asked = {
    api_key: shop.key, cart_id: general.cart_id, total: general.total, currency: general.currency,
    delivery_datetime: `${general.delivery_datetime}:00`, order_reference: `PO-${id.slice(0, 8)}`, customer_reference: 'Faculteit',
    billing: address, shipping: address, remark: 'Achterom leveren',
    products: products.map((product) => ({ ...product, price_unit: product.price_unit === 1 ? null : product.price_unit })),
  };
  return post(`${shop.url}/abeta/order-confirmation`, asked);
}

async function answer(request, body) {
  const [, place, id] = request.url.split('/');
  const session = sessions.get(id);
  const route = `${request.method} /${place}`;
  switch (route) {
    case 'GET /': return page(200, homePage([...shops.keys()]));
    case 'POST /open': return open(id, Object.fromEntries(new URLSearchParams(body.toString())));
    case 'POST /return': return session ? take(session, body) : json(404, { success: false, message: 'unknown session' });
    case 'GET /return': return session?.cart ? page(200, cartPage(id, session)) : page(404, textPage('Geen winkelwagen', ''));
    case 'POST /order': {
      const { status, document } = await order(id, session);
      return page(200, textPage(`De winkel zegt: ${document?.status}`, `${document?.message} (HTTP ${status})`));
    }
    case 'GET /sessions': return json(200, Object.fromEntries(sessions));
    case 'POST /fault': fault = JSON.parse(body); return json(200, {});
    default: return page(404, textPage('Niets hier', ''));
  }
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const { status, type = 'text/plain', location, body = '' } = await answer(request, Buffer.concat(chunks));
    response.writeHead(status, { 'content-type': type, ...(location && { location }) }).end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(values.port), '127.0.0.1', () => console.log('ready'));

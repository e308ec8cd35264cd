// A shop on Node's own http whose books an accounting package reads. Two shops in one store, to show that none sees the other.
//   node server.mjs --port 8085 --store FILE [--requests 100000]
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Koppel } from '../../bindings/node/index.mjs';
import { seed } from './seed.mjs';

const option = { type: 'string' };
const { values } = parseArgs({ options: { port: option, store: option, requests: option } });
const scopes = ['sales.read', 'receipts.read', 'customers.read', 'products.read', 'settings.read'];

function open(shopId, clients) {
  return new Koppel({
    store: `sqlite:${values.store}`,
    // Of a real shop: { env: 'KOPPEL_STORE_KEY' }, made once by `openssl rand -hex 32`.
    store_key: '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579',
    shop: { shop_id: shopId, name: 'Zonnig Wonen', currency: 'EUR', country: 'NL', language: 'nl', time_zone: 'Europe/Amsterdam',
      prices_include_vat: true, vat: { standard: '21', 'reduced-rate': '9' } },
    support: { email: 'support@shop.example', url: 'https://shop.example/support', contact: 'Anna de Vries' },
    rest: { public_url: `http://127.0.0.1:${values.port}` },
    accounting: { day_cut_off: '04:00', quota: { requests: Number(values.requests ?? 1200), window_s: 60 }, clients },
  });
}

const koppel = open('zonnig-wonen', [
  { client_id: 'books', name: 'Boekhouder', client_secret: 'example-secret-0123456789', scopes, redirect_uris: ['http://127.0.0.1:8086/callback'] },
  { client_id: 'sales-only', name: 'Verkopen', client_secret: 'example-secret-0123456789', scopes: ['sales.read'] },
]);
const other = open('other-shop', []);
await seed(koppel);
await other.recordsPut({ kind: 'customers', items: [{ customer_id: 'secret', email: 'of@other.example' }] });
other.close?.();

async function answer(request, response) {
  let reply = await koppel.httpRespond(request);
  if (reply.ask) {
    // Your shop's session says who is logged in to its back office, and whether this is its owner.
    const user = request.headers.cookie?.includes('session=owner') ? 'owner' : null;
    reply = await koppel.httpAnswer({ ask_id: reply.ask.ask_id, accept: user !== null, user_id: user });
  }
  reply.send(response);
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}).listen(Number(values.port), '127.0.0.1', () => console.log('ready'));

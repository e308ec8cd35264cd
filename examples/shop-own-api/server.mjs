// A shop that keeps its own REST API, as WooCommerce and Magento do, with koppel beside it.
//   node server.mjs --port 8084 --supplier w --data FILE --store FILE --platform-city-butler URL --platform-winst URL
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Book, document } from './book.mjs';
import { drain, environment, open, record, refuse } from './coupling.mjs';
import { platformOf } from './oauth.mjs';
import { answer, routes } from './rest.mjs';
import { testRoutes } from './test-routes.mjs';
import { Webhooks } from './webhooks.mjs';

const names = ['port', 'supplier', 'data', 'store', 'platform-city-butler', 'platform-winst'];
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
for (const name of names) {
  if (values[name] === undefined) throw new Error(`--${name} is missing; scripts/demo.sh shows how this shop is started`);
}
const { supplier, port } = values;
const platforms = { 'city-butler': values['platform-city-butler'], 'winst-uit-je-woning': values['platform-winst'] };
const keys = Object.keys(platforms).map((platformId) => (
  { platformId, key: `ck_${supplier}_${platformId}`, secret: `cs_${supplier}_${platformId}_0123456789abcdef` }));

const book = new Book(values.data);
const koppel = open({ supplier, store: values.store, platforms });
await koppel.catalogSync({ from: 'woocommerce', mode: 'snapshot', complete: true, items: book.products });
const webhooks = new Webhooks(`http://127.0.0.1:${port}/`);
const fault = { refuseRequests: 0, refusedSku: null };
const due = []; // orders that koppel has not heard of

/** What the shop's own hook on an order does: remember it for koppel, and tell who asked to be told. */
function changed(order) {
  due.push(order);
  webhooks.announce('order.updated', document(order));
  for (const { article } of order.items) webhooks.announce('product.updated', book.listed(article));
}

/** After the answer, and from cron: tell koppel, and let it tell the platform. */
async function afterwards() {
  let taken = 0;
  for (let order = due.shift(); order; order = due.shift()) {
    await record(koppel, order);
    taken += 1;
    const isRefused = order.items.some(({ article }) => article.sku === fault.refusedSku);
    if (isRefused && order.status === 'processing') {
      await refuse(koppel, order, fault.refusedSku);
      book.update(order, { status: 'cancelled' });
      changed(order);
    }
  }
  await webhooks.deliver();
  return { taken, drain: await drain(koppel) };
}

const table = routes({ book, webhooks, changed });
const test = testRoutes({ koppel, book, fault, supplier, environment, afterwards, changed, announce: (...own) => webhooks.announce(...own) });

async function respond(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url, `http://${request.headers.host}`);
  const send = ({ status, headers, document: own }) => response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify(own));
  if (url.pathname.startsWith('/koppel-test/')) return send(await test(request, text));
  if (fault.refuseRequests > 0) { // The integration test says that this shop is down.
    fault.refuseRequests -= 1;
    return response.writeHead(503).end();
  }
  const path = url.pathname.replace(/^\/wp-json\/wc\/v3/, '').replace(/\/$/, '');
  const platformId = platformOf(request, url, keys);
  send(answer(table, { method: request.method, path, query: url.searchParams, platformId, text }));
  return request.method === 'GET' ? null : afterwards();
}

createServer((request, response) => {
  respond(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));

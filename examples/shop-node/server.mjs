// A custom webshop on Node's own http that answers the redemption platforms as if it were WooCommerce.
//   node server.mjs --port 8083 --supplier z --data FILE --store FILE --platform-city-butler URL --platform-winst URL
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { front } from '../../bindings/node/front.mjs';
import { Book } from './book.mjs';
import { drain, environment, open, takeOver } from './coupling.mjs';
import { testRoutes } from './test-routes.mjs';

// And perhaps --form NAME: how the platforms speak.
const names = ['port', 'supplier', 'data', 'store', 'platform-city-butler', 'platform-winst'];
const { values } = parseArgs({ options: Object.fromEntries([...names, 'form'].map((name) => [name, { type: 'string' }])) });
for (const name of names) {
  if (values[name] === undefined) throw new Error(`--${name} is missing; scripts/demo.sh shows how this shop is started`);
}
const platforms = { 'city-butler': values['platform-city-butler'], 'winst-uit-je-woning': values['platform-winst'] };

const book = Book.fromShopify(values.data);
const koppel = open({ supplier: values.supplier, port: values.port, store: values.store, platforms, form: values.form });
await koppel.catalogSync({ from: 'shopify', mode: 'snapshot', complete: true, items: book.export });

const fault = { refuseRequests: 0, refusedSkus: new Set() };
const afterwards = async () => ({ taken: await takeOver(koppel, book, fault.refusedSkus), drain: await drain(koppel) });
const test = testRoutes({ koppel, book, fault, supplier: values.supplier, environment, afterwards });

// The platform has its answer; now the shop does its part. Behind a proxy that ends TLS, name it in rest.trusted_proxies.
const respond = front(koppel, { wake: () => afterwards().catch(console.error) });

async function answerTest(request, response) {
  const { status, document } = await test(request, await text(request));
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

createServer((request, response) => {
  if (request.url.startsWith('/koppel-test/')) {
    answerTest(request, response).catch((error) => response.destroy(error));
  } else if (fault.refuseRequests > 0) { // The integration test says that this shop is down.
    fault.refuseRequests -= 1;
    response.writeHead(503).end();
  } else {
    respond(request, response);
  }
}).listen(Number(values.port), '127.0.0.1', () => console.log('ready'));

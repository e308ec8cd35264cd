// A webshop on Express that is a WooCommerce to the platforms: below /wp-json/ koppel answers, the rest is the shop's own.
//   node server.mjs, with what README.md lists in the environment
import { mkdirSync, readFileSync } from 'node:fs';
import express from 'express';
import { front } from 'koppel/front';
import { Book } from './book.mjs';
import { drain, open, publish, takeOver } from './coupling.mjs';
import * as pages from './pages.mjs';
import { staff } from './staff.mjs';
import { textsFor } from './texts.mjs';

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; README.md says what it is`);
  return value;
}
for (const name of ['KOPPEL_STORE_KEY', 'PLATFORM_SECRET', 'CONSUMER_SECRET']) required(name);
const folder = required('SHOP_FOLDER');
mkdirSync(folder, { recursive: true });

const articles = JSON.parse(readFileSync(new URL('articles.json', import.meta.url), 'utf8'));
const book = new Book(`${folder}/book.json`, articles);
const koppel = open({
  folder, environment: required('PLATFORM_ENVIRONMENT'), platform: required('PLATFORM_URL'), platformKey: required('PLATFORM_KEY'),
  publicUrl: required('PUBLIC_URL'), consumerKey: required('CONSUMER_KEY'),
  allowAddresses: process.env.ALLOW_ADDRESSES?.split(',') ?? [],
});
await publish(koppel, book);

/** What nobody waits for: a failure is written down, and the net below tries again. */
async function quietly(work) {
  try {
    await work();
  } catch (error) {
    console.error(error);
  }
}
let running = Promise.resolve();
/** One at a time: what came in meanwhile is seen by the next. */
const work = () => {
  running = running.then(() => quietly(async () => {
    await takeOver(koppel, book);
    await drain(koppel);
  }));
  return running;
};
const after = (response, task) => response.once('finish', () => quietly(task));

const app = express();
app.disable('x-powered-by');
app.use(front(koppel, { wake: work })); // Before whatever parses bodies: a signature is of the bytes.
app.get('/', (request, response) => response.send(pages.catalog(textsFor(request), book.articles)));
app.get('/style.css', (request, response) => response.type('css').send(pages.style));
app.use('/staff', staff({ koppel, book, password: required('STAFF_PASSWORD'), after }));

const server = app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log(`port ${server.address().port}`));
work(); // What a crash left lying is taken up.
const net = setInterval(work, 10_000);

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, async () => {
    clearInterval(net);
    server.close();
    server.closeIdleConnections();
    await running;
    await koppel.close();
  });
}

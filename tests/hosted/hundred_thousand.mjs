// 100,000 products are pulled from a simulated Shopify in another process; this one's memory is looked at all the while.
//   node hundred_thousand.mjs [products]
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Koppel } from '../../bindings/node/index.mjs';
import { configuration, inside, told } from './couple.mjs';

const PRODUCTS = Number(process.argv[2] ?? 100_000);
const MIB = 1024 * 1024;
/** Above what the process had when it was opened: pages, the store's cache, and Node's own garbage. */
const MOST_MIB = 128;
const SAMPLES = 200;

const server = spawn(
  process.execPath,
  [
    join(import.meta.dirname, '../../examples/hosted/server.mjs'),
    '--system',
    'shopify',
    '--products',
    String(PRODUCTS),
    '--size',
    '100000',
    '--leak',
    '100000',
    '--with-parent',
  ],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const [line] = await once(server.stdout, 'data');
const url = String(line).trim();
const folder = mkdtempSync(join(tmpdir(), 'koppel-hosted-'));
const koppel = new Koppel(configuration({ system: 'shopify', url, store: join(folder, 'store', 'shop.db') }));
const highest = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;

try {
  await inside(koppel)('GET', 'products?per_page=1');
  const [before, from] = [highest(), Date.now()];
  let [calls, pulls, created, atTen] = [0, 0, 0, 0];
  for (let reply = { left: 1 }; reply.left > 0; pulls += 1) {
    reply = await koppel.catalogPull({ source: 'shop', max_ms: 2000 });
    assert.equal(reply.stopped ?? null, null, JSON.stringify(reply.stopped));
    calls += reply.calls;
    created += reply.created;
    if (atTen === 0 && created >= PRODUCTS / 10) atTen = highest();
  }
  const seconds = (Date.now() - from) / 1000;
  const [tenth, grown] = [atTen, highest()].map((peak) => Math.round((peak - before) / MIB));
  console.log(
    `${created} products in ${calls} calls, ${pulls} pulls, ${seconds.toFixed(1)} s; ` +
      `the highest memory above the start: ${tenth} MiB after a tenth of them, ${grown} MiB after all`,
  );
  assert.equal(created, PRODUCTS);
  assert.ok(grown < MOST_MIB, `${grown} MiB`);

  const shelf = await (await fetch(`${url}/_sim/shelf`, { method: 'POST' })).json();
  const call = inside(koppel);
  assert.equal((await call('GET', 'products?per_page=1')).headers.get('x-wp-total'), String(PRODUCTS));
  const step = Math.ceil(shelf.length / SAMPLES);
  const looked = Date.now();
  for (let at = 0; at < shelf.length; at += step) {
    const { sku, price, stock } = shelf[at];
    const {
      body: [found],
    } = await call('GET', `products?sku=${encodeURIComponent(sku)}`);
    const variations =
      found.type === 'variable' ? (await call('GET', `products/${found.id}/variations?per_page=100`)).body : [found];
    assert.deepEqual(told(variations.find((own) => own.sku === sku)), [sku, { price, stock }]);
  }
  console.log(`${SAMPLES} looked up by their SKU in ${((Date.now() - looked) / 1000).toFixed(1)} s`);
  console.log('1 passed, 0 failed');
} finally {
  await koppel.close();
  server.stdin.end();
  rmSync(folder, { recursive: true });
}

// The main job with a hosted shop: a simulated one, the bridge as a program, and the self-test: every call, and all 25 ways.
//   node ways.mjs shopify|woocommerce|magento|lightspeed-c|lightspeed-r|lightspeed-x
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../examples/hosted/server.mjs';
import { configuration, freePort } from './couple.mjs';

const ROOT = join(import.meta.dirname, '../..');
const SELFTEST = join(ROOT, 'target/platform/debug/koppel-selftest');
const [system = 'shopify', ...more] = process.argv.slice(2);
const work = join(ROOT, 'target/hosted', `ways-${system}`);
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

const { server, sim } = serve({ system, size: 1000, leak: 1000 });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const shop = `http://127.0.0.1:${server.address().port}`;
const [port, listen] = [await freePort(), `127.0.0.1:${await freePort()}`];
sim.hooks.address = `http://127.0.0.1:${port}/koppel/shop/shop`;

const secret = 'secret-x-city-butler-0123456789abcdef';
const koppel = configuration({
  system,
  url: shop,
  store: join(work, 'store', 'shop.db'),
  publicUrl: `http://127.0.0.1:${port}`,
  platforms: [
    {
      platform_id: 'city-butler',
      profile: 'city-butler',
      environment: 'test',
      base_url: `http://${listen}`,
      key: 'shop-x',
      secret,
    },
  ],
});
const [key] = koppel.rest.keys;
writeFileSync(
  join(work, 'bridge.json'),
  JSON.stringify({
    koppel,
    listen: `127.0.0.1:${port}`,
    drain_every_s: 1,
    orders: 'shop',
    pull: { shop: { every_s: 5 } },
    test: { source: 'shop', token: 'test-token-x', supplier_id: 'x', back_office: `${shop}/_sim/` },
  }),
);

const bridge = spawn(process.execPath, [process.env.KOPPEL_BRIDGE, join(work, 'bridge.json')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let text = '';
bridge.stdout.on('data', (chunk) => {
  text += chunk;
});
let failed = 1;
try {
  for (
    const end = Date.now() + 20_000;
    !/shop: \d+ new/.test(text);
    await new Promise((done) => setTimeout(done, 50))
  ) {
    assert.ok(Date.now() < end && bridge.exitCode === null, text);
  }
  const test = spawn(
    SELFTEST,
    [
      '--listen',
      listen,
      '--shop',
      `http://127.0.0.1:${port}`,
      '--name',
      'x',
      '--key',
      key.consumer_key,
      '--secret',
      key.consumer_secret,
      '--platform-key',
      'shop-x',
      '--platform-secret',
      secret,
      '--test-token',
      'test-token-x',
      '--report',
      join(work, 'selftest.html'),
      '--result',
      join(work, 'selftest.json'),
      ...more,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  [failed] = await once(test, 'exit');
  const { ways } = JSON.parse(readFileSync(join(work, 'selftest.json'), 'utf8'));
  const passed = ways.filter(({ is_passed: isPassed }) => isPassed).length;
  console.log(`${passed} of ${ways.length} ways passed`);
  if (!more.length) assert.equal(passed, 25);
  // What the hosted shop itself has in its books, in cents: nothing was ordered twice.
  const identities = sim.shop.orders.map(
    ({ attributes }) => `${attributes.platform_id} ${attributes.platform_order_id}`,
  );
  assert.equal(new Set(identities).size, identities.length);
} finally {
  bridge.kill('SIGTERM');
  await once(bridge, 'exit');
  writeFileSync(join(work, 'bridge.log'), text);
  server.close();
  server.closeAllConnections();
}
process.exit(failed);

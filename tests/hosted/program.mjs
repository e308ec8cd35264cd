// The bridge as a program beside a simulated shop, for tests.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../examples/hosted/server.mjs';
import { configuration, freePort, simulatedBy } from './couple.mjs';

const BRIDGE = process.env.KOPPEL_BRIDGE;
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const running = new Set();
/** What a test leaves when it fails. */
export const killAll = () => {
  for (const child of running) child.kill('SIGKILL');
};

/** The bridge as a program; `says` waits until it has said something. */
export function started(file) {
  const child = spawn(process.execPath, [BRIDGE, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const bridge = { child, text: '', ended: once(child, 'exit').finally(() => running.delete(child)) };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      bridge.text += chunk;
    });
  bridge.says = async (what) => {
    for (const end = Date.now() + 15_000; !what.test(bridge.text);) {
      assert.ok(Date.now() < end && child.exitCode === null, `it does not say ${what}:\n${bridge.text}`);
      await pause(20);
    }
  };
  return bridge;
}

/** A simulated shop, and the file of a bridge for it. */
export async function place(system, { products = 226, more = {}, open = {}, platforms, source } = {}) {
  const { server, sim } = serve({ system: simulatedBy(system), products, size: 1000, leak: 1000 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'koppel-bridge-'));
  const shop = `http://127.0.0.1:${server.address().port}`;
  const koppel = configuration({
    system,
    url: shop,
    store: join(folder, 'store', 'shop.db'),
    publicUrl: `http://127.0.0.1:${port}`,
    platforms,
    source,
  });
  koppel.rest.trusted_proxies = ['127.0.0.1'];
  const file = join(folder, 'bridge.json');
  writeFileSync(
    file,
    JSON.stringify({
      koppel: { ...koppel, ...open },
      listen: `127.0.0.1:${port}`,
      drain_every_s: 0.2,
      pull: { shop: { every_s: 1, max_ms: 150 } },
      ...more,
    }),
  );
  sim.hooks.address = `http://127.0.0.1:${port}/koppel/shop/shop`;
  const end = () => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  };
  return { sim, file, end, url: `http://127.0.0.1:${port}` };
}

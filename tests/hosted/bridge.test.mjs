// The bridge as a program: killed in the midst of everything, and what it shows the platforms is the shop all the same; it
// stops cleanly; what is wrong in its file is said; its test routes are refused beside production.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { shelf } from '../../examples/hosted/shop.mjs';
import { isTheShop, outside } from './couple.mjs';
import { killAll, pause, place, started } from './program.mjs';

after(killAll);

const KILLS = Number(process.env.KOPPEL_KILLS ?? 6);

for (const system of ['shopify', 'woocommerce']) {
  test(`${system}: killed ${KILLS} times while the shop works, the mirror is the shop`, async () => {
    const { sim, file, url, end } = await place(system, { products: 600 });
    const all = sim.shop.live().map(({ articles: [{ sku }] }) => sku);
    const [skus, others] = [all.slice(0, 60), all.slice(60)];
    try {
      for (let nth = 0; nth < KILLS; nth += 1) {
        const bridge = started(file);
        sim.hooks.faults = new Set(nth % 3 === 0 ? ['doubled', 'reordered'] : nth % 3 === 1 ? ['lost'] : []);
        if (nth % 4 === 1) sim.faults.ask({ kind: 'throttle', times: 5, retry_after: 0.05, match: 'GET /' });
        for (let step = 0; step < 6; step += 1) {
          await pause(20 + ((nth * 37 + step * 53) % 90));
          sim.shop.setStock(skus[(nth * 7 + step) % 60], (nth * 11 + step) % 40);
          sim.shop.setPrice(skus[(nth * 5 + step * 3) % 60], `${10 + nth}.${String(10 + step)}`);
        }
        sim.shop.add(`NIEUW-${nth}`, skus[nth % 60]);
        if (nth % 2) sim.shop.remove(others[nth]);
        bridge.child.kill('SIGKILL');
        await bridge.ended;
      }
      sim.hooks.faults = new Set();
      sim.faults.ask({});
      // As the next night has it: all of it once more.
      const bridge = started(file);
      await bridge.says(/Listening/);
      const complete = await pulledWhole(sim, url);
      assert.ok(complete, bridge.text);
      bridge.child.kill('SIGTERM');
      assert.deepEqual(await bridge.ended, [0, null], bridge.text);
      assert.match(bridge.text, /Stopped\./);
    } finally {
      end();
    }
  });
}

// No list of WooCommerce tells of a variation that changed alone: only a run that began after it does.
test('what changed while no bridge ran, on a page that a killed one had read, comes with the next start', async () => {
  const { sim, file, url, end } = await place('woocommerce');
  const kill = async ({ child, ended }) => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const first = started(file);
    await first.says(/Listening/);
    await pulledWhole(sim, url);
    await kill(first);
    sim.hooks.faults = new Set(['lost']);
    sim.faults.ask({ kind: 'slow', ms: 50, times: 10_000, match: 'GET /' });
    const before = sim.calls.length;
    const second = started(file);
    while (sim.calls.length < before + 20) await pause(10);
    await kill(second);
    const [{ articles }] = sim.shop.live().filter(({ vary }) => vary.length);
    for (const [nth, { sku }] of articles.entries()) sim.shop.setStock(sku, 60 + nth);
    sim.faults.ask({});
    const third = started(file);
    await third.says(/Listening/);
    await pulledWhole(sim, url);
  } finally {
    killAll();
    end();
  }
});

/** Until the platform sees what the shop has; what was lost comes with a pull. */
async function pulledWhole(sim, url) {
  let last;
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(300)) {
    try {
      await isTheShop(outside(url), shelf(sim.shop));
      return true;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

test('what is wrong in its file is one sentence, and nothing starts', async () => {
  const { file, end } = await place('shopify');
  try {
    for (const [document, said] of [
      ['{', /is not JSON/],
      [{ koppel: { sources: {} } }, /names no shop/],
      [{ koppel: {}, listne: '' }, /\/listne is not known/],
      [{ koppel: { sources: { shop: {} } }, pull: { other: {} } }, /there is no such source/],
      [{ koppel: { sources: { shop: { system: 'custom' } } }, orders: 'shop' }, /its system is one of lightspeed-c/],
      [{ koppel: { sources: { shop: {} } }, till: { drawer: 'x' } }, /\/till\/drawer is not known/],
      [
        {
          koppel: { sources: { shop: {} }, platforms: [{ environment: 'production' }] },
          test: { source: 'shop', token: 'x' },
        },
        /never in production/,
      ],
    ]) {
      writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
      const bridge = started(file);
      assert.deepEqual((await bridge.ended)[0], 2, bridge.text);
      assert.match(bridge.text, said);
      assert.equal(bridge.text.trim().split('\n').length, 1, bridge.text);
    }
  } finally {
    end();
  }
});

test('without test routes there are none', async () => {
  const { file, url, end } = await place('shopify');
  const bridge = started(file);
  try {
    await bridge.says(/Listening/);
    assert.equal((await fetch(`${url}/koppel-test/state`)).status, 404);
    assert.equal((await fetch(`${url}/nothing`)).status, 404);
    assert.equal((await fetch(`${url}/health`)).status, 200);
    bridge.child.kill('SIGTERM');
    await bridge.ended;
  } finally {
    bridge.child.kill('SIGKILL');
    end();
  }
});

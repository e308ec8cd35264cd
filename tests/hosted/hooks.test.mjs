// What the hosted shop says by itself: signed, doubled, reordered, lost. After one drain the platform knows it; with
// Lightspeed X, whose stock stands in a list of its own, after a pull.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { coupled, freePort, inside, pullAll, SOURCES } from './couple.mjs';

const ONLY = process.env.KOPPEL_SYSTEMS?.split(',') ?? Object.keys(SOURCES);
const SYSTEMS = ONLY.filter((system) => system !== 'lightspeed-r');

/** A server around koppel, for the shop's webhooks; and what the platform hears of koppel's own. */
async function around(pair) {
  const heard = [];
  const server = createServer(async (request, response) => {
    if (request.url.startsWith('/platform')) {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const topic = request.headers['x-wc-webhook-topic'];
      // The ping of a new webhook is no JSON, and of no topic.
      if (topic) heard.push({ topic, body: JSON.parse(Buffer.concat(chunks)) });
      response.end();
      return;
    }
    const reply = await pair.koppel.httpRespond(request);
    reply.send(response);
  });
  server.listen(pair.port, '127.0.0.1');
  await once(server, 'listening');
  const end = () => {
    server.close();
    server.closeAllConnections();
  };
  return { heard, end, address: `http://127.0.0.1:${pair.port}` };
}

/** What a bridge does when it was woken. */
async function settled(koppel, system) {
  if (system === 'lightspeed-x') await pullAll(koppel);
  await koppel.outboxDrain({ max_ms: 5000, max_entries: 100 });
}

for (const system of SYSTEMS) {
  describe(system, { concurrency: false }, () => {
    const run = (name, body) =>
      test(name, async () => {
        const port = await freePort();
        const pair = await coupled(system, { listener: `127.0.0.1:${port}` });
        const outside = await around(Object.assign(pair, { port }));
        try {
          await pullAll(pair.koppel);
          pair.sim.hooks.address = `${outside.address}/koppel/shop/shop`;
          await body(pair, outside);
        } finally {
          outside.end();
          await pair.end();
        }
      });

    run(
      'a stock, a price, a new product and one that is gone reach the platform within one drain',
      async ({ koppel, sim, equal }, { heard, address }) => {
        for (const topic of ['product.created', 'product.updated', 'product.deleted']) {
          const { status } = await inside(koppel)('POST', 'webhooks', {
            topic,
            delivery_url: `${address}/platform`,
            secret: 'whsec',
          });
          assert.equal(status, 201);
        }
        await koppel.outboxDrain({ max_ms: 5000 });
        heard.length = 0;
        sim.shop.setStock('KP-2500', 4);
        sim.shop.setPrice('KP-1295', '12.05');
        sim.shop.add('NIEUW-1', 'KP-3500');
        sim.shop.remove('KP-0849');
        await sim.hooks.flush();
        assert.ok(
          sim.hooks.told.every(({ status }) => status === 200),
          JSON.stringify(sim.hooks.told),
        );
        await settled(koppel, system);
        await equal();
        const of = (topic) => heard.filter((own) => own.topic === topic).map(({ body }) => body);
        assert.deepEqual(
          of('product.updated')
            .filter(({ sku }) => sku === 'KP-2500')
            .map(({ stock_quantity: stock }) => stock),
          [4],
        );
        assert.deepEqual(
          of('product.updated')
            .filter(({ sku }) => sku === 'KP-1295')
            .map(({ price }) => price),
          ['12.05'],
        );
        assert.equal(of('product.created').length, 1);
        assert.equal(of('product.deleted').length, 1);
      },
    );

    run('twice and in another order is harmless', async ({ koppel, sim, equal }) => {
      sim.hooks.faults = new Set(['doubled', 'reordered']);
      sim.hooks.isHeld = true;
      for (const quantity of [9, 8, 7, 6]) sim.shop.setStock('KP-2500', quantity);
      for (const price of ['14.05', '14.15', '14.25']) sim.shop.setPrice('KP-1295', price);
      sim.shop.add('NIEUW-2', 'KP-3500');
      sim.shop.remove('NIEUW-2');
      await sim.hooks.flush();
      await settled(koppel, system);
      await equal();
    });

    run('what is lost comes with the next pull', async ({ koppel, sim, equal }) => {
      sim.hooks.faults = new Set(['lost']);
      sim.shop.setPrice('KP-1295', '15.05');
      sim.shop.remove('KP-0849');
      await pullAll(koppel, { complete: true });
      await equal();
    });

    run(
      'another signature, no signature and an unreadable body change nothing',
      async ({ koppel, sim, equal }, { address }) => {
        const post = (body, headers = {}) => fetch(`${address}/koppel/shop/shop`, { method: 'POST', body, headers });
        assert.equal((await post('{}')).status, 401);
        assert.equal((await fetch(`${address}/koppel/shop/nobody`, { method: 'POST', body: '{}' })).status, 404);
        if (system !== 'magento') {
          sim.hooks.faults = new Set(['forged']);
          sim.shop.setPrice('KP-1295', '16.05');
          await sim.hooks.flush();
          assert.ok(sim.hooks.told.length > 0 && sim.hooks.told.every(({ status }) => status === 401));
        }
        await koppel.outboxDrain({ max_ms: 1000 });
      },
    );
  });
}

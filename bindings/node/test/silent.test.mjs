// A platform that takes a connection and says nothing holds up a drain, and nothing else.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { Koppel } from '../index.mjs';
import { config } from './open.mjs';

const ORDER = {
  order_id: '1', number: '1', currency: 'EUR', status: 'processing', created_at: '2026-11-21T12:00:00+01:00',
  prices_include_vat: true, total_amount: '10.00',
  lines: [{
    line_id: '1', kind: 'product', supplier_id: 'x', product_id: 'a', name: 'A', quantity: 1,
    gross_amount: '10.00', vat_rate: '21',
  }],
  tenders: [{ tender_id: 'card-7', kind: 'multi_purpose', amount: '10.00' }],
};

test('while a drain hangs 1,000 requests are answered, and an aborted signal ends it at once', async (context) => {
  const sockets = new Set();
  const server = net.createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `127.0.0.1:${server.address().port}`;
  const koppel = new Koppel({
    ...config(context),
    store_key: '00'.repeat(32),
    platforms: [{
      platform_id: 'city-butler', profile: 'city-butler', environment: 'test', base_url: `http://${address}`,
      key: 'shop-x', secret: 'secret-x-0123456789abcdef',
    }],
    wire: { allow_addresses: [address] },
  });
  await koppel.orderPush({ platform_id: 'city-butler', order: ORDER, send: 'later' });
  const controller = new AbortController();
  let isOver = false;
  const drain = koppel.outboxDrain({ max_ms: 30_000, max_entries: 10 }, { signal: controller.signal })
    .then(() => null, (error) => error)
    .finally(() => { isOver = true; });
  while (sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const head = { method: 'GET', target: '/wp-json/wc/v3/products', scheme: 'https', headers: [] };
  const replies = await Promise.all(Array.from({ length: 1000 }, () => koppel.httpRespond(head)));
  assert(replies.every((reply) => reply.status === 401));
  assert(!isOver);
  const before = Date.now();
  controller.abort();
  assert.equal((await drain).code, 'client.canceled');
  assert(Date.now() - before < 1000);
  await koppel.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

// Compiled by tsc in strict mode, never run: what a shop writes must compile, and what is wrong must not.
import koppel, { call, Koppel, KoppelError, paymentSplit, productMapStream } from 'koppel';
import { fastifyFront, front } from 'koppel/front';
import express from 'express';
import fastify from 'fastify';
import { createServer } from 'node:http';
import { createReadStream } from 'node:fs';

const shop = new Koppel(
  { store: 'sqlite:/tmp/x.db', shop: { shop_id: 'x', currency: 'EUR', country: 'NL', prices_include_vat: true, vat: { standard: '21' } } },
  { log: (level, { event, facts }) => console.log(level, event, facts), logLevel: 'debug' },
);
// @ts-expect-error a shop has a store
new Koppel({ shop: { shop_id: 'x' } });

const split = paymentSplit({
  order_id: '1', currency: 'EUR', calculated_at: '2026-11-21T12:00:00+01:00',
  lines: [{ line_id: '1', kind: 'product', supplier_id: 'x', gross_amount: '12.95', vat_rate: '21' }],
  remainder: { tender_id: 'ideal' },
});
const due: string = split.amount_due;
const text: string = koppel.paymentSplit(JSON.stringify(split));
const bytes: Buffer = paymentSplit(Buffer.from(text));
// @ts-expect-error no member is misspelt
const never = split.amount_dew;
// @ts-expect-error a reply of text has no members
text.amount_due;
const any: unknown = call('echo', { due, bytes });

async function run(signal: AbortSignal): Promise<void> {
  const { entries } = await shop.inboxNext({ kinds: ['order'] }, { signal });
  for (const { id, lease } of entries) await shop.inboxSettle({ id, lease, host_id: '7' });
  // @ts-expect-error there is no such kind
  await shop.inboxNext({ kinds: ['ordre'] });
  for await (const { created } of shop.catalogSyncStream({ from: 'shopify', mode: 'snapshot' }, createReadStream('x'))) {
    const count: number = created;
  }
  for await (const part of productMapStream('{}', ['{}'], { signal })) part.toUpperCase();
  try {
    await shop.outboxDrain({ max_ms: 1000 });
  } catch (error) {
    if (error instanceof KoppelError && error.code === 'store.busy' && error.retryable) return;
    throw error;
  }
  const reply = await shop.httpRespond({ method: 'GET', target: '/', scheme: 'https', remoteAddress: '127.0.0.1', headers: {} });
  reply.wake.includes('inbox');
  await shop.close();
}

createServer(front(shop, { answer: (ask) => ({ accept: ask.kind === 'login', user_id: '7' }) }));
express().use(front(shop, { wake: async (names) => { if (names.includes('inbox')) await run(new AbortController().signal); } }));
fastify().register(fastifyFront, { koppel: shop });
export { any, never };

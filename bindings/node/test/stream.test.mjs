// A catalogue too large to lie in memory goes through in chunks, at the reader's pace.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Readable } from 'node:stream';
import { Koppel, productMap, productMapStream } from '../index.mjs';
import { config } from './open.mjs';

const product = (nth) => ({
  id: nth, title: `Lamp ${nth} €`,
  variants: [{ id: nth * 10, title: 'Default Title', price: '12.95', sku: `L-${nth}` }],
});
const products = Array.from({ length: 200 }, (_, nth) => product(nth + 1));
const DOCUMENT = Buffer.from(JSON.stringify({ products }));
const SHOP = config({ after() {} }).shop;
const REQUEST = { from: 'shopify', to: 'canonical', shop: SHOP };
const SYNC = { from: 'shopify', mode: 'upsert' };

function* pieces(size) {
  for (let at = 0; at < DOCUMENT.length; at += size) yield DOCUMENT.subarray(at, at + size);
}

async function items(stream) {
  const all = [];
  for await (const part of stream) all.push(...part.items);
  return all;
}

test('every kind of source gives the products of one whole call', async () => {
  const whole = productMap({ ...REQUEST, items: products }).items;
  const sources = [pieces(7), pieces(4096), Readable.from(pieces(1000)), [DOCUMENT], DOCUMENT, DOCUMENT.toString(),
    new Blob([DOCUMENT]).stream()];
  for (const source of sources) assert.deepEqual(await items(productMapStream(REQUEST, source)), whole);
  for await (const part of productMapStream(JSON.stringify(REQUEST), DOCUMENT)) assert.equal(typeof part, 'string');
  for await (const part of productMapStream(Buffer.from(JSON.stringify(REQUEST)), DOCUMENT)) assert(Buffer.isBuffer(part));
});

test('a client stores what is fed to it, and says of each chunk what has become of it', async (context) => {
  const koppel = new Koppel(config(context));
  const sums = { created: 0, unchanged: 0 };
  for (let time = 0; time < 2; time += 1) {
    for await (const part of koppel.catalogSyncStream(SYNC, pieces(4096))) {
      for (const name of Object.keys(sums)) sums[name] += part[name];
    }
  }
  assert.deepEqual(sums, { created: 200, unchanged: 200 });
  await koppel.close();
});

test('what goes wrong is a rejection, and the process lives', async (context) => {
  const over = (request, source, options) => items(productMapStream(request, source, options));
  await assert.rejects(over({ ...REQUEST, nonsense: 1 }, []), { code: 'json.unknown_member' });
  await assert.rejects(over(REQUEST, 7), TypeError);
  await assert.rejects(over(REQUEST, [7]), TypeError);
  await assert.rejects(over(REQUEST, ['{"products":[{]']), { code: 'json.syntax' });
  await assert.rejects(over(REQUEST, [Buffer.from([0x7b, 0xff])]), { name: 'KoppelError' });
  await assert.rejects(over(REQUEST, [Buffer.alloc(17 << 20, ' ')]), { code: 'json.too_large' });
  const throwing = (function* source() { yield '{"products":['; throw new RangeError('its own'); })();
  await assert.rejects(over(REQUEST, throwing), { message: 'its own' });
  await assert.rejects(over(REQUEST, [DOCUMENT], { signal: AbortSignal.abort() }), { code: 'client.canceled' });
  const koppel = new Koppel(config(context));
  const stream = koppel.catalogSyncStream(SYNC, pieces(64));
  await stream.next();
  await koppel.close();
  await assert.rejects(stream.next(), { code: 'call.needs_client' });
  await assert.rejects(koppel.catalogSyncStream(SYNC, []).next(), { code: 'call.needs_client' });
});

test('a reader that goes away ends its source and its stream', async (context) => {
  const koppel = new Koppel(config(context));
  let isEnded = false;
  const source = (function* watched() { try { yield* pieces(64); } finally { isEnded = true; } })();
  for await (const part of koppel.catalogSyncStream(SYNC, source)) if (part) break;
  assert(isEnded);
  const left = koppel.catalogSyncStream(SYNC, pieces(64)).next().catch(() => {}); // Under way as the client is closed.
  await koppel.close();
  await left;
});

// Methods that need no client.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import koppel, { call, Koppel, KoppelError, paymentSplit } from '../index.mjs';

const order = {
  order_id: '1', currency: 'EUR', calculated_at: '2026-11-21T12:00:00+01:00',
  lines: [{ line_id: '1', kind: 'product', supplier_id: 'x', quantity: 3, gross_amount: '38.85', vat_rate: '21' }],
  vouchers: [{ voucher_id: 'card-7', kind: 'multi_purpose', balance: '30.00' }],
  remainder: { tender_id: 'ideal' },
};

const failed = (code, path) => (error) => {
  assert(error instanceof KoppelError && error instanceof Error);
  if (code !== undefined) assert.equal(error.code, code);
  if (path !== undefined) assert.equal(error.path, path);
  assert.equal(JSON.parse(error.document).error.message, error.message);
  return true;
};

test('an object gives an object, text gives text, bytes give bytes', () => {
  const split = koppel.paymentSplit(order);
  assert.equal(split.amount_due, '8.85');
  const text = koppel.paymentSplit(JSON.stringify(order));
  assert.deepEqual(JSON.parse(text), split);
  const bytes = paymentSplit(Buffer.from(JSON.stringify(order)));
  assert(Buffer.isBuffer(bytes));
  assert.equal(bytes.toString(), text);
  const refund = koppel.refundCompute({
    split, return_id: 'R-1', calculated_at: '2026-12-01T10:00:00+01:00', lines: [{ line_id: '1', quantity: 1 }],
  });
  assert.equal(refund.amount, '12.95');
});

test('text and bytes pass through untouched, of any length and letters', () => {
  const texts = ['{ "a" : 1.10 }', '"caf\u00e9 \u20ac \u{1f600}"', '""', '"\\u0000"'];
  // Up to 16 KB are read by one call: around that, and where two bytes of a letter could be cut apart.
  const around = (middle) => Array.from({ length: 12 }, (_, nth) => middle - 8 + nth);
  for (const size of [1, 5_000, ...around(8_192), ...around(16_384), 100_000]) texts.push(`"${'x'.repeat(size)}"`, `"${'\u00e9'.repeat(size)}"`);
  // Blocks of ASCII go another way than what stands between them: each kind of letter, wherever it stands.
  const letters = ['\u00e9', '\u20ac', '\u{1f600}', '\u00e9\u20ac\u{1f600}'];
  for (let place = 0; place < 200; place += 1) {
    for (const letter of letters) texts.push(`"${'x'.repeat(place)}${letter}${'x'.repeat(200 - place)}"`);
  }
  for (const text of texts) {
    assert.equal(call('echo', text), text);
    const bytes = new Uint8Array(Buffer.from(`..${text}`).subarray(2));
    assert.equal(call('echo', bytes).toString(), text);
  }
  // Of half a letter there is none; the second time another way is taken, for the first was not ASCII.
  for (const half of ['\ud800', '\udc00', '\udc00\ud800', '\ud800\ud800']) {
    for (const more of ['', '', 'x'.repeat(300), 'x'.repeat(300)]) {
      const text = `"${more}${half}${more}"`;
      assert.equal(call('echo', text), text.toWellFormed?.() ?? Buffer.from(text).toString());
    }
  }
});

test('the same functions come by import and by require', () => {
  const required = createRequire(import.meta.url)('../index.js');
  assert.equal(required, koppel);
  assert.equal(required.Koppel, Koppel);
  for (const method of koppel.capabilities().pure_methods) {
    const name = method.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    assert.equal(typeof koppel[name], 'function');
    assert.equal(Koppel.prototype[name], koppel[name]);
  }
});

test('a failure says what, where and what to do', () => {
  assert.throws(() => koppel.schema({ methode: 'x' }), failed('json.unknown_member', '/methode'));
  assert.throws(() => koppel.schema('{'), failed('json.syntax'));
  assert.throws(() => koppel.schema(Buffer.from([0x22, 0xff, 0x22])), failed('json.not_utf8'));
  assert.throws(() => call('ec\0ho', '{}'), failed('call.unknown_method'));
  assert.throws(() => call('x'.repeat(100_000), '{}'), failed());
  assert.throws(() => call('health', '{}'), failed('call.needs_client'));
  assert.throws(() => call('schema', '['.repeat(1_000_000)), failed('json.too_deep'));
  assert.throws(() => call('echo', ' '.repeat(17 << 20)), failed('json.too_large'));
  const shape = { status: -1, statusName: 'INVALID', retryable: false, reference: null };
  assert.throws(() => koppel.schema({}), shape);
});

test('what is no request at all is a TypeError', () => {
  assert.throws(() => call(undefined, '{}'), TypeError);
  assert.throws(() => call(7, '{}'), TypeError);
  assert.throws(() => call('echo', 1n), TypeError);
  assert.throws(() => call('echo', () => 1), TypeError);
  const round = [];
  round.push({ round });
  assert.throws(() => call('echo', round), TypeError);
  assert.throws(() => call('echo', { toJSON() { throw new RangeError('its own'); } }), { name: 'RangeError', message: 'its own' });
});

// What the bridge says of a file that cannot work, before a platform's order is in hand.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chosen, kept } from '../../examples/bridge/books/till.mjs';
import { read } from '../../examples/bridge/configuration.mjs';

test('a register that the shop does not have is told with those that it has', () => {
  const rows = [{ name: 'Web' }, { name: 'Kassa 1' }];
  assert.equal(chosen('register', rows, {}).name, 'Web');
  assert.equal(chosen('register', rows, { register: 'Kassa 1' }).name, 'Kassa 1');
  const wrong = /^Error: \/till\/register: the shop has no register 'Webshop'; it has 'Web', 'Kassa 1'\.$/;
  assert.throws(() => chosen('register', rows, { register: 'Webshop' }), wrong);
  assert.throws(() => chosen('register', [], {}), /it has none/);
});

test('what was found is kept, and a look-up that failed is made again', async () => {
  let asked = 0;
  const place = kept(async () => {
    asked += 1;
    if (asked === 1) throw new Error('The shop answers 500.');
    return 'Web';
  });
  await assert.rejects(place(), /500/);
  assert.deepEqual([await place(), await place(), asked], ['Web', 'Web', 2]);
});

test('a secret that the environment does not hold is told by its place before anybody is called', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'koppel-file-'));
  const file = join(folder, 'bridge.json');
  const source = { system: 'shopify', base_url: 'https://lamps.example', token: { env: 'KOPPEL_NOT_SET' } };
  writeFileSync(file, JSON.stringify({ koppel: { sources: { lamps: source } } }));
  const wrong = '/koppel/sources/lamps/token: the environment variable KOPPEL_NOT_SET holds no secret.';
  await assert.rejects(read(file), { message: wrong });
  rmSync(folder, { recursive: true });
});

// A client: its calls lie on the pool, bounded, and end as promises.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Koppel, KoppelError } from '../index.mjs';
import { config } from './open.mjs';

test('only a right configuration opens a client, and opening touches nothing', async (context) => {
  const right = config(context);
  for (const [wrong, code] of [
    [{}, 'json.member_missing'], ['{', 'json.syntax'], [{ ...right, nonsense: 1 }, 'json.unknown_member'],
  ]) {
    assert.throws(() => new Koppel(wrong), { name: 'KoppelError', code });
  }
  assert.throws(() => new Koppel(right, { logLevel: 'loud' }), RangeError);
  const koppel = new Koppel(right);
  assert(!existsSync(right.store.slice(7)));
  assert.equal((await koppel.health()).outbox.due, 0);
  assert(existsSync(right.store.slice(7)));
  assert.equal(typeof await koppel.health('{}'), 'string');
  assert(Buffer.isBuffer(await koppel.health(Buffer.from('{}'))));
  await koppel.close();
});

test('many calls at once all end, and a buffer may be changed meanwhile', async (context) => {
  const koppel = new Koppel(config(context));
  const calls = Array.from({ length: 300 }, async (_, nth) => {
    const bytes = Buffer.from(JSON.stringify({ nth }));
    const reply = koppel.call('echo', bytes);
    bytes.fill(0);
    assert.equal((await reply).toString(), JSON.stringify({ nth }));
  });
  await Promise.all([...calls, ...Array.from({ length: 20 }, () => koppel.health())]);
  await koppel.close();
});

test('a failed call is a rejection, also where the request cannot be encoded', async (context) => {
  const koppel = new Koppel(config(context));
  await assert.rejects(koppel.inboxNext({ kind: 'order' }), { code: 'json.unknown_member', path: '/kind' });
  await assert.rejects(koppel.call('no_such_method'), { code: 'call.unknown_method' });
  await assert.rejects(koppel.health({ x: 1n }), TypeError);
  await koppel.close();
});

test('close waits for what is under way; after it a call is refused, and a second close is harmless', async (context) => {
  const koppel = new Koppel(config(context));
  const calls = Array.from({ length: 10 }, () => koppel.health());
  await koppel.close();
  assert.equal((await Promise.all(calls)).length, 10);
  await koppel.close();
  await assert.rejects(koppel.health(), { code: 'call.needs_client' });
  await assert.rejects(koppel.httpRespond({ method: 'GET' }), { code: 'call.needs_client' });
  assert.deepEqual(koppel.echo({}), {});
});

test('an aborted signal cancels what waits for its turn, and nothing else', async (context) => {
  const koppel = new Koppel(config(context));
  const aborted = AbortSignal.abort();
  await assert.rejects(koppel.health({}, { signal: aborted }), { code: 'client.canceled', retryable: true });
  const controller = new AbortController();
  const others = Array.from({ length: 8 }, () => koppel.health());
  const waiting = koppel.health({}, { signal: controller.signal });
  const later = koppel.health();
  controller.abort();
  await assert.rejects(waiting, (error) => error instanceof KoppelError && error.statusName === 'CANCELED');
  assert.equal((await Promise.all([...others, later])).length, 9);
  await koppel.close();
});

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

test('workers load the addon, call and end, with clients left open and calls under way', async (context) => {
  for (const way of ['close', 'leave', 'under way', 'exit']) {
    const workers = Array.from({ length: 3 }, () => new Worker(WORKER, { workerData: { way, config: config(context) } }));
    const codes = await Promise.all(workers.map((worker) => new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', resolve);
    })));
    assert.deepEqual(codes, [0, 0, 0], way);
  }
  const worker = new Worker(WORKER, { workerData: { way: 'terminate', config: config(context) } });
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
});

test('a process ends well with clients left open and calls under way', (context) => {
  for (const way of ['leave', 'under way', 'exit', 'throw']) {
    const input = JSON.stringify({ way, config: config(context) });
    const ended = spawnSync(process.execPath, [WORKER], { input, encoding: 'utf8' });
    assert.equal(ended.signal, null, ended.stderr);
    assert.equal(ended.status, way === 'throw' ? 1 : 0, ended.stderr);
  }
});

test('clients that nobody closed are collected', (context) => {
  const input = JSON.stringify({ way: 'forget', config: config(context) });
  const ended = spawnSync(process.execPath, ['--expose-gc', WORKER], { input, encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stderr);
});

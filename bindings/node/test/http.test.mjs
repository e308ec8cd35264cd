// HTTP from Node's own server through the library and back.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';
import { Koppel } from '../index.mjs';
import { config } from './open.mjs';

const KEYS = [{ consumer_key: 'ck_test', consumer_secret: 'cs_test_0123456789abcdef', permissions: 'read_write' }];

function served(context, koppel) {
  const server = http.createServer(async (request, response) => {
    try {
      (await koppel.httpRespond(request)).send(response);
    } catch (error) {
      response.writeHead(500).end(error.stack);
    }
  });
  context.after(() => Promise.all([koppel.close(), new Promise((resolve) => server.close(resolve))]));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));
}

test('a request with a key is answered, one without is refused, one too long too', async (context) => {
  const shop = config(context);
  const koppel = new Koppel({ ...shop, rest: { public_url: 'https://shop.example', keys: KEYS } });
  const basic = `Basic ${Buffer.from(`${KEYS[0].consumer_key}:${KEYS[0].consumer_secret}`).toString('base64')}`;
  const base = await served(context, koppel);
  const target = '/wp-json/wc/v3/products';
  assert.equal((await fetch(base + target)).status, 401);
  const reply = await koppel.httpRespond({
    method: 'GET', target, scheme: 'https', remoteAddress: '127.0.0.1', headers: { Authorization: basic },
  });
  assert.equal(reply.status, 200, reply.body.toString());
  assert.deepEqual(JSON.parse(reply.body), []);
  assert(reply.headers.some(([name]) => name.toLowerCase() === 'x-wp-total'));
  assert.deepEqual(reply.wake, []);
  await assert.rejects(koppel.httpAnswer({ ask_id: 'x', accept: true, user_id: 7 }), { code: 'ask.unknown', path: '/ask_id' });
  const long = await fetch(base + target, { method: 'POST', body: Buffer.alloc(9 << 20, 'x') });
  assert(long.status >= 400, `${long.status}`);
});

// Oresto from Node: a client with a user reaches the simulated webshop, and what is refused says where.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { serve } from '../../../examples/oresto/server.mjs';
import { Koppel } from '../index.mjs';
import { config } from './open.mjs';

const AsyncFunction = (async () => {}).constructor;


test('an operation and a flow reach the webshop', async (context) => {
  const { server, sim } = serve();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  context.after(() => { server.close(); server.closeAllConnections(); });
  const address = `127.0.0.1:${server.address().port}`;
  const koppel = new Koppel({
    ...config(context), wire: { allow_addresses: [address] },
    oresto: { environment: 'test', base_url: `http://${address}/api`, login: 'demo', password: 'test' },
  });
  const brands = await koppel.orestoCall({ operation: 'brands_list' });
  assert.equal(brands.data[1].Name, 'Polderzuivel');
  const items = [{ client: { ClientNumber: 'K1', ClientSegmentId: 1 }, users: [{ Email: 'chef+1@resto.example' }] }];
  const reply = await koppel.orestoSync({ flow: 'clients', items });
  assert.deepEqual([reply.done, reply.left, reply.problems, reply.stopped], [1, 0, [], null]);
  assert.deepEqual(sim.world.shown().users.map((user) => user.ClientNumbers), [['K1']]);
  await assert.rejects(koppel.orestoCall({ operation: 'client_delete', parameters: { ClientNumber: '' } }),
    { name: 'KoppelError', code: 'json.wrong_type', path: '/parameters/ClientNumber' });
  await koppel.close();
});

test('the example of the documentation runs as it is printed', async (context) => {
  const { server, sim } = serve({ password: 'from the environment' });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  context.after(() => { server.close(); server.closeAllConnections(); });
  const address = `127.0.0.1:${server.address().port}`;
  sim.world.seed({ orders: [{ OrderNumber: 'O-1', Client: { ClientNumber: 'K1' }, FreeSample: [] }] });
  process.env.ORESTO_PASSWORD = 'from the environment';
  const page = readFileSync(new URL('../../../docs/oresto.md', import.meta.url), 'utf8');
  const example = page.match(/```js\n([^]*?)```/)[1].replace(/^import .*\n/, '');
  // Only where it is tried out differs: the address and the store.
  const { store } = config(context);
  class Here extends Koppel {
    constructor(given) {
      super({ ...given, store, wire: { allow_addresses: [address] }, oresto: { ...given.oresto, base_url: `http://${address}/api` } });
    }
  }
  const booked = [];
  const book = async (order, key) => { booked.push([order.OrderNumber, key.length]); return 'W-1'; };
  const koppel = await new AsyncFunction('Koppel', 'book', `${example}\nreturn koppel;`)(Here, book);
  await koppel.close();
  assert.deepEqual(booked, [['O-1', 64]]);
  assert.equal(sim.world.orders[0].Processed, true);
  assert.deepEqual(sim.world.shown().users.map((user) => user.ClientNumbers), [['K1']]);
});

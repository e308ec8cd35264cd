// Oresto from Node: a client with a user reaches the simulated webshop, and what is refused says where.
import assert from 'node:assert/strict';
import test from 'node:test';
import { serve } from '../../../examples/oresto/server.mjs';
import { Koppel } from '../index.mjs';
import { config } from './open.mjs';

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

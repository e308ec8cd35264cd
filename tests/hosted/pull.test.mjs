// Each source, read over real HTTP with everything that goes wrong there: after it the mirror is the shop.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Koppel } from '../../bindings/node/index.mjs';
import { coupled, inside, mirror, pullAll, RENEWED, SOURCES } from './couple.mjs';

const ONLY = process.env.KOPPEL_SYSTEMS?.split(',') ?? Object.keys(SOURCES);
const SYSTEMS = ONLY;

for (const system of SYSTEMS) {
  describe(system, { concurrency: false }, () => {
    const run = (name, options, body) =>
      test(name, async () => {
        const pair = await coupled(system, options);
        try {
          await body(pair);
        } finally {
          await pair.end();
        }
      });

    run('all of it comes, and a second time nothing is news', {}, async ({ koppel, sim, equal }) => {
      const first = await pullAll(koppel, { complete: true });
      assert.equal(first.created, sim.shop.live().length);
      await equal();
      const again = await pullAll(koppel, { complete: true });
      assert.deepEqual([again.created, again.updated, again.deleted], [0, 0, 0]);
    });

    run('what changes comes by itself, what is gone with all of it', {}, async ({ koppel, sim, equal }) => {
      await pullAll(koppel);
      const since = new Date(Date.now() - 1000).toISOString();
      sim.shop.setPrice('KP-1295', '13.45');
      sim.shop.setStock('KP-2500', 3);
      sim.shop.rename('KP-4995', 'Energiemeter met klok');
      sim.shop.add('NIEUW-1', 'KP-3500');
      // A list whose cursor is a version knows no time, and goes on where it was.
      await pullAll(koppel, system === 'lightspeed-x' ? {} : { since });
      await equal('since');
      sim.shop.remove('KP-0849');
      const { deleted } = await pullAll(koppel, { complete: true });
      assert.equal(deleted, 1);
      await equal('complete');
    });

    run(
      'a storm of 429, silence, errors and half answers delay it, and lose nothing',
      {},
      async ({ koppel, sim, equal }) => {
        for (const [kind, skip] of [
          ['throttle', 1],
          ['error', 1],
          ['cut', 0],
          ['truncate', 1],
          ['drop', 0],
          ['html', 0],
          ['busy', 1],
        ]) {
          sim.faults.ask({ kind, skip, times: kind === 'throttle' ? 6 : 1, retry_after: 0.05 });
        }
        await pullAll(koppel, { complete: true });
        await equal();
      },
    );

    run(
      'a list that changes while it is read deletes nothing that is there, and misses nothing',
      { sim: { products: 700 } },
      async ({ koppel, sim, equal }) => {
        await pullAll(koppel, { complete: true });
        sim.settings.churn = 6;
        await pullAll(koppel, { complete: true });
        sim.settings.churn = 0;
        const there = new Set((await mirror(inside(koppel))).map(([sku]) => sku));
        const lost = sim.shop
          .live()
          .flatMap(({ articles }) => articles)
          .filter(({ sku }) => !there.has(sku) && !sku.startsWith('NIEUW'));
        assert.deepEqual(
          lost.map(({ sku }) => sku),
          [],
          'deleted though it is there',
        );
        await pullAll(koppel, { complete: true });
        await equal();
      },
    );

    run('a credential that is wrong is said, not retried', {}, async ({ koppel, sim, equal }) => {
      sim.faults.ask({ kind: 'denied', times: 100 });
      await assert.rejects(
        pullAll(koppel),
        ({ name, code, path }) =>
          name === 'KoppelError' && code === 'source.denied' && path.startsWith('/sources/shop/'),
      );
      sim.faults.ask({});
      await pullAll(koppel);
      await equal();
    });

    run(
      'its pace is kept: a full bucket is waited for',
      { sim: { size: 4, leak: 40, products: 600 } },
      async ({ koppel, sim, equal }) => {
        await pullAll(koppel, { complete: true });
        await equal();
      },
    );

    run(
      'a budget of a moment goes on where it was, also after the process died',
      { sim: { products: 600 } },
      async (pair) => {
        let pulls = 0;
        for (let reply = { left: 1 }; reply.left > 0 || reply.stopped; pulls += 1) {
          reply = await pair.koppel.catalogPull({
            source: 'shop',
            max_ms: 1,
            ...(pulls === 0 ? { complete: true } : {}),
          });
          if (pulls % 3 === 2) await pair.again();
          assert.ok(pulls < 5000, 'it does not end');
        }
        await pair.equal();
      },
    );

    const renewed = RENEWED[system];
    if (renewed) {
      run(
        'a token that has ended is renewed, once for all processes, and after a restart it is the next',
        { sim: { products: 600 }, source: renewed },
        async (pair) => {
          const renewals = () => pair.sim.calls.filter(({ target }) => /token$/.test(target)).length;
          pair.sim.tokens.rotates = true;
          await pair.koppel.catalogPull({ source: 'shop', max_ms: 1 });
          pair.sim.tokens.expire();
          pair.sim.shop.setPrice('KP-1295', '11.15');
          const beside = new Koppel(pair.open);
          const path = system === 'lightspeed-r' ? '/Item.json?limit=1' : '/api/2.0/products?page_size=1';
          const ask = () => beside.sourceCall({ source: 'shop', method: 'GET', path });
          const [, ...answers] = await Promise.all([pullAll(pair.koppel), ask(), ask(), ask()]);
          await beside.close();
          assert.deepEqual(
            answers.map(({ status }) => status),
            [200, 200, 200],
          );
          assert.equal(renewals(), 1);
          await pair.again();
          await pullAll(pair.koppel, { complete: true });
          await pair.equal();
          assert.equal(renewals(), 1, 'it is kept');
          pair.sim.tokens.expire();
          await pullAll(pair.koppel, { complete: true });
          assert.equal(renewals(), 2);
        },
      );

      run(
        'a refresh token that is worth nothing is said by its path',
        { source: (url) => ({ ...renewed(url), refresh_token: 'refresh-0' }) },
        async (pair) => {
          pair.sim.tokens.expire();
          await assert.rejects(
            pullAll(pair.koppel),
            ({ code, path }) => code === 'source.denied' && path === '/sources/shop/refresh_token',
          );
        },
      );

      run(
        'a token that has ended is said, and with the next one it goes on',
        { sim: { products: 600 } },
        async (pair) => {
          await pair.koppel.catalogPull({ source: 'shop', max_ms: 1 });
          pair.sim.tokens.expire();
          pair.sim.shop.setPrice('KP-1295', '11.15');
          await assert.rejects(
            pullAll(pair.koppel),
            ({ code, path }) => code === 'source.denied' && path === '/sources/shop/token',
          );
          const grant = {
            grant_type: 'refresh_token',
            client_id: 'client',
            client_secret: 'client-secret',
            refresh_token: 'refresh-1',
          };
          pair.open.sources.shop.token = pair.sim.tokens.refresh(grant).access_token;
          await pair.again();
          await pullAll(pair.koppel);
          await pair.equal();
        },
      );
    }
  });
}

// The way back of each system: what a platform orders is in the shop once, whatever is lost or killed, and what the shop's
// staff does to it comes to the platform once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { amountOf } from '../../examples/hosted/shop.mjs';
import { outside, RENEWED } from './couple.mjs';
import { killAll, pause, place, started } from './program.mjs';

const LEASE_MS = 30_000;
after(killAll);

/** Where each system makes an order: how many such calls come before it in an order of one line, and which it is. */
const MAKES = {
  shopify: { match: 'POST /admin/api/2026-10/orders.json' },
  'shopify-graphql': { match: 'POST /admin/api/2026-10/orders.json' },
  woocommerce: { match: 'POST /wp-json/wc/v3/orders' },
  magento: { match: 'PUT /rest/V1/orders/create' },
  'lightspeed-c': { match: 'POST /nl/checkouts/', skip: 1 },
  'lightspeed-r': { match: 'POST /API/V3/Account/1001/Sale.json' },
  'lightspeed-x': { match: 'POST /api/register_sales' },
};
/** What staff can give back without goods: what it cost to send them, and any amount. */
const SHIPPING = { shipping: 495 };
const AMOUNTS = { ...SHIPPING, beyond: 300 };
const GIVEN = {
  shopify: AMOUNTS,
  'shopify-graphql': AMOUNTS,
  woocommerce: AMOUNTS,
  magento: AMOUNTS,
  'lightspeed-r': SHIPPING,
  'lightspeed-x': SHIPPING,
};

/** A platform that takes everything, and remembers it. */
async function platform() {
  const told = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    told.push({ call: `${request.method} ${request.url.split('?')[0]}`, body: text ? JSON.parse(text) : null });
    response.writeHead(request.method === 'GET' ? 200 : 201, { 'content-type': 'application/json' });
    response.end(request.method === 'GET' ? '[]' : JSON.stringify({ ...told.at(-1).body, id: told.length }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = () => {
    server.close();
    server.closeAllConnections();
  };
  const of = (call) => told.filter((own) => own.call === `${call.replace(' ', ' /wp-json/wc/v3/')}`);
  return { of, end, base_url: `http://127.0.0.1:${server.address().port}` };
}

async function until(what, holds) {
  for (const end = Date.now() + 2 * LEASE_MS; !(await holds()); await pause(50)) assert.ok(Date.now() < end, what);
}

/** Of two pieces of an article at 12.95, and what it costs to send them. */
const ordered = (product, identity, { status = 'processing', shipping = '4.090909', total = '30.85' } = {}) => ({
  status,
  currency: 'EUR',
  line_items: [{ product_id: product.id, quantity: 2, subtotal: '21.404959', total: '21.404959' }],
  shipping_lines: shipping ? [{ method_id: 'platform', method_title: 'Verzending', total: shipping }] : [],
  meta_data: [
    { key: '_platform_order_id', value: identity },
    {
      key: '_platform_payments',
      value: [
        { tender_id: 'card-7', kind: 'multi_purpose', amount: '20.00' },
        { tender_id: 'ideal', kind: 'remainder', amount: (Number(total) - 20).toFixed(2) },
      ],
    },
  ],
});

async function coupled(system) {
  const at = await platform();
  const platforms = [
    {
      platform_id: 'city-butler',
      profile: 'city-butler',
      environment: 'test',
      base_url: at.base_url,
      key: 'shop',
      secret: 'secret-0123456789abcdef',
    },
  ];
  const pair = await place(system, { platforms, source: RENEWED[system], more: { orders: 'shop' } });
  const call = outside(pair.url);
  const bridge = started(pair.file);
  const end = () => {
    pair.end();
    at.end();
  };
  try {
    await bridge.says(/Listening/);
    await until(
      'it has pulled',
      async () => (await call('GET', 'products?per_page=1')).headers.get('x-wp-total') === '226',
    );
    const { body } = await call('GET', 'products?sku=KP-1295');
    return { ...pair, call, bridge, product: body[0], platform: at, end };
  } catch (error) {
    // Nothing that still runs may keep the tests from ending.
    bridge.child.kill('SIGKILL');
    end();
    throw error;
  }
}

describe('the way back', { concurrency: true }, () => {
  for (const [system, { match, skip = 0 }] of Object.entries(MAKES)) {
    test(`${system}: an order is in the shop once, and what staff does to it is told once`, async () => {
      const pair = await coupled(system);
      const { sim, call, product } = pair;
      let { bridge } = pair;
      const orders = () => sim.shop.orders.map(({ attributes: { platform_order_id: identity } }) => identity);
      const order = async (identity, given) => {
        const { status } = await call('POST', 'orders', ordered(product, identity, given));
        assert.equal(status, 201);
      };
      try {
        // Its answer is lost.
        sim.faults.ask({ kind: 'drop_after', match, skip });
        await order('CB-1');
        await bridge.says(/CB-1: booked as order/);
        assert.deepEqual(orders(), ['CB-1']);
        assert.equal(sim.shop.article('KP-1295').stock, 98);
        const [booked] = sim.shop.state().orders;
        assert.deepEqual(
          booked.tenders,
          [
            { tender_id: 'card-7', amount: '20.00' },
            { tender_id: 'ideal', amount: '10.85' },
          ],
          'each payment is named',
        );
        assert.deepEqual([booked.total_amount, booked.vat_amount, booked.status], ['30.85', '5.36', 'processing']);

        // Killed between the shop's order and what koppel knows of it; where tokens end, it has just ended.
        if (RENEWED[system]) sim.tokens.expire();
        const kill = (event) => event === 'ordered' && bridge.child.kill('SIGKILL');
        sim.shop.listen((event) => !orders().includes('CB-3') && kill(event));
        await order('CB-2', { shipping: null, total: '25.90' });
        await bridge.ended;
        await pause(LEASE_MS);
        bridge = started(pair.file);
        await bridge.says(/CB-2: booked as order/);
        assert.deepEqual(orders(), ['CB-1', 'CB-2']);
        assert.equal(sim.shop.article('KP-1295').stock, 96);
        assert.equal(sim.shop.state().orders[1].status, 'processing');

        // One piece comes back; where it can be given back, what it cost to send it and something more.
        const [first] = sim.shop.orders;
        const given = GIVEN[system];
        const { refund } = sim.shop.takeBack(first, 'R-1', [{ sku: 'KP-1295', quantity: 1 }]);
        const back = given ? [refund, sim.shop.takeBack(first, 'R-2', [], given).refund] : [refund];
        const credited = () => pair.platform.of('POST orders/CB-1/refunds').map(({ body }) => body.amount);
        // What goes beyond pieces and lines is a credit of its own.
        const credits = 1 + Object.keys(given ?? {}).length;
        await until('it is credited', () => credited().length === credits);
        const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0);
        assert.equal(
          sum(credited(), (amount) => Math.round(amount * 100)),
          sum(back, amountOf),
        );

        // Staff calls the other one off.
        sim.shop.cancel(sim.shop.orders[1]);
        await until('the platform is told', () => pair.platform.of('PUT orders/CB-2').length > 0);
        const [{ body }] = pair.platform.of('PUT orders/CB-2');
        assert.deepEqual([body.status, body.refused_lines.length], ['cancelled', 1]);

        // Somebody else was quicker: it is refused, and the platform told why.
        await order('CB-4', { shipping: null, total: '25.90' });
        sim.shop.setStock('KP-1295', 1);
        await until('it is refused', () => pair.platform.of('PUT orders/CB-4').length > 0);
        const [{ body: refused }] = pair.platform.of('PUT orders/CB-4');
        assert.deepEqual([refused.status, refused.refused_lines.length], ['cancelled', 1]);
        assert.match(refused.refused_lines[0].reason, /leverbaar/);
        assert.deepEqual(orders(), ['CB-1', 'CB-2']);
        sim.shop.setStock('KP-1295', 50);
        const there = async () => (await call('GET', 'products?sku=KP-1295')).body[0].stock_quantity;
        await until('it is there again', async () => (await there()) === 50);

        // What the platform itself calls off is not told to it; nor is anything told twice by another start. The shop has
        // too much to do meanwhile.
        sim.faults.ask({ kind: 'throttle', times: 6, retry_after: 0.1 });
        await order('CB-3', { status: 'pending', shipping: null, total: '25.90' });
        await bridge.says(/CB-3: booked as order/);
        const { body: found } = await call('GET', 'orders?per_page=100');
        const { id } = found.find(({ meta_data: meta }) => meta.some(({ value }) => value === 'CB-3'));
        await call('PUT', `orders/${id}`, { status: 'cancelled' });
        await until('it is cancelled', () => sim.shop.orders[2].status === 'cancelled');
        bridge.child.kill('SIGTERM');
        await bridge.ended;
        bridge = started(pair.file);
        await bridge.says(/Listening/);
        await pause(2000);
        assert.equal(pair.platform.of('PUT orders/CB-3').length, 0);
        assert.equal(pair.platform.of('PUT orders/CB-2').length, 1);
        assert.equal(credited().length, credits);
      } catch (error) {
        error.message += `\n${bridge.text}`;
        throw error;
      } finally {
        bridge.child.kill('SIGKILL');
        pair.end();
      }
    });
  }
});

test('what the shop refuses is told as what it is: too little stock only where it is stock', async () => {
  const [{ takeOver }, { OutOfStock }] = await Promise.all(
    ['../orders.mjs', '../books/refused.mjs'].map((file) => import(join(process.env.KOPPEL_BRIDGE, file))),
  );
  const line = { line_id: '1', kind: 'product', product_id: '7', quantity: 1, gross_amount: '12.95', vat_rate: '21' };
  const order = { order_id: 'o-1', platform_order_id: 'CB-1', currency: 'EUR', status: 'processing', lines: [line] };
  for (const [error, code] of [
    [Object.assign(new Error('The e-mail address is not valid.'), { status: 422 }), 'not_taken'],
    [new OutOfStock('Of Ledlamp, 0 are left.'), 'out_of_stock'],
  ]) {
    const entries = [{ id: 1, lease: 'x', kind: 'order', key: 'k', platform_id: 'city-butler', order }];
    const [settled, said] = [[], []];
    const koppel = {
      inboxNext: async () => ({ entries: entries.splice(0, 1) }),
      inboxSettle: async (given) => settled.push(given),
    };
    const make = async () => {
      throw error;
    };
    await takeOver(koppel, { orders: async () => [], make }, (text) => said.push(text))();
    assert.equal(settled[0].refuse.code, code);
    assert.match(said[0], new RegExp(error.message));
  }
});

test('what the shop refuses for good is settled and said; what fails for a moment is asked again', async () => {
  const { takeOver } = await import(join(process.env.KOPPEL_BRIDGE, '../orders.mjs'));
  const order = { host_id: '7', platform_order_id: 'CB-1', status: 'processing', lines: [], tenders: [] };
  const [settled, said] = [[], []];
  const entries = [1, 2].map((id) => ({ id, lease: 'x', kind: 'order_update', platform_id: 'city-butler', order }));
  const koppel = {
    inboxNext: async () => ({ entries: entries.splice(0, 1) }),
    inboxSettle: async ({ id }) => settled.push(id),
  };
  const statuses = [422, 503];
  const book = {
    stock: async () => [],
    pay: async () => {
      throw Object.assign(new Error('No.'), { status: statuses.shift() });
    },
  };
  await assert.rejects(takeOver(koppel, book, (text) => said.push(text))(), ({ status }) => status === 503);
  assert.deepEqual(settled, [1]);
  assert.match(said[0], /processing, and not followed/);
});

// The simulated shops by themselves: each is read to its end by its own paging, and its limits, faults, hooks and orders
// are what its system's documents say. node --test servers.test.mjs
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, describe, test } from 'node:test';
import { KEY, SECRET, serve } from './server.mjs';

const open = [];
after(() => {
  for (const server of open) {
    server.close();
    server.closeAllConnections();
  }
});

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return `http://127.0.0.1:${server.address().port}`;
}

/** Null where it is no JSON. */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const basic = (pair) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
const bearer = { authorization: `Bearer ${KEY}` };

/** How each system is called and read to its end: the articles that came, by SKU. */
const READ = {
  shopify: {
    headers: { 'x-shopify-access-token': KEY },
    async skus(get) {
      const found = [];
      for (let next = '/admin/api/2026-10/products.json?limit=50'; next;) {
        const { body, headers } = await get(next);
        found.push(...body.products.flatMap(({ variants }) => variants.map(({ sku }) => sku)));
        next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
      }
      return found;
    },
  },
  woocommerce: {
    headers: basic(`ck_${KEY}:cs_${KEY}`),
    async skus(get) {
      const found = [];
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const { body, headers } = await get(`/wp-json/wc/v3/products?per_page=100&orderby=id&order=asc&page=${page}`);
        pages = Number(headers.get('x-wp-totalpages'));
        for (const product of body) {
          if (product.type === 'simple') found.push(product.sku);
          else
            found.push(
              ...(await get(`/wp-json/wc/v3/products/${product.id}/variations?per_page=100`)).body.map(
                ({ sku }) => sku,
              ),
            );
        }
      }
      return found;
    },
  },
  magento: {
    headers: bearer,
    async skus(get) {
      const found = [];
      for (let last = 0; ;) {
        const filter = `searchCriteria[filterGroups][0][filters][0][field]=entity_id&searchCriteria[filterGroups][0][filters][0][value]=${last}&searchCriteria[filterGroups][0][filters][0][condition_type]=gt`;
        const { body } = await get(
          `/rest/V1/products?${filter}&searchCriteria[pageSize]=100&searchCriteria[currentPage]=1`,
        );
        if (body.items.length === 0) return found;
        found.push(...body.items.filter(({ type_id: type }) => type !== 'configurable').map(({ sku }) => sku));
        last = body.items.at(-1).id;
      }
    },
  },
  'lightspeed-c': {
    headers: basic(`${KEY}:${SECRET}`),
    async skus(get) {
      const found = [];
      for (let last = 0; ;) {
        const {
          body: { products },
        } = await get(`/nl/catalog.json?limit=250&since_id=${last}`);
        if (products.length === 0) return found;
        found.push(...products.flatMap(({ variants }) => variants.map(({ articleCode }) => articleCode)));
        last = products.at(-1).id;
      }
    },
  },
  'lightspeed-r': {
    headers: bearer,
    async skus(get) {
      const found = [];
      for (let next = '/API/V3/Account/1001/Item.json?limit=100&load_relations=["Prices"]'; next;) {
        const { body } = await get(next);
        found.push(...[body.Item ?? []].flat().map(({ customSku }) => customSku));
        next = body['@attributes'].next;
      }
      return found;
    },
  },
  'lightspeed-x': {
    headers: bearer,
    async skus(get) {
      const found = [];
      for (let after_ = 0; ;) {
        const {
          body: { data, version },
        } = await get(`/api/2.0/products?page_size=100&after=${after_}`);
        if (data.length === 0) return found;
        found.push(...data.map(({ sku }) => sku));
        after_ = version.max;
      }
    },
  },
  custom: {
    headers: bearer,
    async skus(get) {
      const found = [];
      for (let next = ''; next !== null;) {
        const { body } = await get(`/artikelen?aantal=100&na=${next}`);
        found.push(...body.artikelen.flatMap(({ uitvoeringen }) => uitvoeringen.map(({ code }) => code)));
        next = body.volgende;
      }
      return found;
    },
  },
};

async function started(system, options = {}) {
  const { server, sim } = serve({ system, leak: 1000, ...options });
  const address = await listening(server);
  const call = async (method, path, body, headers = READ[system].headers) => {
    const answer = await fetch(path.startsWith('http') ? path : address + path, {
      method,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: read(text) };
  };
  return {
    sim,
    address,
    call,
    get: (path) => call('GET', path),
    door: (name, given = {}) => call('POST', `/_sim/${name}`, given),
  };
}

/** Whoever subscribed: what came to it. */
async function listener() {
  const heard = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    heard.push({ headers: request.headers, text: Buffer.concat(chunks).toString() });
    response.end('{}');
  });
  return { heard, address: await listening(server) };
}

for (const system of Object.keys(READ)) {
  describe(system, () => {
    test('its list gives each article once, to the end', async () => {
      const { sim, get } = await started(system);
      const found = await READ[system].skus(get);
      assert.deepEqual(found.toSorted(), [...sim.shop.bySku.keys()].toSorted());
    });

    test('another key gets 401, an unknown route 404', async () => {
      const { get, call, sim } = await started(system);
      assert.equal((await get('/nowhere')).status, 404);
      const [place] = Object.keys(sim.system.routes).filter(
        (route) => route.startsWith('GET') && !/:id|:sku|:code/.test(route),
      );
      const path = place.slice(4).replace(':version', '2026-10').replace(':language', 'nl').replace(':account', '1001');
      assert.equal((await get(path)).status, path.endsWith('inventory_levels.json') ? 422 : 200, path);
      assert.equal((await call('GET', path, undefined, { authorization: 'Bearer wrong' })).status, 401);
    });

    test('too many calls get 429 with the time to wait', async () => {
      const { get, sim } = await started(system, { size: 2, leak: 0.5 });
      const place = Object.keys(sim.system.routes).find(
        (route) => sim.system.routes[route].isList && route.startsWith('GET'),
      );
      const path = place.slice(4).replace(':version', '2026-10').replace(':language', 'nl').replace(':account', '1001');
      const statuses = [await get(path), await get(path), await get(path), await get(path)];
      const refused = statuses.find(({ status }) => status === 429);
      assert.ok(refused?.headers.get('retry-after'), system);
    });

    test('every fault is what it says', async () => {
      const { door, get, sim } = await started(system);
      const place = Object.keys(sim.system.routes).find(
        (route) => sim.system.routes[route].isList && route.startsWith('GET'),
      );
      const path = place.slice(4).replace(':version', '2026-10').replace(':language', 'nl').replace(':account', '1001');
      for (const [kind, seen] of [
        ['throttle', ({ status }) => status === 429],
        ['denied', ({ status }) => status === 401],
        ['error', ({ status }) => status === 500],
        ['html', (reply) => reply.status === 200 && reply.body === null],
        ['cut', (reply) => reply.status === 200 && reply.body === null],
      ]) {
        await door('fault', { kind });
        assert.ok(seen(await get(path)), kind);
        assert.equal((await get(path)).status, 200, `after ${kind}`);
      }
      for (const kind of ['drop', 'truncate', 'drop_after']) {
        await door('fault', { kind });
        await assert.rejects(get(path), TypeError, kind);
      }
      assert.equal((await door('fault', { kind: 'no such' })).status, 409);
    });

    test('what staff does is told once to who subscribed, or twice, or not', async () => {
      const { door, sim } = await started(system);
      if (Object.keys(sim.system.hooks).length === 0) return;
      const { heard, address } = await listener();
      await door('hooks', { address });
      await door('stock', { sku: 'KP-1295', quantity: 7 });
      await door('price', { sku: 'KP-1295', gross_amount: '13.95' });
      await door('remove', { sku: 'KP-0849' });
      await door('flush');
      const count = heard.length;
      assert.ok(count >= 3);
      await door('hooks', { faults: ['doubled'] });
      await door('rename', { sku: 'KP-1295', name: 'Ledstrip' });
      await door('flush');
      assert.equal((heard.length - count) % 2, 0);
      await door('hooks', { faults: ['lost'] });
      const doubled = heard.length;
      await door('stock', { sku: 'KP-1295', quantity: 6 });
      await door('flush');
      assert.equal(heard.length, doubled);
    });

    test('goods come back once, and never more than were bought', async () => {
      const { door, sim } = await started(system);
      const article = sim.shop.article('KP-1295');
      sim.shop.order({
        isPaid: true,
        asked: {},
        attributes: { platform_id: 'p', platform_order_id: 'P-1' },
        lines: [{ article, quantity: 3, gross: 38_85, rate: 21, vat: 6_74 }],
      });
      assert.equal(article.stock, 97);
      const asked = {
        platform_id: 'p',
        platform_order_id: 'P-1',
        return_id: 'R-1',
        lines: [{ sku: 'KP-1295', quantity: 1 }],
      };
      assert.deepEqual((await door('return', asked)).body.refund.amount, '12.95');
      assert.equal((await door('return', asked)).body.refund.replayed, true);
      assert.equal(
        (await door('return', { ...asked, lines: [{ sku: 'KP-1295', quantity: 2 }] })).body.status,
        'CONFLICT',
      );
      assert.equal(
        (await door('return', { ...asked, return_id: 'R-2', lines: [{ sku: 'KP-1295', quantity: 3 }] })).body.status,
        'REJECTED',
      );
      assert.equal(article.stock, 98);
    });
  });
}

test('signatures are those that the systems document', async () => {
  const { heard, address } = await listener();
  for (const [system, check] of [
    [
      'shopify',
      ({ headers, text }) =>
        headers['x-shopify-hmac-sha256'] === createHmac('sha256', SECRET).update(text).digest('base64'),
    ],
    [
      'woocommerce',
      ({ headers, text }) =>
        headers['x-wc-webhook-signature'] === createHmac('sha256', SECRET).update(text).digest('base64'),
    ],
    [
      'lightspeed-c',
      ({ headers, text }) =>
        headers['x-signature'] ===
        createHash('md5')
          .update(text + SECRET)
          .digest('hex'),
    ],
    [
      'lightspeed-x',
      ({ headers, text }) =>
        headers['x-signature'] ===
          `signature=${createHmac('sha256', SECRET).update(text).digest('hex')},algorithm=HMAC-SHA256` &&
        text.startsWith('payload='),
    ],
    ['magento', ({ headers }) => headers['x-koppel-key'] === SECRET],
  ]) {
    const { door } = await started(system);
    await door('hooks', { address });
    await door('stock', { sku: 'KP-1295', quantity: 7 });
    await door('flush');
    assert.ok(check(heard.at(-1)), system);
    await door('hooks', { faults: ['forged'] });
    await door('stock', { sku: 'KP-1295', quantity: 8 });
    await door('flush');
    assert.ok(system === 'magento' || !check(heard.at(-1)), `${system}, forged`);
  }
});

test("Shopify: a cursor takes no filter beside it, and stock moves no product's moment", async () => {
  const { get, door } = await started('shopify');
  const { headers } = await get('/admin/api/2026-10/products.json?limit=50');
  const [, next] = /<([^>]+)>/.exec(headers.get('link'));
  assert.equal((await get(`${next}&updated_at_min=2026-01-01T00:00:00Z`)).status, 400);
  const since = new Date(Date.now() - 1000).toISOString();
  await door('stock', { sku: 'KP-1295', quantity: 3 });
  assert.equal((await get(`/admin/api/2026-10/products.json?updated_at_min=${since}`)).body.products.length, 0);
  const { body } = await get(`/admin/api/2026-10/inventory_levels.json?location_ids=655441491&updated_at_min=${since}`);
  assert.deepEqual(
    body.inventory_levels.map(({ available }) => available),
    [3],
  );
  await door('price', { sku: 'KP-1295', gross_amount: '9.95' });
  assert.equal(
    (await get(`/admin/api/2026-10/products.json?updated_at_min=${since}`)).body.products[0].variants[0].price,
    '9.95',
  );
});

test('Shopify: GraphQL gives the same articles, in pages, with what it costs', async () => {
  const { sim, call } = await started('shopify');
  const found = [];
  for (let after_ = null, more = true; more;) {
    const query = `query ($after: String) { products(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
      nodes { id title variants(first: 100) { nodes { sku price inventoryItem { tracked } } } } } }`;
    const { body } = await call('POST', '/admin/api/2026-10/graphql.json', { query, variables: { after: after_ } });
    found.push(...body.data.products.nodes.flatMap(({ variants }) => variants.nodes.map(({ sku }) => sku)));
    assert.ok(body.extensions.cost.throttleStatus.currentlyAvailable <= 2000);
    ({ hasNextPage: more, endCursor: after_ } = body.data.products.pageInfo);
  }
  assert.deepEqual(found.toSorted(), [...sim.shop.bySku.keys()].toSorted());
});

test('Shopify: an order takes the stock, or nothing where there is too little; its key finds it again', async () => {
  const { sim, call } = await started('shopify');
  const { id } = sim.shop.article('KP-0100');
  const order = (quantity) => ({
    order: {
      line_items: [
        { variant_id: 44_100_000_000_000 + id, quantity, price: '1.00', tax_lines: [{ price: '0.08', rate: 0.09 }] },
      ],
      financial_status: 'paid',
      source_identifier: 'k-1',
      tags: 'koppel-k-1',
      note_attributes: [{ name: 'platform_order_id', value: 'CB-1' }],
      transactions: [{ kind: 'sale', status: 'success', gateway: 'card-7', amount: '1.00' }],
    },
  });
  assert.equal((await call('POST', '/admin/api/2026-10/orders.json', order(2))).status, 422);
  assert.equal(sim.shop.orders.length, 0);
  const { body: made } = await call('POST', '/admin/api/2026-10/orders.json', order(1));
  assert.equal(made.order.total_price, '1.00');
  assert.equal(sim.shop.article('KP-0100').stock, 0);
  const query = `{ orders(first: 1, query: "tag:'koppel-k-1'") { nodes { legacyResourceId sourceIdentifier } } }`;
  const { body: found } = await call('POST', '/admin/api/2026-10/graphql.json', { query });
  assert.equal(found.data.orders.nodes[0].legacyResourceId, String(made.order.id));
  await call('POST', `/admin/api/2026-10/orders/${made.order.id}/cancel.json`, {});
  assert.equal(sim.shop.article('KP-0100').stock, 1);
});

test('Magento: a page beyond the last gives the last one again', async () => {
  const { get } = await started('magento');
  const page = async (number) =>
    (await get(`/rest/V1/products?searchCriteria[pageSize]=100&searchCriteria[currentPage]=${number}`)).body;
  const { total_count: total } = await page(1);
  assert.deepEqual((await page(1000)).items, (await page(Math.ceil(total / 100))).items);
});

test('Lightspeed R: one row is an object, and a token that is over is refreshed', async () => {
  const { get, door, call, sim } = await started('lightspeed-r');
  const { id } = sim.shop.article('KP-1295');
  assert.equal((await get(`/API/V3/Account/1001/Item.json?itemID=IN,[${id}]`)).body.Item.customSku, 'KP-1295');
  await door('expire');
  assert.equal((await get('/API/V3/Account/1001/Item.json')).status, 401);
  const asked = {
    grant_type: 'refresh_token',
    client_id: 'client',
    client_secret: 'client-secret',
    refresh_token: 'refresh-1',
  };
  assert.equal((await call('POST', '/auth/oauth/token', { ...asked, refresh_token: 'wrong' })).status, 400);
  const { body } = await call('POST', '/auth/oauth/token', asked);
  assert.equal(
    (await call('GET', '/API/V3/Account/1001/Item.json', undefined, { authorization: `Bearer ${body.access_token}` }))
      .status,
    200,
  );
});

test('Lightspeed C: an order is a checkout with its methods, and too much of something is a fault of it', async () => {
  const { sim, call } = await started('lightspeed-c');
  const { id } = sim.shop.article('KP-0100');
  const { body: checkout } = await call('POST', '/nl/checkouts.json', { comment: 'C-1' });
  const at = `/nl/checkouts/${checkout.id}`;
  const add = (quantity) => ({ variant_id: 200_000_000 + id, quantity, special_price_incl: '1.00' });
  await call('POST', `${at}/products.json`, add(2));
  const method = { id: 'external', title: 'x', price_incl: 0, tax_rate: 0 };
  assert.equal((await call('GET', `${at}/validate.json`)).body.errors.length, 3);
  await call('PUT', `${at}.json`, { shipment_method: method, payment_method: method });
  assert.deepEqual((await call('GET', `${at}/validate.json`)).body.validated, false);
  assert.equal((await call('POST', `${at}/order.json`, {})).status, 400);
  sim.shop.setStock('KP-0100', 2);
  const { body: made } = await call('POST', `${at}/order.json`, {});
  const { body } = await call('GET', `/nl/orders/${made.order_id}.json`);
  assert.deepEqual([body.order.comment, body.order.priceIncl, body.order.paymentStatus], ['C-1', 2, 'not_paid']);
});

test('Lightspeed R: a sale is complete only where it is paid to the cent, and sells more than there is', async () => {
  const { sim, call } = await started('lightspeed-r');
  const { id } = sim.shop.article('KP-0100');
  const sale = (amount) => ({
    completed: true,
    SaleLines: { SaleLine: { itemID: id, unitQuantity: 2, unitPrice: '1.00' } },
    SalePayments: { SalePayment: { amount, paymentTypeID: '1' } },
  });
  assert.equal((await call('POST', '/API/V3/Account/1001/Sale.json', sale('1.99'))).status, 422);
  const { body } = await call('POST', '/API/V3/Account/1001/Sale.json', sale('2.00'));
  assert.equal(body.Sale.completed, 'true');
  assert.equal(sim.shop.article('KP-0100').stock, -1);
});

test('Lightspeed X: a sale is changed by posting all of it, and loses no line by that', async () => {
  const { sim, call } = await started('lightspeed-x');
  const { id } = sim.shop.article('KP-0100');
  const product = { product_id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`, quantity: 1, price: 1 };
  const sale = { register_id: 'r', user_id: 'u', status: 'LAYBY', register_sale_products: [product] };
  const { body } = await call('POST', '/api/register_sales', sale);
  const again = { ...sale, id: body.register_sale.id, status: 'CLOSED' };
  assert.equal((await call('POST', '/api/register_sales', { ...again, register_sale_products: [] })).status, 422);
  assert.equal((await call('POST', '/api/register_sales', again)).body.register_sale.status, 'CLOSED');
  assert.equal(sim.shop.orders.length, 1);
});

test('Magento: what is invoiced is not cancelled, and is invoiced once', async () => {
  const { call } = await started('magento');
  const entity = { items: [{ sku: 'KP-0100', qty_ordered: 1, row_total_incl_tax: '1.00', tax_amount: '0.08' }] };
  const { body: made } = await call('PUT', '/rest/V1/orders/create', { entity });
  assert.equal((await call('POST', `/rest/V1/order/${made.entity_id}/invoice`, {})).status, 200);
  assert.equal((await call('POST', `/rest/V1/order/${made.entity_id}/invoice`, {})).status, 400);
  assert.equal((await call('POST', `/rest/V1/orders/${made.entity_id}/cancel`, {})).body, false);
  assert.equal((await call('GET', `/rest/V1/orders/${made.entity_id}`)).body.state, 'processing');
});

test('a shop that changes while its list is read loses one, gains one, changes one with each page', async () => {
  const { get, door, sim } = await started('woocommerce');
  const before = sim.shop.live().length;
  await door('settings', { churn: 2 });
  await get('/wp-json/wc/v3/products?per_page=50&order=asc&page=1');
  await get('/wp-json/wc/v3/products?per_page=50&order=asc&page=2');
  assert.equal(sim.shop.live().length, before);
  assert.equal(sim.shop.bySku.has('NIEUW-0'), true);
});

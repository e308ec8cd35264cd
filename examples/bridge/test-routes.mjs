// The routes of the self-test (docs/selftest.md), by which staff's work is done in the hosted shop's own back office. A
// bridge beside a platform in production does not start with them.
import { timingSafeEqual } from 'node:crypto';
import { cents, sum, text } from './amounts.mjs';
import { secret } from './configuration.mjs';
import { deskOf } from './desks/index.mjs';
import { Refused } from './desks/returns.mjs';

const STOCK_WAIT_MS = 5000;
/** What they say of stock and prices is not heard, or not enough: it is pulled. */
const PULLED = ['lightspeed-r', 'lightspeed-x'];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export function testRoutes({ koppel, configuration, orders, wake }) {
  const { koppel: open, test } = configuration;
  const { system } = open.sources[test.source];
  const desk = deskOf(koppel, configuration);
  let refusals = 0;

  /** What the hosted shop's webhook set going, until the mirror has it; the ways look at it themselves. */
  async function afterwards() {
    const taken = (await orders?.take()) ?? 0;
    await orders?.back();
    if (PULLED.includes(system)) await pulled();
    return { taken, drain: await koppel.outboxDrain({ max_ms: 5000, max_entries: 100 }) };
  }

  /** The bridge may be about it at this moment: then it comes in a moment. */
  async function pulled() {
    try {
      await koppel.catalogPull({ source: test.source, max_ms: STOCK_WAIT_MS });
    } catch (error) {
      if (!error.retryable) throw error;
    }
  }

  async function until(holds) {
    for (const end = Date.now() + STOCK_WAIT_MS; Date.now() < end; await pause(30)) {
      await afterwards();
      if (await holds()) return;
    }
  }

  const routes = {
    'GET state': async () => ({
      environment: 'test',
      supplier_id: test.supplier_id,
      routes: desk.routes,
      ...(await desk.book()),
    }),

    'POST stock': async ({ sku, quantity, publish }) => {
      await desk.setStock(sku, Number(quantity));
      if (publish) await until(async () => (await published(koppel, open, sku))?.stock_quantity === Number(quantity));
      return {};
    },

    'POST price': async ({ sku, gross_amount: amount }) => {
      await desk.setPrice(sku, amount);
      await until(async () => (await published(koppel, open, sku))?.price === amount);
      return {};
    },

    'POST return': async ({ platform_id: platformId, platform_order_id: identity, return_id: returnId, lines }) => {
      try {
        const { refund_id: refundId, replayed } = await desk.takeBack({ platformId, identity }, returnId, lines);
        let credited;
        await until(async () => {
          credited = await credit(koppel, open, { platformId, identity, refundId });
          return credited;
        });
        if (!credited)
          return { status: 'UNKNOWN', error: { code: 'bridge.pending', message: 'The credit is not booked yet.' } };
        return { status: 200, refund: { ...credited, replayed, return_id: refundId } };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { status: error.status, error: { code: error.code, message: error.message } };
      }
    },

    'POST fault': async ({ refuse_requests: requests = 0, refuse_takeover_sku: sku = null }) => {
      refusals = requests;
      await desk.refuse?.(sku);
      return {};
    },

    'POST drain': afterwards,
  };

  return {
    /** The platform's calls fail for a while; the test routes and the shop's webhooks do not. */
    isRefused(request) {
      if (refusals === 0 || !request.url.startsWith('/wp-json/')) return false;
      refusals -= 1;
      return true;
    },

    async answer(request, text) {
      const given = Buffer.from(request.headers.authorization ?? '');
      const expected = Buffer.from(`Bearer ${await secret(test.token)}`);
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        return { status: 401, document: { code: 'unknown_token' } };
      const route = routes[`${request.method} ${request.url.slice('/koppel-test/'.length)}`];
      if (!route) return { status: 404, document: { code: 'rest_no_route', message: 'No such test route.' } };
      const document = await route(text ? JSON.parse(text) : {});
      wake();
      return { status: 200, document };
    },
  };
}

/** A call of koppel's own REST, as that platform makes it. */
async function rest(koppel, { rest: { keys } }, platformId, target) {
  const key = keys.find((own) => own.platform_id === platformId) ?? keys[0];
  const basic = Buffer.from(`${key.consumer_key}:${await secret(key.consumer_secret)}`).toString('base64');
  const reply = await koppel.httpRespond({
    method: 'GET',
    target: `/wp-json/wc/v3/${target}`,
    scheme: 'https',
    remoteAddress: '127.0.0.1',
    body: '',
    headers: [
      ['authorization', `Basic ${basic}`],
      ['host', 'bridge'],
    ],
  });
  return JSON.parse(reply.body);
}

/** What the platform sees of an article. */
async function published(koppel, open, sku) {
  const found = await rest(koppel, open, null, `products?sku=${encodeURIComponent(sku)}`);
  if (found[0]?.type !== 'variable') return found[0];
  const variations = await rest(koppel, open, null, `products/${found[0].id}/variations?per_page=100`);
  return variations.find((own) => own.sku === sku);
}

/** What a refund of the shop has led to, as the platform sees it; undefined while it has led to nothing. */
async function credit(koppel, open, { platformId, identity, refundId }) {
  const orders = await rest(koppel, open, platformId, 'orders?per_page=100');
  const order = orders.find(({ meta_data: meta }) =>
    meta.some(({ key, value }) => key === '_platform_order_id' && value === identity),
  );
  if (!order) return undefined;
  const refunds = await rest(koppel, open, platformId, `orders/${order.id}/refunds?per_page=100`);
  const made = refunds.find(({ reason }) => reason === refundId);
  const refunded = sum(refunds, ({ amount }) => cents(amount));
  return made && { amount: made.amount, refundable_amount: text(cents(order.total) - refunded) };
}

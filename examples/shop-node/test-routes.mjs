// The routes that an integration test needs to set a shop up and to look into its book. Never in production.
import { Cash } from '../cash/cash.mjs';
import { drain } from './coupling.mjs';

export function testRoutes({ koppel, book, fault, supplier, environment, afterwards }) {
  if (environment === 'production') throw new Error('the test routes change stock and book returns: never in production');
  const cash = new Cash();
  const routes = {
    'GET /koppel-test/state': () => ({ environment, ...book.state(supplier, supplier) }),

    'POST /koppel-test/stock': async ({ sku, quantity, publish }) => {
      book.article(sku).quantity = Number(quantity);
      return publish ? koppel.stockPut({ items: book.stock([sku]) }) : {};
    },

    'POST /koppel-test/price': async ({ sku, gross_amount: grossAmount }) => {
      const article = book.article(sku);
      article.source.price = grossAmount;
      return koppel.catalogSync({ from: 'shopify', mode: 'upsert', items: { products: [article.product] } });
    },

    'POST /koppel-test/return': async (asked) => {
      const order = book.order(asked.platform_id, asked.platform_order_id);
      const lines = asked.lines.map(({ line_id: id, sku, kind, quantity }) => {
        const line = order.lines.find((held) => (id ? held.line_id === id : sku ? held.sku === sku : held.kind === kind));
        return { line_id: line.line_id, quantity };
      });
      const request = {
        platform_id: asked.platform_id, order_id: order.order_id, return_id: asked.return_id,
        lines, policy: 'line_faithful', send: 'now',
      };
      try {
        const refund = await koppel.returnCredit(request);
        cash.allow(asked, refund);
        book.takeBack(order, asked.return_id, lines);
        const skus = order.lines.filter((line) => line.kind === 'product').map((line) => line.sku);
        await koppel.stockPut({ items: book.stock([...new Set(skus)]) });
        await drain(koppel);
        return { status: 200, refund };
      } catch (error) {
        if (error.name !== 'KoppelError') throw error;
        return { status: error.status, error: { code: error.code, message: error.message, path: error.path } };
      }
    },

    'POST /koppel-test/pay_out': (asked) => cash.answer(asked),

    'POST /koppel-test/fault': ({ refuse_requests: requests = 0, refuse_takeover_sku: sku }) => {
      fault.refuseRequests = requests;
      fault.refusedSkus = new Set(sku ? [sku] : []);
      return {};
    },

    'POST /koppel-test/drain': () => afterwards(),
  };

  return async (request, body) => {
    if (request.headers.authorization !== `Bearer test-token-${supplier}`) return { status: 401, document: {} };
    const route = routes[`${request.method} ${request.url}`];
    if (!route) return { status: 404, document: {} };
    return { status: 200, document: await route(body.length ? JSON.parse(body) : {}) };
  };
}

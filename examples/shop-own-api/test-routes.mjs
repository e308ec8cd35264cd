// The routes that an integration test needs to set a shop up and to look into its book. Never in production.
import { Cash } from '../cash/cash.mjs';
import { inBook } from './book.mjs';
import { takeBack } from './coupling.mjs';

export function testRoutes({ koppel, book, fault, supplier, environment, afterwards, announce }) {
  if (environment === 'production') throw new Error('the test routes change stock and book returns: never in production');
  const cash = new Cash();
  const told = (article) => announce('product.updated', book.listed(article));
  const routes = {
    'GET /koppel-test/state': () => ({
      environment, supplier_id: supplier, orders: book.orders().map(inBook),
      stock: [...book.sellable.values()].map(({ sku, stock_quantity: quantity }) => ({ sku, quantity: quantity === null ? null : String(quantity) })),
    }),

    'POST /koppel-test/stock': async ({ sku, quantity, publish }) => {
      const article = book.article(sku);
      article.stock_quantity = Number(quantity);
      if (publish) told(article);
      await afterwards();
      return {};
    },

    'POST /koppel-test/price': async ({ sku, gross_amount: amount }) => {
      const article = book.article(sku);
      article.price = amount;
      article.regular_price = amount;
      told(article);
      await afterwards();
      return {};
    },

    'POST /koppel-test/return': async ({ platform_id: platformId, platform_order_id: identity, return_id: returnId, lines }) => {
      const order = book.ofPlatform(platformId, identity);
      const returned = lines.map(({ sku, quantity }) => ({ line: order.items.find(({ article }) => article.sku === sku), quantity }));
      try {
        await afterwards(); // The order, and its payment, before what comes back of it.
        const refund = await takeBack(koppel, order, returnId, returned.map(({ line, quantity }) => ({ line_id: String(line.id), quantity })));
        cash.allow({ platform_id: platformId, platform_order_id: identity, return_id: returnId }, refund);
        if (!refund.replayed) { // Goods come back once, however often the return is entered.
          for (const { line: { article }, quantity } of returned) {
            if (article.manage_stock === true) article.stock_quantity += quantity;
            told(article);
          }
        }
        await afterwards();
        return { status: 200, refund };
      } catch (error) {
        if (error.name !== 'KoppelError') throw error;
        return { status: error.status, error: { code: error.code, message: error.message, path: error.path } };
      }
    },

    'POST /koppel-test/pay_out': (asked) => cash.answer(asked),

    'POST /koppel-test/fault': ({ refuse_requests: requests = 0, refuse_takeover_sku: sku = null }) => {
      fault.refuseRequests = requests;
      fault.refusedSku = sku;
      return {};
    },

    'POST /koppel-test/drain': () => afterwards(),
  };

  return async (request, text) => {
    if (request.headers.authorization !== `Bearer test-token-${supplier}`) return { status: 401, document: {} };
    const route = routes[`${request.method} ${request.url}`];
    if (!route) return { status: 404, document: { code: 'rest_no_route', message: 'No such test route.' } };
    return { status: 200, document: await route(text ? JSON.parse(text) : {}) };
  };
}

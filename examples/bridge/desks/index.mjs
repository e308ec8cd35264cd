// The hosted shop's own staff, for the self-test: stock and prices by its system's back office, and the book of orders.
import { bookOf } from '../books/index.mjs';
import { callerOf } from '../call.mjs';
import { cents, sum } from '../amounts.mjs';
import { lightspeedC } from './lightspeed-c.mjs';
import { lightspeedR } from './lightspeed-r.mjs';
import { lightspeedX } from './lightspeed-x.mjs';
import { magento } from './magento.mjs';
import { isLeft, Refused, sameReturn } from './returns.mjs';
import { shopify } from './shopify.mjs';
import { woocommerce } from './woocommerce.mjs';

/** Each has `articles`, `setStock`, `setPrice`, and `refund`, which gives the number of what it booked. */
const DESKS = {
  'lightspeed-c': lightspeedC,
  'lightspeed-r': lightspeedR,
  'lightspeed-x': lightspeedX,
  magento,
  shopify,
  'shopify-graphql': shopify,
  woocommerce,
};
const EVER = '2020-01-01T00:00:00Z';

/** A desk: its routes, setStock, setPrice, takeBack, book, and refuse where the shop is a simulated one. */
export function deskOf(koppel, configuration) {
  const { source, back_office: backOffice } = configuration.test;
  const { system } = configuration.koppel.sources[source];
  if (!DESKS[system]) {
    const known = Object.keys(DESKS).join(', ');
    throw new Error(`/test: the test routes know the back office of ${known}, not of ${system}.`);
  }
  const { articles, setStock, setPrice, refund } = DESKS[system](callerOf(koppel, source));
  const orders = () => bookOf(koppel, source, configuration).orders({ created: EVER });
  const [linesOf, tendersOf] = [new Map(), new Map()];

  async function shown(order) {
    const { host_id: id } = order;
    if (!linesOf.has(id)) linesOf.set(id, await order.lines());
    const tenders = tendersOf.get(id) ?? (await order.tenders());
    // Once it is paid in full, nothing comes to it.
    if (sum(tenders, ({ amount }) => cents(amount)) === cents(order.total_amount)) tendersOf.set(id, tenders);
    const lines = linesOf.get(id).map(({ sku, quantity, vat_rate, vat_amount }) => ({
      sku,
      quantity: String(quantity),
      vat_rate,
      vat_amount,
    }));
    const { platform_id, platform_order_id, status, total_amount, vat_amount } = order;
    return { host_id: id, platform_id, platform_order_id, status, total_amount, vat_amount, lines, tenders };
  }

  /** A refund that bears the name of the return. */
  async function takeBack({ platformId, identity }, returnId, asked) {
    const found = (await orders()).find((own) => own.platform_id === platformId && own.platform_order_id === identity);
    if (!found) throw new Refused('NOT_FOUND', 'unknown_order', `There is no order ${identity}.`);
    const [lines, returns] = [await found.lines(), await found.returns()];
    const known = returns.find(({ name }) => name === returnId);
    if (known) {
      sameReturn(returnId, known.pieces, asked);
      return { refund_id: known.return_id, replayed: true };
    }
    const items = asked.map(({ sku, quantity }) => {
      const line = lines.find((own) => own.sku === sku);
      const back = returns.flatMap(({ pieces }) => pieces).filter((own) => own.sku === sku);
      const before = sum(back, (own) => own.quantity);
      isLeft(sku, line?.quantity ?? 0, before, quantity);
      return { line, quantity, before };
    });
    return { refund_id: await refund(found, items, returnId), replayed: false };
  }

  const desk = {
    routes: ['stock', 'price', 'return', 'drain'],
    setStock,
    setPrice,
    takeBack,
    book: async () => ({ orders: await Promise.all((await orders()).map(shown)), stock: await articles() }),
  };
  if (!backOffice) return desk;
  // That a shop refuses an order which it has in stock cannot be asked of a real one.
  const refuse = async (sku) => {
    await fetch(`${backOffice}refuse`, { method: 'POST', body: JSON.stringify({ sku }) });
  };
  return { ...desk, refuse, routes: [...desk.routes, 'fault'] };
}

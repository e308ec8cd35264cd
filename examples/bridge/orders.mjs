// The way back: what the platforms order becomes the hosted shop's own order, once. It looks an order up by its key before
// it makes one, for it may have been made before a crash.
import { paymentSplit } from 'koppel';
import { NotTaken } from './books/refused.mjs';
import { plain } from './words.mjs';

/** An order whose answer is lost is handed out again so long after it was. */
const LEASE_S = 30;
const ATTEMPTS = 3;
const PAUSE_MS = 500;
const HOUR_MS = 3_600_000;
/** The shop will not take it, however often it is asked. */
const FINAL = [400, 422];

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** One after the other: what is said of an order later must find it booked. */
export function inTurn(job) {
  let last = Promise.resolve();
  return () => {
    last = last.catch(() => {}).then(job);
    return last;
  };
}

/** Lines with what is paid of them after discounts, and its VAT: koppel's own arithmetic. */
function paidLines({ order_id: id, currency, lines, discounts = [] }) {
  const asked = lines.map(
    ({ line_id, kind, supplier_id = 'shop', product_id, quantity = 1, gross_amount, vat_rate, vat_amount }) => ({
      line_id,
      kind,
      supplier_id,
      product_id,
      quantity,
      gross_amount,
      vat_rate,
      ...(discounts.length || !vat_amount ? {} : { vat_amount }),
    }),
  );
  const split = paymentSplit({
    order_id: id,
    currency,
    calculated_at: new Date().toISOString(),
    lines: asked,
    discounts,
    vouchers: [],
    remainder: { tender_id: 'all' },
  });
  return lines.map((line, at) => ({
    ...line,
    quantity: line.quantity ?? 1,
    paid_amount: split.lines[at].paid_amount,
    vat_amount: split.lines[at].vat_amount,
  }));
}

/** A job: everything in the inbox that is the shop's to book. Gives how much was taken over. */
export function takeOver(koppel, book, say) {
  const sinceOf = ({ created_at: at }) => plain((at ? Date.parse(at) : Date.now()) - HOUR_MS);

  // Whether an order was made whose answer was lost, only the shop knows: it is looked for before it is made again.
  async function booked({ key, platform_id: platformId, order }, attempt = 1) {
    try {
      const orders = await book.orders({ created: sinceOf(order), key });
      const made = orders.find((own) => own.key === key);
      if (!made) return await book.make({ key, platformId, order, lines: paidLines(order) });
      if (made.status === 'pending' && order.status !== 'pending') await book.pay(made.host_id, order);
      return made.host_id;
    } catch (error) {
      if (FINAL.includes(error.status)) throw new NotTaken(error.message);
      if (error instanceof NotTaken || attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MS);
      return booked({ key, platform_id: platformId, order }, attempt + 1);
    }
  }

  /** What was said before the order was booked does not know its number there. */
  async function numberOf({ order, platform_id: platformId }) {
    if (order.host_id) return order.host_id;
    const { platform_order_id: identity } = order;
    const orders = await book.orders({ created: sinceOf(order) });
    const found = orders.find((own) => own.platform_id === platformId && own.platform_order_id === identity);
    if (!found) throw new Error(`Order ${identity} is not booked yet.`);
    return found.host_id;
  }

  /** What the shop refuses for good, such as paying what staff has called off, is said and not asked again. */
  async function updated(entry) {
    const { order, platform_id: platformId } = entry;
    const hostId = await numberOf(entry);
    try {
      if (order.status === 'cancelled') await book.cancel(hostId);
      else if (order.status !== 'pending') await book.pay(hostId, order);
    } catch (error) {
      if (!FINAL.includes(error.status)) throw error;
      say(`${platformId} ${order.platform_order_id}: ${order.status}, and not followed. ${error.message}`);
    }
    return hostId;
  }

  async function taken(entry) {
    const { id, lease, kind, order, platform_id: platformId } = entry;
    try {
      const hostId = kind === 'order' ? await booked(entry) : await updated(entry);
      const stock = (await book.stock(order.lines)).map(({ sells_on: sellsOn, ...row }) => row);
      await koppel.inboxSettle({ id, lease, host_id: hostId, stock });
      say(
        `${platformId} ${order.platform_order_id}: ${kind === 'order' ? 'booked as' : `${order.status},`} order ${hostId}.`,
      );
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      await koppel.inboxSettle({ id, lease, refuse: error.refusal });
      say(`${platformId} ${order.platform_order_id}: refused, ${error.refusal.code}. ${error.message}`);
    }
  }

  return inTurn(async () => {
    for (let count = 0; ;) {
      const { entries } = await koppel.inboxNext({ kinds: ['order', 'order_update'], max: 1, lease_s: LEASE_S });
      if (entries.length === 0) return count;
      for (const entry of entries) await taken(entry);
      count += entries.length;
    }
  });
}

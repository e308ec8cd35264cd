// The way back: what the platforms order becomes the hosted shop's own order, once; what comes back there leads to the
// credit, once. It looks an order up by its key before it makes one, for it may have been made before a crash.
import { paymentSplit } from 'koppel';
import { callerOf } from './call.mjs';
import { OutOfStock } from './books/refused.mjs';
import { shopify } from './books/shopify.mjs';
import { woocommerce } from './books/woocommerce.mjs';
import { sentence } from './words.mjs';

const BOOKS = { shopify, woocommerce };
/** After a crash an entry is handed out again so long after it was. */
const LEASE_S = 30;
const ATTEMPTS = 3;
const PAUSE_MS = 500;
const HOUR_MS = 3_600_000;
/** What came back while nobody looked: so long before the start. */
const LOOK_BACK_MS = 7 * 24 * HOUR_MS;
const OVERLAP_MS = 10 * 60_000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const plain = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** One after the other: what is said of an order later must find it booked. */
function inTurn(job) {
  let last = Promise.resolve();
  return () => {
    last = last.catch(() => {}).then(job);
    return last;
  };
}

export const bookOf = (source) => BOOKS[source.system](callerOf(source));

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
    paid_amount: split.lines[at].paid_amount,
    vat_amount: split.lines[at].vat_amount,
  }));
}

/** A job: everything in the inbox that is the shop's to book. Gives how much was taken over. */
export function takeOver(koppel, book, say) {
  // Whether an order was made whose answer was lost, only the shop knows: it is looked for before it is made again.
  async function booked({ key, platform_id: platformId, order }, attempt = 1) {
    const since = plain(Date.parse(order.created_at ?? Date.now()) - HOUR_MS);
    try {
      const made = await book.find(key, since);
      return made ?? (await book.make({ key, platformId, order, lines: paidLines(order) }));
    } catch (error) {
      if (error instanceof OutOfStock || attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MS);
      return booked({ key, platform_id: platformId, order }, attempt + 1);
    }
  }

  async function updated({ order, platform_id: platformId }) {
    // What was said before the order was booked does not know its number there.
    const since = plain(Date.parse(order.created_at ?? Date.now()) - HOUR_MS);
    const hostId = order.host_id ?? (await book.findOf(platformId, order.platform_order_id, since));
    if (!hostId) throw new Error(`Order ${order.platform_order_id} is not booked yet.`);
    if (order.status === 'cancelled') await book.cancel(hostId);
    else if (order.status !== 'pending') await book.pay(hostId, order);
    return hostId;
  }

  async function taken(entry) {
    const { id, lease, kind, order, platform_id: platformId } = entry;
    try {
      const hostId = kind === 'order' ? await booked(entry) : await updated(entry);
      await koppel.inboxSettle({ id, lease, host_id: hostId, stock: await book.stock(order.lines) });
      say(
        `${platformId} ${order.platform_order_id}: ${kind === 'order' ? 'booked as' : `${order.status},`} order ${hostId}.`,
      );
    } catch (error) {
      if (!(error instanceof OutOfStock)) throw error;
      const lineIds = order.lines.filter((line) => line.kind === 'product').map(({ line_id: line }) => line);
      await koppel.inboxSettle({
        id,
        lease,
        refuse: { code: 'out_of_stock', message: 'Dit artikel is niet meer leverbaar.', line_ids: lineIds },
      });
      say(`${platformId} ${order.platform_order_id}: refused. ${error.message}`);
    }
  }

  return inTurn(async () => {
    for (let count = 0; ; ) {
      const { entries } = await koppel.inboxNext({ kinds: ['order', 'order_update'], max: 1, lease_s: LEASE_S });
      if (entries.length === 0) return count;
      for (const entry of entries) await taken(entry);
      count += entries.length;
    }
  });
}

/** A job: returns that the shop has booked. The same return is credited once, however often it is told. */
export function bringBack(koppel, book, say) {
  const known = new Set();
  let since = Date.now() - LOOK_BACK_MS;
  return inTurn(async () => {
    const began = Date.now();
    for (const made of await book.returnsSince(plain(since))) {
      const name = `${made.platform_id} ${made.platform_order_id}, return ${made.return_id}`;
      if (known.has(name)) continue;
      try {
        const { amount, replayed } = await koppel.returnCredit({ ...made, policy: 'line_faithful' });
        if (!replayed) say(`${name}: ${amount} to be credited.`);
      } catch (error) {
        if (error.name !== 'KoppelError' || error.retryable) throw error;
        say(`${name}: not credited. ${sentence(error)}`);
      }
      known.add(name);
    }
    since = began - OVERLAP_MS;
  });
}

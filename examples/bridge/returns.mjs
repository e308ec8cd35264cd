// What the shop's own staff did to a platform's order: what came back leads to the credit, once, and an order that is called
// off is told to the platform. The same is told as often as it is seen: koppel knows it by its name.
import { credits } from './credits.mjs';
import { inTurn } from './orders.mjs';
import { plain, sentence } from './words.mjs';

/** What happened while nobody looked: so long before the start. */
const LOOK_BACK_MS = 7 * 24 * 3_600_000;
const OVERLAP_MS = 10 * 60_000;

const byNumber = (one, other) => one.return_id.localeCompare(other.return_id, 'en', { numeric: true });

/** A job. */
export function bringBack(koppel, book, say) {
  const known = new Set();
  let since = Date.now() - LOOK_BACK_MS;
  let mark;

  /** Done once, and said; what cannot be done is said too, and not tried again before the next start. */
  async function once(name, act) {
    if (known.has(name)) return;
    try {
      const told = await act();
      if (told) say(`${name}: ${told}`);
    } catch (error) {
      if (error.name !== 'KoppelError' || error.retryable) throw error;
      say(`${name}: not told to the platform. ${sentence(error)}`);
    }
    known.add(name);
  }

  async function follow({ platform_id, platform_order_id, ...order }) {
    // What the platform called off it has paid back itself.
    if (order.cancelled_by) return;
    const identity = { platform_id, platform_order_id };
    const returns = (await order.returns()).toSorted(byNumber);
    const lines = returns.length || order.status === 'cancelled' ? await order.lines() : [];
    for (const made of credits(lines, returns)) {
      await once(`${platform_id} ${platform_order_id}, return ${made.return_id}`, async () => {
        const { amount, replayed } = await koppel.returnCredit({ ...identity, ...made, policy: 'line_faithful' });
        return replayed ? null : `${amount} to be credited.`;
      });
    }
    if (order.status !== 'cancelled' || returns.length > 0) return;
    await once(`${platform_id} ${platform_order_id}, called off`, async () => {
      const refused = lines.filter(({ sku }) => sku !== null).map(({ line_id: line }) => ({ line_id: line }));
      const { replayed } = await koppel.orderPush({ ...identity, status: 'cancelled', refused_lines: refused });
      return replayed ? null : 'the platform will be told.';
    });
  }

  return inTurn(async () => {
    const began = Date.now();
    const orders = await book.orders({ changed: plain(since), mark });
    for (const order of orders) await follow(order);
    since = began - OVERLAP_MS;
    mark = orders.mark ?? mark;
  });
}

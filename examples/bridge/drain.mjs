// Sends what is due: webhooks and credits to the platforms, orders to the shop, and what the shop's own webhooks asked for.
import { drained, parked } from './words.mjs';

const BUDGET_MS = 10_000;
const SHOWN_MOST = 5;

/** A job for Rounds. */
export async function drain(koppel, { say, signal }) {
  const reply = await koppel.outboxDrain({ max_ms: BUDGET_MS }, { signal });
  for (const text of drained(reply)) say(text);
  if (reply.parked_new > 0) {
    const { entries } = await koppel.outboxList({ state: 'parked' });
    for (const entry of entries.slice(-Math.min(reply.parked_new, SHOWN_MOST))) say(parked(entry));
  }
  const next = reply.next_at ? Math.max(1, Date.parse(reply.next_at) - Date.now()) : undefined;
  return reply.sent > 0 && reply.left > 0 ? 1 : next;
}

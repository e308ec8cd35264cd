// Cards at a shop's own checkout: all of them are held before iDEAL starts, taken when it is paid, and free again when it
// fails. Nothing is taken twice, whatever is asked twice.
const HOLD_MS = 30 * 60 * 1000;

/** Holds what each card pays; where one of them refuses, the others are free again. */
export async function hold(koppel, platformId, orderId, cards) {
  const held = [];
  try {
    for (const { card, amount } of cards) {
      const expiresAt = new Date(Date.now() + HOLD_MS).toISOString();
      held.push(await koppel.cardHold({ platform_id: platformId, order_id: orderId, card, amount, expires_at: expiresAt }));
    }
    return held;
  } catch (error) {
    await release(koppel, held);
    throw error;
  }
}

/** iDEAL is paid: the cards are taken, by way of the outbox. A card whose hold has ended is held once more if it can be. */
export const capture = (koppel, held) => Promise.all(held.map(({ hold_id: id }) => koppel.cardCapture({ hold_id: id })));

/** iDEAL failed, was cancelled or expired. */
export const release = (koppel, held) => Promise.all(held.map(({ hold_id: id }) => koppel.cardRelease({ hold_id: id })));

/** The calls that a platform must have for it, as part of its profile: an assumption until it confirms them. */
export const cardCalls = {
  card_balance: { method: 'POST', path: '/wp-json/wc/v3/cards/balance' },
  card_hold: { method: 'POST', path: '/wp-json/wc/v3/cards/holds' },
  card_capture: { method: 'POST', path: '/wp-json/wc/v3/cards/holds/{hold_id}/capture' },
  card_release: { method: 'POST', path: '/wp-json/wc/v3/cards/holds/{hold_id}/release' },
};

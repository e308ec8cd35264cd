// Cards at a shop's own checkout: all of them are held before iDEAL starts, taken when it is paid, and free again when it
// fails. Nothing is taken twice, whatever is asked twice.
const HOLD_MS = 30 * 60 * 1000;

/** Holds what each card pays, all until the same moment; where one of them refuses, the others are free again. */
export async function hold(koppel, platformId, orderId, cards, holdMs = HOLD_MS) {
  const expiresAt = new Date(Date.now() + holdMs).toISOString();
  const held = [];
  try {
    for (const { card, amount } of cards) {
      const reply = await koppel.cardHold({ platform_id: platformId, order_id: orderId, card, amount, expires_at: expiresAt });
      held.push({ ...reply, card });
    }
    return held;
  } catch (error) {
    await release(koppel, held);
    throw error;
  }
}

/** iDEAL is paid: all cards are taken, by way of the outbox, or none of them where the hold on one has ended. */
export const capture = (koppel, [first, ...others]) => koppel.cardCapture({
  hold_id: first.hold_id, together_with: others.map(({ hold_id: id }) => id),
});

/** iDEAL failed, was cancelled or expired. */
export const release = (koppel, held) => Promise.all(held.map(({ hold_id: id }) => koppel.cardRelease({ hold_id: id })));

/**
 * iDEAL says "paid", perhaps when a hold was let go or has expired: then that card is held again and all are taken; or one
 * of them refuses, none is taken and what came in by iDEAL goes back. Gives what to pay back.
 */
export async function paid(koppel, platformId, orderId, held, byIdeal) {
  for (let holds = held; ;) {
    try {
      await capture(koppel, holds);
      return '0.00';
    } catch (error) {
      if (error.code !== 'card.hold_ended') throw error;
    }
    try {
      holds = await hold(koppel, platformId, orderId, held); // What is held still stays as it is.
    } catch (error) {
      if (error.code !== 'card.refused') throw error;
      await release(koppel, held);
      return byIdeal;
    }
  }
}

/** The calls that a platform must have for it, as part of its profile: an assumption until it confirms them. */
export const cardCalls = {
  card_balance: { method: 'POST', path: '/wp-json/wc/v3/cards/balance' },
  card_hold: { method: 'POST', path: '/wp-json/wc/v3/cards/holds' },
  card_capture: { method: 'POST', path: '/wp-json/wc/v3/cards/holds/{hold_id}/capture' },
  card_release: { method: 'POST', path: '/wp-json/wc/v3/cards/holds/{hold_id}/release' },
};

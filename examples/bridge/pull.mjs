// One source's pulls: all of it at the start and once a day, in between what has changed. A pull that has not ended goes on where it was.
import { pulled } from './words.mjs';

const ONE_MS = 1;
const DAY_MS = 86_400_000;

/** The last moment at or before `now` at which it was this time of day here. */
export function lastTime(at, now) {
  const [hours, minutes] = at.split(':').map(Number);
  const today = new Date(now);
  today.setHours(hours, minutes, 0, 0);
  return today.getTime() <= now ? today.getTime() : today.getTime() - DAY_MS;
}

/** A job for Rounds. */
export function pull(koppel, source, { complete_at: at, max_ms: most }, { say, now = Date.now }) {
  let asked = null; // when all of it was last asked for; what was lost while nobody listened comes with it
  return async (signal) => {
    const isDue = asked === null || (at !== null && lastTime(at, now()) > asked);
    const reply = await koppel.catalogPull({ source, max_ms: most, ...(isDue ? { complete: true } : {}) }, { signal });
    if (isDue) asked = now();
    for (const text of pulled(source, reply)) say(text);
    if (reply.stopped) return Math.max(ONE_MS, Date.parse(reply.next_at ?? 0) - now());
    return reply.left > 0 ? ONE_MS : undefined;
  };
}

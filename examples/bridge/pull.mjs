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

/** A job for Rounds. A run that began before it was due tells nothing of what happened since on the pages it had read. */
export function pull(koppel, source, { complete_at: at, max_ms: most }, { say, now = Date.now }) {
  const started = now();
  let began = -Infinity; // of the last run that reads all of it
  return async (signal) => {
    const due = at === null ? started : Math.max(started, lastTime(at, now()));
    const asked = began < due ? { complete: true } : {};
    const reply = await koppel.catalogPull({ source, max_ms: most, ...asked }, { signal });
    if (reply.mode === 'complete') began = Date.parse(reply.began_at);
    for (const text of pulled(source, reply)) say(text);
    if (reply.stopped) return Math.max(ONE_MS, Date.parse(reply.next_at ?? 0) - now());
    return reply.left > 0 || began < due ? ONE_MS : undefined;
  };
}

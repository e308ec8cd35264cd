// The clocks of Amsterdam, without a library: an hour ahead of UTC, two in summer.
export const digits = (ms) => new Date(ms).toISOString().slice(0, 19);

// The last Sunday of a month, 01:00 UTC: when summer time begins and ends.
const turns = new Map();
const turn = (year, month) => {
  const key = year * 12 + month;
  if (!turns.has(key)) {
    const last = new Date(Date.UTC(year, month + 1, 0));
    turns.set(key, Date.UTC(year, month, last.getUTCDate() - last.getUTCDay(), 1));
  }
  return turns.get(key);
};
const ahead = (ms) => {
  const year = new Date(ms).getUTCFullYear();
  return ms >= turn(year, 2) && ms < turn(year, 9) ? 7200e3 : 3600e3;
};

/** What the clocks show at an instant. */
export const local = (ms) => digits(ms + ahead(ms));

/** The instant at which the clocks show this; of a midnight, never of the hour in which they change. */
export const instant = (text) => {
  const winter = Date.parse(`${text}Z`) - 3600e3;
  return ahead(winter - 3600e3) === 7200e3 ? winter - 3600e3 : winter;
};

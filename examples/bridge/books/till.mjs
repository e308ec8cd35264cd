// What a till needs to sell: a register, a payment type, somebody who sells. It calls nobody by itself.

/** The row that the file names below `till`, else the first. */
export function chosen(what, rows, till) {
  const row = rows.find(({ name }) => till[what] === undefined || name === till[what]);
  if (row) return row;
  const there = rows.map(({ name }) => `'${name}'`).join(', ') || 'none';
  throw new Error(`/till/${what}: the shop has no ${what} '${till[what] ?? ''}'; it has ${there}.`);
}

/** What is looked up once. A look-up that failed is made again. */
export function kept(look) {
  let found;
  return () =>
    (found ??= look().catch((error) => {
      found = undefined;
      throw error;
    }));
}

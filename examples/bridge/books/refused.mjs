// That the shop does not take an order, and what the platform is told of it: there is too little of something in it, or the
// shop refuses it as it stands, for whatever reason.

export class NotTaken extends Error {
  refusal = { code: 'not_taken', message: 'De winkel kan deze bestelling niet aannemen.' };
}

export class OutOfStock extends NotTaken {
  refusal = { code: 'out_of_stock', message: 'Dit artikel is niet meer leverbaar.' };
}

/** For systems that book more than there is: what lies there is looked at first. Rows as `stock` gives them. */
export function isThere(rows, lines) {
  for (const row of rows.filter(({ sells_on: sellsOn }) => !sellsOn)) {
    const same = lines.filter(
      (line) => line.product_id === row.product_id && (line.variant_id ?? null) === (row.variant_id ?? null),
    );
    const asked = same.reduce((sum, { quantity }) => sum + quantity, 0);
    if (asked > Number(row.quantity)) throw new OutOfStock(`Of ${same[0].name}, ${row.quantity} are left.`);
  }
}

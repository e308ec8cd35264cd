// That the shop does not take an order: it has too little of something in it, or refuses it as it stands.

export class OutOfStock extends Error {}

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

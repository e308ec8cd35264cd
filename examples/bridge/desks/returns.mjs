// What a back office refuses, in the words of docs/selftest.md. It calls nothing.

/** The shop's back office does not do it: `status` as docs/selftest.md names it. */
export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

/** The article of this SKU. */
export function bySku(articles, sku, skuOf = (own) => own.sku) {
  const found = articles.find((own) => skuOf(own) === sku);
  if (!found) throw new Refused('NOT_FOUND', 'unknown_article', `There is no article ${sku}.`);
  return found;
}

/** A return of the same name: the same lines are the same return, others are a conflict. */
export function sameReturn(returnId, before, lines) {
  const text = (rows) => JSON.stringify(rows.map(({ sku, quantity }) => [sku, quantity]).toSorted());
  if (text(before) === text(lines)) return;
  throw new Refused('CONFLICT', 'return_conflict', `The return ${returnId} was booked with other lines.`);
}

/** Nothing more comes back than was bought. */
export function isLeft(sku, bought, returned, quantity) {
  if (quantity <= bought - returned) return;
  throw new Refused('REJECTED', 'over_return', `Of ${sku}, ${bought - returned} can come back, not ${quantity}.`);
}

// What an order's own text says of where it comes from, for systems that keep no fields for that: staff would read it so.

/** {attributes, tenders} of the JSON in a text; nothing where there is none. */
export function told(text) {
  const { tenders = [], ...own } = JSON.parse(/\{.*\}/s.exec(text ?? '')?.[0] ?? '{}');
  const cents = (amount) => Math.round(Number(amount) * 100);
  return {
    attributes: { platform_id: own.platform_id, platform_order_id: own.platform_order_id },
    tenders: tenders.map(({ tender_id: id, amount }) => ({ tender_id: id, amount: cents(amount) })),
  };
}

// What a free text of an order says of it, where its system keeps no fields of ours: our key, whose order it is, its lines
// in their order, who paid what. It calls nobody.

const WORD = 'koppel ';

const of = ({ key, platformId, order, lines }) => ({
  koppel_key: key,
  platform_id: platformId,
  platform_order_id: order.platform_order_id,
  lines: lines.map(({ line_id: id, sku }) => ({ line_id: id, sku })),
});

/** Of an order, with what is known already beside it. */
export const write = (asked, more = {}) => WORD + JSON.stringify({ ...of(asked), ...more });

/** The same with more: the payments, or that the platform called it off. */
export const withMore = (note, more) => WORD + JSON.stringify({ ...note, ...more });
export const paidBy = ({ tenders }) => ({
  tenders: tenders.map(({ tender_id: id, kind, amount }) => ({ tender_id: id, kind, amount })),
});
export const CALLED_OFF = { cancelled_by: 'platform' };

/** What the last of these texts that is one of ours says; null where none is. */
export function read(...texts) {
  const ours = texts.findLast((text) => text?.startsWith(`${WORD}{`));
  return ours ? JSON.parse(ours.slice(WORD.length)) : null;
}

/** Of an order with this note. */
export const named = (note) => ({
  key: note.koppel_key,
  platform_id: note.platform_id,
  platform_order_id: note.platform_order_id,
  cancelled_by: note.cancelled_by,
  tenders: async () => (note.tenders ?? []).map(({ tender_id: id, amount }) => ({ tender_id: id, amount })),
});

// Lists of Lightspeed R: what may stand in a query, and how the answer looks. It does not know what the rows are.
import { bounded, moment, ok, Refusal } from '../reply.mjs';

const MOST = 100;

export const errors = (status, message) => ({
  httpCode: String(status),
  httpMessage: message,
  message,
  errorClass: 'Exception',
});
export const refuse = (status, message) => new Refusal(status, errors(status, message));
export const iso = (at) => new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00');
export const oneOrMany = (rows) => (rows.length === 1 ? rows[0] : rows);

/** An operator stands before a value, as in `timeStamp=>,2026-11-22T09:00:00+00:00`. */
export function since(query, name = 'timeStamp') {
  const [, operator, value] = /^(>=?|<|=),(.+)$/.exec(query[name] ?? '') ?? [];
  if (query[name] !== undefined && (operator === undefined || operator === '<' || operator === '='))
    throw refuse(422, `${name} takes >,DATE`);
  return moment(value, refuse(422, `${name} is not a date.`));
}

/** V3: `@attributes.next` is the whole address of the next page; an offset works as in V2. */
export function listed(name, { query, path, origin, search }, rows, idOf, show) {
  const size = bounded(query.limit, 100, MOST);
  const after = Number(query.after ?? 0);
  const from = query.offset ? Number(query.offset) : rows.findIndex((row) => idOf(row) > after);
  const page = from < 0 ? [] : rows.slice(from, from + size);
  const isMore = from >= 0 && from + size < rows.length;
  const next = new URLSearchParams(search);
  next.set('after', String(page.length ? idOf(page.at(-1)) : ''));
  const attributes = { next: isMore ? `${origin}${path}?${next}` : '', previous: '' };
  if (query.offset !== undefined)
    Object.assign(attributes, { count: String(rows.length), offset: query.offset, limit: String(size) });
  return ok({ '@attributes': attributes, ...(page.length ? { [name]: oneOrMany(page.map(show)) } : {}) });
}

export const isAsked = (query, id, name) => {
  const one = query[name];
  if (one === undefined) return true;
  return one.startsWith('IN,') ? JSON.parse(one.slice(3)).map(String).includes(String(id)) : one === String(id);
};

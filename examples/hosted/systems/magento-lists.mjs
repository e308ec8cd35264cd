// Lists of Magento: searchCriteria, and how the answer looks. It does not know what the rows are.
import { isSince, moment, ok, pageOf, Refusal } from '../reply.mjs';

export const errors = (status, message) => ({ message });
export const refuse = (status, message) => new Refusal(status, errors(status, message));
export const stamp = (at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** [{field, value, condition_type}], of all groups: each must hold. */
function criteria({ search }) {
  const filters = new Map();
  for (const [name, value] of search) {
    const [, group, nth, what] =
      /^searchCriteria\[(?:filterGroups|filter_groups)\]\[(\d+)\]\[filters\]\[(\d+)\]\[(field|value|condition_type|conditionType)\]$/.exec(
        name,
      ) ?? [];
    if (group === undefined) continue;
    const key = `${group}.${nth}`;
    filters.set(key, { ...filters.get(key), [what === 'conditionType' ? 'condition_type' : what]: value });
  }
  const of = (...names) => names.map((name) => search.get(`searchCriteria[${name}]`)).find((value) => value !== null);
  return {
    filters: [...filters.values()],
    size: Number(of('pageSize', 'page_size') ?? 0),
    page: Number(of('currentPage', 'current_page') ?? 1),
  };
}

function holds({ field, value, condition_type: condition = 'eq' }, read) {
  const own = read(field);
  if (own === undefined) throw refuse(400, `Invalid attribute name: ${field}`);
  if (condition === 'in') return value.split(',').includes(String(own));
  if (condition === 'eq') return String(own) === value;
  if (typeof own === 'number') return condition === 'gt' ? own > Number(value) : own >= Number(value);
  const since = moment(value, refuse(400, `The value ${value} is no moment.`));
  const at = Date.parse(`${own.replace(' ', 'T')}Z`);
  if (condition === 'gteq' || condition === 'from') return isSince(at, since);
  if (condition === 'gt') return isSince(at, since) && at > since;
  throw refuse(400, `The condition ${condition} is not known.`);
}

export function listed(call, rows, show, read) {
  const { filters, size: asked, page } = criteria(call);
  const found = filters.length
    ? rows.filter((row) => filters.every((filter) => holds(filter, (field) => read(row, field))))
    : [...rows];
  if (call.search.get('searchCriteria[sortOrders][0][direction]')?.toUpperCase() === 'DESC') found.reverse();
  // Without a size all come at once; beyond the end the last page comes again.
  const size = asked || Math.max(1, found.length);
  const last = Math.max(1, Math.ceil(found.length / size));
  return ok({
    items: pageOf(found, Math.min(page, last), size).map(show),
    search_criteria: { page_size: size, current_page: page },
    total_count: found.length,
  });
}

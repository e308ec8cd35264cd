// What an answer is, and which handler gives it: one small router for all systems.

export class Refusal extends Error {
  constructor(status, document, headers = {}) {
    super(JSON.stringify(document));
    Object.assign(this, { status, document, headers });
  }
}

export const ok = (document, headers = {}) => ({ status: 200, document, headers });
export const created = (document, headers = {}) => ({ status: 201, document, headers });

/** 'GET /products/:id.json': [method, pattern, names]. */
function compiled(place, handler) {
  const [method, path] = place.split(' ');
  const names = [];
  const pattern = path.replace(/[.]/g, '\\.').replace(/:([a-z]+)/g, (_, name) => {
    names.push(name);
    return '([^/]+?)';
  });
  return { method, names, pattern: new RegExp(`^${pattern}$`), handler };
}

/** `table`: {'GET /path/:id': (sim, call) => reply}; gives the handler of a call, with its params filled in. */
export function router(table) {
  const routes = Object.entries(table).map(([place, handler]) => compiled(place, handler));
  return (call) => {
    for (const { method, names, pattern, handler } of routes) {
      const found = method === call.method && pattern.exec(call.path);
      if (!found) continue;
      call.params = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1])]));
      return handler;
    }
    return null;
  };
}

/** A whole number of a query, between 1 and what the system allows. */
export const bounded = (value, otherwise, most) =>
  Math.min(most, Math.max(1, Number.parseInt(value ?? otherwise, 10) || otherwise));

/** A moment of a query; `undefined` where none is asked for. Compared by whole seconds, as these systems keep them. */
export function moment(value, refusal) {
  if (value === undefined) return undefined;
  const isBare = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$/.test(value);
  const at = Date.parse(isBare ? `${value.replace(' ', 'T')}Z` : value.replace(' ', '+'));
  if (Number.isNaN(at)) throw refusal;
  return at;
}
export const isSince = (at, since) => since === undefined || Math.floor(at / 1000) >= Math.floor(since / 1000);

/** The page of this number. */
export const pageOf = (rows, number, size) => rows.slice((number - 1) * size, number * size);

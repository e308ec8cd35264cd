// From HTTP to an operation and back: authentication, paths, bodies in JSON or XML, the wrapper.

import { ROUTES } from './routes.mjs';
import { Refusal } from './refusal.mjs';
import { readXml } from './xml.mjs';

const json = (status, value) => ({ status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) });

export function answer(sim, call) {
  const expected = `Basic ${Buffer.from(`${sim.login}:${sim.password}`).toString('base64')}`;
  if (call.headers.authorization !== expected) return json(401, { Message: 'Authorization has been denied for this request.' });
  const url = new URL(call.target, 'http://oresto.invalid');
  // ASP.NET's routes ignore case.
  const path = decodeURIComponent(url.pathname.slice(1)).toLowerCase();
  const query = Object.fromEntries(url.searchParams);
  const route = ROUTES.find((it) => it.method === call.method && it.path.toLowerCase() === path && it.fits(query));
  if (!route) return json(404, { Message: `No HTTP resource was found that matches the request URI '${call.target}'.` });
  try {
    const body = bodyOf(call);
    for (const name of route.query) if (!query[name]) throw Refusal.errors(`The parameter ${name} is required.`);
    if (route.takesBody && body === undefined) throw Refusal.errors('Request body cannot be null');
    const data = route.run(sim.world, query, body);
    return wrapped(sim.world, call, data);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    sim.world.errorLogs.push({ Date: new Date().toISOString(), Path: path, Message: refusal.message });
    if (refusal.isAbsent) return absent(sim.world, refusal);
    return json(200, { ...WRAPPER, Errors: refusal.errors, ModelStateErrors: refusal.modelState });
  }
}

const WRAPPER = { RequestDuration: '00:00:00.0120000', WholesalerId: 7, UserId: 8 };

function wrapped(world, call, data) {
  // The one list whose page names no response object.
  if (world.settings.wrapper === 'bare' || /^\/api\/categories$/i.test(call.target)) return json(200, data ?? null);
  const errors = data?.errors ? { Errors: data.errors, ModelStateErrors: data.modelState } : { Errors: [], ModelStateErrors: [] };
  const value = data?.errors ? null : data ?? null;
  return json(200, { ...WRAPPER, ...errors, [world.settings.wrapper]: value });
}

function absent(world, refusal) {
  switch (world.settings.absent) {
    case 'null': return json(200, { ...WRAPPER, Errors: [], [world.settings.wrapper]: null });
    case 'errors': return json(200, { ...WRAPPER, Errors: [{ Message: refusal.message }] });
    default: return json(404, { ...WRAPPER, Errors: [{ Message: refusal.message }] });
  }
}

function bodyOf(call) {
  if (!call.body.length) return undefined;
  const text = call.body.toString('utf8');
  try {
    if (/xml/.test(call.headers['content-type'] ?? '')) return readXml(text);
    if (/json/.test(call.headers['content-type'] ?? '')) return JSON.parse(text);
    return undefined;
  } catch {
    return undefined;
  }
}

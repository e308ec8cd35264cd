// A simulated hosted shop: real HTTP with the paging, limits and quirks of its system, a state, and faults on request.
//   node server.mjs --system shopify [--port 0] [--products 226] [--size 40] [--leak 2] [--secret whsec] [--with-parent]
// It prints its address. Below /_sim/ lies the back office's door (admin.mjs).
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { admin } from './admin.mjs';
import { catalogue } from './catalogue.mjs';
import { Faults } from './faults.mjs';
import { Hooks } from './hooks.mjs';
import { Pace } from './pace.mjs';
import { Refusal, router } from './reply.mjs';
import { Refused, Shop } from './shop.mjs';
import { SYSTEMS } from './systems/index.mjs';
import { Tokens } from './tokens.mjs';

const CALLS_KEPT = 5000;

/** The key, password or token that every simulated shop knows, and what it signs with. */
export const KEY = 'sim-key';
export const SECRET = 'sim-secret-0123456789abcdef';

export function simulate({ system: name, products, size, leak, secret = SECRET }) {
  const system = SYSTEMS[name];
  if (!system) throw new RangeError(`--system is one of ${Object.keys(SYSTEMS).join(', ')}`);
  const sim = {
    name,
    system,
    secret,
    key: KEY,
    calls: [],
    faults: new Faults(),
    hooks: new Hooks(),
    shop: new Shop(catalogue(products)),
    tokens: new Tokens({ token: KEY, ...system.tokens }),
    pace: new Pace({ size: size ?? system.pace.size, leak: leak ?? system.pace.leak }),
    settings: { churn: 0, locations: 1, ...system.settings },
  };
  sim.shop.listen((event, subject) =>
    sim.hooks.send((system.hooks[event]?.(sim, subject) ?? []).map(system.signed(sim))),
  );
  sim.route = router(system.routes);
  return sim;
}

/** What a system answers: who asks, how often, what. */
async function answer(sim, call) {
  try {
    const handler = sim.route(call);
    if (!handler?.isOpen) sim.system.authenticate(sim, call);
    if (!handler) throw new Refusal(404, sim.system.errors(404, 'Not Found'));
    const wait = handler.isOpen ? 0 : sim.pace.take(sim.system.cost?.(call) ?? 1);
    if (wait > 0) throw sim.system.throttled(sim, wait, call);
    const { status, document, headers, after } = await handler(sim, call);
    if (handler.isList) churn(sim);
    after?.();
    return { status, body: JSON.stringify(document), headers: { ...sim.system.headers?.(sim), ...headers } };
  } catch (error) {
    const refusal = error instanceof Refused ? new Refusal(422, sim.system.errors(422, error.message, error)) : error;
    if (!(refusal instanceof Refusal)) throw error;
    return {
      status: refusal.status,
      body: JSON.stringify(refusal.document),
      headers: { ...sim.system.headers?.(sim), ...refusal.headers },
    };
  }
}

/** A shop in which people work while its list is read: one goes, one comes, one changes. */
function churn({ shop, settings }) {
  if (settings.churn < 1) return;
  settings.churn -= 1;
  const rows = shop.live();
  const [first] = rows;
  const middle = rows[rows.length >> 1].articles[0];
  shop.add(`NIEUW-${settings.churn}`, middle.sku);
  shop.setPrice(middle.sku, '77.70');
  shop.remove(first.articles[0].sku);
}

function send(request, response, { status = 200, headers = {}, body = '', isDropped, breaksOff, delayMs = 0 }) {
  if (isDropped) return request.socket.destroy();
  const say = () => {
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...headers,
      'content-length': Buffer.byteLength(body),
    });
    if (!breaksOff) return response.end(body);
    return response.write(body.slice(0, body.length >> 1), () => request.socket.destroy());
  };
  return delayMs ? setTimeout(say, delayMs) : say();
}

async function callOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url, 'http://sim.invalid');
  return {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    search: url.searchParams,
    headers: request.headers,
    text: Buffer.concat(chunks).toString(),
    origin: `http://${request.headers.host}`,
  };
}

async function respond(sim, request, response) {
  const call = await callOf(request);
  if (call.path.startsWith('/_sim/')) {
    const { status, document } = await admin(sim, call);
    return send(request, response, { status, body: JSON.stringify(document) });
  }
  const reply = await sim.faults.through(call, () => answer(sim, call));
  if (sim.calls.length < CALLS_KEPT)
    sim.calls.push({ method: call.method, target: request.url, status: reply.status ?? 0, body: call.text });
  return send(request, response, reply);
}

export function serve(options) {
  const sim = simulate(options);
  const server = createServer((request, response) => {
    respond(sim, request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.keepAliveTimeout = 60_000;
  return { server, sim };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: {
      system: text,
      port: text,
      products: text,
      size: text,
      leak: text,
      secret: text,
      'with-parent': { type: 'boolean' },
    },
  });
  const number = (value) => (value === undefined ? undefined : Number(value));
  const { server } = serve({
    system: values.system,
    products: number(values.products),
    size: number(values.size),
    leak: number(values.leak),
    secret: values.secret,
  });
  server.listen(Number(values.port ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
  // Whoever started it holds its input: when that ends, so does it.
  if (values['with-parent']) process.stdin.on('end', () => process.exit()).resume();
}

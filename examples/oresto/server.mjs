// A simulated Oresto webshop: real HTTP, state, validation, the quirks of the document, and faults on request.
//
//   node server.mjs [--port 0] [--login demo] [--password test]
//
// It prints its address. Under /_sim/ lies what a test needs: log, state, seed, settings, faults.

import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { World } from './world.mjs';
import { Faults } from './faults.mjs';
import { answer } from './interface.mjs';
import { control } from './control.mjs';

export function serve({ login = 'demo', password = 'test' } = {}) {
  const sim = { world: new World(), faults: new Faults(), log: [], before: new Map(), login, password };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const call = { method: request.method, target: request.url, headers: request.headers, body: Buffer.concat(chunks) };
      if (call.target.startsWith('/_sim/')) return control(sim, call, response);
      const fault = sim.faults.next(call);
      sim.log.push({ method: call.method, target: call.target, headers: call.headers, body: call.body.toString('utf8'), fault });
      if (fault === 'timeout' || fault === 'drop') return fault === 'drop' ? request.socket.destroy() : undefined;
      const result = resultOf(sim, call, fault);
      if (fault === 'drop_after') return request.socket.destroy();
      if (fault === 'timeout_after') return undefined;
      const { status, headers, body } = fault === 'error_after' ? Faults.result('error', sim) : result;
      const say = () => response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
      if (sim.world.settings.delayMs) setTimeout(say, sim.world.settings.delayMs);
      else say();
    });
  });
  server.keepAliveTimeout = 60_000;
  return { server, sim };
}

// `again` gives what the same path gave before: a page that comes twice.
function resultOf(sim, call, fault) {
  if (fault && fault !== 'again' && !fault.endsWith('_after')) return Faults.result(fault, sim);
  const path = `${call.method} ${call.target.split('?')[0]}`;
  const before = sim.before.get(path);
  const result = fault === 'again' && before && call.method === 'GET' ? before : answer(sim, call);
  sim.before.set(path, result);
  return result;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : process.argv[at + 1];
  };
  const { server } = serve({ login: option('login', 'demo'), password: option('password', 'test') });
  server.listen(Number(option('port', 0)), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
  // Whoever started it holds its input: when that ends, so does it.
  if (process.argv.includes('--with-parent')) process.stdin.on('end', () => process.exit()).resume();
}

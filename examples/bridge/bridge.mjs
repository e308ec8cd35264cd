#!/usr/bin/env node
// The small program for a hosted shop: it holds koppel, answers the platforms and the shop's webhooks, pulls the
// catalogue, and sends what is due. node bridge.mjs bridge.json
import { createServer } from 'node:http';
import { Koppel } from 'koppel';
import { front } from 'koppel/front';
import { bookOf } from './books/index.mjs';
import { bodyOf, read, Wrong } from './configuration.mjs';
import { drain } from './drain.mjs';
import { takeOver } from './orders.mjs';
import { pull } from './pull.mjs';
import { bringBack } from './returns.mjs';
import { Rounds } from './rounds.mjs';
import { testRoutes } from './test-routes.mjs';
import { sentence } from './words.mjs';

const say = (text) => console.log(`${new Date().toISOString()} ${text}`);

function start(configuration) {
  const { koppel: open, listen, drain_every_s: drainEvery, test } = configuration;
  const log = (level, { event, facts }) => level === 'error' && say(`koppel: ${event}. ${facts.message ?? ''}`);
  const koppel = new Koppel(open, { log });
  const book = configuration.orders && bookOf(koppel, configuration.orders, configuration);
  const orders = book && { take: takeOver(koppel, book, say), back: bringBack(koppel, book, say) };
  const sending = new Rounds((signal) => sent(koppel, orders, { say, signal }), drainEvery * 1000, failed('Sending'));
  const pulling = new Map(
    Object.entries(configuration.pull).map(([source, timing]) => [
      source,
      new Rounds(pull(koppel, source, timing, { say }), timing.every_s * 1000, failed(`Pulling ${source}`)),
    ]),
  );
  const answer = front(koppel, { wake: () => sending.wake() });
  const testing = test && testRoutes({ koppel, configuration, orders, wake: () => sending.wake() });

  const server = createServer((request, response) => {
    if (testing?.isRefused(request)) return response.writeHead(503).end();
    const source = pulledWhenHeard(open.sources, request.url);
    if (source) response.once('finish', () => pulling.get(source).wake());
    return answer(request, response, () => {
      other({ koppel, testing }, request, response).catch((error) => {
        say(`Answering ${request.method} ${request.url} failed: ${error.message}`);
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ code: 'bridge_failed', message: 'The bridge could not answer; its log says why.' }),
        );
      });
    });
  });
  const [host, port] = [listen.slice(0, listen.lastIndexOf(':')), Number(listen.slice(listen.lastIndexOf(':') + 1))];
  server.listen(port, host, () => say(`Listening on http://${host}:${server.address().port}.`));
  server.once('error', (error) => {
    say(`Cannot listen on ${listen}: ${error.message}`);
    process.exit(2);
  });
  if (!book) say('No /orders: what the platforms order waits in the inbox, and nobody books it.');
  book?.ready?.().catch(failed(`Taking orders into ${configuration.orders}`));
  for (const rounds of [sending, ...pulling.values()]) rounds.wake();

  // What is under way is given up: it is in the store, and goes on after the next start.
  let isStopping = false;
  return async function stop(signal) {
    if (isStopping) return;
    isStopping = true;
    say(`Stopping (${signal}).`);
    const closed = new Promise((done) => server.close(done));
    server.closeIdleConnections();
    await Promise.all([sending, ...pulling.values()].map((rounds) => rounds.stop()));
    server.closeAllConnections();
    await closed;
    await koppel.close();
    say('Stopped.');
  };
}

/** What came in is booked, what staff did is brought back, what is due is sent; none of it waits until the others succeed. */
async function sent(koppel, orders, { say, signal }) {
  await orders?.take().catch(failed('Taking over'));
  await orders?.back().catch(failed('Bringing back'));
  return drain(koppel, { say, signal });
}

/** The stock of Lightspeed X stands in a list of its own, which a pull reads: its webhook wakes one. */
function pulledWhenHeard(sources, target) {
  const [, name] = /^\/koppel\/shop\/([^/?]+)/.exec(target) ?? [];
  return sources[name]?.system === 'lightspeed-x' ? name : null;
}

/** What went wrong in a round is said, and tried again in the next. */
const failed = (what) => (error) => say(`${what} failed: ${sentence(error)}`);

/** What is not koppel's: how it goes, and the test routes where they are mounted. */
async function other({ koppel, testing }, request, response) {
  const send = (status, document) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  if (request.url === '/health') return send(200, await koppel.health());
  if (!request.url.startsWith('/koppel-test/') || !testing)
    return send(404, { code: 'not_found', message: 'Nothing is here.' });
  const { status, document } = await testing.answer(request, await bodyOf(request));
  return send(status, document);
}

try {
  const stop = start(await read(process.argv[2]));
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);
} catch (error) {
  if (!(error instanceof Wrong) && error.name !== 'KoppelError') throw error;
  console.error(sentence(error));
  process.exitCode = 2;
}

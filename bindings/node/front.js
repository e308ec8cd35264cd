'use strict';
// Mounts koppel in a server: plain node:http, Express, Fastify. What the library asks the shop goes to the shop's own
// functions; it decides nothing.

/** Where the library answers, below the shop's address. */
const PLACES = ['/wp-json/', '/koppel/', '/abeta/'];

/** Whether a request is koppel's, by its path. */
const isAt = (places, target) => places.some((place) => target.startsWith(place));

/**
 * `(request, response, next)` for node:http, Connect and Express.
 *   answer(ask, request)            what httpAnswer takes beside the ask_id; async is fine
 *   login(login, request, response) logs the user of a punch-out in, before the reply is sent
 *   wake(names)                     after the reply was sent: what now has something to do, 'inbox', 'outbox'
 *   places                          where koppel answers; elsewhere a next is called
 */
function front(koppel, { answer, login, wake, places = PLACES } = {}) {
  async function respond(request, response) {
    let reply = await koppel.httpRespond(request);
    if (reply.ask) {
      if (!answer) throw new Error(`koppel asks the shop for "${reply.ask.kind}": give front() an answer function.`);
      reply = await koppel.httpAnswer({ ask_id: reply.ask.ask_id, ...(await answer(reply.ask, request)) });
    }
    if (reply.login) await login?.(reply.login, request, response);
    if (wake && reply.wake.length > 0) response.once('finish', () => after(wake, reply.wake));
    reply.send(response);
  }
  return (request, response, next) => {
    if (next && !isAt(places, request.originalUrl ?? request.url)) return next();
    return respond(request, response).catch((error) => (next ? next(error) : failed(response, error)));
  };
}

/** The reply was sent: what fails now is no matter of the request, but is not to be hidden either. */
async function after(wake, names) {
  try {
    await wake(names);
  } catch (error) {
    process.nextTick(() => { throw error; });
  }
}

/** Without a next nobody else answers. What went wrong is the shop's to read, not the other side's. */
function failed(response, error) {
  if (response.headersSent) return response.destroy(error);
  response.writeHead(500, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ code: 'koppel_unavailable', message: 'The shop cannot answer now.', data: { status: 500 } }));
  process.emitWarning(error);
}

/** A plugin of Fastify: `app.register(fastifyFront, { koppel, answer, login, wake })`. Bodies pass Fastify by. */
function fastifyFront(app, { koppel, places = PLACES, ...options }, done) {
  const respond = front(koppel, { ...options, places });
  for (const place of places) {
    app.all(`${place}*`, {
      onRequest(request, reply) {
        reply.hijack();
        respond(request.raw, reply.raw);
      },
    }, () => {});
  }
  done();
}

module.exports = { fastifyFront, front, PLACES };

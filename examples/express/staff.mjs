// The staff's part of the shop: who may come in, and what they can do there.
import { createHash, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { KoppelError } from 'koppel';
import { drain, publishStock, ship, takeBack } from './coupling.mjs';
import * as pages from './pages.mjs';
import { textsFor } from './texts.mjs';

const hash = (text) => createHash('sha256').update(text).digest();
const PIECES = /^\d{1,6}$/;

/** A real shop has accounts of its own; over http this password could be read by anyone on the way. */
const loggedIn = (password) => (request, response, next) => {
  const given = Buffer.from(request.get('authorization')?.replace(/^Basic /, '') ?? '', 'base64').toString();
  if (timingSafeEqual(hash(given), hash(`staff:${password}`))) return next();
  return response.status(401).set('www-authenticate', 'Basic realm="staff"').end();
};

/** The browser sends the password by itself: a form of another site is not the staff's wish. */
const ofThisSite = (request, response, next) => (
  request.method === 'GET' || ['same-origin', 'none', undefined].includes(request.get('sec-fetch-site'))
    ? next() : response.status(403).end());

export function staff({ koppel, book, password, after }) {
  const router = express.Router();
  router.use(loggedIn(password), ofThisSite, express.urlencoded({ extended: false }));

  router.get('/', async (request, response) => {
    const { outbox } = await koppel.health();
    response.send(pages.staff(textsFor(request), { orders: book.orders, articles: book.articles, parked: outbox.parked }));
  });

  router.post('/stock', async (request, response) => {
    const { nr, pieces } = request.body ?? {};
    if (!book.article(nr) || !PIECES.test(pieces)) return response.status(400).end();
    book.setStock(nr, Number(pieces));
    await publishStock(koppel, book, [nr]);
    response.redirect(303, '/staff');
  });

  router.param('id', (request, response, next, id) => {
    request.order = book.order(id);
    return request.order ? next() : response.status(404).send(pages.refusal(textsFor(request), textsFor(request).unknown));
  });

  router.get('/orders/:id', (request, response) => (
    response.send(pages.order(textsFor(request), request.order, book.returnsOf(request.order)))));

  router.post('/orders/:id/ship', async (request, response) => {
    await ship(koppel, book, request.order);
    after(response, () => drain(koppel));
    response.redirect(303, `/staff/orders/${request.order.host_id}`);
  });

  router.post('/orders/:id/returns', async (request, response) => {
    const { return_id: returnId, ...pieces } = request.body ?? {};
    const lines = request.order.lines
      .map(({ line_id: id }) => ({ line_id: id, quantity: PIECES.test(pieces[id]) ? Number(pieces[id]) : 0 }))
      .filter(({ quantity }) => quantity > 0);
    const say = textsFor(request);
    if (!returnId || lines.length === 0) return response.status(400).send(pages.refusal(say, say.nothing));
    try {
      await takeBack(koppel, book, request.order, returnId, lines);
    } catch (error) {
      if (!(error instanceof KoppelError)) throw error;
      return response.status(409).send(pages.refusal(say, error.message));
    }
    after(response, () => drain(koppel));
    response.redirect(303, `/staff/orders/${request.order.host_id}`);
  });
  return router;
}

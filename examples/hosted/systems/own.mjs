// A shop on a system of its own, with its own words, as a mapping document describes it: cursors in the body, a bearer
// key, signed webhooks.
import { createHmac } from 'node:crypto';
import { text } from '../../shop-own-api/amounts.mjs';
import { signing } from '../hooks.mjs';
import { bounded, created, isSince, moment, ok, Refusal } from '../reply.mjs';
import { amount, lineOf, shippingOf, totalOf } from '../shop.mjs';

const errors = (status, message) => ({ fout: message });
const refuse = (status, message) => new Refusal(status, errors(status, message));
const iso = (at) => new Date(at).toISOString();
const changedAt = ({ changed, articles }) =>
  Math.max(changed.at, ...articles.map((article) => Math.max(article.changed.at, article.moved.at)));

const shown = (product) => ({
  nummer: String(product.id),
  omschrijving: product.name,
  merk: product.brand,
  groep: product.path.join(' > '),
  btw: product.vat === 9 ? 'L' : 'H',
  gewijzigd: iso(changedAt(product)),
  kenmerken: product.vary.map((naam) => ({ naam })),
  uitvoeringen: product.articles.map((article) => ({
    artikelnr: String(article.id),
    code: article.sku,
    prijs: article.current.replace('.', ','),
    voorraad: article.stock,
    kenmerken: product.vary.map((naam, nth) => ({ naam, waarde: article.options[nth] })),
  })),
});

function articles(sim, { query }) {
  const since = moment(query.sinds, refuse(400, 'sinds is geen moment'));
  const size = bounded(query.aantal, 50, 200);
  const after = Number(query.na ?? 0);
  const rows = sim.shop.live().filter((product) => product.id > after && isSince(changedAt(product), since));
  const page = rows.slice(0, size);
  return ok({ artikelen: page.map(shown), volgende: rows.length > size ? String(page.at(-1).id) : null });
}
articles.isList = true;

function article(sim, { params }) {
  const found = sim.shop.product(params.id);
  if (!found) throw refuse(404, 'niet gevonden');
  return ok({ artikel: shown(found) });
}

const orderShown = (order) => ({
  bestelnummer: String(order.id),
  kenmerk: order.key,
  status: order.status,
  totaal: text(totalOf(order)),
  gewijzigd: iso(order.changed.at),
  regels: order.lines.map(({ id, article: { sku, id: nummer }, quantity, gross }) => ({
    regel: String(id),
    artikelnr: String(nummer),
    code: sku,
    aantal: quantity,
    bedrag: text(gross),
  })),
  retouren: order.refunds.map(({ id, lines }) => ({
    retour: String(id),
    regels: lines.map(({ line, quantity }) => ({ regel: String(line.id), aantal: quantity })),
  })),
});

function makeOrder(sim, { text: body }) {
  const asked = JSON.parse(body);
  const lines = asked.regels.map((line) => {
    const found = sim.shop.articles.get(Number(line.artikelnr)) ?? sim.shop.bySku.get(line.code);
    if (!found) throw refuse(422, 'onbekend artikel');
    return lineOf(found, Number(line.aantal), amount(line.bedrag));
  });
  const order = sim.shop.order({
    lines,
    asked,
    key: asked.kenmerk ?? null,
    isPaid: asked.betaald !== false,
    attributes: asked.gegevens ?? {},
    shipping: asked.verzending ? [shippingOf('Verzending', amount(asked.verzending))] : [],
    tenders: (asked.betalingen ?? []).map(({ middel, bedrag }) => ({ tender_id: middel, amount: amount(bedrag) })),
  });
  return created({ bestelling: orderShown(order) });
}

const orders = (sim, { query }) =>
  ok({
    bestellingen: sim.shop.orders.filter(({ key }) => !query.kenmerk || key === query.kenmerk).map(orderShown),
    volgende: null,
  });

function cancelOrder(sim, { params }) {
  const order = sim.shop.orderOf(params.id);
  if (!order) throw refuse(404, 'niet gevonden');
  sim.shop.cancel(order);
  return ok({ bestelling: orderShown(order) });
}

const changed = (sim, product) => [{ topic: 'artikel', document: { artikel: shown(product) } }];

export const own = {
  pace: { size: 100, leak: 50 },
  errors,
  authenticate({ key }, { headers }) {
    if (headers.authorization !== `Bearer ${key}`) throw refuse(401, 'onbekende sleutel');
  },
  throttled: (sim, wait) =>
    new Refusal(429, errors(429, 'te veel verzoeken'), { 'retry-after': String(Math.ceil(wait)) }),
  routes: {
    'GET /artikelen': articles,
    'GET /artikelen/:id': article,
    'GET /bestellingen': orders,
    'POST /bestellingen': makeOrder,
    'POST /bestellingen/:id/annuleren': cancelOrder,
  },
  hooks: {
    product: changed,
    added: changed,
    article: (sim, { product }) => changed(sim, product),
    stock: (sim, { product }) => changed(sim, product),
    removed: (sim, { id }) => [{ topic: 'artikel_weg', document: { artikel: { nummer: String(id) } } }],
    refund: (sim, { order }) => [{ topic: 'bestelling', document: { bestelling: orderShown(order) } }],
  },
  signed: signing((body, secret, topic) => ({
    'x-onderwerp': topic,
    'x-handtekening': createHmac('sha256', secret).update(body).digest('hex'),
  })),
};

// What a client has of its own for a product, its orders, and the log of errors.

import { Refusal } from './refusal.mjs';
import { page } from './page.mjs';

const key = (it) => `${it.WholesalerArticleNumber}|${it.ClientNumber}`;

function check(world, body) {
  const knows = world.products.has(body.WholesalerArticleNumber) || world.links.has(body.WholesalerArticleNumber);
  if (!knows) throw Refusal.errors('The product does not exist.');
  if (!world.clients.has(body.ClientNumber)) throw Refusal.errors('The client does not exist.');
  if (body.SalesPrice !== undefined && Number.isNaN(Number(body.SalesPrice))) throw Refusal.field('SalesPrice', 'No number.');
}

export const list = (world) => [...world.clientProducts.values()];
export function create(world, body) {
  check(world, body);
  if (world.clientProducts.has(key(body))) throw Refusal.errors('The client product exists.');
  world.clientProducts.set(key(body), body);
  return null;
}
export function update(world, body) {
  check(world, body);
  if (!world.clientProducts.has(key(body))) throw Refusal.errors('The client product does not exist.');
  world.clientProducts.set(key(body), { ...world.clientProducts.get(key(body)), ...body });
  return null;
}
function put(world, body) {
  check(world, body);
  world.clientProducts.set(key(body), { ...world.clientProducts.get(key(body)), ...body });
  return null;
}

// Only what went wrong comes back, by its two keys.
const many = (one) => (world, bodies) => {
  const errors = [];
  const modelState = [];
  for (const body of bodies) {
    try {
      one(world, body);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      const keys = { Key1: body.WholesalerArticleNumber, Key2: body.ClientNumber };
      errors.push(...refusal.errors.map((it) => ({ ...keys, ...it })));
      modelState.push(...refusal.modelState.map((it) => ({ ...keys, ...it })));
    }
  }
  return { errors, modelState };
};
export const createMany = many(create);
export const putMany = many(put);
export const updateMany = many(update);

export function remove(world, query) {
  if (!world.clientProducts.delete(key(query))) throw Refusal.absent('The client product');
  return null;
}
export function removeAll(world, { ClientNumber }) {
  for (const [name, it] of world.clientProducts) if (!ClientNumber || it.ClientNumber === ClientNumber) world.clientProducts.delete(name);
  return null;
}

export function orders(world, query) {
  const isProcessed = /^true$/i.test(query.Processed);
  const found = world.orders.filter((it) => it.Processed === isProcessed && (!query.ClientNumber || it.Client.ClientNumber === query.ClientNumber));
  if (!/^true$/i.test(query.OldestFirst ?? '')) found.reverse();
  return page(world, found.map(({ Processed, ...shown }) => shown), query);
}
export function process(world, { ClientNumber, OrderNumbers, OrderNumber }) {
  const numbers = OrderNumbers ?? OrderNumber ?? null;
  // The danger of the document: without numbers, all orders of the client are ticked off.
  for (const it of world.orders) if (it.Client.ClientNumber === ClientNumber && (!numbers?.length || numbers.includes(it.OrderNumber))) it.Processed = true;
  return null;
}

export const errorsOfDay = (world, { Date: day }) => world.errorLogs.filter((it) => it.Date.startsWith(day.slice(0, 10)));
export const errorsPage = (world, { Page }) => page(world, world.errorLogs, { Page, PageSize: 50 });

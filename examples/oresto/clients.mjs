// Clients, their delivery addresses and days, their users and representatives, their order lists.

import { Refusal } from './refusal.mjs';

const need = (world, ClientNumber) => world.clients.get(ClientNumber) ?? (() => { throw Refusal.errors(`The client ${ClientNumber} does not exist.`); })();
const required = (body, ...fields) => fields.forEach((field) => {
  if (!body?.[field]) throw Refusal.field(field, 'The field is required.');
});

export const list = (world) => [...world.clients.values()];
export function create(world, body) {
  required(body, 'ClientNumber');
  if (world.clients.has(body.ClientNumber)) throw Refusal.errors('This client number exists.');
  world.clients.set(body.ClientNumber, body);
  return body;
}
export function update(world, body) {
  world.clients.set(body.ClientNumber, { ...need(world, body.ClientNumber), ...body });
  return world.clients.get(body.ClientNumber);
}
export function remove(world, { ClientNumber }) {
  if (!world.clients.delete(ClientNumber)) throw Refusal.absent('The client');
  return null;
}

export const locations = (world, { ClientNumber }) => [...world.locations.values()].filter((it) => !ClientNumber || it.ClientNumber === ClientNumber);
export function addLocation(world, body) {
  required(body, 'ClientNumber');
  need(world, body.ClientNumber);
  const Id = body.Id ?? world.nextId();
  world.locations.set(Id, { ...body, Id });
  return world.locations.get(Id);
}
export function updateLocation(world, body) {
  if (!world.locations.has(body.Id)) throw Refusal.errors('The location does not exist.');
  world.locations.set(body.Id, { ...world.locations.get(body.Id), ...body });
  return world.locations.get(body.Id);
}
export function removeLocation(world, { Id, ClientNumber }) {
  const held = world.locations.get(Number(Id));
  if (held?.ClientNumber !== ClientNumber) throw Refusal.absent('The location');
  world.locations.delete(Number(Id));
  return null;
}
export function removeLocations(world, { ClientNumber }) {
  for (const [Id, it] of world.locations) if (it.ClientNumber === ClientNumber) world.locations.delete(Id);
  return null;
}

export const deliveryDates = (world, { ID }) => world.deliveryDates.get(Number(ID)) ?? [];
export function replaceDeliveryDates(world, body) {
  if (!world.locations.has(body.ClientLocationId)) throw Refusal.errors('The location does not exist.');
  if ((body.DeliveryDates ?? []).some((it) => !/^\d{4}-\d\d-\d\d$/.test(it))) throw Refusal.field('DeliveryDates', 'No time zone is allowed.');
  world.deliveryDates.set(body.ClientLocationId, body.DeliveryDates ?? []);
  return null;
}

// E-mail addresses are one whatever their case.
const at = (Email) => Email.toLowerCase();

const people = (of) => ({
  list: (world) => [...of(world).values()],
  create(world, body) {
    required(body, 'Email');
    if (of(world).has(at(body.Email))) throw Refusal.errors('This e-mail address exists.');
    of(world).set(at(body.Email), { ...body, ClientNumbers: body.ClientNumbers ?? [] });
    return of(world).get(at(body.Email));
  },
  update(world, { NewEmail, ...body }) {
    const held = of(world).get(at(body.Email ?? ''));
    if (!held) throw Refusal.errors('There is nobody with this e-mail address.');
    of(world).delete(at(body.Email));
    const Email = NewEmail ?? body.Email;
    of(world).set(at(Email), { ...held, ...body, Email });
    return of(world).get(at(Email));
  },
  remove(world, { Email }) {
    if (!of(world).delete(at(Email))) throw Refusal.absent('The person');
    return null;
  },
});
export const users = people((world) => world.users);
export const representatives = people((world) => world.representatives);

export function createUser(world, body) {
  required(body, 'Email', 'ClientNumber');
  need(world, body.ClientNumber);
  const { ClientNumber, ...rest } = body;
  return users.create(world, { ...rest, ClientNumbers: [ClientNumber] });
}

const person = (place, Email) => place.get(at(Email)) ?? (() => { throw Refusal.errors(`There is nobody with ${Email}.`); })();
const tie = (one, ClientNumber) => { if (!one.ClientNumbers.includes(ClientNumber)) one.ClientNumbers.push(ClientNumber); };
const untie = (one, ClientNumber) => { one.ClientNumbers = one.ClientNumbers.filter((it) => it !== ClientNumber); };
const each = (place, act) => (world, { ClientNumber, EmailUsers, EmailUser, EmailRepresentative, ClientNumbers }) => {
  const numbers = ClientNumbers ?? [ClientNumber];
  const emails = EmailUsers ?? [EmailUser ?? EmailRepresentative];
  for (const one of numbers) need(world, one);
  for (const email of emails) for (const one of numbers) act(person(place(world), email), one);
  return null;
};
export const linkUsers = each((world) => world.users, tie);
export const unlinkUsers = each((world) => world.users, untie);
export const linkUser = linkUsers;
export const unlinkUser = unlinkUsers;
export const linkRepresentative = each((world) => world.representatives, tie);
export const unlinkRepresentative = each((world) => world.representatives, untie);
export const linkClients = linkRepresentative;
export const unlinkClients = unlinkRepresentative;

export const orderlist = (world, { ClientNumber }) => world.orderlists.get(ClientNumber) ?? [];
export function addToOrderlist(world, { ClientNumber, WholesalerArticleNumbers }) {
  need(world, ClientNumber);
  world.orderlists.set(ClientNumber, [...new Set([...orderlist(world, { ClientNumber }), ...WholesalerArticleNumbers])]);
  return null;
}
export function replaceOrderlist(world, { ClientNumber, WholesalerArticleNumbers }) {
  need(world, ClientNumber);
  world.orderlists.set(ClientNumber, WholesalerArticleNumbers ?? []);
  return null;
}
export function removeFromOrderlist(world, { ClientNumber, WholesalerArticleNumber }) {
  world.orderlists.set(ClientNumber, orderlist(world, { ClientNumber }).filter((it) => it !== WholesalerArticleNumber));
  return null;
}

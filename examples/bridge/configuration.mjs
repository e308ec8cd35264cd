// Reads the one configuration file and says what is wrong with it. What stands below "koppel" is koppel's to check.
import { readFile } from 'node:fs/promises';
import { SYSTEMS } from './books/index.mjs';

export class Wrong extends Error {}

const KNOWN = ['koppel', 'listen', 'pull', 'drain_every_s', 'orders', 'till', 'test'];
/** By whom and how it is sold, where the shop is a till: names as the shop's staff sees them. */
const TILL = ['register', 'payment_type', 'shipping_sku'];
const TIMING = { every_s: 300, complete_at: '03:30', max_ms: 5_000 };

export async function read(file) {
  if (!file) throw new Wrong('Say which file: node bridge.mjs bridge.json');
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Wrong(`${file} cannot be read: ${error.message}`);
  }
  try {
    return checked(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Wrong(`${file} is not JSON: ${error.message}`);
    throw error;
  }
}

function checked(given) {
  const unknown = Object.keys(given).find((name) => !KNOWN.includes(name));
  if (unknown) throw new Wrong(`/${unknown} is not known; known are ${KNOWN.join(', ')}.`);
  const {
    koppel,
    listen = '127.0.0.1:8080',
    pull = {},
    drain_every_s: every = 15,
    orders = null,
    till = {},
    test = null,
  } = given;
  const sources = Object.keys(koppel?.sources ?? {});
  if (sources.length === 0) throw new Wrong('/koppel/sources names no shop: there is nothing to couple.');
  if (!/^.+:\d+$/.test(listen)) throw new Wrong('/listen is an address with a port, such as 127.0.0.1:8080.');
  if (!(every > 0)) throw new Wrong('/drain_every_s is a number of seconds.');
  const stranger = Object.keys(pull).find((name) => !sources.includes(name));
  if (stranger) throw new Wrong(`/pull/${stranger}: there is no such source.`);
  const timing = Object.fromEntries(sources.map((name) => [name, timed(name, { ...TIMING, ...pull[name] })]));
  if (orders !== null && !SYSTEMS.includes(koppel.sources[orders]?.system)) {
    throw new Wrong(
      `/orders is the source that takes the platforms' orders: its system is one of ${SYSTEMS.join(', ')}.`,
    );
  }
  const odd = Object.keys(till).find((name) => !TILL.includes(name));
  if (odd) throw new Wrong(`/till/${odd} is not known; known are ${TILL.join(', ')}.`);
  if (test) checkTest(test, koppel, sources);
  const unset = unsetIn(given);
  if (unset) throw new Wrong(unset);
  return { koppel, listen, pull: timing, drain_every_s: every, orders, till, test };
}

function timed(name, timing) {
  const unknown = Object.keys(timing).find((own) => !(own in TIMING));
  if (unknown) throw new Wrong(`/pull/${name}/${unknown} is not known; known are ${Object.keys(TIMING).join(', ')}.`);
  const { every_s: every, complete_at: at, max_ms: most } = timing;
  if (!(every > 0) || !(most > 0)) throw new Wrong(`/pull/${name}: every_s and max_ms are numbers above 0.`);
  if (at !== null && !/^([01]\d|2[0-3]):[0-5]\d$/.test(at))
    throw new Wrong(`/pull/${name}/complete_at is a time such as "03:30", or null.`);
  return timing;
}

/** The test routes change stock and book returns in the shop: never beside a platform in production. */
function checkTest(test, koppel, sources) {
  const isLive = (koppel.platforms ?? []).some(({ environment }) => environment === 'production');
  if (isLive)
    throw new Wrong('/test: the test routes change stock and book returns: never in production. Leave it out.');
  if (!sources.includes(test.source))
    throw new Wrong('/test/source is the name of the source in which the test routes act.');
  if (!test.token) throw new Wrong('/test/token is what the self-test says with each call.');
}

/** The first secret that is to come from the environment and is not there; told before anybody is called. */
function unsetIn(value, path = '') {
  if (value === null || typeof value !== 'object') return null;
  const { env } = value;
  if (typeof env === 'string') return process.env[env] ? null : `${path}: the environment variable ${env} holds no secret.`;
  const members = Object.entries(value).map(([name, member]) => unsetIn(member, `${path}/${name}`));
  return members.find((told) => told !== null) ?? null;
}

/** A secret as koppel takes it: a text, {env} or {file}. */
export async function secret(given) {
  if (given?.env !== undefined) return process.env[given.env] ?? '';
  if (given?.file !== undefined) return (await readFile(given.file, 'utf8')).trim();
  return given ?? '';
}

export async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

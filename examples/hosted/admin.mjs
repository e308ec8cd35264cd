// The back office's door, below /_sim/: what a shop's staff does by hand, and what a test asks of the simulation itself.
// The real systems have nothing like it.
import { text } from '../shop-own-api/amounts.mjs';
import { amountOf, refundedOf, Refused, shelf, totalOf } from './shop.mjs';

const STATUS = { over_return: 'REJECTED', return_conflict: 'CONFLICT' };

function takeBack({ shop }, { platform_order_id: identity, platform_id: platformId, return_id: returnId, lines }) {
  const order = shop.orders.find(
    ({ attributes }) => attributes.platform_id === platformId && attributes.platform_order_id === identity,
  );
  if (!order) throw new Refused('unknown_order', `There is no order ${identity}.`);
  const { refund, isReplayed } = shop.takeBack(order, returnId, lines);
  return {
    refund: {
      refund_id: String(refund.id),
      order_id: String(order.id),
      amount: text(amountOf(refund)),
      replayed: isReplayed,
      refundable_amount: text(totalOf(order) - refundedOf(order)),
    },
  };
}

const DOORS = {
  state: (sim) => sim.shop.state(),
  shelf: (sim) => shelf(sim.shop),
  calls: (sim) => sim.calls,
  stock: (sim, { sku, quantity }) => sim.shop.setStock(sku, quantity),
  price: (sim, { sku, gross_amount: price }) => sim.shop.setPrice(sku, price),
  rename: (sim, { sku, name }) => sim.shop.rename(sku, name),
  add: (sim, { sku, like }) => sim.shop.add(sku, like),
  remove: (sim, { sku }) => sim.shop.remove(sku),
  return: takeBack,
  refuse: (sim, { sku = null }) => {
    sim.shop.refusedSku = sku;
  },
  fault: (sim, fault) => sim.faults.ask(fault),
  settings: (sim, given) => Object.assign(sim.settings, given),
  expire: (sim) => sim.tokens.expire(),
  hooks: (sim, { address, faults, held }) => {
    if (address !== undefined) sim.hooks.address = address;
    if (faults) sim.hooks.faults = new Set(faults);
    if (held !== undefined) sim.hooks.isHeld = held;
  },
  flush: async (sim) => {
    await sim.hooks.flush();
    return sim.hooks.told;
  },
};

/** {status, document} of a call below /_sim/. */
export async function admin(sim, call) {
  const door = DOORS[call.path.slice('/_sim/'.length)];
  if (!door) return { status: 404, document: { error: 'There is no such door.', doors: Object.keys(DOORS) } };
  try {
    return { status: 200, document: (await door(sim, call.text ? JSON.parse(call.text) : {})) ?? {} };
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof RangeError)) throw error;
    return {
      status: 409,
      document: {
        status: STATUS[error.code] ?? 'NOT_FOUND',
        error: { code: error.code ?? 'bad', message: error.message },
      },
    };
  }
}

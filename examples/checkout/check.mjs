// Checks the checkout against the simulated platform: node check.mjs URL FOLDER, where the platform was started with
// --cards 50.00,25.00. What is on the cards, held and taken is at every moment what was issued.
import assert from 'node:assert/strict';
import { Koppel } from '../../bindings/node/index.mjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { capture, cardCalls, hold, paid, release } from './checkout.mjs';

const [url, folder] = process.argv.slice(2);
const platformId = 'city-butler';
const koppel = new Koppel({
  store: `sqlite:${folder}/shop.db`,
  store_key: '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579',
  shop: {
    shop_id: 'k', name: 'Kassa', currency: 'EUR', country: 'NL', language: 'nl', time_zone: 'Europe/Amsterdam',
    prices_include_vat: true, vat: { standard: '21', 'reduced-rate': '9' },
  },
  platforms: [{
    platform_id: platformId, environment: 'test', base_url: url, key: 'shop-k',
    profile: { extends: platformId, calls: cardCalls }, secret: `secret-k-${platformId}-0123456789abcdef`,
  }],
  wire: { allow_addresses: [new URL(url).host] },
});
const balances = () => Promise.all(['card-1', 'card-2'].map(async (card) => (
  (await koppel.cardBalance({ platform_id: platformId, card })).balance)));
const drain = () => koppel.outboxDrain({ max_ms: 5000, max_entries: 100 });
const steps = [];
const say = (step) => steps.push(step);

assert.deepEqual(await balances(), ['50.00', '25.00']);
const both = (first, second) => [{ card: 'card-1', amount: first }, { card: 'card-2', amount: second }];

const cancelled = await hold(koppel, platformId, 'A-1', both('30.00', '25.00'));
assert.deepEqual(await balances(), ['20.00', '0.00']);
await release(koppel, cancelled);
await drain();
assert.deepEqual(await balances(), ['50.00', '25.00']);
say('iDEAL cancelled: both cards free again');

const bought = await hold(koppel, platformId, 'A-2', both('30.00', '25.00'));
const again = await hold(koppel, platformId, 'A-2', both('30.00', '25.00'));
assert.deepEqual(again.map(({ hold_id: id }) => id), bought.map(({ hold_id: id }) => id));
await capture(koppel, bought);
await capture(koppel, bought);
await drain();
assert.deepEqual(await balances(), ['20.00', '0.00']);
say('iDEAL paid: both cards taken, once');

const order = {
  order_id: 'A-2', currency: 'EUR', status: 'processing', total_amount: '65.00',
  lines: [{ line_id: '1', kind: 'product', name: 'Boiler', quantity: 1, gross_amount: '65.00', vat_rate: '21' }],
  tenders: [...bought.map(({ card_id: id, amount }) => ({ tender_id: id, kind: 'multi_purpose', amount })),
    { tender_id: 'ideal', kind: 'remainder', amount: '10.00' }],
};
await koppel.orderPush({ platform_id: platformId, order });
await drain();
assert.deepEqual(await balances(), ['20.00', '0.00']);
const refund = await koppel.returnCredit({
  platform_id: platformId, order_id: 'A-2', return_id: 'R-1', lines: [{ line_id: '1', quantity: 1 }], send: 'now',
});
assert.deepEqual([refund.amount, refund.pay_out_amount, refund.entries[0].state], ['65.00', '10.00', 'done']);
assert.deepEqual(await balances(), ['50.00', '25.00']);
say('brought back: both cards credited at once, and the iDEAL part is the shop\'s to pay');

const spent = await hold(koppel, platformId, 'A-2b', both('30.00', '25.00'));
await capture(koppel, spent);
await drain();
assert.deepEqual(await balances(), ['20.00', '0.00']);

await assert.rejects(hold(koppel, platformId, 'A-3', both('10.00', '0.01')), { name: 'KoppelError' });
await drain();
assert.deepEqual(await balances(), ['20.00', '0.00']);
say('one card refused: the other free again');

const letGo = await hold(koppel, platformId, 'A-4', [{ card: 'card-1', amount: '5.00' }]);
await release(koppel, letGo);
await drain();
assert.deepEqual(await balances(), ['20.00', '0.00']);
assert.equal(await paid(koppel, platformId, 'A-4', letGo, '7.50'), '0.00');
await drain();
assert.deepEqual(await balances(), ['15.00', '0.00']);
say('paid after it was let go: held again and taken');

const A_MOMENT_MS = 600;
const expired = await hold(koppel, platformId, 'A-5', [{ card: 'card-1', amount: '5.00' }], A_MOMENT_MS);
assert.deepEqual(await balances(), ['10.00', '0.00']);
await sleep(A_MOMENT_MS + 100);
await drain(); // The platform holds it ten minutes longer, for a capture that is still on its way: there is none.
assert.deepEqual(await balances(), ['15.00', '0.00']);
say('expired: free at the next drain');

const elsewhere = await hold(koppel, platformId, 'A-6', [{ card: 'card-1', amount: '12.00' }]);
assert.equal(await paid(koppel, platformId, 'A-5', expired, '7.50'), '7.50');
await assert.rejects(
  koppel.cardCapture({ hold_id: expired[0].hold_id, card: 'card-1', remainder_amount: '7.50' }),
  (error) => error.code === 'card.hold_ended' && /iDEAL/.test(error.message) && error.message.includes('7.50'),
);
await drain();
assert.deepEqual(await balances(), ['3.00', '0.00']);
await release(koppel, elsewhere);
await drain();
assert.deepEqual(await balances(), ['15.00', '0.00']);
say('paid too late and spent elsewhere: nothing taken, 7.50 back by iDEAL');

assert.equal((await koppel.outboxList({ state: 'parked' })).entries.length, 0);
koppel.close();
console.log(`cards at the own checkout: ${steps.join('; ')}`);

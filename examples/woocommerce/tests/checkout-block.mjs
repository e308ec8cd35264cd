// The payment method in the checkout of blocks, over stand-ins for what WooCommerce and WordPress give a script.
//   node --test examples/woocommerce/tests/checkout-block.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

const script = readFileSync(new URL('../assets/checkout-block.js', import.meta.url), 'utf8');
const responseTypes = { SUCCESS: 'success', ERROR: 'error' };

/** Runs the script, and renders the fields with what was typed; gives the method and what its set-up answers. */
function rendered(typed) {
  let method;
  let setUp;
  const states = [...typed];
  runInNewContext(script, { window: {
    wc: {
      wcSettings: { getPaymentMethodData: () => ({ title: 'Cadeaukaart', missing: 'Vul het nummer van de kaart in.' }) },
      wcBlocksRegistry: { registerPaymentMethod: (config) => { method = config; } },
    },
    wp: { element: {
      createElement: (type, props, ...children) => ({ type, props, children }),
      useState: () => [states.shift(), () => {}],
      useEffect: (effect) => effect(),
    } },
  } });
  const { type: Fields } = method.content;
  Fields({ eventRegistration: { onPaymentSetup: (answer) => { setUp = answer; } }, emitResponse: { responseTypes } });
  return { method, answer: JSON.parse(JSON.stringify(setUp())) };
}

test('it registers under the id of the gateway', () => {
  assert.deepEqual([rendered(['', '']).method.name, rendered(['', '']).method.label], ['koppel', 'Cadeaukaart']);
});
test('a card that is missing is asked for', () => {
  assert.deepEqual(rendered([' ', '']).answer, { type: 'error', message: 'Vul het nummer van de kaart in.' });
});
test('a card is handed to the server under the names that the gateway reads', () => {
  assert.deepEqual(rendered(['6054 8800', '12']).answer,
    { type: 'success', meta: { paymentMethodData: { koppel_card: '6054 8800', koppel_pin: '12' } } });
});

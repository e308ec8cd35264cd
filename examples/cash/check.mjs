// Asks the desks of example shops for cash: node check.mjs RESULT.json... For every return that a run of the ways has
// booked it asks a cent more than may be paid out, then just that, then a cent again.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cents, text } from '../shop-own-api/amounts.mjs';

const returns = new Map();
for (const file of process.argv.slice(2)) {
  for (const { calls } of JSON.parse(readFileSync(file, 'utf8')).ways) {
    for (const { target, supplier, request, response } of calls.filter((call) => call.target.endsWith('/koppel-test/return'))) {
      const [, allowed] = /"pay_out_amount": "([\d.]+)"/.exec(response) ?? [];
      if (allowed === undefined) continue; // The return itself was refused.
      const { platform_id, platform_order_id, return_id } = JSON.parse(request);
      const made = { platform_id, platform_order_id, return_id };
      const address = target.replace(/return$/, 'pay_out');
      if (!returns.has(return_id)) returns.set(return_id, { address, supplier, made, allowed });
    }
  }
}
assert.ok(returns.size > 0, 'the runs have booked no return');

let paid = 0;
for (const { address, supplier, made, allowed } of returns.values()) {
  const ask = async (amount) => {
    const headers = { authorization: `Bearer test-token-${supplier}`, 'content-type': 'application/json' };
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ ...made, amount }) });
    assert.equal(answer.status, 200, `${address}: ${answer.status}`);
    return answer.json();
  };
  const refuses = async (amount) => {
    const told = await ask(amount);
    assert.deepEqual([told.status, told.error?.code], [409, 'cash_refused'], `shop ${supplier} pays ${amount} of ${allowed} out`);
    assert.ok(told.error.message.length > 20);
  };
  await refuses(text(cents(allowed) + 1));
  if (cents(allowed) > 0) {
    assert.deepEqual(await ask(allowed), { status: 200 });
    paid += cents(allowed);
  }
  await refuses('0.01');
}
console.log(`cash: ${returns.size} returns, ${text(paid)} paid out, not a cent of a card`);

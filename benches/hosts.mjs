// What a call through the addon costs, as ratios against plain Node in the same run: the median of interleaved rounds.
//   node --expose-gc benches/hosts.mjs, with the addon in bindings/node/prebuilds or KOPPEL_ADDON
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { call, paymentSplit } from '../bindings/node/index.mjs';
import { paymentSplit as plainSplit } from './baselines/payment.mjs';

const ROUNDS = 9;
const CALLS_FEW = 100_000;
const CALLS_MANY = 1_000_000;

/** Of this process, in nanoseconds: what other processes do meanwhile is not looked at. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Nanoseconds a call. */
function timed(work, calls) {
  const start = processorTime();
  for (let nth = 0; nth < calls; nth += 1) work();
  return (processorTime() - start) / calls;
}

/** The median of `own` over `theirs`, each timed right after the other, warm. */
function ratio(own, ownCalls, theirs, theirCalls) {
  timed(own, ownCalls);
  timed(theirs, theirCalls);
  const ratios = Array.from({ length: ROUNDS }, () => timed(own, ownCalls) / timed(theirs, theirCalls));
  return ratios.sort((a, b) => a - b)[(ROUNDS - 1) / 2];
}

let isGood = true;
function told(name, value, unit, holds, goal) {
  isGood &&= holds;
  console.log(`bench ${name}_node: ${value.toFixed(2)}${unit} (${goal}${holds ? '' : ': NOT REACHED'})`);
}

const request = readFileSync(new URL('requests/rich.json', import.meta.url), 'utf8').trim();
const reply = paymentSplit(request);
const small = `"${'x'.repeat(98)}"`;
const order = JSON.parse(request);
let large = reply;
for (let nth = 0; large.length < 5000; nth += 1) {
  order.lines.push({ ...order.lines[0], line_id: `more-${nth}` });
  large = paymentSplit(JSON.stringify(order));
}

let percent = 100 * ratio(() => call('echo', small), 20_000, () => JSON.parse(reply), 5_000);
told('echo_100_bytes', percent, '% of decoding the reply of a split', percent <= 3, 'at most 3%');
percent = 100 * ratio(() => call('echo', large), 20_000, () => JSON.parse(large), 2_000);
told('echo_5_kb', percent, '% of decoding the same JSON', percent <= 5, 'at most 5%');
const accented = large.replace(/[a-z]/, 'é');
percent = 100 * ratio(() => call('echo', accented), 20_000, () => JSON.parse(accented), 2_000);
told('echo_5_kb_with_an_accent', percent, '% of decoding the same JSON', true, 'for comparison');
const bytes = Buffer.from(large);
percent = 100 * ratio(() => call('echo', bytes), 20_000, () => JSON.parse(large), 2_000);
told('echo_5_kb_of_bytes', percent, '% of decoding the same JSON', true, 'for comparison');
assert.equal(plainSplit(request), reply);
let times = 1 / ratio(() => paymentSplit(request), 5_000, () => plainSplit(request), 1_000);
told('payment_split', times, 'x plain Node, JSON to JSON', times >= 4, 'at least 4x');
const object = JSON.parse(request);
times = 1 / ratio(() => paymentSplit(object), 5_000, () => plainSplit(request), 1_000);
told('payment_split_objects', times, 'x plain Node, objects to objects against JSON to JSON', true, 'for comparison');

const resident = () => {
  globalThis.gc?.();
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
};
timed(() => paymentSplit(request), CALLS_FEW);
const before = resident();
timed(() => paymentSplit(request), CALLS_MANY - CALLS_FEW);
const more = resident() - before;
told('memory', more, ' MiB more after 1,000,000 calls than after 100,000', more <= 1, 'at most 1 MiB');
process.exitCode = isGood ? 0 : 1;

//! Writes tests/vectors/payment.json: the cases with the replies on which Node and PHP agree byte
//! for byte. It stops at a reply that differs or misses a figure written by hand.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { cases } from './cases_payment.mjs';
import { paymentSplit, refundCompute } from './payment.mjs';

const OUT = new URL('../../tests/vectors/payment.json', import.meta.url);
const PHP = new URL('./payment.php', import.meta.url).pathname;
export const METHODS = {
  payment_split: { compute: paymentSplit, command: 'split' },
  refund_compute: { compute: refundCompute, command: 'refund' },
};

export function pointer(document, path) {
  return path
    .split('/')
    .slice(1)
    .reduce((value, name) => value?.[name], document);
}

export function phpAnswers(command, requests) {
  const input = requests.map((request) => `${request}\n`).join('');
  const output = execFileSync('php', [PHP, 'lines', command], { input, maxBuffer: 2 ** 32 });
  return output.toString().split('\n').slice(0, -1);
}

/** What is wrong with the reply to a case, as sentences. */
export function faults({ name, expect = {}, error }, reply) {
  const document = JSON.parse(reply);
  const wanted = error ? { '/error/code': error.code, '/error/path': error.path } : expect;
  if (!error && document.error) return [`${name}: refused with ${reply}`];
  return Object.entries(wanted)
    .filter(([path, value]) => !isDeepStrictEqual(pointer(document, path), value))
    .map(
      ([path, value]) =>
        `${name}: ${path} is ${JSON.stringify(pointer(document, path))}, ` +
        `not ${JSON.stringify(value)}`,
    );
}

function vectors() {
  const found = [];
  const answers = new Map();
  for (const [method, { compute, command }] of Object.entries(METHODS)) {
    const own = cases.filter((item) => item.method === method);
    const requests = own.map((item) => JSON.stringify(item.request));
    const php = phpAnswers(command, requests);
    own.forEach((item, i) => {
      const node = compute(requests[i]);
      if (node !== php[i]) found.push(`${item.name}: Node and PHP differ\n${node}\n${php[i]}`);
      found.push(...faults(item, node));
      answers.set(item, JSON.parse(node));
    });
  }
  if (found.length > 0) throw new Error(found.join('\n'));
  return cases.map((item) => {
    const { name, method, request, expect, error } = item;
    if (error) return { name, method, request, error };
    return { name, method, request, expect, reply: answers.get(item) };
  });
}

if (import.meta.filename === process.argv[1]) {
  const all = vectors();
  writeFileSync(OUT, `[\n${all.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n`);
  console.log(`${all.length} vectors written`);
}

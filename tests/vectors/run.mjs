// Answers vectors for tests/bindings.rs: lines of `method request` in, the document of each out, on a line of its own.
import { readFileSync, writeSync } from 'node:fs';
import koppel from '../../bindings/node/index.mjs';

for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const [method, request] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
  let reply;
  try {
    reply = koppel.call(method, request);
  } catch (error) {
    reply = error.document;
  }
  writeSync(1, `${reply}\n`);
}

// Uses a client in a worker or a process of its own, and ends in the way it is told.
import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Koppel } from '../index.mjs';

const { way, config } = isMainThread ? JSON.parse(readFileSync(0, 'utf8')) : workerData;

const koppel = new Koppel(config, { log: () => {}, logLevel: 'debug' });
await koppel.health();
switch (way) {
  case 'close':
    await koppel.close();
    break;
  case 'under way':
    for (let nth = 0; nth < 20; nth += 1) koppel.health();
    break;
  case 'exit':
    for (let nth = 0; nth < 20; nth += 1) koppel.health();
    process.exit(0);
    break;
  case 'terminate':
    setInterval(() => koppel.health(), 1);
    setTimeout(() => parentPort.postMessage('ready'), 20);
    break;
  case 'throw':
    throw new Error('as told');
  case 'forget':
    for (let nth = 0; nth < 200; nth += 1) {
      await new Koppel(config).health();
      if (nth % 50 === 0) globalThis.gc();
    }
    break;
  default:
}

// Starts the simulated Abeta and both shops on free ports of this machine, and ends them with the test.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const data = path.join(root, 'examples/data/woocommerce-products.json');

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** A program that is stopped with the others; ready once it answers. */
async function started(running, url, command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'],
    detached: true });
  const said = [];
  child.stderr.on('data', (piece) => said.push(piece));
  running.push(child);
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (child.exitCode !== null) break;
    if (await fetch(url, { redirect: 'manual' }).then(() => true, () => false)) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`${command} ${args.join(' ')} does not listen: ${Buffer.concat(said)}`);
}

export async function start() {
  const folder = mkdtempSync(path.join(tmpdir(), 'koppel-abeta-'));
  const running = [];
  const stop = async () => {
    await Promise.all(running.map((child) => new Promise((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.once('exit', resolve);
      // PHP's server has workers, which do not end with it: the whole group is ended.
      process.kill(-child.pid);
    })));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [abeta, express, php] = [await freePort(), await freePort(), await freePort()];
    const url = (port) => `http://127.0.0.1:${port}`;
    const shops = { express: url(express), php: url(php) };
    const named = Object.entries(shops).flatMap(([name, at]) => ['--shop', `${name}=${at}=key-of-the-${name}-shop`]);
    await started(running, url(abeta), 'node', ['examples/abeta/abeta.mjs', '--port', `${abeta}`, ...named]);
    mkdirSync(path.join(folder, 'sessions'));
    await started(running, `${shops.express}/orders`, 'node', ['examples/abeta/express/server.mjs', '--port', `${express}`,
      '--store', path.join(folder, 'express/shop.db'), '--data', data, '--abeta', url(abeta)]);
    const env = { SHOP_PORT: `${php}`, SHOP_STORE: path.join(folder, 'php/shop.db'), SHOP_BOOK: path.join(folder, 'book.db'),
      SHOP_DATA: data, SHOP_ABETA: `127.0.0.1:${abeta}`, PHP_CLI_SERVER_WORKERS: '4' };
    const options = ['-d', `extension=${process.env.KOPPEL_PHP ?? 'koppel'}`, '-d', `session.save_path=${path.join(folder, 'sessions')}`];
    await new Promise((resolve, reject) => {
      const fill = spawn('php', [...options, 'examples/abeta/php/index.php'], { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' });
      fill.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the PHP shop is not filled: ${code}`))));
    });
    await started(running, `${shops.php}/orders`, 'php', [...options, '-S', `127.0.0.1:${php}`, 'examples/abeta/php/index.php'], env);
    return { abeta: url(abeta), shops, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

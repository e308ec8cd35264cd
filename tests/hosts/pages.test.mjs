// The blocks of those pages of docs/ that are no guides: JSON is read, and what is a configuration opens a shop; code runs as it is
// printed, within a shop that stands in for what it does not say itself.
//   node --test pages.test.mjs, with the package koppel in a folder above KOPPEL_MODULES, and PHP's extension in KOPPEL_EXTENSION
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test, { after } from 'node:test';

const docs = new URL('../../docs/', import.meta.url);
const { Koppel } = createRequire(`${process.env.KOPPEL_MODULES}/`)('koppel');
const folder = mkdtempSync(path.join(os.tmpdir(), 'koppel-pages-'));
after(() => rmSync(folder, { recursive: true }));

/** Run whole elsewhere: as guides, and by the tests of what they are about. */
const ELSEWHERE = ['c', 'cpp', 'csharp', 'delphi', 'mapping', 'node', 'php', 'platforms', 'rest', 'targets'];
/** Of these the requests alone. */
const SHELL_ELSEWHERE = ['accounting'];

const SHOP = { shop_id: 'x', currency: 'EUR', country: 'NL', prices_include_vat: true, vat: { standard: '21' } };
const ORDER = {
  order_id: '1', number: '1', currency: 'EUR', status: 'processing', total_amount: '39.00',
  lines: [{ line_id: '1', kind: 'product', product_id: '7', name: 'Lamp', quantity: 3, gross_amount: '39.00', vat_rate: '21' }],
  tenders: [{ tender_id: 'card-7', kind: 'multi_purpose', amount: '39.00' }],
};
const PLATFORM = {
  platform_id: 'city-butler', profile: 'city-butler', environment: 'test', base_url: 'https://127.0.0.1:9', key: 'k', secret: 's',
};
const AT_HAND = { platforms: [PLATFORM], wire: { allow_addresses: ['127.0.0.1:9'] } };
const KEY = '6b6f7070656c2d646f63732d70616765732d6f6e6c792d3332622d6b65792121';
const config = (more = {}) => ({ store: `sqlite:${folder}/${Math.random()}/shop.db`, store_key: KEY, shop: SHOP, ...more });

function blocksOf(page) {
  const text = readFileSync(new URL(`${page}.md`, docs), 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, body]) => ({ language, body }));
  return blocks.filter(({ language }) => language !== 'text');
}

/** Code as it is printed, with these names known to it. */
function run(body, names) {
  const AsyncFunction = (async () => {}).constructor;
  return new AsyncFunction(...Object.keys(names), body.replace(/^import .*$/gm, ''))(...Object.values(names));
}

/** What a request meets at a route that the page mounts. */
const mounted = (url) => {
  const response = { statusCode: 0, setHeader() {}, end() {} };
  return {
    response,
    app: { all: (_, handler) => { mounted.handler = handler; } },
    visit: () => mounted.handler({ method: 'GET', target: url, scheme: 'https', remoteAddress: '', headers: [], body: '' }, response),
  };
};

const CASES = {
  async 'abeta 0'(body) {
    process.env.KOPPEL_STORE_KEY = KEY;
    process.env.ABETA_KEY_UNIVERSITY = 'key-of-the-university-0123456789';
    await new Koppel(JSON.parse(body)).close();
  },
  async 'abeta 1'(body) {
    const koppel = new Koppel(config({ rest: { public_url: 'https://shop.example' } }));
    const { app, visit, response } = mounted('/abeta/nothing');
    await run(body, { app, koppel, login: () => null, openSession() {}, takeOver() {} });
    await visit();
    assert.equal(response.statusCode, 404);
    await koppel.close();
  },
  async 'abeta 2'(body) {
    assert.equal(await php(body, '$shop = new class { public function login() {} public function open() {} };'), 404);
  },
  async 'abeta 4'(body) {
    const koppel = new Koppel(config());
    await run(body, { koppel, shop: {} });
    await koppel.close();
  },
  async 'accounting 0'(body) {
    process.env.KOPPEL_STORE_KEY = KEY;
    process.env.BOOKS_SECRET = 'a-secret-of-the-books-0123456789';
    class Here extends Koppel {
      constructor(own) { super({ ...own, store: config().store }); }
    }
    await run(`${body} await koppel.close();`, { Koppel: Here });
  },
  async 'oresto 0'(body) {
    const server = spawn(process.execPath, [new URL('../../examples/oresto/server.mjs', import.meta.url).pathname]);
    const [address] = await new Promise((resolve) => createInterface(server.stdout).once('line', (...line) => resolve(line)));
    process.env.ORESTO_PASSWORD = 'test';
    class Here extends Koppel {
      constructor({ oresto, ...own }) {
        const { host } = new URL(address);
        super({ ...own, store: config().store, oresto: { ...oresto, base_url: `${address}/` }, wire: { allow_addresses: [host] } });
      }
    }
    try {
      await run(body, { Koppel: Here, book: async () => '1' });
    } finally {
      server.kill();
    }
  },
  async 'reliability 0'(body) {
    const koppel = new Koppel(config(AT_HAND));
    const shown = JSON.parse(body);
    const health = await koppel.health();
    for (const name of Object.keys(shown.outbox)) assert(name in health.outbox, name);
    for (const name of Object.keys(shown.platforms[0])) assert(name in health.platforms[0], name);
    await koppel.close();
  },
  async 'selftest 0'(body) {
    // Nobody is there; what it cannot read it says at once, and else it waits for the shop.
    const program = new URL('../../target/platform/debug/koppel-selftest', import.meta.url).pathname;
    const words = body.replace('https://test.mine.example', 'https://127.0.0.1:9').replace('127.0.0.1:8090', '127.0.0.1:0');
    const command = words.replace('koppel-selftest', `exec '${program}'`);
    const told = spawnSync('bash', ['-c', command], {
      cwd: folder, encoding: 'utf8', timeout: 1000, env: { ...process.env, MY_SECRET: 's', MY_TOKEN: 't' },
    });
    assert.equal(told.signal, 'SIGTERM', told.stderr);
  },
  async 'stores 0'(body) {
    const own = JSON.parse(body);
    own.store_password.file = path.join(folder, 'password');
    writeFileSync(own.store_password.file, 'word');
    own.wire.extra_roots.file = (await server('mariadb')).roots;
    await new Koppel({ ...config(), ...own }).close();
  },
  'stores 1': (body) => servers(body),
  async 'stores 2'(body) {
    const pdo = 'new class { public function __call($name, $given) { return $this; } }';
    const setup = `$order = json_decode('${JSON.stringify(ORDER)}', true); $pdo = ${pdo};`;
    assert.equal(await php(body, setup, await storeOn('mariadb')), 200);
  },
  async 'stores 3'(body) {
    const asked = [];
    const koppel = new Koppel(config(await storeOn('postgres')));
    await run(body, { koppel, request: { platform_id: 'city-butler', order: ORDER }, pg: { query: async (sql) => asked.push(sql) } });
    assert.match(asked[2], /^INSERT INTO .*\$1/s);
    await koppel.close();
  },
};

/** PHP as it is printed, on its own web server; gives the status of the answer. */
async function php(body, setup, own = {}) {
  const file = path.join(folder, 'page.php');
  const opened = JSON.stringify(config({ rest: { public_url: 'https://shop.example' }, ...own })).replaceAll("'", "\\'");
  writeFileSync(file, `<?php $koppel = new Koppel\\Client('${opened}'); ${setup}\n${body}`);
  const server = spawn('php', ['-n', '-d', `extension=${process.env.KOPPEL_EXTENSION}`, '-S', '127.0.0.1:0', file]);
  try {
    const port = await new Promise((resolve, reject) => {
      createInterface(server.stderr).on('line', (line) => {
        const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
        if (found) resolve(found[1]);
      }).once('close', () => reject(new Error('php said no address')));
    });
    const answer = await fetch(`http://127.0.0.1:${port}/abeta/nothing`);
    assert.doesNotMatch(await answer.text(), /(error|warning|notice)<?\/?b?>?:/i);
    return answer.status;
  } finally {
    server.kill();
  }
}

/** SQL for both servers, each part in its own: it makes the databases and the users that the blocks after it use. */
async function servers(body) {
  const [, mariadb, postgres] = body.split(/^-- (?:MariaDB|PostgreSQL)$/m);
  await Promise.all([
    told('mariadb', `DROP USER koppel@'%'; ${mariadb}`, ({ folder: at }) => (
      ['mariadb', '--no-defaults', `--socket=${at}/socket`, '-u', 'root'])),
    told('postgres', `DROP ROLE koppel; ${postgres}`, ({ folder: at, port }) => (
      ['psql', '-q', '-v', 'ON_ERROR_STOP=1', '-h', at, '-p', port, '-U', 'root', 'postgres'])),
  ]);
}

async function told(kind, sql, client) {
  const [program, ...options] = client(await server(kind));
  const done = spawnSync(program, options, { input: sql, encoding: 'utf8' });
  assert.equal(done.status, 0, `${kind}: ${done.stderr}`);
}

/** The store that the page has made there. */
async function storeOn(kind) {
  const { port, roots } = await server(kind);
  const place = kind === 'mariadb' ? `mysql://koppel@localhost:${port}/koppel` : `postgres://koppel@localhost:${port}/postgres`;
  return { ...AT_HAND, store: place, store_password: '...', wire: { ...AT_HAND.wire, extra_roots: { file: roots } } };
}

const started = {};
after(() => Object.values(started).forEach(({ process: own }) => own.stdin.end()));

/** A database server of this test's own, started once; what it said of itself. */
function server(kind) {
  const script = new URL('../../scripts/server.sh', import.meta.url).pathname;
  started[kind] ??= { process: spawn(script, [kind], { stdio: ['pipe', 'pipe', 'inherit'] }) };
  started[kind].said ??= (async (own) => {
    const said = {};
    for await (const line of createInterface(own.stdout)) {
      if (line === 'ready') break;
      const [name, value] = line.split('=');
      said[name] = value;
    }
    return said;
  })(started[kind].process);
  return started[kind].said;
}

for (const file of readdirSync(docs).filter((name) => name.endsWith('.md')).sort()) {
  const page = file.slice(0, -3);
  if (ELSEWHERE.includes(page)) continue;
  blocksOf(page).forEach(({ language, body }, nth) => {
    if (language === 'sh' && SHELL_ELSEWHERE.includes(page)) return;
    test(`docs/${file}, block ${nth} (${language})`, () => {
      const known = CASES[`${page} ${nth}`] ?? (language === 'json' ? JSON.parse : undefined);
      assert(known, 'each block is run: say how in tests/hosts/pages.test.mjs');
      return known(body);
    });
  });
}

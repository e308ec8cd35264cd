// Runs a guide of docs/ as it is printed: a block "```php shop.php" is written as that file, a block of sh is run in the
// guide's folder, and a block of text is what the block of sh before it prints. Every block is one of these.
//   node guide.mjs GUIDE.md FOLDER, with the commands that the guide uses in PATH
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const [guide, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

function freePort() {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The guide serves at 8080; here that may be taken. */
const port = String(await freePort());
const text = readFileSync(guide, 'utf8').replaceAll('8080', port);
const blocks = [...text.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(([, language, name, body]) => ({ language, name, body }));
assert(blocks.length > 0, `${guide} has no blocks`);
assert.equal(text.match(/^```/gm).length, 2 * blocks.length, 'every block says what it is');

/** One shell for all blocks: what one starts, a later one uses. It ends with all that it started. */
const shell = spawn('bash', ['-euo', 'pipefail'], { cwd: folder, detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
let said = '';
shell.stdout.setEncoding('utf8').on('data', (piece) => { said += piece; });

function run(body) {
  said = '';
  shell.stdin.write(`${body}\necho "-- end --"\n`);
  return new Promise((resolve, reject) => {
    const done = () => { if (said.endsWith('-- end --\n')) resolve(said.slice(0, -'-- end --\n'.length)); };
    shell.stdout.on('data', done);
    shell.once('exit', () => reject(new Error(`failed:\n${body}\n${said}`)));
  });
}

let printed = '';
try {
  for (const { language, name, body } of blocks) {
    if (name) {
      writeFileSync(path.join(folder, name), body);
    } else if (language === 'sh') {
      printed = await run(body);
    } else {
      assert.equal(language, 'text', `a block of ${language} has no file`);
      assert.equal(printed, body, 'the guide prints what it says');
    }
  }
  console.log(`${blocks.length} passed, 0 failed`);
} catch (error) {
  console.log(`${error.message}\n0 passed, 1 failed`);
  process.exitCode = 1;
} finally {
  process.kill(-shell.pid, 'SIGTERM');
}

// Runs the guide's shell blocks as they are printed, in one shell, against $SHOP; each must end well.
import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const blocks = [...readFileSync(process.argv[2], 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]);
const file = join(mkdtempSync(join(tmpdir(), 'guide-')), 'guide.sh');
// curl prints what failed and goes on; with this function it ends the run.
writeFileSync(file, `set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\n${blocks.join('\n')}`);
const { status, stdout, stderr } = spawnSync('bash', [file], { encoding: 'utf8', env: process.env });
console.log(stdout, stderr);
if (status !== 0 || blocks.length < 6) throw new Error(`${blocks.length} blocks, status ${status}`);

// What every mapping baseline is measured by:  node map_<shop>.mjs PAGES.jsonl OUT|- [RUNS=3]
// Timed: bytes in -> JSON.parse -> map -> JSON.stringify -> bytes out, a page a line; each page is used and let go.
import { appendFileSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

/** `itemsOf` makes the items of the reply out of a parsed page. */
export function measure(itemsOf) {
  const mapPage = (bytes) => {
    const items = itemsOf(JSON.parse(bytes.toString('utf8')));
    return Buffer.from(JSON.stringify({ items, diagnostics: [] }));
  };
  const [input, output = '-', runs = '3'] = process.argv.slice(2);
  const bytes = readFileSync(input);
  const pages = [];
  for (let from = 0, to; (to = bytes.indexOf(10, from)) >= 0; from = to + 1) pages.push(bytes.subarray(from, to));
  const ms = [];
  let sha;
  for (let run = 0; run < Number(runs); run++) {
    const hash = createHash('sha256');
    let spent = 0n;
    for (const page of pages) {
      const start = process.hrtime.bigint();
      const out = mapPage(page);
      spent += process.hrtime.bigint() - start;
      hash.update(out);
      if (output !== '-' && run === 0) appendFileSync(output, out);
    }
    ms.push(Number(spent) / 1e6);
    sha = hash.digest('hex');
  }
  console.log(JSON.stringify({ ms: ms.map((it) => +it.toFixed(1)), sha }));
}

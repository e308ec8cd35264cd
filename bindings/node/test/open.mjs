// A shop's configuration with a store of its own, which the test's end removes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export function config(test) {
  const folder = mkdtempSync(path.join(tmpdir(), 'koppel-node-'));
  test?.after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    store: `sqlite:${folder}/store/shop.db`,
    shop: {
      shop_id: 'x', currency: 'EUR', country: 'NL', prices_include_vat: true,
      vat: { standard: '21', 'reduced-rate': '9' },
    },
  };
}

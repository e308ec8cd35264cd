// What couples this shop to the platforms: the configuration, and the two jobs that a shop does after a request (and
// from cron): take over what was ordered, send what is due.
import { readFileSync } from 'node:fs';
import { Koppel } from '../../bindings/node/index.mjs';

const forms = JSON.parse(readFileSync(new URL('../forms.json', import.meta.url), 'utf8'));

// Each environment of a platform has addresses and keys of its own; a real shop reads this from its configuration.
export const environment = 'test';

/** A platform's profile, in the form in which the demonstration plays it (forms.json). */
const profileOf = (platformId, form) => (
  form === undefined ? platformId : { extends: platformId, ...forms[form] });

export function open({ supplier, port, store, platforms, form }) {
  return new Koppel({
    store: `sqlite:${store}`,
    // Of a real shop: { env: 'KOPPEL_STORE_KEY' }, made once by `openssl rand -hex 32`.
    store_key: '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579',
    shop: {
      shop_id: supplier, name: 'Zonnig Wonen', currency: 'EUR', country: 'NL', language: 'nl',
      time_zone: 'Europe/Amsterdam', prices_include_vat: true, vat: { standard: '21', 'reduced-rate': '9' },
      // Shopify knows no tax classes: these two kinds of goods are sold at the reduced rate.
      lookups: { vat_classes: { 'Tuin en zaden': 'reduced-rate', 'Boeken en gidsen': 'reduced-rate' } },
    },
    platforms: Object.entries(platforms).map(([platformId, url]) => ({
      platform_id: platformId, profile: profileOf(platformId, form), environment, base_url: url,
      key: `shop-${supplier}`, secret: `secret-${supplier}-${platformId}-0123456789abcdef`,
    })),
    rest: {
      public_url: `http://127.0.0.1:${port}`,
      keys: Object.keys(platforms).map((platformId) => ({
        consumer_key: `ck_${supplier}_${platformId}`, permissions: 'read_write', platform_id: platformId,
        consumer_secret: `cs_${supplier}_${platformId}_0123456789abcdef`,
      })),
    },
    // Only because the platforms of the demonstration run on this machine.
    wire: { allow_addresses: Object.values(platforms).map((url) => new URL(url).host) },
  });
}

/** What the shop makes of each kind of entry: the order in its book. */
const bookings = {
  order: (book, { key, platform_id: platformId, order }) => book.takeOver(key, platformId, order),
  order_update: (book, { order }) => book.update(order),
  refund(book, { refund }) { // The platform booked the return; the goods come back here.
    const order = book.byId(refund.order_id);
    book.takeBack(order, refund.return_id, refund.lines);
    return order;
  },
};

/** Books what the platforms ordered, changed and paid back; an order of an article in `refused` is given back. */
export async function takeOver(koppel, book, refused = new Set()) {
  let taken = 0;
  for (;;) {
    const { entries } = await koppel.inboxNext({ kinds: Object.keys(bookings), max: 20, lease_s: 60 });
    if (entries.length === 0) return taken;
    for (const entry of entries) {
      const { id, lease } = entry;
      const lines = entry.kind === 'order' ? entry.order.lines.filter((line) => refused.has(line.sku)) : [];
      if (lines.length > 0) {
        const message = 'Dit artikel is niet meer leverbaar.';
        const lineIds = lines.map((line) => line.line_id);
        await koppel.inboxSettle({ id, lease, refuse: { code: 'out_of_stock', message, line_ids: lineIds } });
        continue;
      }
      const booked = bookings[entry.kind](book, entry);
      const skus = booked.lines.filter((line) => line.kind === 'product').map((line) => line.sku);
      await koppel.inboxSettle({ id, lease, host_id: booked.host_id, stock: book.stock([...new Set(skus)]) });
      taken += 1;
    }
  }
}

export const drain = (koppel) => koppel.outboxDrain({ max_ms: 5000, max_entries: 100 });

// All that couples this shop to the platforms: the configuration, and what the shop does with koppel. It computes no amount.
import { readFileSync } from 'node:fs';
import { Koppel } from 'koppel';

const mapping = JSON.parse(readFileSync(new URL('mapping.json', import.meta.url), 'utf8'));

/** Opening connects nothing. What differs for each environment comes from the process's own environment. */
export const open = (settings) => new Koppel({
  store: `sqlite:${settings.folder}/store/shop.db`,
  store_key: { env: 'KOPPEL_STORE_KEY' },
  shop: {
    shop_id: 'warm-en-groen', name: 'Warm en Groen', currency: 'EUR', country: 'NL', language: 'nl',
    time_zone: 'Europe/Amsterdam', prices_include_vat: true, vat: { standard: '21', 'reduced-rate': '9' },
  },
  platforms: [{
    platform_id: 'city-butler', profile: 'city-butler', environment: settings.environment, base_url: settings.platform,
    key: settings.platformKey, secret: { env: 'PLATFORM_SECRET' },
  }],
  rest: {
    public_url: settings.publicUrl, trusted_proxies: ['127.0.0.1'],
    keys: [{
      consumer_key: settings.consumerKey, consumer_secret: { env: 'CONSUMER_SECRET' }, permissions: 'read_write',
      platform_id: 'city-butler',
    }],
  },
  wire: { allow_addresses: settings.allowAddresses },
});

/** States the whole catalogue: at the start, and best each night. What is no news costs next to nothing. */
export const publish = (koppel, book) => koppel.catalogSync({
  from: 'custom', mapping, mode: 'snapshot', complete: true, items: book.articles,
});

const stockOf = (book, numbers) => [...new Set(numbers)].filter((nr) => book.article(nr)).map((nr) => ({
  product_id: nr, quantity: String(book.article(nr).voorraad), as_of: new Date().toISOString(),
}));
const numbersOf = (lines) => lines.filter(({ kind }) => kind === 'product').map(({ sku }) => sku);

export const publishStock = (koppel, book, numbers) => koppel.stockPut({ items: stockOf(book, numbers) });

/** What the shop makes of each kind of entry: what inbox_settle is told. Handed out twice, it is booked once. */
const bookings = {
  order(book, { key, platform_id: platformId, order }) {
    const short = book.short(key, order.lines);
    if (short.length === 0) return { host_id: book.take(key, platformId, order).host_id };
    const message = 'Dit artikel is niet meer leverbaar.';
    return { refuse: { code: 'out_of_stock', message, line_ids: short.map(({ line_id: id }) => id) } };
  },
  order_update(book, { order }) {
    const own = book.orderOf(order.order_id);
    if (own) book.setStatus(own, order.status);
    return { host_id: own?.host_id ?? order.order_id };
  },
  refund(book, { refund }) { // The platform has credited it already.
    const own = book.orderOf(refund.order_id);
    book.takeBack(own, refund.return_id, refund.lines, refund);
    return { host_id: own.host_id };
  },
};

/** Booking takes a moment. If this process dies in it, the entry is handed out again after so many seconds. */
const LEASE_S = 10;

/** Takes over what the platform ordered, changed and paid back; gives back what is not there any more. */
export async function takeOver(koppel, book) {
  for (;;) {
    const { entries } = await koppel.inboxNext({ kinds: Object.keys(bookings), max: 20, lease_s: LEASE_S });
    if (entries.length === 0) return;
    for (const entry of entries) {
      const settled = bookings[entry.kind](book, entry);
      const { lines } = entry.order ?? book.orderOf(entry.refund.order_id);
      await koppel.inboxSettle({ id: entry.id, lease: entry.lease, ...settled, stock: stockOf(book, numbersOf(lines)) });
    }
  }
}

/** Tells the platform that the goods are on their way. */
export async function ship(koppel, book, order) {
  book.setStatus(order, 'completed');
  await koppel.orderPush({ platform_id: order.platform_id, host_id: order.host_id, status: 'completed' });
}

/** Credits a return. What a card paid goes back to the card; the shop itself pays `pay_out_amount` back, and no more. */
export async function takeBack(koppel, book, order, returnId, lines) {
  const refund = await koppel.returnCredit({
    platform_id: order.platform_id, platform_order_id: order.platform_order_id, return_id: returnId, lines,
  });
  book.takeBack(order, returnId, lines, refund);
  await publishStock(koppel, book, numbersOf(order.lines));
  return refund;
}

export const drain = (koppel) => koppel.outboxDrain({ max_ms: 5000 });

// What couples a shop that keeps its own API: koppel answers nobody. Each platform order goes to `order_record`, again
// when its state changes; each return to `return_credit`; a refusal to `order_push`.
import { Koppel } from '../../bindings/node/index.mjs';
import { document } from './book.mjs';

// Each environment of a platform has addresses and keys of its own; a real shop reads this from its configuration.
export const environment = 'test';

export function open({ supplier, store, platforms }) {
  return new Koppel({
    store: `sqlite:${store}`,
    // Of a real shop: { env: 'KOPPEL_STORE_KEY' }, made once by `openssl rand -hex 32`.
    store_key: '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579',
    shop: {
      shop_id: supplier, name: 'Eigen Haard', currency: 'EUR', country: 'NL', language: 'nl',
      time_zone: 'Europe/Amsterdam', prices_include_vat: true, vat: { standard: '21', 'reduced-rate': '9' },
    },
    platforms: Object.entries(platforms).map(([platformId, url]) => ({
      platform_id: platformId, profile: platformId, environment, base_url: url,
      key: `shop-${supplier}`, secret: `secret-${supplier}-${platformId}-0123456789abcdef`,
    })),
    // Only because the platforms of the demonstration run on this machine.
    wire: { allow_addresses: Object.values(platforms).map((url) => new URL(url).host) },
  });
}

export const record = (koppel, order) => koppel.orderRecord({ platform_id: order.platformId, document: document(order) });

export const refuse = (koppel, order, sku) => koppel.orderPush({
  platform_id: order.platformId, platform_order_id: order.meta_data.find(({ key }) => key === '_platform_order_id').value,
  status: 'cancelled',
  refused_lines: order.items.filter(({ article }) => article.sku === sku)
    .map(({ id }) => ({ line_id: String(id), reason: 'Dit artikel is niet meer leverbaar.' })),
});

/** Credits a return. Its `pay_out_amount` is what the desk may give in cash; the drawer (../cash) refuses more (OH-22). */
export function takeBack(koppel, order, returnId, lines) {
  return koppel.returnCredit({
    platform_id: order.platformId, return_id: returnId, policy: 'line_faithful', send: 'now', lines,
    platform_order_id: order.meta_data.find(({ key }) => key === '_platform_order_id').value,
  });
}

export const drain = (koppel) => koppel.outboxDrain({ max_ms: 5000, max_entries: 100 });

// The back office of Shopify by its Admin REST: stock, prices, refunds.
import { allOfShopify, SHOPIFY as API } from '../lists.mjs';
import { bySku } from './returns.mjs';

export function shopify(call) {
  const variants = async () =>
    (await allOfShopify(call, 'products', 'products.json?limit=250')).flatMap((product) => product.variants);

  return {
    articles: async () =>
      (await variants())
        .filter(({ inventory_management: managed }) => managed)
        .map(({ sku, inventory_quantity: quantity }) => ({ sku, quantity: String(quantity) })),

    async setStock(sku, quantity) {
      const { inventory_item_id: item } = bySku(await variants(), sku);
      const { document } = await call('GET', `${API}/locations.json`);
      // All of it in the first place; what lay elsewhere is gone.
      for (const [nth, { id }] of document.locations.entries()) {
        await call('POST', `${API}/inventory_levels/set.json`, {
          location_id: id,
          inventory_item_id: item,
          available: nth ? 0 : quantity,
        });
      }
    },

    async setPrice(sku, amount) {
      const { id } = bySku(await variants(), sku);
      await call('PUT', `${API}/variants/${id}.json`, { variant: { id, price: amount, compare_at_price: null } });
    },

    async refund({ host_id: id }, items, note) {
      const back = items.map(({ line, quantity }) => ({
        line_item_id: line.host_line,
        quantity,
        restock_type: 'return',
      }));
      const refund = { note, notify: false, refund_line_items: back, transactions: [] };
      const { document } = await call('POST', `${API}/orders/${id}/refunds.json`, { refund });
      return String(document.refund.id);
    },
  };
}

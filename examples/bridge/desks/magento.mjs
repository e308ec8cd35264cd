// The back office of Magento by its REST V1: stock, prices, credit memos.
import { allOfMagento, MAGENTO as API } from '../lists.mjs';

const at = (sku) => `${API}/products/${encodeURIComponent(sku)}`;

export function magento(call) {
  return {
    articles: async () =>
      (await allOfMagento(call, 'products'))
        .filter(
          ({ type_id: type, extension_attributes: own }) => type !== 'configurable' && own.stock_item.manage_stock,
        )
        .map(({ sku, extension_attributes: { stock_item: item } }) => ({ sku, quantity: String(item.qty) })),

    async setStock(sku, quantity) {
      const stockItem = { qty: quantity, is_in_stock: quantity > 0 };
      await call('PUT', `${at(sku)}/stockItems/1`, { stockItem });
    },

    async setPrice(sku, amount) {
      await call('PUT', at(sku), { product: { sku, price: Number(amount) } });
    },

    async refund({ host_id: id }, items, name) {
      const { document } = await call('POST', `${API}/order/${id}/refund`, {
        items: items.map(({ line, quantity }) => ({ order_item_id: line.host_line, qty: quantity })),
        notify: false,
        appendComment: true,
        comment: { comment: name, is_visible_on_front: 0 },
        arguments: {
          shipping_amount: 0,
          extension_attributes: { return_to_stock_items: items.map(({ line }) => line.host_line) },
        },
      });
      return String(document);
    },
  };
}

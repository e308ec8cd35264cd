// The back office of WooCommerce by its REST v3: stock, prices, refunds.
import { cents, sum, text } from '../amounts.mjs';
import { allOfWooCommerce, WOOCOMMERCE as API } from '../lists.mjs';
import { bySku } from './returns.mjs';

const pathOf = ({ id, parent_id: parent }) => (parent ? `products/${parent}/variations/${id}` : `products/${id}`);

export function woocommerce(call) {
  async function change(sku, changed) {
    const { document } = await call('GET', `${API}/products?sku=${encodeURIComponent(sku)}`);
    await call('PUT', `${API}/${pathOf(bySku(document, sku))}`, changed);
  }

  return {
    async articles() {
      const products = await allOfWooCommerce(call, 'products');
      const isVariable = ({ type }) => type === 'variable';
      const lists = products.filter(isVariable).map(({ id }) => allOfWooCommerce(call, `products/${id}/variations`));
      return [...products.filter((own) => !isVariable(own)), ...(await Promise.all(lists)).flat()]
        .filter(({ manage_stock: managed }) => managed === true)
        .map(({ sku, stock_quantity: quantity }) => ({ sku, quantity: String(quantity) }));
    },

    setStock: (sku, quantity) => change(sku, { stock_quantity: quantity }),
    setPrice: (sku, amount) => change(sku, { regular_price: amount, sale_price: '' }),

    /** The money is the platform's to give back. */
    async refund({ host_id: id }, items, reason) {
      const back = items.map(({ line, quantity, before }) => {
        const part = (amount) =>
          Math.round((amount * (before + quantity)) / line.quantity) - Math.round((amount * before) / line.quantity);
        const vat = cents(line.vat_amount);
        return {
          id: Number(line.host_line),
          quantity,
          refund_total: text(part(line.paid - vat)),
          refund_tax: [{ id: 1, refund_total: text(part(vat)) }],
        };
      });
      const amount = text(sum(back, (own) => cents(own.refund_total) + cents(own.refund_tax[0].refund_total)));
      const asked = { amount, reason, api_refund: false, api_restock: true, line_items: back };
      const { document } = await call('POST', `${API}/orders/${id}/refunds`, asked);
      return String(document.id);
    },
  };
}

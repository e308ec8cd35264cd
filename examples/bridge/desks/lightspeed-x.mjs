// The back office of Lightspeed X: stock, prices, and returns, which are sales below nothing.
import { allOfLightspeedX } from '../lists.mjs';
import { bySku } from './returns.mjs';

export function lightspeedX(call) {
  const all = async (name) => (await allOfLightspeedX(call, `/api/2.0/${name}`)).rows;

  async function change(sku, details) {
    const { id } = bySku(await all('products'), sku);
    await call('PUT', `/api/2.1/products/${id}`, { details });
  }

  return {
    async articles() {
      const levels = new Map((await all('inventory')).map((row) => [row.product_id, row.inventory_level]));
      return (await all('products'))
        .filter(({ id }) => levels.has(id))
        .map(({ id, sku }) => ({ sku, quantity: String(levels.get(id)) }));
    },

    async setStock(sku, quantity) {
      const [{ id: outlet }] = await all('outlets');
      await change(sku, { inventory: [{ outlet_id: outlet, current_amount: quantity }] });
    },
    setPrice: (sku, amount) => change(sku, { price_including_tax: Number(amount) }),

    /** The shop begins it with all that was sold; what does not come back is taken out. */
    async refund({ host_id: id }, back, name) {
      const { document } = await call('PUT', `/api/2.0/sales/${id}/actions/return`, {});
      const { data } = document;
      const lines = back.map(({ line, quantity }) => {
        const { id: own, price, tax, tax_id } = data.line_items.find(({ product_id }) => product_id === line.host_line);
        return { id: own, product_id: line.host_line, quantity: -quantity, price, tax, tax_id };
      });
      const paid = lines.reduce((sum, { price, tax, quantity }) => sum + (price + tax) * quantity, 0);
      await call('POST', '/api/register_sales', {
        id: data.id,
        register_id: data.register_id,
        user_id: data.user_id,
        return_for: id,
        status: 'CLOSED',
        note: name,
        register_sale_products: lines,
        register_sale_payments: [{ amount: Number(paid.toFixed(2)) }],
      });
      return data.id;
    },
  };
}

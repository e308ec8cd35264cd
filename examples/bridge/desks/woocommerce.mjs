// The back office of WooCommerce by its REST v3: stock, prices, refunds, and the book of orders.
import { cents, sum, text } from '../amounts.mjs';
import { allOfWooCommerce, WOOCOMMERCE as API } from '../lists.mjs';
import { isLeft, Refused, sameReturn } from './returns.mjs';

const meta = (document, name) => document.meta_data.find(({ key }) => key === name || key === `_${name}`)?.value;
const payments = (order) => {
  const told = meta(order, 'platform_payments') ?? meta(order, 'koppel_tenders') ?? [];
  return (typeof told === 'string' ? JSON.parse(told) : told).map(({ tender_id: id, amount }) => ({
    tender_id: id,
    amount,
  }));
};
const rateOf = ({ total, total_tax: tax }) =>
  Number(total) ? String(Math.round((Number(tax) / Number(total)) * 100)) : '0';
const pathOf = ({ id, parent_id: parent }) => (parent ? `products/${parent}/variations/${id}` : `products/${id}`);

export function woocommerce(call) {
  async function articleOf(sku) {
    const { document } = await call('GET', `${API}/products?sku=${encodeURIComponent(sku)}`);
    const found = document.find((own) => own.sku === sku);
    if (!found) throw new Refused('NOT_FOUND', 'unknown_article', `There is no article ${sku}.`);
    return found;
  }

  async function orderOf({ platformId, identity }) {
    const orders = await allOfWooCommerce(call, 'orders');
    const found = orders.find(
      (order) => meta(order, 'platform_id') === platformId && meta(order, 'platform_order_id') === identity,
    );
    if (!found) throw new Refused('NOT_FOUND', 'unknown_order', `There is no order ${identity}.`);
    return found;
  }

  const line = (own, sku, quantity) => ({
    sku,
    quantity: String(quantity),
    vat_rate: rateOf(own),
    vat_amount: own.total_tax,
  });
  const shown = (order) => ({
    host_id: String(order.id),
    platform_id: meta(order, 'platform_id'),
    platform_order_id: meta(order, 'platform_order_id'),
    status: order.status,
    total_amount: order.total,
    vat_amount: order.total_tax,
    tenders: payments(order),
    lines: [
      ...order.line_items.map((own) => line(own, own.sku, own.quantity)),
      ...order.shipping_lines.map((own) => line(own, null, 1)),
    ],
  });

  return {
    async book() {
      const products = await allOfWooCommerce(call, 'products');
      const variable = products.filter(({ type }) => type === 'variable');
      const lists = variable.map(({ id }) => allOfWooCommerce(call, `products/${id}/variations`));
      const variations = await Promise.all(lists);
      const articles = [...products.filter(({ type }) => type !== 'variable'), ...variations.flat()].filter(
        ({ manage_stock: managed }) => managed === true,
      );
      const orders = await allOfWooCommerce(call, 'orders');
      return {
        orders: orders.filter((order) => meta(order, 'platform_id')).map(shown),
        stock: articles.map(({ sku, stock_quantity: quantity }) => ({ sku, quantity: String(quantity) })),
      };
    },

    async setStock(sku, quantity) {
      await call('PUT', `${API}/${pathOf(await articleOf(sku))}`, { stock_quantity: quantity });
    },

    async setPrice(sku, amount) {
      await call('PUT', `${API}/${pathOf(await articleOf(sku))}`, { regular_price: amount, sale_price: '' });
    },

    /** A refund whose reason is the name of the return; the money is the platform's to give back. */
    async takeBack(named, returnId, lines) {
      const order = await orderOf(named);
      const before = await allOfWooCommerce(call, `orders/${order.id}/refunds`);
      const back = before.map(({ id, reason, line_items: items }) => ({
        id,
        reason,
        lines: items.map(({ sku, quantity }) => ({ sku, quantity: -quantity })),
      }));
      const known = back.find(({ reason }) => reason === returnId);
      if (known) {
        sameReturn(returnId, known.lines, lines);
        return { refund_id: String(known.id), replayed: true };
      }
      const items = lines.map(({ sku, quantity }) => {
        const own = order.line_items.find((item) => item.sku === sku);
        const returned = sum(
          back.flatMap((one) => one.lines).filter((one) => one.sku === sku),
          (one) => one.quantity,
        );
        isLeft(sku, own?.quantity ?? 0, returned, quantity);
        const part = (amount) =>
          Math.round((cents(amount) * (returned + quantity)) / own.quantity) -
          Math.round((cents(amount) * returned) / own.quantity);
        return {
          id: own.id,
          quantity,
          refund_total: text(part(own.total)),
          refund_tax: [{ id: 1, refund_total: text(part(own.total_tax)) }],
        };
      });
      const amount = text(sum(items, (own) => cents(own.refund_total) + cents(own.refund_tax[0].refund_total)));
      const { document } = await call('POST', `${API}/orders/${order.id}/refunds`, {
        amount,
        reason: returnId,
        api_refund: false,
        api_restock: true,
        line_items: items,
      });
      return { refund_id: String(document.id), replayed: false };
    },
  };
}

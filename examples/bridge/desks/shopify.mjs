// The back office of Shopify by its Admin REST: stock, prices, refunds, and the book of orders.
import { cents, sum, text } from '../amounts.mjs';
import { allOfShopify, SHOPIFY as API } from '../lists.mjs';
import { isLeft, Refused, sameReturn } from './returns.mjs';

const attribute = (order, name) => order.note_attributes.find((own) => own.name === name)?.value;
const STATUS = (order) =>
  order.cancelled_at ? 'cancelled' : order.financial_status === 'pending' ? 'pending' : 'processing';
const rateOf = ({ tax_lines: [tax] }) => (tax ? String(Math.round(tax.rate * 100)) : '0');
const vatOf = ({ tax_lines: taxes }) => text(sum(taxes, ({ price }) => cents(price)));

export function shopify(call) {
  const tendersKnown = new Map(); // of orders that are paid in full

  async function variantOf(sku) {
    const products = await allOfShopify(call, 'products', 'products.json?limit=250');
    const found = products.flatMap(({ variants }) => variants).find((variant) => variant.sku === sku);
    if (!found) throw new Refused('NOT_FOUND', 'unknown_article', `There is no article ${sku}.`);
    return found;
  }

  async function orderOf({ platformId, identity }) {
    const orders = await allOfShopify(call, 'orders', 'orders.json?status=any&limit=250');
    const found = orders.find(
      (order) => attribute(order, 'platform_id') === platformId && attribute(order, 'platform_order_id') === identity,
    );
    if (!found) throw new Refused('NOT_FOUND', 'unknown_order', `There is no order ${identity}.`);
    return found;
  }

  async function tendersOf({ id, total_price: total }) {
    if (tendersKnown.has(id)) return tendersKnown.get(id);
    const { document } = await call('GET', `${API}/orders/${id}/transactions.json`);
    const sales = document.transactions.filter(({ kind }) => kind === 'sale');
    const tenders = sales.map(({ gateway, amount }) => ({ tender_id: gateway, amount }));
    if (sum(tenders, ({ amount }) => cents(amount)) === cents(total)) tendersKnown.set(id, tenders);
    return tenders;
  }

  async function shown(order) {
    const line = (own, sku, quantity) => ({
      sku,
      quantity: String(quantity),
      vat_rate: rateOf(own),
      vat_amount: vatOf(own),
    });
    return {
      host_id: String(order.id),
      platform_id: attribute(order, 'platform_id'),
      platform_order_id: attribute(order, 'platform_order_id'),
      status: STATUS(order),
      total_amount: order.total_price,
      vat_amount: order.total_tax,
      tenders: await tendersOf(order),
      lines: [
        ...order.line_items.map((own) => line(own, own.sku, own.quantity)),
        ...order.shipping_lines.map((own) => line(own, null, 1)),
      ],
    };
  }

  return {
    async book() {
      const products = await allOfShopify(call, 'products', 'products.json?limit=250');
      const variants = products
        .flatMap((product) => product.variants)
        .filter(({ inventory_management: managed }) => managed);
      const orders = await allOfShopify(call, 'orders', 'orders.json?status=any&limit=250');
      return {
        orders: await Promise.all(orders.filter((order) => attribute(order, 'platform_id')).map(shown)),
        stock: variants.map(({ sku, inventory_quantity: quantity }) => ({ sku, quantity: String(quantity) })),
      };
    },

    async setStock(sku, quantity) {
      const { inventory_item_id: item } = await variantOf(sku);
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
      const { id } = await variantOf(sku);
      await call('PUT', `${API}/variants/${id}.json`, { variant: { id, price: amount, compare_at_price: null } });
    },

    /** A refund whose note is the name of the return. */
    async takeBack(named, returnId, lines) {
      const order = await orderOf(named);
      const back = order.refunds.map(({ id, note, refund_line_items: items }) => ({
        id,
        note,
        lines: items.map(({ line_item: { sku }, quantity }) => ({ sku, quantity })),
      }));
      const known = back.find(({ note }) => note === returnId);
      if (known) {
        sameReturn(returnId, known.lines, lines);
        return { refund_id: String(known.id), replayed: true };
      }
      const items = lines.map(({ sku, quantity }) => {
        const line = order.line_items.find((own) => own.sku === sku);
        const returned = sum(
          back.flatMap((one) => one.lines).filter((own) => own.sku === sku),
          (own) => own.quantity,
        );
        isLeft(sku, line?.quantity ?? 0, returned, quantity);
        return { line_item_id: line.id, quantity, restock_type: 'return' };
      });
      const refund = { note: returnId, notify: false, refund_line_items: items, transactions: [] };
      const { document } = await call('POST', `${API}/orders/${order.id}/refunds.json`, { refund });
      return { refund_id: String(document.refund.id), replayed: false };
    },
  };
}

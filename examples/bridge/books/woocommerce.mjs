// WooCommerce's book of orders: finds an order by our key, makes it, has it paid or cancelled, and tells what came back.
// Our key, the platform's id, its order and its payments stand in the order's meta data, our line in the line's.
import { allOfWooCommerce, WOOCOMMERCE as API } from '../lists.mjs';
import { OutOfStock } from './refused.mjs';

const meta = (document, name) => document.meta_data.find(({ key }) => key === name)?.value;
const rows = (values) => Object.entries(values).map(([key, value]) => ({ key, value }));
/** Without VAT, to the millionth: WooCommerce adds the VAT again, and comes to the cent. */
const net = (amount, rate) => (Number(amount) / (1 + Number(rate) / 100)).toFixed(6);

export function woocommerce(call) {
  const payments = (tenders) => tenders.map(({ tender_id: id, kind, amount }) => ({ tender_id: id, kind, amount }));

  return {
    async find(key, since) {
      const orders = await allOfWooCommerce(call, `orders?after=${since}&dates_are_gmt=true`);
      const found = orders.find((order) => meta(order, 'koppel_key') === key);
      return found && String(found.id);
    },

    async findOf(platformId, identity, since) {
      const orders = await allOfWooCommerce(call, `orders?after=${since}&dates_are_gmt=true`);
      const is = (order, name, value) => meta(order, name) === value;
      const found = orders.find((one) => is(one, 'platform_id', platformId) && is(one, 'platform_order_id', identity));
      return found && String(found.id);
    },

    async make({ key, platformId, order, lines }) {
      const isPaid = order.status !== 'pending';
      const asked = {
        // On hold takes the goods from the shelf; pending would not.
        status: isPaid ? 'processing' : 'on-hold',
        set_paid: isPaid,
        payment_method: platformId,
        billing: order.billing ?? {},
        customer_note: order.note ?? '',
        line_items: lines
          .filter(({ kind }) => kind === 'product')
          .map((line) => ({
            product_id: Number(line.product_id),
            variation_id: line.variant_id && line.variant_id !== line.product_id ? Number(line.variant_id) : 0,
            quantity: line.quantity,
            subtotal: net(line.gross_amount, line.vat_rate),
            total: net(line.paid_amount, line.vat_rate),
            meta_data: rows({ _koppel_line_id: line.line_id }),
          })),
        shipping_lines: lines
          .filter(({ kind }) => kind !== 'product')
          .map((line) => ({
            method_id: 'flat_rate',
            method_title: line.name,
            total: net(line.paid_amount, line.vat_rate),
          })),
        meta_data: rows({
          koppel_key: key,
          platform_id: platformId,
          platform_order_id: order.platform_order_id,
          platform_payments: isPaid ? payments(order.tenders) : [],
        }),
      };
      try {
        const { document } = await call('POST', `${API}/orders`, asked);
        return String(document.id);
      } catch (error) {
        if (error.status === 400 || error.status === 422) throw new OutOfStock(error.message);
        throw error;
      }
    },

    async pay(id, { tenders }) {
      const told = rows({ platform_payments: payments(tenders) });
      await call('PUT', `${API}/orders/${id}`, { status: 'processing', set_paid: true, meta_data: told });
    },

    async cancel(id) {
      await call('PUT', `${API}/orders/${id}`, { status: 'cancelled' });
    },

    async stock(lines) {
      const asOf = new Date().toISOString();
      const products = lines.filter(({ kind }) => kind === 'product');
      const found = await Promise.all(
        products.map(async ({ product_id: product, variant_id: variant }) => {
          const isVariation = variant && variant !== product;
          const path = isVariation ? `products/${product}/variations/${variant}` : `products/${product}`;
          const { document } = await call('GET', `${API}/${path}`);
          if (document.manage_stock !== true) return [];
          return [
            {
              product_id: product,
              variant_id: variant ?? null,
              quantity: String(document.stock_quantity),
              as_of: asOf,
            },
          ];
        }),
      );
      return found.flat();
    },

    async returnsSince(since) {
      const orders = await allOfWooCommerce(call, `orders?modified_after=${since}&dates_are_gmt=true`);
      const ours = orders.filter((order) => meta(order, 'koppel_key') && order.refunds.length > 0);
      const found = await Promise.all(
        ours.map(async (order) => {
          const refunds = await allOfWooCommerce(call, `orders/${order.id}/refunds?dp=2`);
          return refunds.map((refund) => ({
            platform_id: meta(order, 'platform_id'),
            platform_order_id: meta(order, 'platform_order_id'),
            return_id: String(refund.id),
            lines: refund.line_items.map((item) => {
              const line = order.line_items.find(({ id }) => String(id) === meta(item, '_refunded_item_id'));
              return { line_id: meta(line, '_koppel_line_id'), quantity: Math.abs(item.quantity) };
            }),
          }));
        }),
      );
      return found.flat();
    },
  };
}

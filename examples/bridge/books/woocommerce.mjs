// WooCommerce's book of orders by its REST v3. Our key, the platform's id, its order and its payments stand in the order's
// meta data, our line in the line's.
import { cents, sum } from '../amounts.mjs';
import { allOfWooCommerce, WOOCOMMERCE as API } from '../lists.mjs';
import { articlesOf, isOther, isProduct, net, rateOf } from './priced.mjs';
import { isThere } from './refused.mjs';

const meta = (document, name) => document.meta_data.find(({ key }) => key === name)?.value;
const rows = (values) => Object.entries(values).map(([key, value]) => ({ key, value }));
const payments = (tenders) => tenders.map(({ tender_id: id, kind, amount }) => ({ tender_id: id, kind, amount }));
const STATUS = { 'on-hold': 'pending', completed: 'processing', refunded: 'processing' };

const itemOf = (line) => ({
  product_id: Number(line.product_id),
  variation_id: line.variant_id && line.variant_id !== line.product_id ? Number(line.variant_id) : 0,
  quantity: line.quantity,
  subtotal: net(line.gross_amount, line.vat_rate),
  total: net(line.paid_amount, line.vat_rate),
  meta_data: rows({ _koppel_line_id: line.line_id }),
});
const shippingOf = (line) => ({
  method_id: 'flat_rate',
  method_title: line.name,
  total: net(line.paid_amount, line.vat_rate),
  meta_data: rows({ _koppel_line_id: line.line_id }),
});

const grossOf = ({ total, total_tax: tax }) => cents(total) + cents(tax);
const lineOf = (own, sku, quantity) => ({
  host_line: String(own.id),
  line_id: meta(own, '_koppel_line_id'),
  sku,
  quantity,
  paid: grossOf(own),
  vat_rate: rateOf(own.total, own.total_tax),
  vat_amount: own.total_tax,
});
const linesOf = (order) => [
  ...order.line_items.map((own) => lineOf(own, own.sku, own.quantity)),
  ...order.shipping_lines.map((own) => lineOf(own, null, 1)),
];

/** The rows of a refund have ids of their own and are below nothing; whose they are stands in their meta data. */
const returnOf = (order) => (refund) => {
  const lines = linesOf(order);
  const back = [...refund.line_items, ...(refund.shipping_lines ?? [])].map((own) => {
    const { line_id: id, sku } = lines.find(({ host_line: line }) => line === meta(own, '_refunded_item_id'));
    return { line_id: id, sku, quantity: Math.abs(own.quantity ?? 0), amount: -grossOf(own) };
  });
  const amounts = back.filter(({ quantity, amount }) => quantity === 0 && amount > 0);
  return {
    return_id: String(refund.id),
    name: refund.reason,
    pieces: back.filter(({ quantity }) => quantity > 0).map(({ amount, ...own }) => own),
    amounts: amounts.map(({ line_id: id, amount }) => ({ line_id: id, amount })),
    beyond: Math.max(0, cents(refund.amount) - sum(back, ({ amount }) => amount)),
  };
};

export function woocommerce(call) {
  const shown = (order) => ({
    host_id: String(order.id),
    key: meta(order, 'koppel_key'),
    platform_id: meta(order, 'platform_id'),
    platform_order_id: meta(order, 'platform_order_id'),
    status: STATUS[order.status] ?? order.status,
    cancelled_by: meta(order, 'cancelled_by'),
    total_amount: order.total,
    vat_amount: order.total_tax,
    lines: async () => linesOf(order),
    tenders: async () =>
      (meta(order, 'platform_payments') ?? []).map(({ tender_id: id, amount }) => ({ tender_id: id, amount })),
    returns: async () =>
      order.refunds.length === 0
        ? []
        : (await allOfWooCommerce(call, `orders/${order.id}/refunds?dp=2`)).map(returnOf(order)),
  });

  async function stock(lines) {
    const asOf = new Date().toISOString();
    const found = articlesOf(lines).map(async ({ product_id: product, variant_id: variant }) => {
      const isVariation = variant && variant !== product;
      const path = isVariation ? `products/${product}/variations/${variant}` : `products/${product}`;
      const { document } = await call('GET', `${API}/${path}`);
      if (document.manage_stock !== true) return [];
      const quantity = String(document.stock_quantity);
      const sellsOn = document.backorders !== 'no';
      return [{ product_id: product, variant_id: variant ?? null, quantity, as_of: asOf, sells_on: sellsOn }];
    });
    return (await Promise.all(found)).flat();
  }

  return {
    stock,

    async orders({ created, changed }) {
      const since = changed ? `modified_after=${changed}` : `after=${created}`;
      const orders = await allOfWooCommerce(call, `orders?${since}&dates_are_gmt=true`);
      return orders.filter((order) => meta(order, 'koppel_key')).map(shown);
    },

    /** Its interface books what it is told, however much there is. */
    async make({ key, platformId, order, lines }) {
      isThere(await stock(lines), lines);
      const isPaid = order.status !== 'pending';
      const { document } = await call('POST', `${API}/orders`, {
        // On hold takes the goods from the shelf; pending would not.
        status: isPaid ? 'processing' : 'on-hold',
        set_paid: isPaid,
        payment_method: platformId,
        billing: order.billing ?? {},
        customer_note: order.note ?? '',
        line_items: lines.filter(isProduct).map(itemOf),
        shipping_lines: lines.filter(isOther).map(shippingOf),
        meta_data: rows({
          koppel_key: key,
          platform_id: platformId,
          platform_order_id: order.platform_order_id,
          platform_payments: isPaid ? payments(order.tenders) : [],
        }),
      });
      return String(document.id);
    },

    async pay(id, { tenders }) {
      const told = rows({ platform_payments: payments(tenders) });
      await call('PUT', `${API}/orders/${id}`, { status: 'processing', set_paid: true, meta_data: told });
    },

    async cancel(id) {
      const told = rows({ cancelled_by: 'platform' });
      await call('PUT', `${API}/orders/${id}`, { status: 'cancelled', meta_data: told });
    },
  };
}

// Shopify's book of orders by its Admin REST. Our key, the platform's id and its order stand in the order's note
// attributes, our line in the line's properties, who paid what in its transactions.
import { cents, sum, text } from '../amounts.mjs';
import { allOfShopify, SHOPIFY as API } from '../lists.mjs';
import { isOther, isProduct, pieceOf, roundedUp } from './priced.mjs';
import { OutOfStock } from './refused.mjs';

const valueOf = (rows, name) => rows?.find((own) => own.name === name)?.value;
const attribute = (order, name) => valueOf(order.note_attributes, name);
const namesOf = (values) => Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
const statusOf = (order) =>
  order.cancelled_at ? 'cancelled' : order.financial_status === 'pending' ? 'pending' : 'processing';

const taxOf = ({ vat_rate: rate, vat_amount: vat }) => [{ title: 'Btw', rate: Number(rate) / 100, price: vat }];
const sale = ({ tender_id: gateway, amount }) => ({ kind: 'sale', status: 'success', gateway, amount });

const itemOf = (line, variantId) => {
  const { price, discount } = roundedUp(line);
  return {
    variant_id: variantId,
    quantity: line.quantity,
    price,
    total_discount: discount,
    tax_lines: taxOf(line),
    properties: namesOf({ koppel_line_id: line.line_id }),
  };
};
const shippingOf = (line) => ({
  title: line.name,
  code: line.line_id,
  price: line.paid_amount,
  tax_lines: taxOf(line),
});

/** Of all that it may refuse, it says this of stock. */
function asOutOfStock(error) {
  throw /Unable to reserve inventory/i.test(error.message) ? new OutOfStock(error.message) : error;
}

const vatOf = ({ tax_lines: taxes }) => text(sum(taxes, ({ price }) => cents(price)));
const rateOf = ({ tax_lines: [tax] }) => (tax ? String(Math.round(tax.rate * 100)) : '0');
const linesOf = (order) => [
  ...order.line_items.map((own) => ({
    host_line: own.id,
    line_id: valueOf(own.properties, 'koppel_line_id'),
    sku: own.sku,
    quantity: own.quantity,
    paid: cents(own.price) * own.quantity - cents(own.total_discount),
    vat_rate: rateOf(own),
    vat_amount: vatOf(own),
  })),
  ...order.shipping_lines.map((own) => ({
    host_line: own.id,
    line_id: own.code,
    sku: null,
    quantity: 1,
    paid: cents(own.price),
    vat_rate: rateOf(own),
    vat_amount: vatOf(own),
  })),
];

/** Amounts that are given back are below nothing. */
const given = (adjustments, name) =>
  sum(
    adjustments.filter(({ kind }) => kind === name),
    ({ amount, tax_amount: tax }) => -cents(amount) - cents(tax),
  );
const returnOf = (order) => (refund) => {
  const lines = linesOf(order);
  const shipping = given(refund.order_adjustments, 'shipping_refund');
  return {
    return_id: String(refund.id),
    name: refund.note,
    pieces: refund.refund_line_items.map(({ line_item_id: id, quantity }) => pieceOf(lines, id, quantity)),
    amounts: shipping > 0 ? [{ line_id: lines.find(({ sku }) => sku === null).line_id, amount: shipping }] : [],
    beyond: Math.max(0, given(refund.order_adjustments, 'refund_discrepancy')),
  };
};

export function shopify(call) {
  async function variantOf({ product_id: product, variant_id: variant }) {
    if (variant) return Number(variant);
    const { document } = await call('GET', `${API}/products/${product}.json`);
    return document.product.variants[0].id;
  }

  async function salesOf(id) {
    const { document } = await call('GET', `${API}/orders/${id}/transactions.json`);
    return document.transactions.filter(({ kind }) => kind === 'sale');
  }

  const shown = (order) => ({
    host_id: String(order.id),
    key: attribute(order, 'koppel_key'),
    platform_id: attribute(order, 'platform_id'),
    platform_order_id: attribute(order, 'platform_order_id'),
    status: statusOf(order),
    cancelled_by: attribute(order, 'cancelled_by'),
    total_amount: order.total_price,
    vat_amount: order.total_tax,
    lines: async () => linesOf(order),
    tenders: async () => (await salesOf(order.id)).map(({ gateway, amount }) => ({ tender_id: gateway, amount })),
    returns: async () => order.refunds.map(returnOf(order)),
  });

  return {
    /** By the list, for a search may not know yet what was made a moment ago. */
    async orders({ created, changed }) {
      const since = changed ? `updated_at_min=${changed}` : `created_at_min=${created}`;
      const orders = await allOfShopify(call, 'orders', `orders.json?status=any&limit=250&${since}`);
      return orders.filter((order) => attribute(order, 'koppel_key')).map(shown);
    },

    async make({ key, platformId, order, lines }) {
      const isPaid = order.status !== 'pending';
      const variants = await Promise.all(lines.filter(isProduct).map(variantOf));
      const asked = {
        line_items: lines.filter(isProduct).map((line, at) => itemOf(line, variants[at])),
        shipping_lines: lines.filter(isOther).map(shippingOf),
        financial_status: isPaid ? 'paid' : 'pending',
        transactions: isPaid ? order.tenders.map(sale) : [],
        taxes_included: true,
        currency: order.currency,
        email: order.customer?.email ?? undefined,
        note: order.note ?? undefined,
        inventory_behaviour: 'decrement_obeying_policy',
        source_identifier: key,
        tags: `koppel, ${platformId}`,
        note_attributes: namesOf({
          koppel_key: key,
          platform_id: platformId,
          platform_order_id: order.platform_order_id,
        }),
      };
      const { document } = await call('POST', `${API}/orders.json`, { order: asked }).catch(asOutOfStock);
      return String(document.order.id);
    },

    async pay(id, { tenders }) {
      const known = (await salesOf(id)).map(({ gateway }) => gateway);
      for (const tender of tenders.filter(({ tender_id: name }) => !known.includes(name))) {
        await call('POST', `${API}/orders/${id}/transactions.json`, { transaction: sale(tender) });
      }
    },

    async cancel(id) {
      const { document } = await call('GET', `${API}/orders/${id}.json`);
      if (document.order.cancelled_at) return;
      const attributes = document.order.note_attributes.filter(({ name }) => name !== 'cancelled_by');
      const told = [...attributes, ...namesOf({ cancelled_by: 'platform' })];
      await call('PUT', `${API}/orders/${id}.json`, { order: { id: Number(id), note_attributes: told } });
      await call('POST', `${API}/orders/${id}/cancel.json`, { restock: true });
    },

    /** What lies there now of what was ordered. */
    async stock(lines) {
      const ids = [...new Set(lines.filter(isProduct).map(({ product_id: id }) => id))];
      const asOf = new Date().toISOString();
      const { document } = await call('GET', `${API}/products.json?ids=${ids.join(',')}&limit=250`);
      const variants = document.products.flatMap((product) => product.variants);
      return variants
        .filter(({ inventory_management: managed }) => managed)
        .map(({ id, product_id: product, inventory_quantity: quantity }) => ({
          product_id: String(product),
          variant_id: String(id),
          quantity: String(quantity),
          as_of: asOf,
        }));
    },
  };
}

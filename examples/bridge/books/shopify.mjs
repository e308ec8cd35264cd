// Shopify's book of orders: finds an order by our key, makes it, has it paid or cancelled, and tells what came back. Our
// key, the platform's id and its order stand in the order's note attributes, our line in the line's properties.
import { cents, text } from '../amounts.mjs';
import { allOfShopify, SHOPIFY as API } from '../lists.mjs';
import { OutOfStock } from './refused.mjs';

const attribute = (order, name) => order.note_attributes.find((own) => own.name === name)?.value;
const namesOf = (values) => Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));

/** A price by the piece whose sum is the line: what does not divide is a discount of some cents. */
function priced({ quantity, gross_amount: gross, paid_amount: paid }) {
  const piece = Math.ceil(cents(gross) / quantity);
  return { price: text(piece), total_discount: text(piece * quantity - cents(paid)) };
}

const taxOf = ({ vat_rate: rate, vat_amount: vat }) => [{ title: 'Btw', rate: Number(rate) / 100, price: vat }];
const sale = ({ tender_id: gateway, amount }) => ({ kind: 'sale', status: 'success', gateway, amount });

export function shopify(call) {
  async function variantOf({ product_id: product, variant_id: variant }) {
    if (variant) return Number(variant);
    const { document } = await call('GET', `${API}/products/${product}.json`);
    return document.product.variants[0].id;
  }

  return {
    /** By the list, for a search may not know yet what was made a moment ago. */
    async find(key, since) {
      const orders = await allOfShopify(call, 'orders', `orders.json?status=any&limit=250&created_at_min=${since}`);
      const found = orders.find((order) => attribute(order, 'koppel_key') === key);
      return found && String(found.id);
    },

    async findOf(platformId, identity, since) {
      const orders = await allOfShopify(call, 'orders', `orders.json?status=any&limit=250&created_at_min=${since}`);
      const is = (order, name, value) => attribute(order, name) === value;
      const found = orders.find((one) => is(one, 'platform_id', platformId) && is(one, 'platform_order_id', identity));
      return found && String(found.id);
    },

    async make({ key, platformId, order, lines }) {
      const products = lines.filter(({ kind }) => kind === 'product');
      const others = lines.filter(({ kind }) => kind !== 'product');
      const items = await Promise.all(
        products.map(async (line) => ({
          variant_id: await variantOf(line),
          quantity: line.quantity,
          ...priced(line),
          tax_lines: taxOf(line),
          properties: namesOf({ koppel_line_id: line.line_id }),
        })),
      );
      const isPaid = order.status !== 'pending';
      const asked = {
        line_items: items,
        shipping_lines: others.map((line) => ({ title: line.name, price: line.paid_amount, tax_lines: taxOf(line) })),
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
      try {
        const { document } = await call('POST', `${API}/orders.json`, { order: asked });
        return String(document.order.id);
      } catch (error) {
        if (error.status === 422) throw new OutOfStock(error.message);
        throw error;
      }
    },

    async pay(id, { tenders }) {
      const { document } = await call('GET', `${API}/orders/${id}/transactions.json`);
      const known = document.transactions.filter(({ kind }) => kind === 'sale').map(({ gateway }) => gateway);
      for (const tender of tenders.filter(({ tender_id: name }) => !known.includes(name))) {
        await call('POST', `${API}/orders/${id}/transactions.json`, { transaction: sale(tender) });
      }
    },

    async cancel(id) {
      await call('POST', `${API}/orders/${id}/cancel.json`, { restock: true });
    },

    /** What lies there now of what was ordered. */
    async stock(lines) {
      const ids = [...new Set(lines.filter(({ kind }) => kind === 'product').map(({ product_id: id }) => id))];
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

    async returnsSince(since) {
      const orders = await allOfShopify(call, 'orders', `orders.json?status=any&limit=250&updated_at_min=${since}`);
      const ours = orders.filter((order) => attribute(order, 'koppel_key'));
      return ours.flatMap((order) =>
        order.refunds.map((refund) => ({
          platform_id: attribute(order, 'platform_id'),
          platform_order_id: attribute(order, 'platform_order_id'),
          return_id: String(refund.id),
          lines: refund.refund_line_items.map(({ line_item_id: id, quantity }) => {
            const line = order.line_items.find((own) => own.id === id);
            return { line_id: line.properties.find(({ name }) => name === 'koppel_line_id').value, quantity };
          }),
        })),
      );
    },
  };
}

// Magento's book of orders by its REST V1. An order is made as it stands, then invoiced when it is paid; our key is its
// external number, and what else is ours is a note in its history. What comes back are credit memos.
import { cents, sum, text } from '../amounts.mjs';
import { allOfMagento, MAGENTO as API } from '../lists.mjs';
import { CALLED_OFF, named, paidBy, read, withMore, write } from './note.mjs';
import { articlesOf, byPiece, isOther, isProduct, pieceOf } from './priced.mjs';
import { isThere } from './refused.mjs';

const STATE = { new: 'pending', pending_payment: 'pending', canceled: 'cancelled' };
const spaced = (since) => since.slice(0, 19).replace('T', ' ');
const amount = (value) => text(cents(value ?? 0));

const itemOf = (line) => {
  const excl = text(cents(line.paid_amount) - cents(line.vat_amount));
  const piece = (Number(excl) / line.quantity).toFixed(4);
  return {
    sku: line.sku,
    name: line.name,
    product_type: 'simple',
    qty_ordered: line.quantity,
    price: piece,
    base_price: piece,
    original_price: byPiece(line),
    price_incl_tax: byPiece(line),
    row_total: excl,
    base_row_total: excl,
    row_total_incl_tax: line.paid_amount,
    tax_percent: line.vat_rate,
    tax_amount: line.vat_amount,
    base_tax_amount: line.vat_amount,
  };
};

function totalsOf(lines) {
  const vat = text(sum(lines, (line) => cents(line.vat_amount)));
  const total = text(sum(lines, (line) => cents(line.paid_amount)));
  const others = lines.filter(isOther);
  const shipping = sum(others, (line) => cents(line.paid_amount));
  const shippingVat = sum(others, (line) => cents(line.vat_amount));
  return {
    grand_total: total,
    base_grand_total: total,
    tax_amount: vat,
    base_tax_amount: vat,
    shipping_amount: text(shipping - shippingVat),
    base_shipping_amount: text(shipping - shippingVat),
    shipping_incl_tax: text(shipping),
    shipping_tax_amount: text(shippingVat),
    shipping_description: others[0]?.name ?? '',
  };
}

const textsOf = (order) =>
  (order.status_histories ?? [])
    .toSorted((one, other) => one.entity_id - other.entity_id)
    .map(({ comment }) => comment);

/** The goods in the order in which they were sent, then what it cost to send them. */
const linesOf = (order, note) => {
  const goods = order.items.toSorted((one, other) => one.item_id - other.item_id);
  const shipping = cents(order.shipping_incl_tax ?? 0);
  return [
    ...goods.map((own, at) => ({
      host_line: own.item_id,
      line_id: note.lines[at].line_id,
      sku: own.sku,
      quantity: Number(own.qty_ordered),
      paid: cents(own.row_total_incl_tax),
      vat_rate: String(Number(own.tax_percent)),
      vat_amount: amount(own.tax_amount),
    })),
    ...(shipping === 0
      ? []
      : [
          {
            host_line: null,
            line_id: note.lines[goods.length].line_id,
            sku: null,
            quantity: 1,
            paid: shipping,
            vat_rate: String(Math.round((cents(order.shipping_tax_amount) / cents(order.shipping_amount)) * 100)),
            vat_amount: amount(order.shipping_tax_amount),
          },
        ]),
  ];
};

const returnOf = (lines) => (memo) => {
  const shipping = cents(memo.shipping_incl_tax ?? 0);
  return {
    return_id: String(memo.entity_id),
    name: memo.comments?.[0]?.comment,
    pieces: memo.items
      .filter(({ qty }) => Number(qty) > 0)
      .map(({ order_item_id: id, qty }) => pieceOf(lines, id, Number(qty))),
    amounts: shipping > 0 ? [{ line_id: lines.at(-1).line_id, amount: shipping }] : [],
    beyond: Math.max(0, cents(memo.adjustment ?? 0)),
  };
};

export function magento(call, till) {
  const shown = (order) => {
    const note = read(...textsOf(order));
    const lines = linesOf(order, note);
    const isCalledOff = note.cancelled_by && order.state === 'closed';
    return {
      ...named(note),
      host_id: String(order.entity_id),
      status: isCalledOff ? 'cancelled' : (STATE[order.state] ?? 'processing'),
      total_amount: amount(order.grand_total),
      vat_amount: amount(order.tax_amount),
      lines: async () => lines,
      returns: async () =>
        Number(order.total_refunded ?? 0) === 0
          ? []
          : (await allOfMagento(call, 'creditmemos', [['order_id', 'eq', order.entity_id]])).map(returnOf(lines)),
    };
  };
  const orderOf = async (id) => (await call('GET', `${API}/orders/${id}`)).document;

  async function tell(order, more) {
    const comment = withMore(read(...textsOf(order)), more);
    const statusHistory = { comment, status: order.status, is_customer_notified: 0, is_visible_on_front: 0 };
    await call('POST', `${API}/orders/${order.entity_id}/comments`, { statusHistory });
  }

  async function pay(id, { tenders }) {
    const order = await orderOf(id);
    if (!STATE[order.state]) return;
    await tell(order, paidBy({ tenders }));
    await call('POST', `${API}/order/${id}/invoice`, { capture: false, notify: false });
  }

  async function stock(lines) {
    const asOf = new Date().toISOString();
    const found = articlesOf(lines).map(async ({ product_id: product, variant_id: variant, sku }) => {
      const { document } = await call('GET', `${API}/stockItems/${encodeURIComponent(sku)}`);
      if (!document.manage_stock) return [];
      const row = { product_id: product, variant_id: variant ?? null, quantity: String(document.qty), as_of: asOf };
      return [{ ...row, sells_on: Number(document.backorders) > 0 }];
    });
    return (await Promise.all(found)).flat();
  }

  return {
    stock,
    pay,

    async orders({ created, changed, key }) {
      const filter = key
        ? ['ext_order_id', 'eq', key]
        : changed
          ? ['updated_at', 'gteq', spaced(changed)]
          : ['created_at', 'gteq', spaced(created)];
      const orders = await allOfMagento(call, 'orders', [filter]);
      return orders.filter((order) => read(...textsOf(order))).map(shown);
    },

    /** It looks at no stock by itself. */
    async make({ key, platformId, order, lines }) {
      isThere(await stock(lines), lines);
      const address = order.billing ?? {};
      const entity = {
        ext_order_id: key,
        state: 'new',
        status: 'pending',
        order_currency_code: order.currency,
        base_currency_code: order.currency,
        customer_email: order.customer?.email,
        customer_is_guest: 1,
        customer_note: order.note ?? undefined,
        ...totalsOf(lines),
        items: lines.filter(isProduct).map(itemOf),
        billing_address: {
          firstname: address.first_name,
          lastname: address.last_name,
          street: [address.address_1].filter(Boolean),
          postcode: address.postcode,
          city: address.city,
          country_id: address.country,
          email: order.customer?.email,
        },
        payment: { method: till.payment_type ?? 'checkmo' },
        status_histories: [{ comment: write({ key, platformId, order, lines }), status: 'pending' }],
      };
      const { document } = await call('PUT', `${API}/orders/create`, { entity });
      const id = String(document.entity_id);
      if (order.status !== 'pending') await pay(id, order);
      return id;
    },

    /** One that is invoiced cannot be cancelled any more: it is refunded whole, and its goods go back. */
    async cancel(id) {
      const order = await orderOf(id);
      await tell(order, CALLED_OFF);
      if (STATE[order.state]) return call('POST', `${API}/orders/${id}/cancel`, {});
      const ids = order.items.map(({ item_id: item }) => item);
      return call('POST', `${API}/order/${id}/refund`, {
        items: order.items.map(({ item_id: item, qty_ordered: qty }) => ({ order_item_id: item, qty })),
        arguments: {
          shipping_amount: cents(order.shipping_amount ?? 0) / 100,
          extension_attributes: { return_to_stock_items: ids },
        },
      });
    },
  };
}

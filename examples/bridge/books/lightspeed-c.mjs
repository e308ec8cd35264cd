// Lightspeed C's book of orders. An order is a checkout that is filled and then ordered; what is ours stands in its comment,
// the payments in the staff's memo. What comes back are its returns, once they are received.
import { cents, text } from '../amounts.mjs';
import { allOfLightspeedC } from '../lists.mjs';
import { CALLED_OFF, named, paidBy, read, withMore, write } from './note.mjs';
import { articlesOf, byPiece, isOther, isProduct, pieceOf, rateOf } from './priced.mjs';
import { isThere, NotTaken } from './refused.mjs';

const RECEIVED = 'received';
const amount = (value) => text(cents(value));
const statusOf = ({ status, paymentStatus }) =>
  status.startsWith('cancelled') ? 'cancelled' : paymentStatus === 'paid' ? 'processing' : 'pending';

const addressOf = ({ first_name: first = '', last_name: last = '', ...own } = {}) => ({
  name: `${first} ${last}`.trim(),
  address1: own.address_1 ?? '',
  address2: own.address_2 ?? '',
  number: '-1', // It stands in address1.
  zipcode: own.postcode ?? '',
  city: own.city ?? '',
  country: own.country ?? 'NL',
});
const customerOf = ({ customer, billing }) => ({
  firstname: billing?.first_name ?? '',
  lastname: billing?.last_name ?? '',
  email: customer?.email ?? billing?.email ?? '',
  phone: billing?.phone ?? '',
});
/** What is sent with it and how it is paid are the platform's own, at its prices. */
const methodsOf = (platformId, [shipping]) => ({
  shipment_method: {
    id: 'external',
    title: shipping?.name ?? platformId,
    price_incl: Number(shipping?.paid_amount ?? 0),
    tax_rate: Number(shipping?.vat_rate ?? 0) / 100,
  },
  payment_method: { id: 'external', title: platformId, price_incl: 0, tax_rate: 0 },
});

const goodOf = (note) => (own, at) => ({
  host_line: own.id,
  line_id: note.lines[at].line_id,
  sku: own.articleCode,
  quantity: own.quantityOrdered,
  paid: cents(own.priceIncl * own.quantityOrdered),
  vat_rate: String(Math.round(own.taxRate * 100)),
  vat_amount: amount((own.priceIncl - own.priceExcl) * own.quantityOrdered),
});
const shippingOf = (order, note, at) => ({
  host_line: null,
  line_id: note.lines[at].line_id,
  sku: null,
  quantity: 1,
  paid: cents(order.shipmentPriceIncl),
  vat_rate: rateOf(order.shipmentPriceExcl, order.shipmentPriceIncl - order.shipmentPriceExcl),
  vat_amount: amount(order.shipmentPriceIncl - order.shipmentPriceExcl),
});
const returnOf = (lines) => (own) => ({
  return_id: String(own.id),
  name: own.staffNote,
  pieces: own.orderProducts.map(({ id, quantity }) => pieceOf(lines, id, quantity)),
  amounts: [],
  beyond: 0,
});

export function lightspeedC(call) {
  const noteOf = (order) => read(order.comment, order.memo);
  const orderOf = async (id) => (await call('GET', `/orders/${id}.json`)).document.order;
  const returnsOf = async (since) =>
    (await allOfLightspeedC(call, 'returns', `/returns.json${since ? `?updated_at_min=${since}` : ''}`)).filter(
      ({ status }) => status === RECEIVED,
    );

  /** `back`: what came back since, of all orders; without it, whatever came back. */
  function shown(order, back) {
    const note = noteOf(order);
    const lines = async () => {
      const { document } = await call('GET', `/orders/${order.id}/products.json`);
      const goods = document.orderProducts.toSorted((one, other) => one.id - other.id).map(goodOf(note));
      return order.shipmentPriceIncl > 0 ? [...goods, shippingOf(order, note, goods.length)] : goods;
    };
    return {
      ...named(note),
      host_id: String(order.id),
      status: statusOf(order),
      total_amount: amount(order.priceIncl),
      vat_amount: amount(order.priceIncl - order.priceExcl),
      lines,
      async returns() {
        const returns = (back ?? (await returnsOf())).filter(({ orderId }) => orderId === order.id);
        return returns.length ? returns.map(returnOf(await lines())) : [];
      },
    };
  }

  /** Every product has a variant: of one without choices it is the only one. */
  async function variantOf({ product_id: product, variant_id: variant }) {
    const path = variant ? `/variants/${variant}.json` : `/variants.json?product=${product}`;
    const { document } = await call('GET', path);
    return document.variant ?? document.variants[0];
  }

  async function pay(id, { tenders }) {
    const memo = withMore(noteOf(await orderOf(id)), paidBy({ tenders }));
    await call('PUT', `/orders/${id}.json`, { order: { paymentStatus: 'paid', memo } });
  }

  async function stock(lines) {
    const asOf = new Date().toISOString();
    const found = articlesOf(lines).map(async (line) => {
      const { stockTracking: tracking, stockLevel } = await variantOf(line);
      if (tracking === 'disabled') return [];
      const { product_id: product, variant_id: variant = null } = line;
      return [{ product_id: product, variant_id: variant, quantity: String(stockLevel), as_of: asOf }];
    });
    return (await Promise.all(found)).flat();
  }

  return {
    pay,
    stock,

    async orders({ created, changed }) {
      const since = changed ? `updated_at_min=${changed}` : `created_at_min=${created}`;
      const orders = await allOfLightspeedC(call, 'orders', `/orders.json?${since}`);
      const back = changed ? await returnsOf(changed) : undefined;
      // A return need not move its order's moment.
      const missed = (back ?? []).map(({ orderId }) => orderId).filter((id) => !orders.some((own) => own.id === id));
      for (const id of new Set(missed)) orders.push(await orderOf(id));
      return orders.filter(noteOf).map((order) => shown(order, back));
    },

    async make({ key, platformId, order, lines }) {
      const { document: checkout } = await call('POST', '/checkouts.json', {
        customer: customerOf(order),
        billing_address: addressOf(order.billing),
        shipping_address: addressOf(order.shipping ?? order.billing),
        notification: false,
        comment: write({ key, platformId, order, lines }),
      });
      for (const line of lines.filter(isProduct)) {
        const { id } = await variantOf(line);
        const asked = { variant_id: id, quantity: line.quantity, special_price_incl: byPiece(line) };
        await call('POST', `/checkouts/${checkout.id}/products.json`, asked);
      }
      await call('PUT', `/checkouts/${checkout.id}.json`, methodsOf(platformId, lines.filter(isOther)));
      const { document: found } = await call('GET', `/checkouts/${checkout.id}/validate.json`);
      if (!found.validated) {
        // Its errors are texts for people: whether it is the stock, the stock says.
        isThere(await stock(lines), lines);
        throw new NotTaken(JSON.stringify(found.errors));
      }
      const { document } = await call('POST', `/checkouts/${checkout.id}/order.json`, {});
      const id = String(document.order_id);
      if (order.status !== 'pending') await pay(id, order);
      return id;
    },

    async cancel(id) {
      const memo = withMore(noteOf(await orderOf(id)), CALLED_OFF);
      await call('PUT', `/orders/${id}.json`, { order: { status: 'cancelled', memo } });
    },
  };
}

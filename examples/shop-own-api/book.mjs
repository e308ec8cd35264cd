// The shop's own products and orders, as WooCommerce keeps them. It knows nothing of koppel.
import { readFileSync } from 'node:fs';
import { cents, grossOf, netCents, rates, text, vatIn } from './amounts.mjs';

export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

const standardRate = rates.standard;
const meta = (document, key) => document.meta_data?.find((own) => own.key === key)?.value;

export class Book {
  #orders = [];

  constructor(file) {
    this.products = JSON.parse(readFileSync(file, 'utf8'));
    this.sellable = new Map(); // by id: simple products and variations
    for (const product of this.products) {
      if (product.type !== 'variable') this.sellable.set(product.id, product);
      for (const variation of product.variations) this.sellable.set(variation.id, variation);
    }
  }

  article(sku) {
    const found = [...this.sellable.values()].find((own) => own.sku === sku);
    if (!found) throw new Refused(404, 'unknown_article', `There is no article ${sku}.`);
    return found;
  }

  /** A product as REST lists it: its variations are ids there. */
  listed(product) {
    return { ...product, variations: product.variations?.map(({ id }) => id) };
  }

  productOf(article) {
    return this.products.find(({ id }) => id === (article.parent_id || article.id));
  }

  orders() {
    return this.#orders;
  }

  order(id) {
    const found = this.#orders.find((own) => String(own.id) === String(id));
    if (!found) throw new Refused(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
    return found;
  }

  ofPlatform(platformId, identity) {
    return this.#orders.find((own) => own.platformId === platformId && meta(own, '_platform_order_id') === identity);
  }

  /** Takes an order, once for each identity; gives it and whether it was there before. */
  take(platformId, asked) {
    const known = this.ofPlatform(platformId, meta(asked, '_platform_order_id'));
    if (known) {
      if (JSON.stringify(known.asked) === JSON.stringify(asked)) return { order: known, isKnown: true };
      throw new Refused(409, 'order_conflict', 'This order came before, with other content.');
    }
    const items = (asked.line_items ?? []).map((item, nth) => this.#line(item, nth + 1));
    const shipping = (asked.shipping_lines ?? []).map((own, nth) => {
      const gross = grossOf(own.total, standardRate);
      return { ...own, id: items.length + nth + 1, gross, vat: vatIn(gross, standardRate), total_tax: text(vatIn(gross, standardRate)) };
    });
    const order = {
      asked, platformId, items, shipping, id: 7000 + this.#orders.length + 1, status: asked.status, datePaid: null,
      created: new Date().toISOString().slice(0, 19), meta_data: asked.meta_data, refunds: [],
    };
    if (asked.set_paid) this.#pay(order);
    this.#orders.push(order);
    this.move(order, -1);
    return { order, isKnown: false };
  }

  #line(item, id) {
    const article = this.sellable.get(item.variation_id || item.product_id);
    if (!article) throw new Refused(400, 'woocommerce_rest_invalid_product_id', 'This product is not sold here.');
    if (article.manage_stock === true && article.stock_quantity < item.quantity) {
      throw new Refused(400, 'out_of_stock', `There are ${article.stock_quantity} of ${article.sku}.`);
    }
    const taxClass = article.tax_class === 'parent' ? this.productOf(article).tax_class : article.tax_class;
    const rate = rates[taxClass];
    const gross = grossOf(item.total, rate);
    return {
      id, article, rate, gross, vat: vatIn(gross, rate), quantity: item.quantity, subtotal: item.subtotal, total: item.total,
      product_id: item.product_id, variation_id: item.variation_id ?? 0,
    };
  }

  #pay(order) {
    order.datePaid ??= new Date().toISOString().slice(0, 19);
  }

  /** What the platform, or the shop's own staff, says that became of an order. */
  update(order, { status, set_paid: isPaid }) {
    if (status === 'cancelled' && order.status !== 'cancelled') this.move(order, +1);
    order.status = status ?? order.status;
    if (isPaid) this.#pay(order);
    return order;
  }

  move(order, sign) {
    for (const { article, quantity } of order.items) {
      if (article.manage_stock === true) article.stock_quantity += sign * quantity;
    }
  }

  refund(order, { amount }) {
    const left = total(order) - order.refunds.reduce((sum, own) => sum + cents(own.amount), 0);
    if (cents(amount) > left) throw new Refused(400, 'woocommerce_rest_cannot_create_order_refund', 'Invalid refund amount.');
    const refund = { id: order.refunds.length + 1, amount, line_items: [] };
    order.refunds.push(refund);
    return refund;
  }
}

const all = (order) => [...order.items, ...order.shipping];
const total = (order) => all(order).reduce((sum, line) => sum + line.gross, 0);
const vat = (order) => all(order).reduce((sum, line) => sum + line.vat, 0);

/** An order as WooCommerce's REST API gives it. */
export function document(order) {
  const net = (line) => text(netCents(line.subtotal) - netCents(line.total));
  const discount = order.items.reduce((sum, line) => sum + cents(net(line)), 0);
  return {
    id: order.id, number: String(order.id), status: order.status, currency: 'EUR', prices_include_tax: true,
    date_created_gmt: order.created, date_paid: order.datePaid, date_paid_gmt: order.datePaid,
    discount_total: text(discount), total: text(total(order)), total_tax: text(vat(order)),
    billing: order.asked.billing, shipping: order.asked.shipping, payment_method: order.asked.payment_method,
    line_items: order.items.map((line) => ({
      id: line.id, name: line.article.name, product_id: line.product_id, variation_id: line.variation_id, sku: line.article.sku,
      quantity: line.quantity, subtotal: line.subtotal, total: line.total, total_tax: text(line.vat),
    })),
    shipping_lines: order.shipping.map(({ id, method_title: title, total: net_, total_tax: tax }) => (
      { id, method_title: title, total: net_, total_tax: tax })),
    meta_data: order.meta_data, refunds: order.refunds,
  };
}

/** An order as the test routes show the book. */
export const inBook = (order) => ({
  platform_id: order.platformId, platform_order_id: meta(order, '_platform_order_id'), status: order.status,
  total_amount: text(total(order)), vat_amount: text(vat(order)), tenders: meta(order, '_platform_payments') ?? [],
  lines: [
    ...order.items.map((line) => ({ sku: line.article.sku, quantity: String(line.quantity), vat_rate: String(line.rate), vat_amount: text(line.vat) })),
    ...order.shipping.map((line) => ({ sku: null, quantity: '1', vat_rate: String(standardRate), vat_amount: text(line.vat) })),
  ],
});

// The shop's own book: what it sells, what it holds, what was ordered. A real shop has a database here; koppel is
// never asked for what the shop itself should know.
import { readFileSync } from 'node:fs';

export class Book {
  #articles = new Map(); // by SKU
  #orders = new Map(); // by the key of the inbox entry, which is unique
  #returns = new Set(); // by order and return
  #lastHostId = 4000;

  /** Reads a Shopify export: what this shop's own back office knows of each article. */
  static fromShopify(file) {
    const book = new Book();
    book.export = JSON.parse(readFileSync(file, 'utf8'));
    for (const product of book.export.products) {
      for (const variant of product.variants) {
        book.#articles.set(variant.sku, {
          productId: String(product.id),
          variantId: String(variant.id),
          quantity: variant.inventory_management ? variant.inventory_quantity : null,
          source: variant,
          product,
        });
      }
    }
    return book;
  }

  article(sku) {
    const article = this.#articles.get(sku);
    if (!article) throw new Error(`no article ${sku}`);
    return article;
  }

  /** Stock as `stock_put` takes it, for these SKUs. */
  stock(skus, at = new Date()) {
    return skus.map((sku) => this.article(sku)).filter((article) => article.quantity !== null).map((article) => ({
      product_id: article.productId, variant_id: article.variantId,
      quantity: String(article.quantity), as_of: at.toISOString(),
    }));
  }

  /** Books an order once: the same key gives the same order again. */
  takeOver(key, platformId, order) {
    const known = this.#orders.get(key);
    if (known) return known;
    const taken = { ...order, host_id: String(++this.#lastHostId), platform_id: platformId };
    this.#orders.set(key, taken);
    this.#move(order.lines, -1);
    return taken;
  }

  /** What the platform says of an order later: paid, or cancelled (then the goods go back on the shelf). */
  update({ order_id: orderId, status }) {
    const order = this.byId(orderId);
    if (order.status !== 'cancelled' && status === 'cancelled') {
      this.#move(order.lines.map((line) => ({ ...line, quantity: line.quantity - (line.returned ?? 0) })), +1);
    }
    order.status = status;
    return order;
  }

  /** Goods go back on the shelf, once for each return, whether the desk booked it or the platform did. */
  takeBack(order, returnId, lines) {
    const name = JSON.stringify([order.host_id, returnId]);
    if (this.#returns.has(name)) return;
    this.#returns.add(name);
    for (const { line_id: id, quantity } of lines) {
      const line = order.lines.find((held) => held.line_id === id);
      line.returned = (line.returned ?? 0) + quantity;
      this.#move([{ ...line, quantity }], +1);
    }
  }

  /** By koppel's own id: not every platform gives its orders one. */
  byId(orderId) {
    const order = [...this.#orders.values()].find((held) => held.order_id === orderId);
    if (!order) throw new Error(`no order ${orderId}`);
    return order;
  }

  /** As the desk knows it: by the platform's id, or by what the customer's note says where a platform gives none. */
  order(platformId, name) {
    const order = [...this.#orders.values()]
      .find((held) => held.platform_id === platformId && (held.platform_order_id ?? held.note) === name);
    if (!order) throw new Error(`no order ${name} of ${platformId}`);
    return order;
  }

  #move(lines, sign) {
    for (const { sku, quantity } of lines.filter((line) => line.kind === 'product')) {
      const article = this.article(sku);
      if (article.quantity !== null) article.quantity += sign * quantity;
    }
  }

  /** Everything, for the integration test. */
  state(shopId, supplierId) {
    return {
      shop_id: shopId,
      supplier_id: supplierId,
      orders: [...this.#orders.values()],
      stock: [...this.#articles].map(([sku, article]) => ({
        sku, product_id: article.productId, variant_id: article.variantId,
        quantity: article.quantity === null ? null : String(article.quantity),
      })),
    };
  }
}

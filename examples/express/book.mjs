// The shop's own articles, stock and orders, in one file that is replaced as a whole. It knows nothing of koppel; a larger
// shop has a database here, with a UNIQUE key where `entries` is.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Nothing of such an order leaves the shelf. */
const isOff = (status) => status === 'cancelled' || status === 'failed';

export class Book {
  #file;
  #held;

  constructor(file, articles) {
    this.#file = file;
    this.#held = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { articles, orders: [], entries: {}, returns: {} };
  }

  get articles() {
    return this.#held.articles;
  }

  get orders() {
    return this.#held.orders;
  }

  article(nr) {
    return this.#held.articles.find((article) => article.nr === nr);
  }

  order(hostId) {
    return this.#held.orders.find((order) => order.host_id === hostId);
  }

  /** By the id that the coupling gave it. */
  orderOf(orderId) {
    return this.#held.orders.find((order) => order.order_id === orderId);
  }

  /** Books an order once: the same key is the same order. */
  take(key, platformId, order) {
    const known = this.#held.entries[key];
    if (known) return this.order(known);
    const taken = { ...order, platform_id: platformId, host_id: String(1001 + this.#held.orders.length) };
    this.#held.orders.push(taken);
    this.#held.entries[key] = taken.host_id;
    if (!isOff(taken.status)) this.#move(taken.lines, -1);
    this.#save();
    return taken;
  }

  /** The lines of an order of which there is not enough. */
  short(key, lines) {
    if (this.#held.entries[key]) return []; // It is in the book, and has taken what it needed.
    return lines.filter((line) => line.kind === 'product' && this.article(line.sku)?.voorraad < line.quantity);
  }

  setStatus(order, status) {
    if (isOff(status) && !isOff(order.status)) this.#move(order.lines, +1);
    order.status = status;
    this.#save();
  }

  /** Goods that came back, with what went back for them. The same return again changes nothing. */
  takeBack(order, returnId, lines, refund) {
    const key = `${order.host_id}/${returnId}`;
    if (this.#held.returns[key]) return;
    this.#held.returns[key] = { host_id: order.host_id, lines, refund };
    this.#move(lines.map(({ line_id: id, quantity }) => ({ ...order.lines.find((line) => line.line_id === id), quantity })), +1);
    this.#save();
  }

  returnsOf(order) {
    return Object.values(this.#held.returns).filter((own) => own.host_id === order.host_id);
  }

  setStock(nr, pieces) {
    this.article(nr).voorraad = pieces;
    this.#save();
  }

  #move(lines, sign) {
    for (const { kind, sku, quantity } of lines) {
      const article = kind === 'product' && this.article(sku);
      if (article) article.voorraad += sign * quantity;
    }
  }

  /** A reader sees the old file or the new one. */
  #save() {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#held, null, 1), { flush: true });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

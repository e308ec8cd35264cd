// What a hosted shop holds, whatever its system: products, stock, orders, refunds. Each change has a number and a moment
// and is told to who listens. It knows no HTTP and no shop system.
import { cents, text, vatIn } from '../shop-own-api/amounts.mjs';

/** The shop does not do what was asked; each system says so in its own way. */
export class Refused extends Error {
  constructor(code, message, sku) {
    super(message);
    Object.assign(this, { code, sku });
  }
}

const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0);
const isSame = (left, right) => JSON.stringify(left) === JSON.stringify(right);

export class Shop {
  #version = 0;
  #lastId = 500_000_000;
  #live = null;
  #listeners = [];
  orders = [];
  articles = new Map(); // by id
  bySku = new Map();
  refusedSku = null;

  constructor(products) {
    this.products = products; // in the order of their ids; removed ones stay, marked
    for (const product of products) this.#adopt(product);
  }

  #adopt(product) {
    product.changed = { at: product.modified, version: ++this.#version };
    for (const article of product.articles) {
      Object.assign(article, { product, changed: product.changed, moved: product.changed });
      this.articles.set(article.id, article);
      this.bySku.set(article.sku, article);
    }
  }

  listen(listener) {
    this.#listeners.push(listener);
  }

  #tell(name, subject) {
    for (const listener of this.#listeners) listener(name, subject);
  }

  #change() {
    return { at: Date.now(), version: ++this.#version };
  }

  nextId() {
    return ++this.#lastId;
  }

  // What is sold

  /** The products that are there, in the order of their ids. */
  live() {
    this.#live ??= this.products.filter((product) => !product.removed);
    return this.#live;
  }

  product(id) {
    const found = this.products.find((product) => product.id === Number(id));
    return found?.removed ? undefined : found;
  }

  article(sku) {
    const found = this.bySku.get(sku);
    if (!found || found.product.removed) throw new Refused('unknown_article', `There is no article ${sku}.`, sku);
    return found;
  }

  setStock(sku, quantity) {
    this.#move(this.article(sku), Number(quantity));
  }

  #move(article, quantity) {
    if (article.stock === null || article.stock === quantity) return;
    Object.assign(article, { stock: quantity, moved: this.#change() });
    this.#tell('stock', article);
  }

  setPrice(sku, price) {
    const article = this.article(sku);
    Object.assign(article, { price, current: price, sale: null, changed: this.#change() });
    this.#tell('article', article);
  }

  rename(sku, name) {
    const { product } = this.article(sku);
    Object.assign(product, { name, changed: this.#change() });
    this.#tell('product', product);
  }

  /** A product like another one, with a number of its own. */
  add(sku, likeSku) {
    const like = this.article(likeSku).product;
    const last = this.products.at(-1);
    const id = Math.max(last.id, last.articles.at(-1).id) + 1;
    const articles = like.articles.map((article, at) => ({
      ...article,
      id: like.vary.length ? id + at + 1 : id,
      sku: like.vary.length ? `${sku}-${at + 1}` : sku,
      gtin: '',
    }));
    const product = { ...like, id, sku, articles, name: `${like.name} (${sku})`, modified: Date.now() };
    this.products.push(product);
    this.#live = null;
    this.#adopt(product);
    this.#tell('added', product);
  }

  remove(sku) {
    const { product } = this.article(sku);
    Object.assign(product, { removed: true, changed: this.#change() });
    this.#live = null;
    this.#tell('removed', product);
  }

  // What is ordered

  /**
   * Books an order and takes its goods from the shelf, or does nothing at all; where it `oversells`, without looking at the
   * shelf. Amounts in cents, VAT included.
   */
  order({ lines, shipping = [], tenders = [], attributes = {}, isPaid, key = null, asked, oversells = false }) {
    for (const { article, quantity } of lines) {
      const isCounted = article.stock !== null && article.backorders === 'no' && !oversells;
      const isShort = isCounted && article.stock < quantity;
      if (isShort || article.sku === this.refusedSku) {
        throw new Refused('out_of_stock', `${article.product.name}: niet genoeg voorraad.`, article.sku);
      }
    }
    const created = this.#change();
    const order = {
      id: this.nextId(),
      number: 1001 + this.orders.length,
      key,
      attributes,
      tenders,
      asked,
      created,
      changed: created,
      refunds: [],
      status: isPaid ? 'paid' : 'pending',
      paidAt: isPaid ? created.at : null,
      lines: lines.map((line) => ({ id: this.nextId(), returned: 0, ...line })),
      shipping: shipping.map((line) => ({ id: this.nextId(), ...line })),
    };
    this.orders.push(order);
    this.#take(order, -1);
    this.#tell('ordered', order);
    return order;
  }

  #take(order, sign) {
    for (const { article, quantity, returned } of order.lines) {
      if (article.stock !== null) this.#move(article, article.stock + sign * (quantity - returned));
    }
  }

  orderOf(id) {
    return this.orders.find((order) => order.id === Number(id));
  }

  pay(order, tenders = []) {
    order.tenders.push(...tenders);
    if (order.status !== 'pending') return;
    Object.assign(order, { status: 'paid', paidAt: Date.now(), changed: this.#change() });
    this.#tell('order', order);
  }

  cancel(order) {
    if (order.status === 'cancelled') return;
    this.#take(order, +1);
    Object.assign(order, { status: 'cancelled', changed: this.#change() });
    this.#tell('cancelled', order);
  }

  /**
   * Goods come back: booked once for each name of a return, never more than was bought. `shipping` and `beyond` are amounts
   * that are given back without goods.
   */
  takeBack(order, returnId, asked, { note = returnId, shipping = 0, beyond = 0 } = {}) {
    const known = order.refunds.find((refund) => refund.returnId === returnId);
    if (known && isSame(known.asked, asked)) return { refund: known, isReplayed: true };
    if (known) throw new Refused('return_conflict', `The return ${returnId} was booked with other lines.`);
    const lines = asked.map(({ sku, quantity }) => {
      const line = order.lines.find(({ article }) => article.sku === sku);
      if (!line || quantity > line.quantity - line.returned)
        throw new Refused('over_return', `So many of ${sku} are not left.`, sku);
      return { line, quantity };
    });
    const refund = {
      returnId,
      note,
      asked,
      shipping,
      beyond,
      id: this.nextId(),
      changed: this.#change(),
      lines: lines.map(({ line, quantity }) => ({ id: this.nextId(), line, quantity, ...part(line, quantity) })),
    };
    for (const { line, quantity } of lines) {
      line.returned += quantity;
      if (line.article.stock !== null) this.#move(line.article, line.article.stock + quantity);
    }
    order.refunds.push(refund);
    order.changed = refund.changed;
    this.#tell('refund', { order, refund });
    return { refund, isReplayed: false };
  }

  // For the book

  state() {
    return {
      orders: this.orders.map(inBook),
      stock: [...this.articles.values()]
        .filter(({ product, stock }) => !product.removed && stock !== null)
        .map(({ sku, stock }) => ({ sku, quantity: String(stock) })),
    };
  }
}

/** What so many pieces of a line come to, of what is left of it: the last ones take what rounding left. */
function part(line, quantity) {
  const upTo = (amount, pieces) => Math.round((amount * pieces) / line.quantity);
  const of = (amount) => upTo(amount, line.returned + quantity) - upTo(amount, line.returned);
  return { gross: of(line.gross), vat: of(line.vat) };
}

export const all = (order) => [...order.lines, ...order.shipping];
export const totalOf = (order) => sum(all(order), ({ gross }) => gross);
export const vatOf = (order) => sum(all(order), ({ vat }) => vat);
export const amountOf = ({ lines, shipping, beyond }) => sum(lines, ({ gross }) => gross) + shipping + beyond;
export const refundedOf = (order) => sum(order.refunds, amountOf);

/** A line as it was paid; its VAT as it was told, else of its price. */
export const lineOf = (article, quantity, gross, vat) => ({
  article,
  quantity,
  gross,
  rate: article.product.vat,
  vat: vat ?? vatIn(gross, article.product.vat),
});
export const shippingOf = (title, gross, vat) => ({ title, gross, rate: 21, vat: vat ?? vatIn(gross, 21) });

/** Cents of a foreign amount with any number of decimals, of which no more than two say something. */
export const amount = (value) => {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value ?? '0')) ?? [];
  if (whole === undefined) throw new Refused('bad_amount', `${value} is no amount.`);
  return (sign ? -1 : 1) * (Number(whole) * 100 + Math.round(Number(`0.${fraction || 0}`) * 100));
};

const STATUS = { paid: 'processing', pending: 'pending', cancelled: 'cancelled' };

/** An order as the test routes of docs/selftest.md show a shop's book. */
function inBook(order) {
  const line = (sku, { quantity = 1, rate, vat }) => ({
    sku,
    quantity: String(quantity),
    vat_rate: String(rate),
    vat_amount: text(vat),
  });
  return {
    ...order.attributes,
    host_id: String(order.id),
    status: STATUS[order.status],
    total_amount: text(totalOf(order)),
    vat_amount: text(vatOf(order)),
    lines: [...order.lines.map((own) => line(own.article.sku, own)), ...order.shipping.map((own) => line(null, own))],
    tenders: order.tenders.map(({ tender_id: id, amount: paid }) => ({ tender_id: id, amount: text(paid) })),
  };
}

/** All that is sold, for comparing with what others hold of it. */
export const shelf = (shop) =>
  shop
    .live()
    .flatMap(({ name, articles }) =>
      articles.map(({ sku, current, stock }) => ({ sku, name, price: text(cents(current)), stock })),
    );

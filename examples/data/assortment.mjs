// Reads the hand-written catalogue into numbered articles; knows no shop system's format.
import { readdirSync, readFileSync } from "node:fs";
import { slug } from "./text.mjs";

const SOURCE = new URL("catalogue/", import.meta.url);
const FIRST_ID = 1001;
const HOUR = 3_600_000;
const FIRST_CREATED = Date.UTC(2025, 2, 3, 8, 15);
const FIRST_MODIFIED = Date.UTC(2026, 9, 1, 6, 30);

/** The moment the generated files describe; a sale counts as running when it holds this moment. */
const MOMENT = Date.UTC(2026, 10, 1, 11, 0);

/** Money as whole cents, so that prices are compared without binary fractions. */
export const cents = (price) => {
  if (!/^\d+\.\d{2}$/.test(price)) throw new Error(`price ${price} needs two decimals`);
  return Number(price.replace(".", ""));
};

const checkDigit = (digits) => {
  const sum = [...digits].reduce((total, d, i) => total + Number(d) * (i % 2 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
};

// GS1 keeps the prefixes 20 to 29 for use inside one company, so no real article has this number.
const gtin = (id) => {
  const digits = `290${String(id).padStart(9, "0")}`;
  return digits + checkDigit(digits);
};

const amsterdam = new Intl.DateTimeFormat("en", {
  timeZone: "Europe/Amsterdam", timeZoneName: "longOffset",
});

/** Hours between Dutch clock time and UTC at a moment. */
export const offsetHours = (moment) => {
  const name = amsterdam.formatToParts(moment).find((part) => part.type === "timeZoneName").value;
  return Number(name.slice("GMT+".length, "GMT+00".length));
};

// No sale starts or ends on the night the clock changes, so the day's noon tells its offset.
const localMoment = (date, time) =>
  Date.parse(`${date}T${time}Z`) - offsetHours(Date.parse(`${date}T12:00:00Z`)) * HOUR;

const readSale = (sale) => {
  if (!sale) return null;
  const [price, from, to] = sale;
  const window = from
    ? { from: localMoment(from, "00:00:00"), to: localMoment(to, "23:59:59") }
    : { from: null, to: null };
  const running = !from || (window.from <= MOMENT && MOMENT <= window.to);
  return { price, ...window, running };
};

const readArticle = (product, row) => {
  const [suffix, options, price, stock, own = {}] = row;
  const sale = readSale(own.sale);
  return {
    sku: suffix === null ? product.sku : `${product.sku}-${suffix}`,
    options, price, stock, sale,
    current: sale?.running ? sale.price : price,
    grams: own.grams ?? product.grams,
    backorders: own.backorders ?? product.backorders ?? "no",
  };
};

// A simple product is a product with one article and no options.
const rows = (product) =>
  product.variants ?? [[null, [], product.price, product.stock, { sale: product.sale }]];

const readProduct = (group, product, index) => ({
  sku: product.sku,
  name: product.name,
  slug: slug(product.name),
  brand: product.brand,
  text: product.text,
  path: group.category,
  productType: group.product_type,
  vat: group.vat ?? 21,
  tags: [...group.tags, ...(product.tags ?? [])],
  specs: Object.entries(product.specs),
  vary: product.vary ?? [],
  grams: product.grams ?? 0,
  size: product.cm ?? null,
  shippingClass: product.shipping_class ?? "",
  virtual: product.virtual ?? false,
  created: FIRST_CREATED + index * 53 * HOUR + (index % 7) * 611_000,
  modified: FIRST_MODIFIED + index * 3 * HOUR + (index % 11) * 347_000,
  articles: rows(product).map((row) => readArticle(product, row)),
});

/** All products in the order of the files, with ids and GTINs given in that order. */
export const readAssortment = () => {
  const groups = readdirSync(SOURCE).filter((name) => name.endsWith(".json")).sort()
    .flatMap((name) => JSON.parse(readFileSync(new URL(name, SOURCE), "utf8")));
  let id = FIRST_ID;
  return groups
    .flatMap((group) => group.products.map((product) => [group, product]))
    .map(([group, product], index) => {
      const read = readProduct(group, product, index);
      read.id = id++;
      for (const article of read.articles) {
        article.id = read.vary.length ? id++ : read.id;
        article.gtin = gtin(article.id);
      }
      return read;
    });
};

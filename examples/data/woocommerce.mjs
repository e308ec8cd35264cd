// Writes numbered articles as WooCommerce REST v3 documents; reads no files.
import { cents, offsetHours } from "./assortment.mjs";
import { Terms } from "./terms.mjs";
import { escape, firstSentence, listItems, slug } from "./text.mjs";

const SHOP = "https://winkel.example";
const API = `${SHOP}/wp-json/wc/v3`;
const ITEM_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const RELATED = 4;

// WordPress stores an ampersand in a title or term as an entity and gives it out like that.
const title = (text) => text.replaceAll("&", "&amp;");

const iso = (moment) => new Date(moment).toISOString().slice(0, 19);
const dates = (name, moment) => ({
  [name]: moment === null ? null : iso(moment + offsetHours(moment) * 3_600_000),
  [`${name}_gmt`]: moment === null ? null : iso(moment),
});

const links = (path, parent) => {
  const collection = path.slice(0, path.lastIndexOf("/"));
  const self = [{ href: `${API}/${path}`, targetHints: { allow: ITEM_METHODS } }];
  const all = { self, collection: [{ href: `${API}/${collection}` }] };
  return parent ? { ...all, up: [{ href: `${API}/${parent}` }] } : all;
};

const amount = (price) =>
  '<span class="woocommerce-Price-amount amount"><bdi>'
  + `<span class="woocommerce-Price-currencySymbol">&euro;</span>&nbsp;${price.replace(".", ",")}`
  + "</bdi></span>";

const priceHtml = (articles) => {
  const sorted = articles.map((article) => article.current).sort((a, b) => cents(a) - cents(b));
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest !== highest) return `${amount(lowest)} &ndash; ${amount(highest)}`;
  const [first] = articles;
  if (first.current === first.price) return amount(lowest);
  return `<del>${amount(first.price)}</del> <ins>${amount(lowest)}</ins>`;
};

const sellable = (article) => ({
  sku: article.sku,
  global_unique_id: article.gtin,
  price: article.current,
  regular_price: article.price,
  sale_price: article.sale?.price ?? "",
  ...dates("date_on_sale_from", article.sale?.from ?? null),
  ...dates("date_on_sale_to", article.sale?.to ?? null),
  on_sale: article.sale?.running ?? false,
});

const stockStatus = ({ stock, backorders }) => {
  if (stock === null || stock > 0) return "instock";
  return backorders === "no" ? "outofstock" : "onbackorder";
};

const stock = (article) => ({
  manage_stock: article.stock !== null,
  stock_quantity: article.stock,
  stock_status: stockStatus(article),
  backorders: article.backorders,
  backorders_allowed: article.backorders !== "no",
  backordered: stockStatus(article) === "onbackorder",
  low_stock_amount: null,
});

// A variable product has no price or stock of its own: it tells what its variations add up to.
const summary = (product) => {
  const { articles } = product;
  const statuses = articles.map(stockStatus);
  const lowest = articles.reduce((a, b) => (cents(b.current) < cents(a.current) ? b : a));
  return {
    sku: product.sku, global_unique_id: "", price: lowest.current, regular_price: "",
    sale_price: "", ...dates("date_on_sale_from", null), ...dates("date_on_sale_to", null),
    on_sale: articles.some((article) => article.sale?.running),
    manage_stock: false, stock_quantity: null,
    stock_status: ["instock", "onbackorder", "outofstock"].find((s) => statuses.includes(s)),
    backorders: "no", backorders_allowed: false, backordered: false, low_stock_amount: null,
  };
};

const delivery = (product, grams, terms) => {
  const [length, width, height] = (product.size ?? ["", "", ""]).map(String);
  return {
    virtual: product.virtual, downloadable: false, downloads: [],
    download_limit: -1, download_expiry: -1,
    tax_status: "taxable", tax_class: product.vat === 9 ? "reduced-rate" : "",
    weight: grams ? String(grams / 1000) : "",
    dimensions: { length, width, height },
    shipping_class: product.shippingClass,
    shipping_class_id: terms.shippingClass(product.shippingClass),
  };
};

const image = (product, id, name, file) => ({
  id,
  ...dates("date_created", product.created), ...dates("date_modified", product.created),
  src: `${SHOP}/wp-content/uploads/2026/10/${file}.webp`,
  name: file,
  alt: title(name),
});

const attributes = (product, terms) => {
  const varying = product.vary.map((name, i) => ({
    ...terms.attribute(name), position: i, visible: true, variation: true,
    options: [...new Set(product.articles.map((article) => article.options[i]))],
  }));
  const fixed = product.specs.map(([name, value], i) => ({
    ...terms.attribute(name), position: varying.length + i, visible: true, variation: false,
    options: [value],
  }));
  return [...varying, ...fixed];
};

const options = (product, article, terms) =>
  product.vary.map((name, i) => ({ ...terms.attribute(name), option: article.options[i] }));

const variation = (product, article, position, terms) => {
  const chosen = options(product, article, terms);
  const query = chosen.map((o) => `attribute_${o.slug}=${encodeURIComponent(slug(o.option))}`);
  const colour = chosen.find((o) => o.name === "Kleur");
  const picture = colour && image(product, terms.image(), `${product.name} ${colour.option}`,
    `${product.slug}-${slug(article.options.join(" "))}`);
  return {
    id: article.id, type: "variation",
    ...dates("date_created", product.created), ...dates("date_modified", product.modified),
    description: "", permalink: `${SHOP}/product/${product.slug}/?${query.join("&")}`,
    ...sellable(article), status: "publish", purchasable: true, ...stock(article),
    ...delivery(product, article.grams, terms),
    image: picture ?? null, attributes: chosen, menu_order: position,
    meta_data: [{ id: terms.meta(), key: "_leverancier_nummer", value: `L-${article.id}` }],
    name: article.options.join(", "), parent_id: product.id,
    _links: links(`products/${product.id}/variations/${article.id}`, `products/${product.id}`),
  };
};

const description = (product) => {
  const list = listItems(product.specs).join("\n");
  return `<p>${escape(product.text)}</p>\n<ul>\n${list}\n</ul>\n`;
};

const related = (product, products) => {
  const same = products.filter((other) => other.path.join() === product.path.join());
  const at = same.indexOf(product);
  return [...same.slice(at + 1), ...same.slice(0, at)].slice(0, RELATED).map(({ id }) => id);
};

const presentation = (product, products, terms) => ({
  description: description(product),
  short_description: `<p>${escape(firstSentence(product.text))}</p>\n`,
  categories: terms.categories(product.path).map(({ id, name, slug }) => ({ id, name, slug })),
  brands: [terms.brand(product.brand)],
  tags: product.tags.map((tag) => terms.tag(tag)),
  images: [image(product, terms.image(), product.name, product.slug)],
  attributes: attributes(product, terms),
  related_ids: related(product, products),
  upsell_ids: [], cross_sell_ids: [], grouped_products: [],
});

const document = (product, products, terms) => {
  const variable = product.vary.length > 0;
  const [first] = product.articles;
  const shipped = !product.virtual;
  return {
    id: product.id, name: title(product.name), slug: product.slug,
    permalink: `${SHOP}/product/${product.slug}/`,
    ...dates("date_created", product.created), ...dates("date_modified", product.modified),
    type: variable ? "variable" : "simple", status: "publish",
    featured: product.id % 25 === 0, catalog_visibility: "visible",
    ...(variable ? summary(product) : { ...sellable(first), ...stock(first) }),
    price_html: priceHtml(product.articles), purchasable: true, total_sales: 0,
    ...delivery(product, product.grams, terms),
    shipping_required: shipped, shipping_taxable: shipped,
    external_url: "", button_text: "", sold_individually: false, reviews_allowed: true,
    average_rating: "0.00", rating_count: 0, parent_id: 0, purchase_note: "", post_password: "",
    ...presentation(product, products, terms),
    default_attributes: variable
      ? options(product, first, terms).map(({ id, name, option }) => ({ id, name, option })) : [],
    has_options: variable, menu_order: 0,
    meta_data: [{ id: terms.meta(), key: "_leverancier_nummer", value: `L-${product.id}` }],
    variations: variable
      ? product.articles.map((article, i) => variation(product, article, i + 1, terms)) : [],
    _links: links(`products/${product.id}`),
  };
};

/** The product documents and the category documents of one shop. */
export const woocommerce = (products) => {
  const terms = new Terms(products, title);
  const documents = products.map((product) => document(product, products, terms));
  const categories = terms.allCategories().map((category) => ({
    ...category, description: "", display: "default", image: null, menu_order: 0,
    count: documents.filter((d) => d.categories.some(({ id }) => id === category.id)).length,
    _links: links(`products/categories/${category.id}`,
      category.parent && `products/categories/${category.parent}`),
  }));
  return { products: documents, categories };
};

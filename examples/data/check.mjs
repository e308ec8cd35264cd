// Holds the generated files to what the example shops rely on; shares no rule with the generator.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { generatedFiles } from "./files.mjs";

const text = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const woo = JSON.parse(text("woocommerce-products.json"));
const categories = JSON.parse(text("woocommerce-categories.json"));
const { products: shopify } = JSON.parse(text("shopify-products.json"));

const REDUCED_TYPES = ["Tuin en zaden", "Boeken en gidsen"];
const SIZE_LIMIT = 3_000_000;
// The articles that the demonstrations sell: SKU, price incl. VAT, VAT rate, stock.
const FIXED = [
  ["KP-4995", "49.95", 21, 20], ["KP-7500-A", "75.00", 21, 10], ["KP-7500-B", "75.00", 21, 10],
  ["KP-1295", "12.95", 21, 100], ["KP-0849", "8.49", 9, 100], ["KP-6000", "60.00", 21, 20],
  ["KP-4000", "40.00", 21, 50], ["KP-12000", "120.00", 21, 20], ["KP-10001", "100.01", 21, 20],
  ["KP-10000", "100.00", 21, 20], ["KP-3500", "35.00", 21, 20], ["KP-8999", "89.99", 21, 20],
  ["KP-6001", "60.01", 21, 20], ["KP-0100", "1.00", 9, 1], ["KP-2500", "25.00", 9, 20],
];

// What a customer can put in a basket: a simple product or one variation.
const wooArticles = woo.flatMap((product) =>
  product.type === "variable" ? product.variations : [product]);
const shopifyArticles = shopify.flatMap((product) =>
  product.variants.map((variant) => ({ ...variant, product })));
const wooBySku = new Map(wooArticles.map((article) => [article.sku, article]));
const shopifyBySku = new Map(shopifyArticles.map((article) => [article.sku, article]));
const variable = woo.filter((product) => product.type === "variable");

const cents = (price) => {
  assert.match(price, /^(0|[1-9]\d*)\.\d{2}$/);
  return BigInt(price.replace(".", ""));
};

const unique = (values, what) => {
  const seen = new Set();
  for (const value of values) {
    assert.ok(value !== "" && value != null, `${what} is missing`);
    assert.ok(!seen.has(value), `${what} ${value} occurs twice`);
    seen.add(value);
  }
};

test("the files hold exactly what the catalogue gives, however often it is generated", () => {
  for (const files of [generatedFiles(), generatedFiles()]) {
    for (const [name, made] of Object.entries(files)) {
      assert.ok(made === text(name), `${name} is out of date: run make.mjs`);
      assert.ok(Buffer.byteLength(made) < SIZE_LIMIT, `${name} is too large`);
    }
  }
});

test("there are at least 220 products, and 40 of them vary in 2 to 8 ways", () => {
  assert.ok(woo.length >= 220, `${woo.length} products`);
  assert.equal(shopify.length, woo.length);
  assert.ok(variable.length >= 40, `${variable.length} variable products`);
  for (const { sku, variations } of variable) {
    assert.ok(variations.length >= 2 && variations.length <= 8, `${sku}: ${variations.length}`);
  }
});

test("no id, SKU, GTIN or address is given twice", () => {
  const documents = [...woo, ...variable.flatMap((product) => product.variations)];
  unique(documents.map(({ id }) => id), "WooCommerce id");
  unique(documents.map(({ sku }) => sku), "WooCommerce SKU");
  unique(wooArticles.map((article) => article.global_unique_id), "GTIN");
  unique(woo.map(({ slug }) => slug), "slug");
  unique(shopify.map(({ id }) => id), "Shopify product id");
  unique(shopifyArticles.map(({ id }) => id), "Shopify variant id");
  unique(shopifyArticles.map((variant) => variant.inventory_item_id), "Shopify inventory id");
  unique(shopifyArticles.map(({ sku }) => sku), "Shopify SKU");
  unique(shopify.flatMap(({ images }) => images.map(({ id }) => id)), "Shopify image id");
  unique(shopify.flatMap(({ options }) => options.map(({ id }) => id)), "Shopify option id");
});

test("every GTIN is for internal use and its digits weigh to a multiple of ten", () => {
  for (const { sku, global_unique_id: gtin } of wooArticles) {
    assert.match(gtin, /^2\d{12}$/, sku);
    let sum = 0;
    for (let i = 0; i < 13; i += 1) sum += Number(gtin[i]) * [1, 3][i % 2];
    assert.equal(sum % 10, 0, `${sku}: ${gtin}`);
  }
});

test("each fixed article is in both files with its price, VAT and stock", () => {
  for (const [sku, price, vat, stock] of FIXED) {
    const inWoo = wooBySku.get(sku);
    assert.ok(inWoo, `${sku} is not in the WooCommerce file`);
    assert.deepEqual(
      [inWoo.price, inWoo.regular_price, inWoo.sale_price, inWoo.tax_class, inWoo.manage_stock],
      [price, price, "", vat === 9 ? "reduced-rate" : "", true], sku);
    assert.equal(inWoo.stock_quantity, stock, sku);
    const inShopify = shopifyBySku.get(sku);
    assert.ok(inShopify, `${sku} is not in the Shopify file`);
    assert.deepEqual(
      [inShopify.price, inShopify.compare_at_price, inShopify.inventory_management],
      [price, null, "shopify"], sku);
    assert.equal(inShopify.inventory_quantity, stock, sku);
    assert.equal(REDUCED_TYPES.includes(inShopify.product.product_type), vat === 9, sku);
  }
  const parent = woo.find(({ sku }) => sku === "KP-7500");
  assert.deepEqual(parent.variations.map(({ sku }) => sku), ["KP-7500-A", "KP-7500-B"]);
  assert.equal(parent.type, "variable");
});

test("both files hold the same articles with the same price, stock, GTIN and VAT", () => {
  assert.deepEqual([...wooBySku.keys()].sort(), [...shopifyBySku.keys()].sort());
  for (const [sku, article] of wooBySku) {
    const variant = shopifyBySku.get(sku);
    assert.equal(variant.price, article.price, sku);
    const before = article.on_sale ? article.regular_price : null;
    assert.equal(variant.compare_at_price, before, sku);
    assert.equal(variant.barcode, article.global_unique_id, sku);
    assert.equal(variant.inventory_management, article.manage_stock ? "shopify" : null, sku);
    assert.equal(variant.inventory_quantity, article.stock_quantity ?? 0, sku);
    assert.equal(variant.inventory_policy, article.backorders_allowed ? "continue" : "deny", sku);
    const reduced = REDUCED_TYPES.includes(variant.product.product_type);
    assert.equal(article.tax_class, reduced ? "reduced-rate" : "", sku);
  }
});

test("prices are text with two decimals, and a sale price is the lower one", () => {
  for (const article of wooArticles) {
    const { sku, price, regular_price: regular, sale_price: sale, on_sale: onSale } = article;
    assert.ok(cents(regular) > 0n, sku);
    if (sale === "") assert.equal(onSale, false, sku);
    else assert.ok(cents(sale) < cents(regular), sku);
    assert.equal(price, onSale ? sale : regular, sku);
    assert.equal(article.date_on_sale_from === null, article.date_on_sale_to === null, sku);
    if (article.date_on_sale_from) {
      assert.ok(article.date_on_sale_from_gmt < article.date_on_sale_to_gmt, sku);
    }
  }
  for (const { price, compare_at_price: before } of shopifyArticles) {
    if (before !== null) assert.ok(cents(before) > cents(price));
  }
});

test("a variable product costs its cheapest variation and lists every option they use", () => {
  for (const parent of variable) {
    const { sku, variations } = parent;
    const prices = variations.map(({ price }) => cents(price));
    assert.equal(cents(parent.price), prices.reduce((a, b) => (b < a ? b : a)), sku);
    assert.equal(parent.regular_price, "", sku);
    assert.equal(parent.on_sale, variations.some((one) => one.on_sale), sku);
    const varying = parent.attributes.filter((attribute) => attribute.variation);
    varying.forEach((attribute, i) => {
      const used = new Set(variations.map((one) => one.attributes[i].option));
      assert.deepEqual([...used].sort(), [...attribute.options].sort(), sku);
    });
    for (const one of variations) {
      assert.equal(one.parent_id, parent.id, sku);
      assert.equal(one.tax_class, parent.tax_class, one.sku);
      assert.deepEqual(one.attributes.map(({ id, slug }) => [id, slug]),
        varying.map(({ id, slug }) => [id, slug]), one.sku);
    }
    unique(variations.map((one) => JSON.stringify(one.attributes)), `${sku} choice`);
  }
});

test("Shopify's options, variants and images point at one another", () => {
  for (const { id, options, variants, images } of shopify) {
    options.forEach((option, i) => {
      const used = new Set(variants.map((variant) => variant[`option${i + 1}`]));
      assert.deepEqual(option.values, [...used]);
    });
    for (const variant of variants) {
      assert.equal(variant.product_id, id);
      assert.equal(variant.grams, Math.round(variant.weight * 1000));
      const picture = images.find((image) => image.variant_ids.includes(variant.id));
      assert.equal(variant.image_id, picture?.id ?? null, variant.sku);
    }
  }
});

test("stock status follows stock, and every kind of stock and sale occurs", () => {
  for (const { sku, stock_quantity: quantity, ...article } of wooArticles) {
    const left = quantity === null || quantity > 0;
    const none = article.backorders === "no" ? "outofstock" : "onbackorder";
    assert.equal(article.stock_status, left ? "instock" : none, sku);
    assert.equal(article.manage_stock, quantity !== null, sku);
  }
  const some = (what, found) => assert.ok(wooArticles.some(found), `no article ${what}`);
  some("without stock management", (article) => !article.manage_stock);
  some("out of stock", (article) => article.stock_status === "outofstock");
  some("on backorder", (article) => article.stock_status === "onbackorder");
  some("in a running sale", (article) => article.on_sale && article.date_on_sale_to);
  some("in a sale without end", (article) => article.on_sale && !article.date_on_sale_to);
  some("in a coming sale", (article) => article.sale_price && !article.on_sale);
});

test("names carry the characters that shops get wrong", () => {
  for (const character of ["\u00e9", "\u00eb", "&amp;", "'", '"', "\u00bd"]) {
    assert.ok(woo.some(({ name }) => name.includes(character)), `no name with ${character}`);
  }
  assert.ok(shopify.some(({ title }) => title.includes(" & ")));
});

test("every product stands in a category tree that counts it", () => {
  const known = new Map(categories.map((category) => [category.id, category]));
  for (const { parent } of categories) assert.ok(parent === 0 || known.has(parent));
  for (const { sku, categories: given } of woo) {
    const [root, leaf] = given.map(({ id }) => known.get(id));
    assert.equal(root.parent, 0, sku);
    assert.equal(leaf.parent, root.id, sku);
  }
  for (const { id, count } of categories) {
    assert.equal(woo.filter((one) => one.categories.some((c) => c.id === id)).length, count);
  }
});

test("every product has a text of its own", () => {
  unique(woo.map(({ description }) => description.split("</p>")[0]), "description");
  for (const { sku, description, short_description: short } of woo) {
    assert.match(description, /^<p>[^<]{40,}<\/p>\n<ul>\n(<li>[^<]+<\/li>\n)+<\/ul>\n$/, sku);
    assert.ok(description.startsWith(short.slice(0, -"</p>\n".length)), sku);
  }
});

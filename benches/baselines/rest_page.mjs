// A page of products as a plain function gives it: read with better-sqlite3 from koppel's own store, built as JSON.
// node rest_page.mjs FOLDER-WITH-better-sqlite3 STORE built|rendered PAGE CALLS
// `built` reads what is stored of each product, its prices and its stock, and builds the document; `rendered` fills the
// template that koppel keeps ready, as koppel does.
import { createRequire } from "node:module";

const [folder, store, way, page, calls] = process.argv.slice(2);
const Database = createRequire(`${folder}/`)("better-sqlite3");
const database = new Database(store, { readonly: true });
const root = "https://shop.example/wp-json/wc/v3/products";
const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam", dateStyle: "short", timeStyle: "medium" });
const local = (ms) => clock.format(ms).replace(" ", "T");
const gmt = (ms) => new Date(ms).toISOString().slice(0, 19);
const count = database.prepare("SELECT COUNT(*) AS total FROM product_facets WHERE shop_id = 'x' AND is_listed = 1");

const rows = database.prepare(`SELECT f.number, f.created_at, f.modified_at, p.woocommerce, v.reported,
    COALESCE((SELECT SUM(r.quantity) FROM reservations r WHERE r.shop_id = v.shop_id AND r.product_id = v.product_id
      AND r.variant_id = v.variant_id AND (r.settled_at IS NULL OR r.settled_at > v.reported_as_of)), 0) AS reserved
  FROM (SELECT shop_id, product_id, number, created_at, modified_at FROM product_facets
    WHERE shop_id = 'x' AND is_listed = 1 ORDER BY created_at DESC, number DESC LIMIT 100 OFFSET ?) f
  JOIN products p ON p.shop_id = f.shop_id AND p.product_id = f.product_id
  JOIN variants v ON v.shop_id = p.shop_id AND v.product_id = p.product_id
  ORDER BY f.created_at DESC, f.number DESC`);

function dates(row) {
  return { date_created: local(row.created_at), date_created_gmt: gmt(row.created_at),
    date_modified: local(row.modified_at), date_modified_gmt: gmt(row.modified_at) };
}

function built(page) {
  const { total } = count.get();
  const documents = rows.all((page - 1) * 100).map((row) => {
    const shown = JSON.parse(row.woocommerce);
    const times = dates(row);
    const published = row.reported - row.reserved;
    const runs = shown.sale_price !== "" && (!shown.date_on_sale_from_gmt || Date.parse(`${shown.date_on_sale_from_gmt}Z`) <= Date.now())
      && (!shown.date_on_sale_to_gmt || Date.now() < Date.parse(`${shown.date_on_sale_to_gmt}Z`));
    return { id: row.number, ...shown, ...times, price: runs ? shown.sale_price : shown.regular_price, on_sale: runs,
      manage_stock: true, stock_quantity: published, backordered: shown.backorders_allowed && published < 0,
      stock_status: published > 0 ? "instock" : shown.backorders_allowed ? "onbackorder" : "outofstock",
      images: shown.images.map((image) => ({ ...image, ...times })), variations: [],
      permalink: shown.permalink ?? `https://shop.example/product/${shown.slug}/`,
      _links: { self: [{ href: `${root}/${row.number}` }], collection: [{ href: root }] } };
  });
  return { total, body: JSON.stringify(documents) };
}

const templates = database.prepare(`SELECT number, created_at, modified_at, shown FROM product_facets
  WHERE shop_id = 'x' AND is_listed = 1 ORDER BY created_at DESC, number DESC LIMIT 100 OFFSET ?`);

function rendered(page) {
  const { total } = count.get();
  const documents = templates.all((page - 1) * 100).map((row) => {
    const times = `,${JSON.stringify(dates(row)).slice(1, -1)}`;
    const filled = row.shown.replaceAll("\u0001", times).replaceAll("\u0002", "https://shop.example");
    return `{"id":${row.number}${times},${filled},"_links":{"self":[{"href":"${root}/${row.number}"}],"collection":[{"href":"${root}"}]}}`;
  });
  return { total, body: `[${documents.join(",")}]` };
}

const answer = { built, rendered }[way];
for (let call = 0; call < calls / 4; call++) answer(page);
const start = process.hrtime.bigint();
for (let call = 0; call < calls; call++) answer(page);
const us = Number(process.hrtime.bigint() - start) / 1000 / calls;
console.log(JSON.stringify({ us_per_call: us, page: JSON.parse(answer(page).body) }));

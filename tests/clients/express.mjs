// The host side through Express: the same small shop as front.py's, mounted behind one route.
// Usage: node express.mjs <folder with express> <port>; prints "ready" when it listens.
import { createRequire } from "node:module";
import { Koppel } from "../../bindings/node/index.mjs";

const [folder, port] = process.argv.slice(2);
const express = createRequire(`${folder}/`)("express");
const product = (number) => ({
  id: number, name: `Product ${number}`, slug: `product-${number}`, type: "simple", status: "publish", sku: `S-${number}`,
  price: "12.10", regular_price: "12.10", sale_price: "", tax_status: "taxable", tax_class: "", manage_stock: true,
  stock_quantity: 10, stock_status: "instock", backorders: "no", variations: [], categories: [], tags: [], brands: [], images: [], attributes: [],
});
const koppel = new Koppel({
  store: "sqlite::memory:", store_key: "0".repeat(64),
  shop: { shop_id: "x", currency: "EUR", country: "NL", prices_include_vat: true, vat: { standard: "21" } },
  platforms: [{ platform_id: "city-butler", profile: "city-butler", environment: "test", base_url: "http://127.0.0.1:9", key: "k", secret: "s" }],
  rest: { public_url: `http://127.0.0.1:${port}`, keys: [
    { consumer_key: "ck_test", consumer_secret: "cs_test", permissions: "read_write", platform_id: "city-butler" }] },
  wire: { allow_addresses: ["127.0.0.1:9"] },
});
await koppel.catalogSync({ from: "woocommerce", mode: "upsert", items: [11, 12, 13, 14, 15, 16, 17].map(product) });

const app = express();
app.use("/wp-json", async (request, response) => {
  request.url = request.originalUrl;
  (await koppel.httpRespond(request)).send(response);
});
app.listen(Number(port), "127.0.0.1", () => console.log("ready"));

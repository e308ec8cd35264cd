// WooCommerce's official client for Node does a whole round in a shop that clients may write: products, variations, paging,
// orders, refunds, webhooks. A delivery is verified with the public verifier of Standard Webhooks and by WooCommerce's rule.
// Usage: node round.mjs <url> <port for deliveries>, in a folder with the packages; front.py listens, as `writable`.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const Api = require("@woocommerce/woocommerce-rest-api").default;
const { Webhook } = require("standardwebhooks");
const [url, port] = process.argv.slice(2);
const api = new Api({ url, consumerKey: "ck_test", consumerSecret: "cs_test", version: "wc/v3" });
const refused = (code) => (fault) => fault.response?.data?.code === code;

// Products, with variations.
const lamp = (await api.post("products", { name: "Lamp", regular_price: "12.50", sku: "LAMP", manage_stock: true, stock_quantity: 5 })).data;
assert.equal(lamp.price, "12.50");
assert.equal((await api.put(`products/${lamp.id}`, { sale_price: "9.95" })).data.price, "9.95");
const shirt = (await api.post("products", { name: "Shirt", type: "variable",
  attributes: [{ name: "Size", variation: true, visible: true, options: ["S", "M"] }] })).data;
const made = (await api.post(`products/${shirt.id}/variations/batch`, { create: [
  { regular_price: "20.00", attributes: [{ name: "Size", option: "S" }] },
  { regular_price: "21.00", attributes: [{ name: "Size", option: "M" }] }] })).data.create;
assert.deepEqual((await api.get(`products/${shirt.id}`)).data.variations.sort(), made.map((one) => one.id).sort());
assert.equal((await api.get(`products/${shirt.id}`)).data.price, "20.00");
await assert.rejects(api.post("products", { name: "Twin", sku: "LAMP" }), refused("product_invalid_sku"));
await assert.rejects(api.post("products", { regular_price: "10,50" }), refused("rest_invalid_param"));

// Pages.
const page = await api.get("products", { per_page: 1, page: 2, orderby: "id", order: "asc" });
assert.deepEqual([page.data.length, page.data[0].id, page.headers["x-wp-total"]], [1, shirt.id, "2"]);
assert.deepEqual((await api.get("products", { include: [lamp.id], search: "lam" })).data.map((one) => one.id), [lamp.id]);

// Webhooks: greeted, then told of what changes, signed.
const received = [];
const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    received.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(200).end();
  });
}).listen(Number(port), "127.0.0.1");
await once(server, "listening");
const secret = `whsec_${Buffer.from("0123456789abcdef01234567").toString("base64")}`;
const drain = async () => assert.equal((await fetch(`${url}/drain`)).status, 200);
const hook = (await api.post("webhooks", { topic: "product.updated", delivery_url: `http://127.0.0.1:${port}/`, secret })).data;
assert.ok(!JSON.stringify(hook).includes("whsec_"));
await drain();
assert.equal(received.shift().body.toString(), `webhook_id=${hook.id}`);
await api.put(`products/${lamp.id}`, { name: "Bright lamp \u20ac" });
await drain();
const delivery = received.shift();
assert.equal(new Webhook(secret).verify(delivery.body.toString(), delivery.headers).name, "Bright lamp \u20ac");
const signature = createHmac("sha256", secret).update(delivery.body).digest("base64");
assert.equal(delivery.headers["x-wc-webhook-signature"], signature);
assert.equal(delivery.headers["x-wc-webhook-topic"], "product.updated");
// While a secret is replaced the former one verifies as well.
const next = `whsec_${Buffer.from("76543210fedcba9876543210").toString("base64")}`;
await api.put(`webhooks/${hook.id}`, { secret: next });
await api.put(`products/${lamp.id}`, { name: "Lamp" });
await drain();
const rotated = received.shift();
for (const one of [secret, next]) new Webhook(one).verify(rotated.body.toString(), rotated.headers);
assert.throws(() => new Webhook(secret).verify(`${rotated.body} `, rotated.headers));

// Orders and refunds.
const order = (await api.post("orders", { set_paid: true, billing: { first_name: "A.", email: "a@example.nl" },
  line_items: [{ product_id: lamp.id, quantity: 2 }], shipping_lines: [{ method_id: "flat_rate", total: "4.95" }] })).data;
assert.equal(order.status, "processing");
assert.equal((await api.get(`products/${lamp.id}`)).data.stock_quantity, 3);
await assert.rejects(api.post("orders", { line_items: [{ product_id: lamp.id, quantity: 4 }] }), refused("koppel_out_of_stock"));
await assert.rejects(api.post("orders", { line_items: [{ product_id: 999999, quantity: 1 }] }), refused("koppel_unknown_product"));
const refund = (await api.post(`orders/${order.id}/refunds`, { api_refund: false, amount: "1.00", reason: "Scratched" })).data;
assert.equal((await api.get(`orders/${order.id}`)).data.refunds[0].total, "-1.00");
await assert.rejects(api.post(`orders/${order.id}/refunds`, { api_refund: false, amount: order.total }), refused("koppel_over_refund"));
assert.equal((await api.delete(`orders/${order.id}/refunds/${refund.id}`, { force: true })).data.id, refund.id);
assert.equal((await api.get("orders", { search: "a@example.nl" })).data.length, 1);

// What was made is ended.
assert.equal((await api.delete(`webhooks/${hook.id}`, { force: true })).data.id, hook.id);
assert.equal((await api.delete(`orders/${order.id}`, { force: true })).data.id, order.id);
assert.equal((await api.delete(`products/${lamp.id}`)).data.status, "publish");
assert.equal((await api.get(`products/${lamp.id}`)).data.status, "trash");
await api.delete(`products/${lamp.id}`, { force: true });
await api.delete(`products/${shirt.id}`, { force: true });
await assert.rejects(api.get(`products/${lamp.id}`), refused("woocommerce_rest_product_invalid_id"));
server.close();
console.log(`a whole round with the official client for Node, ${url.split(":")[0]}: passed`);

// WooCommerce's official client for Node, over plain http, hence signed by OAuth 1.0a: what it does must work here.
// Usage: node run.mjs <port>, in a folder where @woocommerce/woocommerce-rest-api is installed; front.py listens.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const Api = require("@woocommerce/woocommerce-rest-api").default;
const api = new Api({
  url: `http://127.0.0.1:${process.argv[2]}`, consumerKey: "ck_test", consumerSecret: "cs_test", version: "wc/v3",
});

let page = await api.get("products", { per_page: 3, page: 2, orderby: "id", order: "asc" });
assert.deepEqual(page.data.map((one) => one.id), [14, 15, 16]);
assert.equal(page.headers["x-wp-total"], "7");
assert.equal(page.headers["x-wp-totalpages"], "3");
assert.ok(!page.headers.link.includes("oauth_"));
page = await api.get("products", { include: [12, 13], search: "Product 1" });
assert.deepEqual(page.data.map((one) => one.id).sort(), [12, 13]);
assert.equal((await api.get("products", { sku: "S-17" })).data[0].id, 17);

const order = {
  status: "processing", set_paid: true, currency: "EUR",
  line_items: [{ product_id: 12, quantity: 2, subtotal: "20.000000", total: "20.000000" }],
  meta_data: [{ key: "_platform_order_id", value: "CB-1" },
    { key: "_platform_payments", value: [{ tender_id: "card-7", kind: "multi_purpose", amount: "24.20" }] }],
};
const made = await api.post("orders", order);
assert.equal(made.status, 201);
assert.equal(made.data.total, "24.20");
const again = await api.post("orders", order);
assert.equal(again.status, 200);
assert.equal(again.data.id, made.data.id);
assert.equal((await api.get("products/12")).data.stock_quantity, 8);
assert.equal((await api.put(`orders/${made.data.id}`, { status: "completed" })).data.status, "completed");

const hook = await api.post("webhooks", { topic: "order.updated", delivery_url: "http://127.0.0.1:9/x" });
assert.equal(hook.status, 201);
assert.equal((await api.delete(`webhooks/${hook.data.id}`, { force: true })).data.id, hook.data.id);
await assert.rejects(api.get("products/999"), (fault) => fault.response.data.code === "woocommerce_rest_product_invalid_id");
await assert.rejects(api.post("orders", { ...order, line_items: [{ product_id: 999, quantity: 1 }],
  meta_data: [{ key: "_platform_order_id", value: "CB-2" }] }), (fault) => fault.response.data.code === "koppel_unknown_product");
console.log("official client for Node: passed");

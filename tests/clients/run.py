#!/usr/bin/env python3
"""WooCommerce's official client for Python, over plain http, hence signed by OAuth 1.0a: what it does must work here.

Usage: run.py <port>, with the package `woocommerce` installed; front.py listens.
"""
import sys

from woocommerce import API

api = API(url=f"http://127.0.0.1:{sys.argv[1]}", consumer_key="ck_test", consumer_secret="cs_test",
          version="wc/v3")
answer = api.get("products", params={"per_page": 2, "search": "Product 1", "orderby": "id"})
assert answer.status_code == 200, answer.text
assert [one["id"] for one in answer.json()] == [17, 16]
assert answer.headers["X-WP-Total"] == "7"
assert api.get("orders").status_code == 200
hook = api.post("webhooks", {"topic": "product.updated", "delivery_url": "http://127.0.0.1:9/x"})
assert hook.status_code == 201, hook.text
gone = api.delete(f"webhooks/{hook.json()['id']}", params={"force": True})
assert gone.status_code == 200, gone.text
print("official client for Python: passed")

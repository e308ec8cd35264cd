#!/usr/bin/env python3
"""WooCommerce's official client for Python does a whole round in a shop that clients may write; a delivery is verified with
the public verifier of Standard Webhooks and by WooCommerce's rule.

Usage: round.py <url> <port for deliveries>, with `woocommerce` and `standardwebhooks` installed; front.py listens.
"""
import base64
import hashlib
import hmac
import http.server
import sys
import threading
import urllib.request
import ssl
import warnings

from standardwebhooks import Webhook
from woocommerce import API

warnings.filterwarnings("ignore")
url, port = sys.argv[1], int(sys.argv[2])
api = API(url=url, consumer_key="ck_test", consumer_secret="cs_test", version="wc/v3", verify_ssl=False)


def done(answer, status):
    assert answer.status_code == status, (answer.status_code, answer.text)
    return answer.json()


lamp = done(api.post("products", {"name": "Lamp", "regular_price": "12.50", "manage_stock": True, "stock_quantity": 5}), 201)
assert done(api.put(f"products/{lamp['id']}", {"sale_price": "9.95"}), 200)["on_sale"]
shirt = done(api.post("products", {"name": "Shirt", "type": "variable"}), 201)
done(api.post(f"products/{shirt['id']}/variations", {"regular_price": "20.00"}), 201)
listed = api.get("products", params={"per_page": 1, "page": 1, "orderby": "id", "order": "asc"})
assert [one["id"] for one in done(listed, 200)] == [lamp["id"]]
assert listed.headers["X-WP-Total"] == "2"

received = []


class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


listener = http.server.HTTPServer(("127.0.0.1", port), Listener)
threading.Thread(target=listener.serve_forever, daemon=True).start()
anyone = ssl._create_unverified_context()
secret = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
hook = done(api.post("webhooks", {"topic": "product.updated", "delivery_url": f"http://127.0.0.1:{port}/", "secret": secret}), 201)
urllib.request.urlopen(f"{url}/drain", context=anyone).read()
assert received.pop(0)[1] == f"webhook_id={hook['id']}".encode()
done(api.put(f"products/{lamp['id']}", {"name": "Bright lamp"}), 200)
urllib.request.urlopen(f"{url}/drain", context=anyone).read()
headers, body = received.pop(0)
assert Webhook(secret).verify(body.decode(), headers)["name"] == "Bright lamp"
signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
assert headers["x-wc-webhook-signature"] == signature

order = done(api.post("orders", {"set_paid": True, "line_items": [{"product_id": lamp["id"], "quantity": 1}]}), 201)
refund = done(api.post(f"orders/{order['id']}/refunds", {"api_refund": False, "amount": "1.00"}), 201)
assert done(api.get(f"orders/{order['id']}/refunds"), 200)[0]["id"] == refund["id"]
for path in (f"webhooks/{hook['id']}", f"orders/{order['id']}", f"products/{lamp['id']}", f"products/{shirt['id']}"):
    done(api.delete(path, params={"force": True}), 200)
listener.shutdown()
print(f"a whole round with the official client for Python, {url.split(':')[0]}: passed")

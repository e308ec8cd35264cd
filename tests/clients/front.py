#!/usr/bin/env python3
"""The smallest shop there can be: Python's http.server in front of koppel_http_respond, by ctypes.

It holds a few products of its own, so that WooCommerce's official clients can be run against it (run.mjs, run.py).
Usage: front.py <libkoppel.so> <port> [writable | suite] [certificate key]. Prints "ready" when it listens.
writable: an empty shop that clients may write, and their webhooks are sent to loopback when /drain is asked for.
suite: the same for WooCommerce's own tests, which send keys over http: as if TLS ended in front of it.
With a certificate it speaks TLS itself.
"""
import ctypes
import http.server
import json
import ssl
import sys

library = ctypes.CDLL(sys.argv[1])
library.koppel_doc_data.restype = ctypes.c_void_p
library.koppel_doc_data.argtypes = [ctypes.c_void_p]
library.koppel_doc_size.restype = ctypes.c_size_t
library.koppel_doc_size.argtypes = [ctypes.c_void_p]
library.koppel_doc_free.argtypes = [ctypes.c_void_p]
PORT = int(sys.argv[2])
MODE = sys.argv[3] if len(sys.argv) > 3 else ""
SUITE, WRITABLE = MODE == "suite", MODE in ("suite", "writable")
TLS = sys.argv[4:6]
SCHEME = "https" if SUITE or TLS else "http"
HOME = f"{SCHEME}://127.0.0.1:{PORT}"


def taken(doc):
    """The content of a document, which is freed."""
    if not doc:
        return b""
    content = ctypes.string_at(library.koppel_doc_data(doc), library.koppel_doc_size(doc))
    library.koppel_doc_free(doc)
    return content


def opened(config):
    text = json.dumps(config).encode()
    client, out = ctypes.c_void_p(), ctypes.c_void_p()
    status = library.koppel_client_open(
        text, ctypes.c_size_t(len(text)), ctypes.byref(client), ctypes.byref(out))
    answer = taken(out)
    assert status == 0, answer
    return client


def called(client, method, request):
    text, out = json.dumps(request).encode(), ctypes.c_void_p()
    status = library.koppel_call(
        client, method.encode(), ctypes.c_size_t(len(method)), text, ctypes.c_size_t(len(text)),
        ctypes.byref(out))
    answer = taken(out)
    assert status == 0, answer
    return json.loads(answer)


def product(number):
    return {
        "id": number, "name": f"Product {number}", "slug": f"product-{number}", "type": "simple",
        "status": "publish", "sku": f"S-{number}", "price": "12.10", "regular_price": "12.10",
        "sale_price": "", "tax_status": "taxable", "tax_class": "", "manage_stock": True,
        "stock_quantity": 10, "stock_status": "instock", "backorders": "no", "variations": [],
        "categories": [], "tags": [], "brands": [], "images": [], "attributes": [],
    }


SHOP = {"shop_id": "x", "currency": "EUR", "country": "NL", "prices_include_vat": not SUITE,
        "vat": {"standard": "21"}}
if SUITE:
    # The tests compare local times with the clock in UTC.
    SHOP["time_zone"] = "UTC"
KEY = {"consumer_key": "ck_test", "consumer_secret": "cs_test", "permissions": "read_write"}
if not WRITABLE:
    KEY["platform_id"] = "city-butler"
client = opened({
    "store": "sqlite::memory:", "store_key": "0" * 64, "shop": SHOP,
    "platforms": [{"platform_id": "city-butler", "profile": "city-butler", "environment": "test",
                   "base_url": "http://127.0.0.1:9", "key": "k", "secret": "s"}],
    "rest": {"public_url": HOME, "keys": [KEY], "writes": "mirror" if WRITABLE else "proposal",
             "compat": SUITE},
    "wire": {"allow_addresses": ["127.0.0.1:9"] + [f"127.0.0.1:{PORT + nth}" for nth in (1, 2)]},
})
if not WRITABLE:
    called(client, "catalog_sync", {
        "from": "woocommerce", "mode": "upsert",
        "items": [product(number) for number in range(11, 18)]})


class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/drain":
            text = json.dumps(called(client, "outbox_drain", {"max_ms": 5000, "max_entries": 100})).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
            return
        head = json.dumps({
            "method": self.command, "target": self.path, "scheme": SCHEME,
            "remote_address": self.client_address[0], "headers": list(self.headers.items()),
        }).encode()
        out_head, out_body = ctypes.c_void_p(), ctypes.c_void_p()
        status = library.koppel_http_respond(
            client, head, ctypes.c_size_t(len(head)), body, ctypes.c_size_t(len(body)),
            ctypes.byref(out_head), ctypes.byref(out_body))
        reply, content = json.loads(taken(out_head)), taken(out_body)
        assert status == 0, reply
        self.send_response(reply["status"])
        for name, value in reply["headers"]:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Front)
if TLS:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*TLS)
    server.socket = context.wrap_socket(server.socket, server_side=True)
print("ready", flush=True)
server.serve_forever()

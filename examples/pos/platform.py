#!/usr/bin/env python3
"""A stand-in for a platform with voucher cards, on loopback: balances, holds, orders and refunds, all in memory.

    platform.py [--stay]     says its address on the first line, and ends with its standard input, or stays until it is killed
"""
import http.server
import json
import sys
import threading

cards = {"6054880012341234": 2000, "6054880099995678": 2500}  # number: cents
holds = {}  # our key: {card, held, taken}
number_of = {}  # the till's name of a card: its number
orders = {}  # by the till's key: {id, number, status, total}
refunds = {}  # by the till's key: the document
lock = threading.Lock()


def cents(amount):
    euros, _, rest = str(amount).partition(".")
    return int(euros) * 100 + int(rest.ljust(2, "0"))


def shown(amount):
    return f"{amount // 100}.{amount % 100:02}"


def refused(status, code, message):
    return status, {"code": code, "message": message}


def balance(body):
    if body["card"] not in cards:
        return refused(404, "card_unknown", "There is no such card.")
    return 200, {"balance": shown(cards[body["card"]]), "expires_on": "2099-12-31"}


def hold(key, body):
    card, amount = body["card"], cents(body["amount"])
    if key not in holds:
        if cards.get(card, -1) < amount:
            return refused(400, "balance_too_small", "There is less on the card.")
        cards[card] -= amount
        holds[key] = {"card": card, "held": amount, "taken": 0}
    return 201, {"hold_id": key, "amount": shown(amount), "balance": shown(cards[card])}


def end(key, body, is_captured):
    found = holds.get(key)
    if not found:
        return refused(404, "hold_unknown", "There is no such hold.")
    if found["held"]:
        taken = cents(body["amount"]) if is_captured else 0
        cards[found["card"]] += found["held"] - taken
        found.update(held=0, taken=taken)
    if is_captured:
        number_of[body["tender_id"]] = found["card"]
    return 200, {"amount": shown(found["taken"])}


def key_of(body):
    return next(one["value"] for one in body["meta_data"] if one["key"] == "_koppel_key")


def take_order(body):
    order = orders.setdefault(key_of(body), {
        "id": 5000 + len(orders), "number": body["number"], "status": body["status"], "total": body["total"]})
    return 201, {"id": order["id"]}


def refund(body):
    if key_of(body) not in refunds:
        for tender in body["payments"]:
            if tender["tender_id"] in number_of:
                cards[number_of[tender["tender_id"]]] += cents(tender["amount"])
        refunds[key_of(body)] = {"id": 9000 + len(refunds), "amount": body["amount"], "meta_data": body["meta_data"]}
    return 201, refunds[key_of(body)]


def ledger():
    lines = [f"card {number[-4:]} {shown(left)}" for number, left in cards.items()]
    lines += [f"order {order['number']} {order['status']} {order['total']}" for order in orders.values()]
    lines += [f"credit {document['amount']}" for document in refunds.values()]
    return "\n".join(lines) + "\n"


def answer(method, path, body):
    match [method, *path.partition("?")[0].strip("/").split("/")]:
        case ["POST", "cards", "balance"]:
            return balance(body)
        case ["PUT", "cards", "holds", key]:
            return hold(key, body)
        case ["POST", "cards", "holds", key, "capture"]:
            return end(key, body, True)
        case ["POST", "cards", "holds", key, "release"]:
            return end(key, body, False)
        case ["POST", "wp-json", "wc", "v3", "orders"]:
            return take_order(body)
        case ["POST", "wp-json", "wc", "v3", "orders", _, "refunds"]:
            return refund(body)
        case ["GET", "wp-json", "wc", "v3", "orders", _, "refunds"]:
            found = refunds.get(path.rsplit("koppel_key=")[-1])
            return 200, [found] if found else []
    return refused(404, "no_route", f"There is no {method} {path}.")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers["Content-Length"] or 0)
        body = json.loads(self.rfile.read(length) or "null")
        with lock:
            if self.path == "/ledger":
                return self.reply(200, "text/plain", ledger())
            status, document = answer(self.command, self.path, body)
        self.reply(status, "application/json", json.dumps(document))

    do_GET = do_PUT = do_POST

    def reply(self, status, kind, text):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
print(f"127.0.0.1:{server.server_address[1]}", flush=True)
if "--stay" in sys.argv:
    threading.Event().wait()
sys.stdin.read()

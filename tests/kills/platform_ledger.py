"""A platform on loopback with a ledger of its own: it books each key once, and says what it has booked."""
import http.server
import json
import threading
import time


class Ledger:
    """Outlives everybody who calls it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.booked = {}  # by key: the document
        self.calls = 0
        self.hold = None  # called with a key before it is answered: for who wants to stop the caller there

    def book(self, body, order=None):
        key = next(one["value"] for one in body["meta_data"] if one["key"] == "_koppel_key")
        with self.lock:
            self.calls += 1
            document = self.booked.setdefault(key, {**body, "id": order or len(self.booked) + 1})
        if self.hold:
            self.hold(key)
        return document


def serve(ledger):
    """Starts it; gives its address and how to end it."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # The body of an answer does not wait until its head is acknowledged.

        def answer(self, document):
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            # What became of an order is told at the order's own address.
            order = self.path.rsplit("/", 1)[-1] if self.command == "PUT" else None
            self.answer(ledger.book(json.loads(self.rfile.read(int(self.headers["Content-Length"]))), order))

        do_PUT = do_POST

        def do_GET(self):
            document = ledger.booked.get(self.path.rsplit("koppel_key=")[-1])
            self.answer([document] if document else [])

        def log_message(self, *_):
            pass

        def handle_one_request(self):
            try:
                super().handle_one_request()
            except OSError:  # Who called was killed.
                self.close_connection = True

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return f"127.0.0.1:{server.server_address[1]}", server.shutdown


def wait_for(what, seconds=20):
    """Waits until `what` gives something true."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.01)
    raise SystemExit(f"waited {seconds} s in vain")

#!/usr/bin/env python3
"""What a night of the Oresto flows costs: how many calls, how much memory, through the C interface against the simulated webshop.

Usage: oresto.py <libkoppel.so> [products] [changed]. It fails where a night makes a call too many, or takes more than 16 MiB.
"""
import ctypes
import json
import pathlib
import subprocess
import sys
import tempfile

library = ctypes.CDLL(sys.argv[1])
library.koppel_doc_data.restype = ctypes.c_void_p
library.koppel_doc_data.argtypes = [ctypes.c_void_p]
library.koppel_doc_size.restype = ctypes.c_size_t
library.koppel_doc_size.argtypes = [ctypes.c_void_p]
library.koppel_doc_free.argtypes = [ctypes.c_void_p]
library.koppel_client_close.argtypes = [ctypes.c_void_p]
SIZES = sys.argv[2:4] if sys.argv[2:3] != ["--night"] else []
PRODUCTS, CHANGED = map(int, SIZES or ["20000", "200"])
MEMORY_MIB_MAX = 16
ROOT = pathlib.Path(__file__).resolve().parent.parent


def taken(doc):
    content = ctypes.string_at(library.koppel_doc_data(doc), library.koppel_doc_size(doc))
    library.koppel_doc_free(doc)
    return json.loads(content)


def call(client, method, request):
    name, text, out = method.encode(), json.dumps(request).encode(), ctypes.c_void_p()
    status = library.koppel_call(
        client, name, ctypes.c_size_t(len(name)), text, ctypes.c_size_t(len(text)), ctypes.byref(out))
    reply = taken(out)
    assert status == 0, reply
    return reply


def memory_kib(what):
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1])
    raise SystemExit(f"no {what} on this machine")


def flow(client, name):
    """A flow to its end; how many calls it made."""
    calls = 0
    while True:
        reply = call(client, "oresto_sync", {"flow": name, "max_ms": 60_000})
        assert not reply["problems"] and not reply["stopped"], (reply["problems"][:3], reply["stopped"])
        calls += reply["calls"]
        if reply["left"] == 0:
            return calls


def product(nth, price):
    number = f"A{nth}"
    return {
        "external_id": number, "name": f"Artikel {nth}", "brand": "Polderzuivel", "status": "active",
        "categories": [{"external_id": "zuivel", "name": "Zuivel"}],
        "variants": [{"external_id": number, "sku": number, "price": {"regular": price},
                      "tax": {"rate_percent": "6", "class": "reduced-rate"}, "weight": {"value": "1", "unit": "kg"}}]}


def state(client, numbers, price):
    for at in range(0, len(numbers), 500):
        items = [product(nth, price) for nth in numbers[at:at + 500]]
        call(client, "catalog_sync", {"from": "canonical", "mode": "upsert", "items": items})


def opened(config):
    text, client, out = json.dumps(config).encode(), ctypes.c_void_p(), ctypes.c_void_p()
    status = library.koppel_client_open(text, ctypes.c_size_t(len(text)), ctypes.byref(client), ctypes.byref(out))
    assert status == 0, taken(out)
    return client


def night(config):
    """A night in this process, which has done nothing before: its calls, and its memory above that of the idle client."""
    client = opened(config)
    call(client, "health", {})
    idle = memory_kib("VmRSS")
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    calls = flow(client, "nightly")
    print(json.dumps({"calls": calls, "grown_mib": (memory_kib("VmHWM") - idle) / 1024}))
    library.koppel_client_close(client)


def main():
    server = subprocess.Popen(["node", ROOT / "examples/oresto/server.mjs", "--with-parent"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    address = server.stdout.readline().strip().removeprefix("http://")
    # In memory where that can be: what is measured is not the disk.
    place = "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        config = {
            "store": f"sqlite:{folder}/store/shop.db",
            "shop": {"shop_id": "g", "currency": "EUR", "country": "BE", "prices_include_vat": False, "vat": {"reduced-rate": "6"}},
            "wire": {"allow_addresses": [address]},
            "oresto": {"environment": "test", "base_url": f"http://{address}/api", "login": "demo", "password": "test",
                       "products": {"categories": {"zuivel": 2}, "storage_condition": 1, "unit": "ST"}}}
        client = opened(config)
        state(client, range(PRODUCTS), "1.25")
        calls = flow(client, "nightly")
        print(f"oresto first night of {PRODUCTS} products: {calls} calls")

        state(client, range(CHANGED), "1.35")
        told = subprocess.check_output([sys.executable, __file__, sys.argv[1], "--night", json.dumps(config)])
        calls, grown = json.loads(told)["calls"], json.loads(told)["grown_mib"]
        print(f"oresto night of {PRODUCTS} products, {CHANGED} changed: {calls} calls; {grown:.1f} MiB above the idle client")
        assert calls == CHANGED, "a change of price is one call"
        assert grown <= MEMORY_MIB_MAX, "too much memory"
        calls = flow(client, "nightly")
        print(f"oresto night without news: {calls} calls")
        assert calls == 0

        call(client, "oresto_sync", {"flow": "clients", "items": [
            {"client": {"ClientNumber": "K1", "ClientSegmentId": 1}, "users": [{"Email": "chef@resto.example"}]}]})
        prices = [{"WholesalerArticleNumber": f"A{nth}", "ClientNumber": "K1", "SalesPrice": "1.10"} for nth in range(min(PRODUCTS, 5_000))]
        call(client, "oresto_sync", {"flow": "client_products", "items": prices, "max_ms": 0})
        calls = flow(client, "client_products")
        print(f"oresto {len(prices)} client products: {calls} calls")
        assert calls == -(-len(prices) // 1_000), "the largest batches"
        library.koppel_client_close(client)
    server.stdin.close()
    server.wait()


if sys.argv[2:3] == ["--night"]:
    night(json.loads(sys.argv[3]))
else:
    main()

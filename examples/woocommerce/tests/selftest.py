"""The self-test against a real WordPress with a real WooCommerce and the plugin: every call of the platform, and the 25 ways.

    selftest.py WORDPRESS EXTENSION SELFTEST [OPTION...]

WORDPRESS is a folder with wp-load.php and wp-content/plugins/woocommerce. It is copied and not changed. SELFTEST is the program
koppel-selftest; OPTION is one of its own, such as --way 1a,4f.
"""
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

from real_site import Site

root = pathlib.Path(__file__).resolve().parents[3]
SETTINGS = {
    "koppel_environment": "test", "koppel_shop_id": "lamps", "koppel_city_butler_enabled": "yes", "koppel_city_butler_key": "shop-lamps"}
# WordPress calls ports 80, 443 and 8080 only.
PORT = "<?php add_filter( 'http_allowed_safe_ports', static fn ( array $ports ): array => array( ...$ports, %s ) );"
OF_A_PRODUCT = ("name", "sku", "regular_price", "tax_class", "manage_stock", "stock_quantity")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def given(product, *more):
    return {name: product[name] for name in (*OF_A_PRODUCT, *more) if product.get(name) not in (None, "")}


def fill(site):
    """What the ways order, and a few more, as somebody else's program would bring it in by REST."""
    sample = json.loads((root / "examples/data/woocommerce-products.json").read_text())
    chosen = [own for own in sample if own["sku"].startswith("KP-")]
    for kind in ("simple", "variable"):
        chosen += [own for own in sample if own["type"] == kind and own not in chosen][:5]
    for product in chosen:
        options = {}
        for variation in product["variations"]:
            for own in variation["attributes"]:
                options.setdefault(own["name"], {})[own["option"]] = True
        attributes = [{"name": name, "variation": True, "options": list(own)} for name, own in options.items()]
        made = site.rest("admin", "POST", "products", {**given(product, "type"), "attributes": attributes})
        variations = [
            {**given(own), "attributes": [{"name": one["name"], "option": one["option"]} for one in own["attributes"]]}
            for own in product["variations"]]
        for own in variations:
            own.pop("name", None)
        if variations:
            site.rest("admin", "POST", f"products/{made['id']}/variations/batch", {"create": variations})


def main():
    wordpress, extension, selftest, *options = sys.argv[1:]
    port = free_port()
    environment = {"WP_ENVIRONMENT_TYPE": "staging", "KOPPEL_TEST_TOKEN": "test-token"}
    with tempfile.TemporaryDirectory(prefix="koppel-wordpress-") as folder, Site(
            root, wordpress, extension, folder, "tables", True, f"127.0.0.1:{port}", environment) as site:
        print(f"# WordPress {site.versions[0]}, WooCommerce {site.versions[1]}, PHP {site.versions[2]}", flush=True)
        own = site.place / "wp-content/mu-plugins"
        own.mkdir()
        shutil.copy(root / "examples/woocommerce/mu-plugins/koppel-test.php", own)
        (own / "port.php").write_text(PORT % port)
        settings = {**SETTINGS, "koppel_city_butler_url": f"http://{site.platform}", "koppel_city_butler_user": str(site.platform_user)}
        for name, value in settings.items():
            site.php(f"update_option('{name}', '{value}')")
        fill(site)
        done = subprocess.run([
            selftest, "--shop", f"http://{site.host}", "--name", "woocommerce", "--key", "ck_platform", "--secret", "cs_platform",
            "--platform-key", "shop-lamps", "--platform-secret", "what-the-platform-gave", "--test-token", "test-token",
            "--listen", site.platform, "--language", "en", "--report", root / "target/woocommerce.html", *options])
        complaints = site.complaints()
        print("\n".join(complaints))
    sys.exit(done.returncode or len(complaints) > 0)


main()

"""A day in a real WordPress with a real WooCommerce: the plugin is activated, set up in the admin's pages, and met by a
platform over REST, by a customer in both checkouts, and by the staff. Twice: orders in WooCommerce's tables, and as posts.

    real.py WORDPRESS EXTENSION

WORDPRESS is a folder with wp-load.php and wp-content/plugins/woocommerce. It is copied and not changed.
"""
import concurrent.futures
import pathlib
import re
import sys
import tempfile

from real_site import Site

root = pathlib.Path(__file__).resolve().parents[3]
passed = failed = 0
FIRST, SECOND = "6054880012341234", "6054 8800 9999 5678"  # 20.00 and 25.00, at the stand-in for the platform


def check(what, found, wanted=True):
    global passed, failed
    if found == wanted:
        passed += 1
        print(f"ok {what}")
    else:
        failed += 1
        print(f"not ok {what}\n  is {found!r}\n  wanted {wanted!r}")


def set_up(site):
    """As a shopkeeper does it, in the admin's pages."""
    site.log_in()
    page = site.browse("/wp-admin/admin.php?page=wc-settings&tab=koppel")
    check("the settings page is there, in Dutch", "Verkopen op dit platform" in page)
    check("and says what wp-config.php lacks or has", "KOPPEL_WINST_UIT_JE_WONING_SECRET" in page)
    site.submit("/wp-admin/admin.php?page=wc-settings&tab=koppel", page, {
        "koppel_environment": "test", "koppel_shop_id": "lamps", "koppel_card_platform": "city-butler",
        "koppel_city_butler_enabled": "1", "koppel_city_butler_url": f"http://{site.platform}",
        "koppel_city_butler_key": "shop-lamps", "koppel_city_butler_user": str(site.platform_user), "save": "Save"})
    check("what is saved there is kept", site.php("get_option('koppel_city_butler_url')"), f"http://{site.platform}")
    section = "/wp-admin/admin.php?page=wc-settings&tab=checkout&section=koppel"
    page = site.browse(section)
    site.submit(section, page, {
        "woocommerce_koppel_enabled": "1", "woocommerce_koppel_title": "Cadeaukaart",
        "woocommerce_koppel_description": "Wat niet op de kaart staat, betaalt u hierna.", "save": "Save"})
    check("the payment method is switched on", site.php("get_option('woocommerce_koppel_settings')['enabled']"), "yes")


def catalogue(site):
    lamp = site.rest("admin", "POST", "products", {
        "name": "Ledlamp E27", "sku": "LED-E27", "regular_price": "12.95", "manage_stock": True, "stock_quantity": 50})
    book = site.rest("admin", "POST", "products", {
        "name": "Boek", "type": "variable", "tax_class": "reduced-rate", "attributes": [
            {"name": "Uitvoering", "variation": True, "options": ["Paperback", "Gebonden"]}]})
    variation = site.rest("admin", "POST", f"products/{book['id']}/variations", {
        "regular_price": "21.80", "sku": "BOEK-P", "manage_stock": True, "stock_quantity": 4,
        "attributes": [{"name": "Uitvoering", "option": "Paperback"}]})
    site.rest("admin", "PUT", f"products/{lamp['id']}", {"stock_quantity": 40})
    stated = site.koppel("stockPut", {"items": [
        {"product_id": str(lamp["id"]), "quantity": "40"},
        {"product_id": str(book["id"]), "variant_id": str(variation["id"]), "quantity": "4"}]})
    check("products, a variation and stock are stated when they are saved", [stated["changed"], stated["unknown"]], [0, 0])
    known = {"items": [{"product_id": str(book["id"]), "variant_id": str(variation["id"]), "quantity": "4"}]}
    row = next(part for part in site.browse("/wp-admin/edit.php?post_type=product").split("<a ") if f"post={book['id']}&amp;action=trash" in part)
    site.browse(site.link(row))
    check("what the staff puts into the trash is gone", site.koppel("stockPut", known)["unknown"], 1)
    row = next(part for part in site.browse("/wp-admin/edit.php?post_status=trash&post_type=product").split("<a ") if "action=untrash" in part)
    site.browse(site.link(row))
    check("and back when it is taken out", site.koppel("stockPut", known)["unknown"], 0)
    return lamp["id"]


def platform_order(site, lamp):
    asked = {
        "set_paid": True, "payment_method": "koppel_platform",
        "billing": {"first_name": "A.", "last_name": "de Vries", "country": "NL", "postcode": "1234 AB", "city": "Ons Dorp"},
        "line_items": [{"product_id": lamp, "quantity": 3}],
        "meta_data": [{"key": "_platform_order_id", "value": f"CB-{site.name}"}, {"key": "_platform_payments", "value": [
            {"tender_id": "card-7", "kind": "multi_purpose", "amount": "38.85"}]}]}
    order = site.rest("platform", "POST", "orders", asked)
    check("an order of the platform is as WooCommerce makes it", [order["total"], order["status"]], ["38.85", "processing"])
    check("and is taken over", site.meta(order["id"], "_koppel_state"), "coupled")
    check("offered again it is the same", site.rest("platform", "POST", "orders", asked)["id"], order["id"])
    other = {**asked, "line_items": [{"product_id": lamp, "quantity": 4}]}
    check("with other content it is refused", site.rest("platform", "POST", "orders", other).get("code"), "koppel_order_conflict")
    stock = site.rest("admin", "GET", f"products/{lamp}")["stock_quantity"]
    waiting = {**asked, "set_paid": False, "status": "pending", "meta_data": [
        {**own, "value": f"CB-{site.name}-2"} if own["key"] == "_platform_order_id" else own for own in asked["meta_data"]]}
    with concurrent.futures.ThreadPoolExecutor(3) as at_once:
        offered = list(at_once.map(lambda _: site.rest("platform", "POST", "orders", waiting)["id"], range(3)))
    check("offered three times at once it is one order", len(set(offered)), 1)
    check("and is gone from the stock before it is paid", site.rest("admin", "GET", f"products/{lamp}")["stock_quantity"], stock - 3)
    site.rest("platform", "PUT", f"orders/{offered[0]}", {"status": "cancelled"})
    check("cancelled it is back", site.rest("admin", "GET", f"products/{lamp}")["stock_quantity"], stock)
    for lines, code in (([{"product_id": 999999, "quantity": 1}], "woocommerce_rest_invalid_product_id"),
                        ([{"product_id": lamp, "quantity": 1000}], "woocommerce_rest_out_of_stock")):
        check(f"{code}: what cannot be sold is refused", site.rest("platform", "POST", "orders", {"line_items": lines}).get("code"), code)
    line = order["line_items"][0]
    said = site.refund(order["id"], "12.95", {line["id"]: (1, "10.702479", "2.247521")}, by_gateway=True)
    check("what a card paid is not paid out", "wordt nooit uitbetaald" in str(said.get("data")), True)
    said = site.refund(order["id"], "12.95", {line["id"]: (1, "10.702479", "2.247521")})
    check("a return credits the card", said.get("success"), True)
    check("and a note tells the staff", any("gaat terug naar de kaart" in note for note in site.notes(order["id"])))
    site.cron_by_visit()
    check("cron sends the credit", site.ledger()[-1], "credit 12.95")
    site.rest("admin", "PUT", f"orders/{order['id']}", {"status": "completed"})
    site.cron()
    page = site.browse("/wp-admin/")
    check("what the platform refuses is shown to the staff", "Wat koppel niet kon versturen" in page)
    site.submit("/wp-admin/admin-post.php", page.split('value="koppel_requeue"')[-1], {"action": "koppel_requeue"})
    check("and the button sends it once more", site.koppel("outboxList", {"state": "parked"})["entries"], [])
    refund = site.rest("platform", "POST", f"orders/{order['id']}/refunds", {
        "amount": "12.95", "api_refund": False,
        "line_items": [{"id": line["id"], "quantity": 1, "refund_total": 10.70, "refund_tax": [{"id": site.rate, "refund_total": 2.25}]}]})
    check("a refund that the platform posts is booked", refund.get("amount"), "12.95")


def checkout_of_blocks(site, lamp):
    site.new_customer()
    site.store("POST", "cart/add-item", {"id": lamp, "quantity": 2})
    page = site.browse("/checkout/")
    check("the checkout of blocks has its script, and its texts in Dutch", [
        "koppel/assets/checkout-block.js" in page, "Nummer%20van%20de%20kaart" in page], [True, True])
    check("and offers the gift card", "koppel" in site.store("GET", "cart")["payment_methods"])
    unknown = site.check_out({"koppel_card": "123", "koppel_pin": ""})
    check("a card that is unknown is refused in a sentence", "Deze kaart wordt niet aangenomen" in unknown.get("message", ""))
    done = site.check_out({"koppel_card": FIRST, "koppel_pin": ""})
    result = done.get("payment_result", {})
    check("a card that is short leads on to pay the rest", "order-pay" in str(result.get("redirect_url")))
    order = done["order_id"]
    page = site.browse(result["redirect_url"])
    check("the pay page asks for what is left, and shows the card", all(text in page for text in ("Nog te betalen", "5,90", "1234", "25,90")))
    site.submit(result["redirect_url"], page, {"woocommerce_pay": "1", "payment_method": "bacs", "terms": "1"})
    check("the rest can be paid otherwise", site.rest("admin", "GET", f"orders/{order}")["status"], "on-hold")
    site.rest("admin", "PUT", f"orders/{order}", {"status": "processing"})
    check("paid, the order has its whole total", site.rest("admin", "GET", f"orders/{order}")["total"], "25.90")
    site.cron()
    check("the platform has the order and has taken the card", [
        site.ledger()[0], site.ledger()[2]], ["card 1234 0.00", f"order {order} processing 25.90"])
    line = site.rest("admin", "GET", f"orders/{order}")["line_items"][0]["id"]
    said = site.refund(order, "12.95", {line: (1, "10.702479", "2.247521")})
    check("a return of it credits the card", said.get("success"), True)
    notes = site.notes(order)
    check("and says what the shop may pay back", any("Betaal" in note and "terug" in note for note in notes), True)
    site.cron()
    check("the card has its part back", site.ledger()[0], "card 1234 10.00")


def classic_checkout(site, lamp):
    site.new_customer()
    site.browse(f"/?add-to-cart={lamp}")
    page = site.browse("/klassiek/")
    check("the classic checkout asks for the card", 'name="koppel_card"' in page)
    empty = site.check_out_classic(page, {"koppel_card": ""})
    check("no number, no order", "Vul het nummer van de kaart in" in empty.get("messages", ""), True)
    done = site.check_out_classic(page, {"koppel_card": SECOND})
    check("a card that pays all ends the checkout", [done.get("result"), "order-received" in done.get("redirect", "")], ["success", True])
    page = site.browse(done["redirect"])
    check("and the customer reads what it paid", all(text in page for text in ("Anders betaald", "5678", "12,95")))
    site.cron()
    check("it is taken", site.ledger()[1], "card 5678 12.05")
    site.new_customer()
    site.browse(f"/?add-to-cart={lamp}")
    done = site.check_out_classic(site.browse("/klassiek/"), {"koppel_card": FIRST})
    order = re.search(r"order-pay/(\d+)", done.get("redirect", ""))[1]
    check("a card is held while the rest waits", [site.ledger()[0], site.php(f"wc_get_order({order})->get_total()")], ["card 1234 0.00", "2.95"])
    site.log_in()
    page = site.browse(site.edit_page(order))
    check("the staff's page of such an order is there", "#" + order in page)
    site.rest("admin", "PUT", f"orders/{order}", {"status": "cancelled"})
    site.cron()
    check("an order that is cancelled frees the card", [site.ledger()[0], site.php(f"wc_get_order({order})->get_total()")], ["card 1234 10.00", "12.95"])


def end(site):
    check("no notice, no warning, nothing deprecated", site.complaints(), [])
    site.php("(function () { require_once ABSPATH . 'wp-admin/includes/plugin.php'; deactivate_plugins('koppel/koppel.php');"
             "require_once ABSPATH . 'wp-admin/includes/file.php'; return uninstall_plugin('koppel/koppel.php'); })()")
    left = site.php("$GLOBALS['wpdb']->get_col(\"SELECT option_name FROM {$GLOBALS['wpdb']->options} WHERE option_name LIKE '%koppel%'\")")
    check("uninstalled, it leaves no setting", left, [])
    check("and no job", site.php("array_map('wp_next_scheduled', ['koppel_outbox', 'koppel_catalogue'])"), [False, False])


def main():
    wordpress, extension = sys.argv[1:]
    for name, in_tables in (("tables", True), ("posts", False)):
        with tempfile.TemporaryDirectory(prefix="koppel-wordpress-") as folder, Site(root, wordpress, extension, folder, name, in_tables) as site:
            print(f"# WordPress {site.versions[0]}, WooCommerce {site.versions[1]}, PHP {site.versions[2]}, orders in {name}")
            set_up(site)
            lamp = catalogue(site)
            platform_order(site, lamp)
            checkout_of_blocks(site, lamp)
            classic_checkout(site, lamp)
            end(site)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()

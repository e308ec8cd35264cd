"""A WordPress with WooCommerce and the plugin for a test: installed in a folder of its own, with a database server, PHP's own
web server and the stand-in for a platform. Asks and answers only; what must hold is real.py's.
"""
import base64
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request

CONFIG = """<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'koppel' );
define( 'DB_PASSWORD', 'canary-pass' );
define( 'DB_HOST', '127.0.0.1:%(database)s' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( "{$name}_KEY", "k-$name" );
	define( "{$name}_SALT", "s-$name" );
}
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', '%(folder)s/debug.log' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'KOPPEL_STORE_KEY', '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579' );
define( 'KOPPEL_CITY_BUTLER_SECRET', 'what-the-platform-gave' );
define( 'KOPPEL_STORE', 'sqlite:%(folder)s/store/shop.db' );
define( 'KOPPEL_ALLOW_ADDRESSES', array( '%(platform)s' ) );
define( 'KOPPEL_CARD_CALLS', array(
	'card_balance' => array( 'method' => 'POST', 'path' => '/cards/balance' ),
	'card_hold'    => array( 'method' => 'PUT', 'path' => '/cards/holds/{hold_key}' ),
	'card_capture' => array( 'method' => 'POST', 'path' => '/cards/holds/{hold_key}/capture' ),
	'card_release' => array( 'method' => 'POST', 'path' => '/cards/holds/{hold_key}/release' ),
) );
// REST keys go by https alone; here a proxy would have ended it.
if ( 'https' === ( $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '' ) ) {
	$_SERVER['HTTPS'] = 'on';
}
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
"""

INSTALL = """
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = '%(host)s';
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Warm Thuis', 'admin', 'admin@shop.example', true, '', 'admin-password' );
foreach ( array( 'siteurl', 'home' ) as $name ) { update_option( $name, '%(address)s' ); }
update_option( 'timezone_string', 'Europe/Amsterdam' );
update_option( 'WPLANG', 'nl_NL' );
"""

ACTIVATE = """
$_SERVER['HTTP_HOST'] = '%(host)s';
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_set_current_user( 1 );
foreach ( array( 'woocommerce/woocommerce.php', 'koppel/koppel.php' ) as $plugin ) {
	$done = activate_plugin( $plugin );
	if ( is_wp_error( $done ) ) { exit( $done->get_error_message() ); }
}
"""

FILL = """
foreach ( array( 'woocommerce_default_country' => 'NL', 'woocommerce_currency' => 'EUR', 'woocommerce_calc_taxes' => 'yes',
	'woocommerce_prices_include_tax' => 'yes', 'woocommerce_tax_display_shop' => 'incl', 'woocommerce_tax_display_cart' => 'incl',
	'woocommerce_price_decimal_sep' => ',', 'woocommerce_price_thousand_sep' => '.', 'woocommerce_coming_soon' => 'no',
	'woocommerce_ship_to_countries' => 'disabled', 'woocommerce_custom_orders_table_enabled' => '%(in_tables)s',
	'woocommerce_custom_orders_table_data_sync_enabled' => 'no', 'woocommerce_terms_page_id' => '',
	'woocommerce_bacs_settings' => array( 'enabled' => 'yes', 'title' => 'Overboeking' ) ) as $name => $value ) {
	update_option( $name, $value );
}
$GLOBALS['wp_rewrite']->set_permalink_structure( '/%%postname%%/' );
flush_rewrite_rules();
$rates = array();
foreach ( array( '' => '21', 'reduced-rate' => '9' ) as $class => $rate ) {
	$rates[] = WC_Tax::_insert_tax_rate( array( 'tax_rate_country' => 'NL', 'tax_rate' => $rate, 'tax_rate_name' => 'BTW',
		'tax_rate_priority' => 1, 'tax_rate_shipping' => 1, 'tax_rate_class' => $class ) );
}
$users = array( 'admin' => 1, 'platform' => wp_insert_user( array( 'user_login' => 'city-butler', 'user_pass' => wp_generate_password(), 'role' => 'shop_manager' ) ) );
foreach ( $users as $name => $user ) {
	$wpdb->insert( "{$wpdb->prefix}woocommerce_api_keys", array( 'user_id' => $user, 'description' => $name, 'permissions' => 'read_write',
		'consumer_key' => wc_api_hash( "ck_$name" ), 'consumer_secret' => "cs_$name", 'truncated_key' => 'x' ) );
}
wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_name' => 'klassiek', 'post_title' => 'Klassiek',
	'post_content' => '[woocommerce_checkout]' ) );
echo json_encode( array( 'rate' => $rates[0], 'user' => $users['platform'], 'versions' => array( $GLOBALS['wp_version'], WC()->version, PHP_VERSION ) ) );
"""

ADDRESS = {
    "first_name": "A.", "last_name": "de Vries", "address_1": "Dorpsstraat 1", "postcode": "1234 AB", "city": "Ons Dorp",
    "country": "NL", "email": "a@example.nl", "phone": "0612345678",
}

# What WordPress and WooCommerce log by themselves: no network, and an activation outside of the admin's pages.
NOT_OURS = ("An unexpected error occurred.", "Translation loading for the <code>woocommerce</code> domain")


class Site:
    """`platform` is where one listens that was started elsewhere; `environment` is for PHP's web server."""

    def __init__(self, root, wordpress, extension, folder, name, in_tables, platform=None, environment=None):
        self.name, self.extension, self.folder = name, extension, pathlib.Path(folder)
        self.place = self.folder / "wordpress"
        shutil.copytree(wordpress, self.place)
        shutil.copytree(root / "examples/woocommerce", self.place / "wp-content/plugins/koppel")
        languages = self.place / "wp-content/languages"
        languages.mkdir(exist_ok=True)
        (languages / "nl_NL.l10n.php").write_text("<?php return array( 'messages' => array() );")
        self.started = []
        database = dict(line.split("=") for line in self.lines_of([root / "scripts/server.sh", "mariadb"], "ready"))
        self.platform = platform or self.lines_of(["python3", root / "examples/pos/platform.py"])[0]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        values = {"database": database["port"], "folder": folder, "platform": self.platform, "host": self.host,
                  "address": f"http://{self.host}", "in_tables": "yes" if in_tables else "no"}
        self.run_php(f"(new mysqli('127.0.0.1', 'koppel', 'canary-pass', '', {database['port']}))->query('CREATE DATABASE wordpress');")
        (self.place / "wp-config.php").write_text(CONFIG % values)
        self.run_php(INSTALL % values)
        self.run_php(ACTIVATE % values)
        filled = json.loads(self.run_php(self.loaded(FILL % values)))
        self.rate, self.platform_user, self.versions = filled["rate"], filled["user"], filled["versions"]
        command = ["php", "-d", f"extension={extension}", "-S", self.host, "-t", self.place]
        self.started.append(subprocess.Popen(
            command, env={"PHP_CLI_SERVER_WORKERS": "4", "PATH": "/usr/bin:/bin", **(environment or {})}, stdout=subprocess.DEVNULL,
            stderr=open(self.folder / "server.log", "w"), start_new_session=True))
        self.new_customer()
        self.until_it_answers()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            if process.stdin:
                process.stdin.close()
            else:  # PHP's web server leaves its workers behind.
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()

    def lines_of(self, command, last=None):
        """What a program says until its line `last`, or its first line; it ends with its input."""
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.started.append(process)
        lines = []
        for line in process.stdout:
            if line.strip() == last:
                break
            lines.append(line.strip())
            if last is None:
                break
        return lines

    def until_it_answers(self):
        for _ in range(100):
            try:
                return self.browse("/")
            except urllib.error.URLError:
                subprocess.run(["sleep", "0.1"], check=True)
        raise SystemExit((self.folder / "server.log").read_text())

    # -- within WordPress

    def run_php(self, code):
        done = subprocess.run(["php", "-d", f"extension={self.extension}", "-r", code], cwd=self.place, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit("\n".join([code, done.stdout, done.stderr, *self.logged()]))
        return done.stdout

    def loaded(self, code):
        return f"$_SERVER['HTTP_HOST'] = '{self.host}'; require 'wp-load.php'; {code}"

    def php(self, expression):
        return json.loads(self.run_php(self.loaded(f"echo json_encode({expression});")))

    def koppel(self, method, request):
        asked = json.dumps(request).replace("'", "\\'")
        return self.php(f"(new Koppel\\WooCommerce\\Coupling(new Koppel\\WooCommerce\\Settings()))->client()->{method}(json_decode('{asked}', true))")

    def meta(self, order, name):
        return self.php(f"wc_get_order({order})->get_meta('{name}')")

    def notes(self, order):
        return [note["content"] for note in self.php(f"wc_get_order_notes(['order_id' => {order}])")]

    def cron(self):
        """As `wp cron event run` does it, from a crontab."""
        self.run_php(self.loaded("define('DOING_CRON', true); foreach (array('koppel_outbox', 'koppel_catalogue') as $job) {"
                                 "wp_next_scheduled($job) || exit(1); do_action($job); }"))

    def cron_by_visit(self):
        """As a visitor sets it off, a minute after the last."""
        self.run_php(self.loaded("$at = wp_next_scheduled('koppel_outbox'); wp_unschedule_event($at, 'koppel_outbox');"
                                 "wp_schedule_event(1, 'koppel_minutely', 'koppel_outbox');"))
        self.browse("/wp-cron.php?doing_wp_cron")

    def logged(self):
        log = self.folder / "debug.log"
        return log.read_text(errors="replace").replace(str(self.place), "").splitlines() if log.exists() else []

    def complaints(self):
        return [line for line in self.logged() if not any(known in line for known in NOT_OURS)]

    def ledger(self):
        with urllib.request.urlopen(f"http://{self.platform}/ledger", data=b"") as answer:
            return answer.read().decode().splitlines()

    # -- over HTTP

    def ask(self, target, data=None, headers=(), method=None, opener=None):
        address = target if target.startswith("http") else f"http://{self.host}{target}"
        request = urllib.request.Request(address, data, dict(headers), method=method)
        try:
            with (opener or self.browser).open(request, timeout=60) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, dict(refused.headers), refused.read().decode()

    def new_customer(self):
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.cart = {}

    def browse(self, target):
        return self.ask(target)[2]

    def post(self, target, fields):
        return self.ask(target, urllib.parse.urlencode(fields).encode())[2]

    def log_in(self):
        self.new_customer()
        self.browse("/wp-login.php")
        self.post("/wp-login.php", {"log": "admin", "pwd": "admin-password", "testcookie": "1"})

    def submit(self, target, page, fields):
        """The form of the page with these fields, and its nonces."""
        nonces = re.findall(r'name="((?:_wp|woocommerce-[a-z-]+-)nonce)" value="([^"]+)"', page)
        return self.post(target, {**dict(reversed(nonces)), **fields})

    @staticmethod
    def link(html):
        """The address of the first link."""
        return re.search(r'href="([^"]+)"', html)[1].replace("&amp;", "&").replace("&#038;", "&")

    def edit_page(self, order):
        return f"/wp-admin/{'admin.php?page=wc-orders&id' if self.name == 'tables' else 'post.php?post'}={order}&action=edit"

    def rest(self, who, method, path, body=None):
        basic = base64.b64encode(f"ck_{who}:cs_{who}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/json", "X-Forwarded-Proto": "https"}
        opener = urllib.request.build_opener()
        text = self.ask(f"/wp-json/wc/v3/{path}", body and json.dumps(body).encode(), headers, method, opener)[2]
        answered = json.loads(text)
        if "code" in answered:
            print(f"{method} {path}: {answered['code']} {answered['message']}")
        return answered

    def store(self, method, path, body=None):
        headers = {"Content-Type": "application/json", **self.cart}
        data = None if body is None else json.dumps(body).encode()
        if method == "POST" and not self.cart:
            self.store("GET", "cart")
            headers.update(self.cart)
        _, answered, text = self.ask(f"/wp-json/wc/store/v1/{path}", data, headers, method)
        known = {name.lower(): value for name, value in answered.items()}
        if "nonce" in known:
            self.cart = {"Nonce": known["nonce"]}
        return json.loads(text)

    def check_out(self, fields):
        return self.store("POST", "checkout", {
            "billing_address": ADDRESS, "payment_method": "koppel",
            "payment_data": [{"key": name, "value": value} for name, value in fields.items()]})

    def check_out_classic(self, page, fields):
        nonce = re.search(r'name="woocommerce-process-checkout-nonce" value="([^"]+)"', page)
        address = {f"billing_{name}": value for name, value in ADDRESS.items()}
        said = self.post("/?wc-ajax=checkout", {
            **address, **fields, "payment_method": "koppel", "woocommerce-process-checkout-nonce": nonce and nonce[1]})
        return json.loads(said)

    def refund(self, order, amount, lines, by_gateway=False):
        """As the staff enters it on the page of the order: `lines` are pieces, total and tax by line."""
        self.log_in()
        nonce = re.search(r'"order_item_nonce":"([^"]+)"', self.browse(self.edit_page(order)))
        return json.loads(self.post("/wp-admin/admin-ajax.php", {
            "action": "woocommerce_refund_line_items", "security": nonce and nonce[1], "order_id": order, "refund_amount": amount,
            "refunded_amount": "0", "refund_reason": "", "restock_refunded_items": "true", "api_refund": str(by_gateway).lower(),
            "line_item_qtys": json.dumps({line: given[0] for line, given in lines.items()}),
            "line_item_totals": json.dumps({line: given[1] for line, given in lines.items()}),
            "line_item_tax_totals": json.dumps({line: {self.rate: given[2]} for line, given in lines.items()})}))

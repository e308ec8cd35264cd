<?php
// The few functions and classes of WordPress and WooCommerce that the plugin meets, as its tests need them: named and shaped
// as the real ones (WordPress 6.8, WooCommerce 10), without their database, their pages and their checks.
declare( strict_types=1 );

namespace {
	const MINUTE_IN_SECONDS = 60;

	/** Everything that the stand-ins remember. */
	final class Site {
		public static array $hooks = array(), $options = array(), $orders = array(), $products = array(), $log = array();
		public static array $scheduled = array(), $notices = array(), $texts = array(), $unknown_texts = array(), $cleared = array();
		public static int $user = 1, $next_id = 100;
	}

	function add_action( string $hook, callable $callback, int $priority = 10, int $accepted = 1 ): true {
		Site::$hooks[ $hook ][ $priority ][] = array( $callback, $accepted );
		return true;
	}
	function add_filter( string $hook, callable $callback, int $priority = 10, int $accepted = 1 ): true {
		return add_action( $hook, $callback, $priority, $accepted );
	}
	function apply_filters( string $hook, mixed $value, mixed ...$more ): mixed {
		$hooks = Site::$hooks[ $hook ] ?? array();
		ksort( $hooks );
		foreach ( array_merge( ...array_values( $hooks ) ) as list( $callback, $accepted ) ) {
			$value = $callback( ...array_slice( array( $value, ...$more ), 0, $accepted ) );
		}
		return $value;
	}
	function do_action( string $hook, mixed ...$values ): void {
		$hooks = Site::$hooks[ $hook ] ?? array();
		ksort( $hooks );
		foreach ( array_merge( ...array_values( $hooks ) ) as list( $callback, $accepted ) ) {
			$callback( ...array_slice( $values, 0, $accepted ) );
		}
	}
	function remove_action( string $hook, callable $callback, int $priority = 10 ): bool {
		$is_other                        = static fn ( array $own ): bool => $own[0] !== $callback;
		Site::$hooks[ $hook ][ $priority ] = array_filter( Site::$hooks[ $hook ][ $priority ] ?? array(), $is_other );
		return true;
	}
	function register_deactivation_hook( string $file, callable $callback ): void {
		add_action( 'deactivate', $callback );
	}

	/** Of php-fpm: from here on nobody waits. */
	function fastcgi_finish_request(): bool { return true; }
	function get_option( string $name, mixed $absent = false ): mixed {
		return Site::$options[ $name ] ?? $absent;
	}
	function update_option( string $name, mixed $value ): bool {
		Site::$options[ $name ] = $value;
		return true;
	}
	function delete_option( string $name ): bool {
		unset( Site::$options[ $name ] );
		return true;
	}
	/** What is not in the translation is remembered: a test looks. */
	function __( string $text, string $domain ): string {
		if ( array() !== Site::$texts && ! isset( Site::$texts[ $text ] ) ) {
			Site::$unknown_texts[] = $text;
		}
		return Site::$texts[ $text ] ?? $text;
	}
	function esc_html__( string $text, string $domain ): string { return esc_html( __( $text, $domain ) ); }
	function esc_html( string $text ): string { return htmlspecialchars( $text, ENT_QUOTES, double_encode: false ); }
	function esc_attr( string $text ): string { return esc_html( $text ); }
	function esc_url( string $text ): string { return esc_html( $text ); }
	function sanitize_text_field( string $text ): string { return trim( strip_tags( $text ) ); }
	function wp_unslash( string $text ): string { return stripslashes( $text ); }
	function wp_strip_all_tags( string $text ): string { return strip_tags( $text ); }
	function wp_json_encode( mixed $value ): string|false { return json_encode( $value ); }
	function wp_generate_uuid4(): string { return bin2hex( random_bytes( 16 ) ); }
	function wp_timezone_string(): string { return '+01:00'; }
	function get_locale(): string { return 'nl_NL'; }
	function get_bloginfo( string $name ): string { return 'Warm Thuis'; }
	function get_current_user_id(): int { return Site::$user; }
	function current_user_can( string $capability ): bool { return Site::$user === 1; }
	function wp_nonce_field( string $action, string $name, bool $referer, bool $display ): string { return "<input name=\"$name\">"; }
	function check_admin_referer( string $action ): int { return 1; }
	function wp_safe_redirect( string $to ): bool { throw new Redirected( $to ); }
	function wp_get_referer(): string|false { return false; }
	function wp_die( string $message, string $title = '', array $args = array() ): never { throw new LogicException( $message ); }
	function admin_url( string $path = '' ): string { return "https://shop.example/wp-admin/$path"; }
	function plugins_url( string $path, string $file ): string { return "https://shop.example/wp-content/plugins/koppel/$path"; }
	function plugin_basename( string $file ): string { return 'koppel/koppel.php'; }
	function load_plugin_textdomain( string $domain, mixed $deprecated, string $path ): bool { return true; }
	function wp_next_scheduled( string $hook ): int|false { return Site::$scheduled[ $hook ] ?? false; }
	function wp_schedule_event( int $at, string $recurrence, string $hook ): bool {
		Site::$scheduled[ $hook ] = $at;
		return true;
	}
	function wp_clear_scheduled_hook( string $hook ): int {
		Site::$cleared[] = $hook;
		unset( Site::$scheduled[ $hook ] );
		return 1;
	}
	$GLOBALS['wpdb'] = new class() {
		public string $prefix = 'wp_';
		public array $locks = array();
		public function prepare( string $sql, string ...$values ): array { return $values; }
		public function get_var( array $asked ): string { return (string) array_push( $this->locks, $asked[0] ); }
	};
	final class Redirected extends LogicException {}
	final class WP {
		public function __construct( public string $request = '' ) {}
	}
	final class WP_Error {
		public function __construct( public string $code, public string $message ) {}
		public function get_error_message(): string { return $this->message; }
	}
	function is_wp_error( mixed $thing ): bool { return $thing instanceof WP_Error; }
	final class WP_REST_Request implements ArrayAccess {
		public function __construct( private readonly string $method = '', private readonly string $route = '', private array $given = array() ) {}
		public function get_method(): string { return $this->method; }
		public function get_route(): string { return $this->route; }
		public function set_param( string $name, mixed $value ): void { $this->given[ $name ] = $value; }
		public function offsetExists( mixed $name ): bool { return isset( $this->given[ $name ] ); }
		public function offsetGet( mixed $name ): mixed { return $this->given[ $name ] ?? null; }
		public function offsetSet( mixed $name, mixed $value ): void { $this->given[ $name ] = $value; }
		public function offsetUnset( mixed $name ): void { unset( $this->given[ $name ] ); }
	}
	final class WP_REST_Response {
		public function __construct( private readonly array $data ) {}
		public function get_data(): array { return $this->data; }
	}

	// WooCommerce.

	final class WooCommerce {
		public object $countries;
		public function __construct() {
			$this->countries = new class() { public function get_base_country(): string { return 'NL'; } };
		}
	}
	function WC(): WooCommerce { return new WooCommerce(); }
	function get_woocommerce_currency(): string { return 'EUR'; }
	function wc_prices_include_tax(): bool { return true; }
	function wc_get_price_decimals(): int { return 2; }
	function wc_format_decimal( mixed $number, mixed $decimals = false, bool $trim = false ): string {
		$text = false === $decimals ? (string) $number : number_format( (float) $number, $decimals, '.', '' );
		return $trim && str_contains( $text, '.' ) ? rtrim( rtrim( $text, '0' ), '.' ) : $text;
	}
	function wc_price( mixed $amount, array $args = array() ): string { return "<span>&euro;&nbsp;$amount</span>"; }
	function wc_add_notice( string $message, string $kind ): void { Site::$notices[] = $message; }
	function wc_get_is_paid_statuses(): array { return array( 'processing', 'completed' ); }
	function wc_get_order_status_name( string $status ): string { return $status; }
	function wc_get_order( int $id ): WC_Order|false { return Site::$orders[ $id ] ?? false; }
	function wc_get_orders( array $query ): array {
		$fits = fn ( WC_Order $order ): bool => ( isset( $query['meta_value'] )
			? $order->get_meta( $query['meta_key'] ) === $query['meta_value'] : '' !== $order->get_meta( $query['meta_key'] ) )
			&& in_array( $order->get_status(), $query['status'] ?? array( $order->get_status() ), true );
		return array_values( array_filter( Site::$orders, $fits ) );
	}
	function get_post_type( int $id ): string|false {
		return match ( ( Site::$products[ $id ] ?? null )?->is_type( 'variation' ) ) { true => 'product_variation', false => 'product', null => 'post' };
	}
	function wp_get_post_parent_id( int $id ): int|false { return ( Site::$products[ $id ] ?? null )?->get_parent_id() ?? false; }
	function wc_get_product( int $id ): WC_Product|false { return Site::$products[ $id ] ?? false; }
	function wc_get_product_id_by_sku( string $sku ): int {
		$found = array_filter( Site::$products, fn ( WC_Product $product ): bool => '' !== $sku && $product->get_sku() === $sku );
		return array_key_first( $found ) ?? 0;
	}
	function wc_update_product_stock( WC_Product $product, int $quantity, string $operation ): int|float|null {
		$sign = array( 'increase' => 1, 'decrease' => -1 )[ $operation ] ?? 0;
		return $product->document['stock_quantity'] = $quantity * ( $sign ?: 1 ) + ( $sign ? $product->get_stock_quantity() : 0 );
	}
	/** Once for each order. */
	function wc_maybe_reduce_stock_levels( int $order_id ): void {
		$order = wc_get_order( $order_id );
		foreach ( $order->is_stock_reduced ? array() : $order->get_items() as $item ) {
			wc_update_product_stock( $item->get_product(), $item->get_quantity(), 'decrease' );
		}
		$order->is_stock_reduced = true;
	}
	function wc_get_products( array $query ): array {
		if ( isset( $query['type'] ) ) {
			return array_values( array_filter( Site::$products, fn ( WC_Product $own ): bool => in_array( $own->document['type'], $query['type'], true ) ) );
		}
		$top = array_filter( Site::$products, fn ( WC_Product $product ): bool => ! $product->is_type( 'variation' ) );
		return array_slice( array_values( $top ), ( $query['page'] - 1 ) * $query['limit'], $query['limit'] );
	}
	function wc_get_logger(): object {
		return new class() { public function error( string $message, array $context = array() ): void { Site::$log[] = $message; } };
	}
	final class WC_Tax {
		public static function get_tax_class_slugs(): array { return array( 'reduced-rate', 'zero-rate' ); }
		public static function get_rate_percent_value( int $id ): float { return array( 5 => 21.0, 6 => 9.0 )[ $id ]; }
		public static function get_base_tax_rates( string $tax_class = '' ): array {
			$rates = array( '' => 21.0, 'reduced-rate' => 9.0 );
			return isset( $rates[ $tax_class ] ) ? array( 5 => array( 'rate' => $rates[ $tax_class ], 'label' => 'BTW' ) ) : array();
		}
	}

	abstract class WC_Data {
		protected array $meta = array();
		public function get_meta( string $key = '', bool $single = true ): mixed { return $this->meta[ $key ] ?? ''; }
		public function update_meta_data( string $key, mixed $value ): void { $this->meta[ $key ] = $value; }
		public function delete_meta_data( string $key ): void { unset( $this->meta[ $key ] ); }
		public function save_meta_data(): void {}
	}
	class WC_Order_Item extends WC_Data {
		public function __construct( protected string $type, protected array $data ) {}
		public function get_type(): string { return $this->type; }
		public function get_name(): string { return $this->data['name']; }
		public function get_quantity(): int { return $this->data['quantity'] ?? 1; }
		public function get_total(): string { return $this->data['total']; }
		public function get_total_tax(): string { return $this->data['total_tax']; }
		public function get_taxes(): array { return array( 'total' => array( $this->data['rate_id'] => $this->data['total_tax'] ) ); }
	}
	final class WC_Order_Item_Product extends WC_Order_Item {
		public function get_product_id(): int { return $this->data['product_id']; }
		public function get_variation_id(): int { return $this->data['variation_id'] ?? 0; }
		public function get_product(): WC_Product|false { return wc_get_product( $this->get_variation_id() ?: $this->get_product_id() ); }
	}
	final class WC_Order_Item_Tax extends WC_Order_Item {
		public function get_rate_id(): int { return $this->data['rate_id']; }
		public function get_rate_percent(): ?float { return $this->data['rate_percent']; }
	}
	class WC_Order extends WC_Data {
		public array $items = array(), $notes = array(), $refunds = array();
		public string $method = '';
		public bool $is_stock_reduced = false;
		private string $status = 'pending';
		public int $id;
		public function __construct( protected string $total = '0' ) {
			$this->id = Site::$next_id++;
			Site::$orders[ $this->id ] = $this;
		}
		public function add( WC_Order_Item $item ): int {
			$this->items[ Site::$next_id ] = $item;
			return Site::$next_id++;
		}
		public function get_id(): int { return $this->id; }
		public function get_order_number(): string { return "W-$this->id"; }
		public function get_currency(): string { return 'EUR'; }
		public function get_status(): string { return $this->status; }
		public function is_paid(): bool { return in_array( $this->status, wc_get_is_paid_statuses(), true ); }
		public function get_total( string $context = 'view' ): mixed {
			return 'view' === $context ? apply_filters( 'woocommerce_order_get_total', $this->total, $this ) : $this->total;
		}
		public function get_formatted_order_total( string $tax_display = '', bool $display_refunded = true ): string { return $this->get_total(); }
		public function get_items( string|array $types = 'line_item' ): array {
			return array_filter( $this->items, fn ( WC_Order_Item $item ): bool => in_array( $item->get_type(), (array) $types, true ) );
		}
		public function get_item( int $id ): WC_Order_Item|false { return $this->items[ $id ] ?? false; }
		public function get_line_total( object $item, bool $with_tax = false, bool $round = true ): float {
			return round( (float) $item->get_total() + ( $with_tax ? (float) $item->get_total_tax() : 0 ), 2 );
		}
		public function get_line_tax( object $item ): float { return round( (float) $item->get_total_tax(), 2 ); }
		public function get_total_tax(): string {
			return (string) array_sum( array_map( fn ( WC_Order_Item $item ): float => (float) $item->get_total_tax(), $this->get_items() ) );
		}
		public function get_refunds(): array { return $this->refunds; }
		public function get_remaining_refund_amount(): string {
			return (string) ( (float) $this->total - array_sum( array_map( fn ( WC_Order_Refund $own ): float => (float) $own->amount, $this->refunds ) ) );
		}
		/** Below zero, as WooCommerce says it. */
		public function get_qty_refunded_for_item( int $id ): int {
			return -array_sum( array_map( fn ( WC_Order_Refund $own ): int => $own->args['line_items'][ $id ]['qty'] ?? 0, $this->refunds ) );
		}
		public function get_payment_method(): string { return $this->method; }
		public function get_checkout_payment_url(): string { return "https://shop.example/checkout/order-pay/$this->id/"; }
		public function add_order_note( string $note ): int { return array_push( $this->notes, $note ); }
		public function update_status( string $status ): bool {
			list( $from, $this->status ) = array( $this->status, $status );
			do_action( 'woocommerce_order_status_changed', $this->id, $from, $status, $this );
			return true;
		}
		public function payment_complete( string $transaction = '' ): bool { return $this->update_status( 'processing' ); }
	}
	/** No WC_Order, as in WooCommerce. */
	class WC_Order_Refund extends WC_Data {
		private int $id;
		public function __construct( public string $amount, public array $args = array() ) { $this->id = Site::$next_id++; }
		public function get_id(): int { return $this->id; }
		public function get_amount(): string { return $this->amount; }
	}
	/** Only what the order of events is about. */
	function wc_create_refund( array $args ): WC_Order_Refund|WP_Error {
		$args += array( 'amount' => 0, 'order_id' => 0, 'line_items' => array(), 'refund_payment' => false );
		try {
			$refund = new WC_Order_Refund( (string) $args['amount'], $args );
			do_action( 'woocommerce_create_refund', $refund, $args );
			$order            = wc_get_order( $args['order_id'] );
			$order->refunds[] = $refund;
			foreach ( empty( $args['restock_items'] ) ? array() : $args['line_items'] as $id => $item ) {
				wc_update_product_stock( $order->get_item( $id )->get_product(), $item['qty'], 'increase' );
			}
			return $refund;
		} catch ( Exception $e ) {
			return new WP_Error( 'error', $e->getMessage() );
		}
	}
	final class WC_Product {
		public function __construct( public array $document ) { Site::$products[ $document['id'] ] = $this; }
		public function get_id(): int { return $this->document['id']; }
		public function get_parent_id(): int { return $this->document['parent_id'] ?? 0; }
		public function get_status(): string { return $this->document['status'] ?? 'publish'; }
		public function get_sku(): string { return $this->document['sku']; }
		public function get_name(): string { return $this->document['name']; }
		public function has_enough_stock( int|float $quantity ): bool { return $this->document['stock_quantity'] >= $quantity; }
		public function get_stock_quantity(): int|float|null { return $this->document['stock_quantity']; }
		public function set_regular_price( string $price ): void { $this->document['regular_price'] = $price; }
		public function save(): int { return $this->get_id(); }
		public function is_type( string $type ): bool { return $this->document['type'] === $type; }
		public function get_children(): array { return $this->document['variations'] ?? array(); }
	}
	abstract class REST_Controller {
		public function prepare_object_for_response( WC_Product $product, WP_REST_Request $request ): WP_REST_Response {
			return new WP_REST_Response( $product->document );
		}
	}
	final class WC_REST_Products_Controller extends REST_Controller {}
	final class WC_REST_Product_Variations_Controller extends REST_Controller {}
	final class WC_REST_Orders_Controller {
		public function get_item( WP_REST_Request $request ): WP_REST_Response {
			return $this->prepare_object_for_response( wc_get_order( $request['id'] ), $request );
		}
		public function prepare_object_for_response( WC_Order $order, WP_REST_Request $request ): WP_REST_Response {
			$lines = array();
			foreach ( $order->get_items() as $id => $item ) {
				$lines[] = array(
					'id' => $id, 'name' => $item->get_name(), 'product_id' => $item->get_product_id(), 'variation_id' => $item->get_variation_id(),
					'quantity' => $item->get_quantity(), 'subtotal' => $item->get_total(), 'total' => $item->get_total(), 'total_tax' => $item->get_total_tax(),
				);
			}
			$meta = array_map( fn ( string $key ): array => array( 'key' => $key, 'value' => $order->get_meta( $key ) ), array( '_platform_order_id', '_platform_payments' ) );
			return new WP_REST_Response( array(
				'id' => $order->get_id(), 'number' => $order->get_order_number(), 'status' => $order->get_status(), 'currency' => 'EUR',
				'total' => $order->get_total(), 'line_items' => $lines, 'meta_data' => $meta,
			) );
		}
	}
	abstract class WC_Payment_Gateway {
		public $id, $has_fields, $method_title, $method_description, $title, $description, $enabled;
		public $supports = array( 'products' ), $form_fields = array(), $settings = array();
		public function init_settings() { $this->settings = get_option( "woocommerce_{$this->id}_settings", array() ); }
		public function get_option( $key, $empty_value = null ) { return $this->settings[ $key ] ?? $empty_value; }
		public function is_available() { return 'yes' === $this->enabled; }
		public function payment_fields() { echo $this->description; }
		public function process_admin_options() {}
		public function get_return_url( $order = null ) { return 'https://shop.example/order-received/'; }
	}
	abstract class WC_Settings_Page {
		protected $id = '', $label = '';
		public function __construct() {}
		final public function get_settings_for_section( $section ) { return $this->get_settings_for_default_section(); }
	}
}

namespace Automattic\WooCommerce\Utilities {
	final class FeaturesUtil {
		public static array $declared = array();
		public static function declare_compatibility( string $feature, string $file, bool $is = true ): bool {
			self::$declared[ $feature ] = $is;
			return true;
		}
	}
}

namespace Automattic\WooCommerce\Blocks\Payments\Integrations {
	abstract class AbstractPaymentMethodType {
		protected $name, $settings;
		protected function get_setting( $name, $default = '' ) { return $this->settings[ $name ] ?? $default; }
	}
}

<?php
/**
 * Stricter than WooCommerce where a platform orders: what comes again is the order that is there, or is refused where it is
 * another; so is what is not sold, or is not in stock; and what is ordered is taken from the stock at once. Whoever else uses
 * the REST interface notices nothing.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use WC_Order;
use WC_REST_Orders_Controller;
use WP_Error;
use WP_REST_Request;

final class Order_Intake {

	private const ROUTE = '/wc/v3/orders';

	/** What was ordered and who paid it, as it came. */
	private const CONTENT = '_koppel_content';
	private const PARTS   = array( 'line_items', 'shipping_lines', 'fee_lines', 'coupon_lines', 'meta_data' );

	public function __construct( private readonly Platform_Orders $orders ) {
	}

	public function register(): void {
		add_filter( 'rest_dispatch_request', array( $this, 'known' ), 10, 2 );
		add_filter( 'woocommerce_rest_pre_insert_shop_order_object', array( $this, 'checked' ), 10, 3 );
		add_action( 'woocommerce_rest_insert_shop_order_object', array( $this, 'reserved' ), 5, 3 );
	}

	/** After a time-out a platform offers its order again: the answer is the order that was made. */
	public function known( mixed $result, WP_REST_Request $request ): mixed {
		$is_new = null === $result && 'POST' === $request->get_method() && self::ROUTE === $request->get_route();
		if ( ! $is_new || '' === $this->orders->calling() || '' === self::identity( $request ) ) {
			return $result;
		}
		self::one_at_a_time( self::identity( $request ) );
		$order = $this->offered_before( $request );
		if ( null === $order || ! in_array( $order->get_meta( self::CONTENT ), array( '', self::content( $request ) ), true ) ) {
			return $result;
		}
		$request->set_param( 'id', $order->get_id() );
		return ( new WC_REST_Orders_Controller() )->get_item( $request );
	}

	/** The first offer may still be on its way into the shop. The lock ends with the request. */
	private static function one_at_a_time( string $identity ): void {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery
		$wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 30)', 'koppel-' . md5( $wpdb->prefix . $identity ) ) );
	}

	private static function identity( WP_REST_Request $request ): string {
		return (string) ( array_column( (array) $request['meta_data'], 'value', 'key' )[ Platform_Orders::IDENTITY ] ?? '' );
	}

	private function offered_before( WP_REST_Request $request ): ?WC_Order {
		$identity = self::identity( $request );
		$found    = '' === $identity ? array() : wc_get_orders(
			array(
				'limit'      => 1,
				'type'       => 'shop_order',
				'meta_key'   => Platform_Orders::IDENTITY, // phpcs:ignore WordPress.DB.SlowDBQuery
				'meta_value' => $identity, // phpcs:ignore WordPress.DB.SlowDBQuery
			)
		);
		$is_theirs = array() !== $found && ( new Order_State( $found[0] ) )->platform() === $this->orders->calling();
		return $is_theirs ? $found[0] : null;
	}

	private static function content( WP_REST_Request $request ): string {
		return md5( (string) wp_json_encode( array_map( static fn ( string $part ): mixed => $request[ $part ], self::PARTS ) ) );
	}

	public function checked( mixed $order, WP_REST_Request $request, bool $is_new ): mixed {
		if ( ! $is_new || ! $order instanceof WC_Order || '' === $this->orders->calling() ) {
			return $order;
		}
		$before = $this->offered_before( $request );
		if ( null !== $before ) {
			/* translators: %s: the number of an order */
			$sentence = sprintf( __( 'This order was offered before: it is order %s here, and stays as it is.', 'koppel' ), $before->get_order_number() );
			return new WP_Error( 'koppel_order_conflict', $sentence, array( 'status' => 409 ) );
		}
		foreach ( $order->get_items() as $item ) {
			$product = $item->get_product();
			if ( ! $product || 'publish' !== $product->get_status() ) {
				/* translators: %s: the number of a product */
				$sentence = sprintf( __( 'Product %s is not sold here.', 'koppel' ), $item->get_variation_id() ?: $item->get_product_id() );
				return new WP_Error( 'woocommerce_rest_invalid_product_id', $sentence, array( 'status' => 400 ) );
			}
			if ( ! $product->has_enough_stock( $item->get_quantity() ) ) {
				/* translators: %s: the name of a product */
				$sentence = sprintf( __( 'There are not so many of %s.', 'koppel' ), $product->get_name() );
				return new WP_Error( 'woocommerce_rest_out_of_stock', $sentence, array( 'status' => 400 ) );
			}
		}
		$order->update_meta_data( self::CONTENT, self::content( $request ) );
		return $order;
	}

	/** WooCommerce takes the stock when an order is paid; until then another customer would be sold the same piece. */
	public function reserved( WC_Order $order, WP_REST_Request $request, bool $is_new ): void {
		if ( $is_new && 'pending' === $order->get_status() && '' !== $this->orders->calling() ) {
			wc_maybe_reduce_stock_levels( $order->get_id() );
		}
	}
}

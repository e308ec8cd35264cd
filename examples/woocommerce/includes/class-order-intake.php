<?php
/**
 * Stricter than WooCommerce where a platform orders: what comes again is the order that is there, and what is not sold, or is
 * not in stock, is refused. Whoever else uses the REST interface notices nothing.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use WC_Order;
use WC_REST_Orders_Controller;
use WP_Error;
use WP_REST_Request;

final class Order_Intake {

	private const ROUTE = '/wc/v3/orders';

	public function __construct( private readonly Platform_Orders $orders ) {
	}

	public function register(): void {
		add_filter( 'rest_dispatch_request', array( $this, 'known' ), 10, 2 );
		add_filter( 'woocommerce_rest_pre_insert_shop_order_object', array( $this, 'checked' ), 10, 3 );
	}

	/** After a time-out a platform offers its order again: the answer is the order that was made. */
	public function known( mixed $result, WP_REST_Request $request ): mixed {
		$is_new = null === $result && 'POST' === $request->get_method() && self::ROUTE === $request->get_route();
		if ( ! $is_new || '' === $this->orders->calling() ) {
			return $result;
		}
		$identity = array_column( (array) $request['meta_data'], 'value', 'key' )[ Platform_Orders::IDENTITY ] ?? '';
		$found    = '' === $identity ? array() : wc_get_orders(
			array(
				'limit'      => 1,
				'type'       => 'shop_order',
				'meta_key'   => Platform_Orders::IDENTITY, // phpcs:ignore WordPress.DB.SlowDBQuery
				'meta_value' => (string) $identity, // phpcs:ignore WordPress.DB.SlowDBQuery
			)
		);
		if ( array() === $found || ( new Order_State( $found[0] ) )->platform() !== $this->orders->calling() ) {
			return $result;
		}
		$request->set_param( 'id', $found[0]->get_id() );
		return ( new WC_REST_Orders_Controller() )->get_item( $request );
	}

	public function checked( mixed $order, WP_REST_Request $request, bool $is_new ): mixed {
		if ( ! $is_new || ! $order instanceof WC_Order || '' === $this->orders->calling() ) {
			return $order;
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
		return $order;
	}
}

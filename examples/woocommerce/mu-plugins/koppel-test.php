<?php
/**
 * Plugin Name: koppel's test routes
 * Description: What the self-test asks of a test shop (docs/selftest.md). Never in production.
 *
 * Copy it to wp-content/mu-plugins/ of a test or acceptance shop, and put KOPPEL_TEST_TOKEN into its environment.
 */

declare( strict_types=1 );

add_action( 'parse_request', 'koppel_test_answer' );
add_filter( 'rest_pre_dispatch', 'koppel_test_down', 0 );

/** While requests are to be refused, the REST interface lies down. */
function koppel_test_down( mixed $result ): mixed {
	$fault = get_option( 'koppel_test_fault', array() );
	$left  = (int) ( $fault['refuse_requests'] ?? 0 );
	$is_asked = defined( 'REST_REQUEST' ) && REST_REQUEST && 'production' !== wp_get_environment_type();
	if ( $left < 1 || ! $is_asked ) {
		return $result;
	}
	update_option( 'koppel_test_fault', array( 'refuse_requests' => $left - 1 ) + $fault );
	return new WP_Error( 'koppel_test_down', 'The shop is down, as the test asked.', array( 'status' => 503 ) );
}

function koppel_test_answer( WP $wp ): void {
	if ( ! str_starts_with( $wp->request, 'koppel-test/' ) || 'production' === wp_get_environment_type() ) {
		return;
	}
	$token = (string) getenv( 'KOPPEL_TEST_TOKEN' );
	if ( '' === $token || ! hash_equals( "Bearer $token", $_SERVER['HTTP_AUTHORIZATION'] ?? '' ) ) {
		wp_send_json( array( 'code' => 'unknown_token', 'message' => 'KOPPEL_TEST_TOKEN is another one.' ), 401 );
	}
	$asked = json_decode( (string) file_get_contents( 'php://input' ), true ) ?: array();
	$route = $_SERVER['REQUEST_METHOD'] . ' ' . substr( $wp->request, strlen( 'koppel-test/' ) );
	switch ( $route ) {
		case 'GET state':
			wp_send_json( koppel_test_state() );
		case 'POST stock':
		case 'POST price':
			$product = wc_get_product( wc_get_product_id_by_sku( $asked['sku'] ?? '' ) );
			if ( ! $product ) {
				wp_send_json( array( 'code' => 'unknown_sku', 'message' => 'There is no such article.' ), 404 );
			}
			if ( 'POST stock' === $route ) {
				wc_update_product_stock( $product, (int) $asked['quantity'], 'set' );
			} else {
				$product->set_regular_price( $asked['gross_amount'] );
				$product->save();
			}
			wp_send_json( new stdClass() );
		case 'POST return':
			wp_send_json( koppel_test_return( $asked ) );
		case 'POST fault':
			// What was ordered before is no affair of a fault.
			update_option( 'koppel_test_fault', $asked + array( 'before' => array_map( static fn ( $order ): int => $order->get_id(), koppel_test_waiting() ) ) );
			wp_send_json( new stdClass() );
		case 'POST drain':
			$refused = koppel_test_refuse();
			// What your own coupling put off runs by the action scheduler, as WooCommerce's own webhooks do; the plugin of
			// examples/woocommerce has a job of WP-Cron.
			do_action( 'koppel_outbox' );
			$ran = ActionScheduler_QueueRunner::instance()->run();
			wp_send_json( array( 'taken' => $refused + $ran, 'drain' => array( 'sent' => 0 ) ) );
	}
	wp_send_json( array( 'code' => 'rest_no_route', 'message' => 'No such test route.' ), 404 );
}

/** @return list<WC_Order> the platforms' orders that are not sent yet */
function koppel_test_waiting(): array {
	return wc_get_orders( array( 'limit' => -1, 'status' => array( 'pending', 'processing' ), 'meta_key' => '_platform_order_id' ) );
}

/** The staff looks through new orders for what the shop turns out not to have. */
function koppel_test_refuse(): int {
	$fault = get_option( 'koppel_test_fault', array() );
	$sku   = $fault['refuse_takeover_sku'] ?? '';
	if ( '' === $sku ) {
		return 0;
	}
	$sku_of  = static fn ( $item ): string => $item->get_product() ? $item->get_product()->get_sku() : '';
	$refused = array_filter(
		koppel_test_waiting(),
		static fn ( WC_Order $order ): bool => ! in_array( $order->get_id(), $fault['before'], true )
			&& in_array( $sku, array_map( $sku_of, $order->get_items() ), true )
	);
	array_map( static fn ( WC_Order $order ): bool => $order->update_status( 'cancelled' ), $refused );
	return count( $refused );
}

/** The shop's own book: not what its REST interface says, but what WooCommerce holds. */
function koppel_test_state(): array {
	$line  = static fn ( WC_Order_Item $item ): array => array(
		'sku'        => $item instanceof WC_Order_Item_Product ? $item->get_product()->get_sku() : null,
		'quantity'   => (string) $item->get_quantity(),
		'vat_rate'   => (string) array_sum( array_map(
			static fn ( $id ): float => WC_Tax::get_rate_percent_value( $id ),
			array_keys( array_filter( $item->get_taxes()['total'] ) )
		) ),
		'vat_amount' => wc_format_decimal( $item->get_total_tax(), 2 ),
	);
	$order = static fn ( WC_Order $order ): array => array(
		'platform_id'       => $order->get_payment_method(),
		'platform_order_id' => $order->get_meta( '_platform_order_id' ),
		'status'            => $order->get_status(),
		'total_amount'      => wc_format_decimal( $order->get_total(), 2 ),
		'vat_amount'        => wc_format_decimal( $order->get_total_tax(), 2 ),
		'lines'             => array_map( $line, array_values( $order->get_items( array( 'line_item', 'shipping', 'fee' ) ) ) ),
		'tenders'           => $order->get_meta( '_platform_payments' ) ?: array(),
	);
	$stock = static fn ( WC_Product $product ): array => array(
		'sku'      => $product->get_sku(),
		'quantity' => (string) $product->get_stock_quantity(),
	);
	$sold  = array( 'limit' => -1, 'manage_stock' => true, 'type' => array( 'simple', 'variation' ) );
	return array(
		'environment' => wp_get_environment_type(),
		'routes'      => array( 'stock', 'price', 'return', 'drain', 'fault' ),
		'orders'      => array_map( $order, wc_get_orders( array( 'limit' => 100, 'meta_key' => '_platform_order_id' ) ) ),
		'stock'       => array_map( $stock, wc_get_products( $sold ) ),
	);
}

/** Books a return by WooCommerce's own refund; your coupling credits it from `woocommerce_create_refund`. */
function koppel_test_return( array $asked ): array {
	$refused = static fn ( string $status, string $code, string $message ): array => array(
		'status' => $status,
		'error'  => array( 'code' => $code, 'message' => $message ),
	);
	$found   = wc_get_orders( array( 'limit' => 1, 'meta_key' => '_platform_order_id', 'meta_value' => $asked['platform_order_id'] ) );
	if ( ! $found ) {
		return $refused( 'NOT_FOUND', 'order.unknown', 'There is no such order.' );
	}
	list( $order ) = $found;
	$content       = wp_json_encode( $asked['lines'] );
	$told          = static fn ( WC_Order_Refund $refund, bool $replayed ): array => array(
		'status' => 200,
		'refund' => array(
			'amount'            => wc_format_decimal( $refund->get_amount(), 2 ),
			'refundable_amount' => wc_format_decimal( $order->get_remaining_refund_amount(), 2 ),
			'replayed'          => $replayed,
			// Where your coupling numbers returns itself: as it called this one to the platform.
		) + array_filter( array( 'return_id' => $refund->get_meta( '_koppel_return_id' ) ) ),
	);
	foreach ( $order->get_refunds() as $refund ) {
		if ( $refund->get_meta( '_return_id' ) === $asked['return_id'] ) {
			return $refund->get_meta( '_return_lines' ) === $content
				? $told( $refund, true )
				: $refused( 'CONFLICT', 'return.conflict', 'This return was booked with other lines.' );
		}
	}
	$lines = array();
	$cents = 0;
	foreach ( $asked['lines'] as list( 'sku' => $sku, 'quantity' => $quantity ) ) {
		foreach ( $order->get_items() as $id => $item ) {
			if ( $item->get_product()->get_sku() !== $sku ) {
				continue;
			}
			$returned = -$order->get_qty_refunded_for_item( $id );
			if ( $returned + $quantity > $item->get_quantity() ) {
				return $refused( 'REJECTED', 'refund.too_much', "So many of $sku are not left." );
			}
			$part         = static fn ( float $of ): int => koppel_test_cents( $of, $returned + $quantity, $item->get_quantity() )
				- koppel_test_cents( $of, $returned, $item->get_quantity() );
			$all          = $part( (float) $item->get_total() + (float) $item->get_total_tax() );
			$taxes        = array_map( static fn ( $tax ): int => $part( (float) $tax ), $item->get_taxes()['total'] );
			$lines[ $id ] = array(
				'qty'          => $quantity,
				'refund_total' => koppel_test_amount( $all - array_sum( $taxes ) ),
				'refund_tax'   => array_map( 'koppel_test_amount', $taxes ),
			);
			$cents       += $all;
		}
	}
	$keep = static function ( WC_Order_Refund $refund ) use ( $asked, $content ): void {
		$refund->update_meta_data( '_return_id', $asked['return_id'] );
		$refund->update_meta_data( '_return_lines', $content );
	};
	add_action( 'woocommerce_create_refund', $keep );
	$refund = wc_create_refund( array(
		'order_id'       => $order->get_id(),
		'amount'         => koppel_test_amount( $cents ),
		'line_items'     => $lines,
		'reason'         => $asked['return_id'],
		'refund_payment' => false,
		'restock_items'  => true,
	) );
	remove_action( 'woocommerce_create_refund', $keep );
	return is_wp_error( $refund ) ? $refused( 'REJECTED', 'refund.refused', $refund->get_error_message() ) : $told( $refund, false );
}

/** What `pieces` of a line are worth that costs `of` for `all` of them, in cents: together they are the line. */
function koppel_test_cents( float $of, int $pieces, int $all ): int {
	return intdiv( 2 * (int) round( $of * 100 ) * $pieces + $all, 2 * $all );
}

function koppel_test_amount( int $cents ): string {
	return sprintf( '%d.%02d', intdiv( $cents, 100 ), $cents % 100 );
}

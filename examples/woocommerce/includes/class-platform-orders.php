<?php
/**
 * Orders that a platform places by the shop's own REST interface: koppel records them, follows what the platform says of
 * them, and tells the platform what the shop does with them.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Koppel\Client;
use Koppel\Exception;
use Throwable;
use WC_Order;
use WC_REST_Orders_Controller;
use WP_REST_Request;

final class Platform_Orders {

	/** Where a platform leaves its id of the order; that of the profile `ohis`. */
	public const IDENTITY = '_platform_order_id';

	/** What a platform is told when the shop's staff does it. */
	private const TOLD = array( 'processing', 'completed', 'cancelled' );

	public function __construct( private readonly Coupling $coupling, private readonly Outbox $outbox ) {
	}

	public function register(): void {
		add_action( 'woocommerce_rest_insert_shop_order_object', array( $this, 'written_by_rest' ), 10, 3 );
		add_action( 'woocommerce_order_status_changed', array( $this, 'status_changed' ), 20, 4 );
	}

	/** The platform whose key this REST request was made with; '' where it is none. */
	public function calling(): string {
		if ( ! defined( 'REST_REQUEST' ) || ! REST_REQUEST ) {
			return '';
		}
		foreach ( $this->coupling->settings->platforms() as $platform ) {
			if ( get_current_user_id() > 0 && (int) $this->coupling->settings->of( $platform, 'user', '0' ) === get_current_user_id() ) {
				return $platform;
			}
		}
		return '';
	}

	/** After the order was saved, made or changed. */
	public function written_by_rest( WC_Order $order, WP_REST_Request $request, bool $is_new ): void {
		$platform = $this->calling();
		if ( '' === $platform || '' === (string) $order->get_meta( self::IDENTITY ) ) {
			return;
		}
		// First what must be done, so that a failure below is made good by catch_up.
		( new Order_State( $order ) )->set( Order_State::UNRECORDED, $platform );
		$this->record( $order );
	}

	/** Orders that koppel could not take when they came, and what the platform changed of them. */
	public function catch_up(): void {
		$waiting = wc_get_orders(
			array(
				'limit'      => 20,
				'type'       => 'shop_order',
				'meta_key'   => '_koppel_state', // phpcs:ignore WordPress.DB.SlowDBQuery
				'meta_value' => Order_State::UNRECORDED, // phpcs:ignore WordPress.DB.SlowDBQuery
			)
		);
		array_map( array( $this, 'record' ), $waiting );
	}

	private function record( WC_Order $order ): void {
		$state = new Order_State( $order );
		try {
			$this->coupling->client()->orderRecord(
				(string) wp_json_encode( array( 'platform_id' => $state->platform(), 'document' => $this->document( $order ) ) )
			);
		} catch ( Throwable $failure ) {
			Coupling::log( 'order_record', $failure );
			if ( $failure instanceof Exception && ! $failure->isRetryable() ) {
				/* translators: %s: why */
				$note = __( 'This order of the platform was not taken over: %s', 'koppel' );
				$order->add_order_note( sprintf( $note, $failure->getMessage() ) );
				$state->set( '' );
			}
			return;
		}
		$state->set( Order_State::COUPLED );
	}

	/** The order as the shop's REST interface gives it. */
	private function document( WC_Order $order ): array {
		$response = ( new WC_REST_Orders_Controller() )->prepare_object_for_response( $order, new WP_REST_Request() );
		return $response->get_data();
	}

	/** What the shop's staff, or the shop itself, does with a platform's order. */
	public function status_changed( int $order_id, string $from, string $to, WC_Order $order ): void {
		$state    = new Order_State( $order );
		$identity = (string) $order->get_meta( self::IDENTITY );
		$is_told  = Order_State::COUPLED === $state->state() && '' === $this->calling() && in_array( $to, self::TOLD, true );
		if ( ! $is_told || '' === $identity ) {
			return;
		}
		$push = array(
			'platform_id'       => $state->platform(),
			'platform_order_id' => $identity,
			'status'            => $to,
			'number'            => $order->get_order_number(),
		);
		if ( 'cancelled' === $to ) {
			$push['refused_lines'] = array_map(
				static fn ( $id ): array => array( 'line_id' => (string) $id, 'reason' => __( 'The shop cannot send this.', 'koppel' ) ),
				array_keys( $order->get_items( array( 'line_item', 'shipping', 'fee' ) ) )
			);
		}
		$done = $this->coupling->attempt( 'order_push', static fn ( Client $koppel ) => $koppel->orderPush( $push ) );
		if ( null === $done ) {
			/* translators: %s: a status */
			$note = __( 'The platform could not be told that this order is %s; the log of koppel says why.', 'koppel' );
			$order->add_order_note( sprintf( $note, wc_get_order_status_name( $to ) ) );
		}
		$this->outbox->wake();
	}
}

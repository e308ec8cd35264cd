<?php
/**
 * A refund of an order that a card paid: koppel credits the card, and what the card paid never leaves the shop as cash or
 * by iDEAL (OH-22). koppel computes; a refund that is worth something else than was entered is refused before it is made.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Koppel\Client;
use Koppel\Exception;
use RuntimeException;
use WC_Order;
use WC_Order_Refund;

final class Returns {

	/** By which id koppel and the platform know a refund. */
	private const RETURN_ID = '_koppel_return_id';

	public function __construct(
		private readonly Coupling $coupling,
		private readonly Outbox $outbox,
		private readonly Platform_Orders $orders
	) {
	}

	public function register(): void {
		add_action( 'woocommerce_create_refund', array( $this, 'refund' ), 10, 2 );
	}

	/** WooCommerce has not kept the refund yet: what is thrown here stops it, and is what the shop's staff reads. */
	public function refund( WC_Order_Refund $refund, array $args ): void {
		$order = wc_get_order( $args['order_id'] );
		$state = new Order_State( $order );
		if ( '' === $state->platform() || Order_State::HELD === $state->state() ) {
			return;
		}
		if ( '' !== $this->orders->calling() ) {
			// The platform has credited what it posts itself; koppel learns nothing of it, so the shop makes no more returns.
			$state->refunded_by_platform();
			return;
		}
		try {
			$this->refuse_unless_allowed( $order, $state, $args );
			$this->credit( $order, $state, $refund, $args );
		} catch ( RuntimeException $refusal ) {
			// WooCommerce shows it to who entered a refund, and to nobody where a status made it.
			$order->add_order_note( $refusal->getMessage() );
			throw $refusal;
		}
	}

	private function refuse_unless_allowed( WC_Order $order, Order_State $state, array $args ): void {
		if ( $state->was_refunded_by_platform() ) {
			throw new RuntimeException(
				esc_html__( 'The platform has refunded a part of this order itself. Ask the platform to refund the rest.', 'koppel' )
			);
		}
		if ( Order_State::UNRECORDED === $state->state() ) {
			throw new RuntimeException( esc_html__( 'This order is not yet known to koppel. Try again in a minute.', 'koppel' ) );
		}
		if ( ! empty( $args['refund_payment'] ) && Cards::METHOD !== $order->get_payment_method() ) {
			throw new RuntimeException(
				esc_html__( 'A card paid for this order, and what a card paid is never paid out. Choose the manual refund: the card is credited by itself, and a note with the order says what may be paid back otherwise.', 'koppel' )
			);
		}
	}

	private function credit( WC_Order $order, Order_State $state, WC_Order_Refund $refund, array $args ): void {
		$sold = Order_Lines::of( $order, (string) get_option( 'koppel_shop_id', 'shop' ) );
		// What stops WooCommerce after koppel has booked leaves the return begun: entered again it is the same, and credited once.
		$state->returns_are(
			array_map( static fn ( WC_Order_Refund $own ): string => (string) $own->get_meta( self::RETURN_ID ), $order->get_refunds() )
		);
		try {
			$koppel = $this->coupling->client();
			$lines  = $this->lines( $sold, $state->returned(), $args );
			$this->refuse_other_amount( $koppel, $order, $sold, $state->returned(), $lines, $args );
			$refund->update_meta_data( self::RETURN_ID, $state->return_begun( $lines ) );
			$reply = $koppel->returnCredit(
				$this->named( $order, $state ) + array(
					'platform_id' => $state->platform(),
					'return_id'   => $refund->get_meta( self::RETURN_ID ),
					'lines'       => $lines,
				)
			);
		} catch ( Exception $refusal ) {
			Coupling::log( 'return_credit', $refusal );
			throw new RuntimeException( esc_html( $refusal->getMessage() ), 0, $refusal );
		}
		$state->return_booked( $reply['returned'] );
		foreach ( $reply['credits'] as $credit ) {
			/* translators: %s: an amount */
			$note = __( '%s goes back to the card. Do not pay this out.', 'koppel' );
			$order->add_order_note( sprintf( $note, $this->price( $order, $credit['amount'] ) ) );
		}
		if ( Order_Lines::amount( 0 ) !== $reply['pay_out_amount'] ) {
			/* translators: %s: an amount */
			$note = __( 'Pay back %s by the way in which the customer paid the rest, and no more.', 'koppel' );
			$order->add_order_note( sprintf( $note, $this->price( $order, $reply['pay_out_amount'] ) ) );
		}
		$this->outbox->wake();
	}

	private function price( WC_Order $order, string $amount ): string {
		return wp_strip_all_tags( html_entity_decode( wc_price( $amount, array( 'currency' => $order->get_currency() ) ) ) );
	}

	/** A platform's order has the platform's id; one of the shop's own checkout has the shop's. */
	private function named( WC_Order $order, Order_State $state ): array {
		return str_ends_with( $state->platform(), Settings::OWN )
			? array( 'order_id' => (string) $order->get_id() )
			: array( 'platform_order_id' => (string) $order->get_meta( '_platform_order_id' ) );
	}

	/**
	 * What comes back: pieces of a line; or goodwill on one line, and then that is the whole refund; or, where the staff
	 * names no line, all that is left.
	 */
	private function lines( array $sold, array $returned, array $args ): array {
		$asked = array_filter(
			$args['line_items'] ?? array(),
			static fn ( array $item ): bool => (int) ( $item['qty'] ?? 0 ) > 0
				|| 1 === preg_match( '/[1-9]/', (string) ( $item['refund_total'] ?? '' ) )
		);
		$lines = array();
		foreach ( $sold as $line ) {
			$item = $asked[ (int) $line['line_id'] ] ?? null;
			if ( array() === $asked ) {
				$quantity = $line['quantity'] - ( array_column( $returned, 'quantity', 'line_id' )[ $line['line_id'] ] ?? 0 );
			} elseif ( null === $item ) {
				continue;
			} elseif ( 'product' === $line['kind'] ) {
				$quantity = (int) ( $item['qty'] ?? 0 );
			} else {
				$quantity = 1; // Shipping and fees have none in WooCommerce, and come back whole.
			}
			if ( $quantity > 0 ) {
				$lines[] = array( 'line_id' => $line['line_id'], 'quantity' => $quantity );
			} elseif ( null !== $item && 1 === count( $asked ) ) {
				$lines[] = array( 'line_id' => $line['line_id'], 'amount' => Order_Lines::amount( $args['amount'] ) );
			} elseif ( null !== $item ) {
				throw new RuntimeException( esc_html__( 'Goodwill without goods is refunded on one line at a time.', 'koppel' ) );
			}
		}
		return $lines;
	}

	/** What these lines are worth does not depend on who paid them, so it is known before anything is credited. */
	private function refuse_other_amount(
		Client $koppel,
		WC_Order $order,
		array $sold,
		array $returned,
		array $lines,
		array $args
	): void {
		$now   = gmdate( 'Y-m-d\TH:i:s\Z' );
		$split = $koppel->paymentSplit(
			array(
				'order_id'      => (string) $order->get_id(),
				'currency'      => $order->get_currency(),
				'calculated_at' => $now,
				'lines'         => $sold,
				'remainder'     => array( 'tender_id' => 'remainder' ),
			)
		);
		$worth = $koppel->refundCompute(
			array(
				'split'         => $split,
				'returned'      => $returned,
				'return_id'     => 'worth',
				'calculated_at' => $now,
				'lines'         => $lines,
			)
		);
		if ( Order_Lines::amount( $args['amount'] ) !== $worth['amount'] ) {
			/* translators: 1: an amount 2: an amount */
			$sentence = __( 'What comes back is worth %1$s, and %2$s was entered. Enter the pieces that come back and that amount, or refund an amount on one line without pieces.', 'koppel' );
			throw new RuntimeException( esc_html( sprintf( $sentence, $worth['amount'], Order_Lines::amount( $args['amount'] ) ) ) );
		}
	}
}

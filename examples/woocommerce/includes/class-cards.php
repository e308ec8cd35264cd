<?php
/**
 * Gift cards at the shop's own checkout: held before the rest is paid, taken when it is, free again when it is not. koppel
 * says who pays what; nothing is computed here.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Koppel\Client;
use Koppel\ErrorCode;
use Koppel\Exception;
use RuntimeException;
use WC_Order;

final class Cards {

	/** The id of the payment method, in the classic checkout and in the one of blocks. */
	public const METHOD = 'koppel';

	private const REMAINDER = 'remainder';

	private bool $shows_whole = false;

	public function __construct( private readonly Coupling $coupling, private readonly Outbox $outbox ) {
	}

	public function register(): void {
		add_filter( 'woocommerce_order_get_total', array( $this, 'total_to_pay' ), 10, 2 );
		add_filter( 'woocommerce_get_order_item_totals', array( $this, 'rows' ), 10, 2 );
		add_action( 'woocommerce_order_status_changed', array( $this, 'status_changed' ), 10, 4 );
	}

	public function are_taken(): bool {
		return '' !== $this->coupling->settings->card_platform();
	}

	/**
	 * Holds what this card pays of the order, beside the cards that are held for it already.
	 *
	 * @return string what is left to be paid; 0.00 where the cards pay all
	 * @throws RuntimeException with a sentence for the customer
	 */
	public function hold( WC_Order $order, string $number, string $pin ): string {
		$state    = new Order_State( $order );
		$platform = $this->coupling->settings->card_platform();
		$held     = Order_State::HELD === $state->state() ? $state->cards() : array();
		try {
			$koppel = $this->coupling->client();
		} catch ( RuntimeException $failure ) { // What the shop lacks is not the customer's to read.
			Coupling::log( 'card_hold', $failure );
			throw new RuntimeException( esc_html( self::later() ), 0, $failure );
		}
		try {
			$card   = array( 'platform_id' => $platform, 'card' => $number );
			$card  += '' === $pin ? array() : array( 'pin' => $pin );
			$on_it  = $koppel->cardBalance( $card );
			if ( in_array( $on_it['card_id'], array_column( $held, 'card_id' ), true ) ) {
				throw new RuntimeException( esc_html__( 'This card is used for this order already.', 'koppel' ) );
			}
			$split = $this->split( $koppel, $order, $held, $on_it );
			$pays  = array_column( $split['tenders'], 'amount', 'tender_id' )[ $on_it['card_id'] ] ?? null;
			if ( null === $pays ) {
				throw new RuntimeException( esc_html__( 'There is nothing left on this card.', 'koppel' ) );
			}
			$hold   = $koppel->cardHold(
				$card + array(
					'order_id'   => (string) $order->get_id(),
					'amount'     => $pays,
					'expires_at' => $this->expires_at(),
				)
			);
			$held[] = array(
				'hold_id'   => $hold['hold_id'],
				'card_id'   => $hold['card_id'],
				'last_four' => substr( $number, -4 ),
				'amount'    => $hold['amount'],
				'until'     => strtotime( $hold['expires_at'] ),
			);
		} catch ( Exception $refusal ) {
			Coupling::log( 'card_hold', $refusal );
			throw new RuntimeException( esc_html( self::sentence( $refusal ) ), 0, $refusal );
		}
		$state->hold( $platform, $held, $split['amount_due'] );
		return $split['amount_due'];
	}

	/** Who pays what: a card that is held already pays what it is held for. */
	private function split( Client $koppel, WC_Order $order, array $held, array $on_it ): array {
		$vouchers = array();
		foreach ( $held as $nth => $card ) {
			$vouchers[] = array(
				'voucher_id' => $card['card_id'],
				'kind'       => 'multi_purpose',
				'balance'    => $card['amount'],
				'priority'   => $nth,
			);
		}
		$vouchers[] = array(
			'voucher_id' => $on_it['card_id'],
			'kind'       => 'multi_purpose',
			'balance'    => $on_it['balance'],
			'expires_on' => $on_it['expires_on'] ?? null,
		);
		$split = $koppel->paymentSplit(
			array(
				'order_id'      => (string) $order->get_id(),
				'currency'      => $order->get_currency(),
				'calculated_at' => gmdate( 'Y-m-d\TH:i:s\Z' ),
				'lines'         => Order_Lines::of( $order, $this->supplier() ),
				'vouchers'      => $vouchers,
				'remainder'     => array( 'tender_id' => self::REMAINDER ),
			)
		);
		if ( Order_Lines::amount( $order->get_total( 'edit' ) ) !== $split['total_amount'] ) {
			throw new RuntimeException( esc_html__( 'This order cannot be paid by gift card: its lines do not add up to its total.', 'koppel' ) );
		}
		return $split;
	}

	/** While cards are held, what is left is what a payment method is to ask for. Afterwards the order has its whole total. */
	public function total_to_pay( mixed $total, mixed $order ): mixed {
		if ( ! $order instanceof WC_Order ) { // A refund passes here too.
			return $total;
		}
		$state = new Order_State( $order );
		return Order_State::HELD === $state->state() && ! $order->is_paid() && ! $this->shows_whole ? $state->due() : $total;
	}

	/** The whole total, what the cards pay of it, and the rest: on the pay page, in the e-mail and in the account. */
	public function rows( array $rows, WC_Order $order ): array {
		$state = new Order_State( $order );
		$cards = $state->cards();
		if ( array() === $cards || ! isset( $rows['order_total'] ) ) {
			return $rows;
		}
		$this->shows_whole            = true;
		$rows['order_total']['value'] = $order->get_formatted_order_total();
		$this->shows_whole            = false;

		$price = static fn ( string $amount ): string => wc_price( $amount, array( 'currency' => $order->get_currency() ) );
		foreach ( $cards as $nth => $card ) {
			/* translators: %s: the last four digits of a card */
			$label                        = sprintf( __( 'Gift card ending in %s:', 'koppel' ), $card['last_four'] );
			$rows[ "koppel_card_$nth" ] = array( 'label' => $label, 'value' => '-' . $price( $card['amount'] ) );
		}
		$label              = $order->is_paid() ? __( 'Paid otherwise:', 'koppel' ) : __( 'Left to pay:', 'koppel' );
		$rows['koppel_due'] = array( 'label' => $label, 'value' => $price( $state->due() ) );
		return $rows;
	}

	public function status_changed( int $order_id, string $from, string $to, WC_Order $order ): void {
		$state = new Order_State( $order );
		if ( Order_State::HELD === $state->state() ) {
			if ( in_array( $to, wc_get_is_paid_statuses(), true ) ) {
				$this->take( $order );
			} elseif ( in_array( $to, array( 'failed', 'cancelled' ), true ) ) {
				$this->let_go( $order );
			}
		}
	}

	/** By cron: orders that were paid while koppel could not be reached, and orders that were not paid in time. */
	public function catch_up(): void {
		array_map( array( $this, 'take' ), $this->held( wc_get_is_paid_statuses() ) );
		foreach ( $this->held( array( 'pending', 'on-hold' ) ) as $order ) {
			if ( min( array_column( ( new Order_State( $order ) )->cards(), 'until' ) ) < time() ) {
				$this->let_go( $order );
			}
		}
	}

	/** @return list<WC_Order> */
	private function held( array $statuses ): array {
		return wc_get_orders(
			array(
				'limit'      => 100,
				'type'       => 'shop_order',
				'status'     => $statuses,
				'meta_key'   => '_koppel_state', // phpcs:ignore WordPress.DB.SlowDBQuery
				'meta_value' => Order_State::HELD, // phpcs:ignore WordPress.DB.SlowDBQuery
			)
		);
	}

	/** The rest is paid: the platform learns of the order, and the cards are taken, both by way of the outbox. */
	private function take( WC_Order $order ): void {
		$state   = new Order_State( $order );
		$charged = false;
		try {
			$koppel = $this->coupling->client();
			$holds  = array_column( $state->cards(), 'hold_id' );
			$first  = array_shift( $holds );
			// All cards, or none where the hold on one has ended; only then the platform learns that they paid.
			$koppel->cardCapture( array( 'hold_id' => $first, 'together_with' => $holds, 'remainder_amount' => $state->due() ) );
			$charged = true;
			$koppel->orderPush( array( 'platform_id' => $state->platform(), 'order' => $this->order( $order, $state ) ) );
		} catch ( \Throwable $failure ) {
			Coupling::log( 'card_capture', $failure );
			if ( $failure instanceof Exception && ! $failure->isRetryable() ) {
				$state->set( Order_State::COUPLED );
				$this->cannot_take( $order, $state, $charged, $failure->getMessage() );
			}
			return;
		}
		$state->set( Order_State::COUPLED );
		$this->outbox->wake();
	}

	private function cannot_take( WC_Order $order, Order_State $state, bool $charged, string $why ): void {
		if ( $charged ) {
			/* translators: %s: a status */
			$note = __( 'The platform could not be told that this order is %s; the log of koppel says why.', 'koppel' );
			$why  = wc_get_order_status_name( 'processing' );
		} else {
			$this->set_free( $state );
			/* translators: %s: why */
			$note = __( 'The gift card could not be charged. Do not send this order yet. %s', 'koppel' );
		}
		$order->add_order_note( sprintf( $note, $why ) );
		$order->update_status( 'on-hold' );
	}

	private function order( WC_Order $order, Order_State $state ): array {
		$tenders = array();
		foreach ( $state->cards() as $card ) {
			$tenders[] = array( 'tender_id' => $card['card_id'], 'kind' => 'multi_purpose', 'amount' => $card['amount'] );
		}
		if ( Order_Lines::amount( 0 ) !== $state->due() ) {
			$tenders[] = array( 'tender_id' => self::REMAINDER, 'kind' => 'remainder', 'amount' => $state->due() );
		}
		return array(
			'order_id'     => (string) $order->get_id(),
			'host_id'      => (string) $order->get_id(),
			'number'       => $order->get_order_number(),
			'currency'     => $order->get_currency(),
			'status'       => 'processing',
			'lines'        => Order_Lines::named( $order, $this->supplier() ),
			'tenders'      => $tenders,
			'total_amount' => Order_Lines::amount( $order->get_total( 'edit' ) ),
		);
	}

	/** The rest was not paid. On the pay page the customer can show the cards once more. */
	private function let_go( WC_Order $order ): void {
		$state = new Order_State( $order );
		$this->set_free( $state );
		$state->release();
		$this->outbox->wake();
	}

	private function set_free( Order_State $state ): void {
		foreach ( $state->cards() as $card ) {
			$hold = array( 'hold_id' => $card['hold_id'] );
			$this->coupling->attempt( 'card_release', static fn ( Client $koppel ) => $koppel->cardRelease( $hold ) );
		}
	}

	private function supplier(): string {
		return (string) get_option( 'koppel_shop_id', 'shop' );
	}

	/** A little longer than WooCommerce lets an order wait; koppel holds for 20 hours at most. */
	private function expires_at(): string {
		$minutes = (int) get_option( 'woocommerce_hold_stock_minutes', 60 );
		$minutes = min( ( $minutes > 0 ? $minutes : 60 ) + 15, 20 * 60 - 1 );
		return gmdate( 'Y-m-d\TH:i:s\Z', time() + 60 * $minutes );
	}

	/** What the customer can do; what the platform said stands in the log. */
	private static function sentence( Exception $refusal ): string {
		return match ( $refusal->getErrorCode() ) {
			ErrorCode::CARD_REFUSED, ErrorCode::CARD_INVALID
				=> __( 'This card is not accepted. Check its number and its code.', 'koppel' ),
			ErrorCode::PLATFORM_UNREACHABLE, ErrorCode::PLATFORM_UNCLEAR
				=> self::later(),
			ErrorCode::PAYMENT_VOUCHER_EXPIRED => __( 'This card has expired.', 'koppel' ),
			default => __( 'This order cannot be paid by gift card.', 'koppel' ),
		};
	}

	private static function later(): string {
		return __( 'The card cannot be checked at this moment. Try again, or pay otherwise.', 'koppel' );
	}
}

<?php
/**
 * What this plugin keeps with an order, by WooCommerce's own means, so that it is there wherever the order lies.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use WC_Order;

final class Order_State {

	/** Cards are held for it, and the rest is not paid yet. */
	public const HELD = 'held';
	/** Everything that the platform must know of it is in the outbox. */
	public const COUPLED = 'coupled';
	/** A platform's order that koppel has not taken yet. */
	public const UNRECORDED = 'unrecorded';

	private const STATE    = '_koppel_state';
	private const PLATFORM = '_koppel_platform';
	private const CARDS    = '_koppel_cards';
	private const DUE      = '_koppel_due';
	private const RETURNED = '_koppel_returned';
	private const BEGUN    = '_koppel_return_begun';
	private const ABROAD   = '_koppel_refunded_by_platform';

	public function __construct( private readonly WC_Order $order ) {
	}

	public function state(): string {
		return (string) $this->order->get_meta( self::STATE );
	}

	public function platform(): string {
		return (string) $this->order->get_meta( self::PLATFORM );
	}

	/** @return list<array{hold_id: string, card_id: string, last_four: string, amount: string, until: int}> */
	public function cards(): array {
		return $this->order->get_meta( self::CARDS ) ?: array();
	}

	/** What is left to be paid beside the cards. */
	public function due(): string {
		return (string) $this->order->get_meta( self::DUE );
	}

	/** @return list<array{line_id: string, quantity: int, amount: string}> what came back so far, as koppel counts it */
	public function returned(): array {
		return $this->order->get_meta( self::RETURNED ) ?: array();
	}

	public function was_refunded_by_platform(): bool {
		return 'yes' === $this->order->get_meta( self::ABROAD );
	}

	public function hold( string $platform, array $cards, string $due ): void {
		$this->keep( array( self::STATE => self::HELD, self::PLATFORM => $platform, self::CARDS => $cards, self::DUE => $due ) );
	}

	public function release(): void {
		foreach ( array( self::STATE, self::PLATFORM, self::CARDS, self::DUE ) as $name ) {
			$this->order->delete_meta_data( $name );
		}
		$this->order->save_meta_data();
	}

	public function set( string $state, ?string $platform = null ): void {
		$this->keep( array( self::STATE => $state ) + ( null === $platform ? array() : array( self::PLATFORM => $platform ) ) );
	}

	/** The id of a return: the same again where it was begun with these lines and never became a refund of WooCommerce. */
	public function return_begun( array $lines ): string {
		$begun = $this->order->get_meta( self::BEGUN ) ?: array();
		if ( ( $begun['lines'] ?? null ) !== $lines ) {
			$begun = array( 'id' => wp_generate_uuid4(), 'lines' => $lines );
			$this->keep( array( self::BEGUN => $begun ) );
		}
		return $begun['id'];
	}

	/** koppel has booked it, and says what came back so far. */
	public function return_booked( array $returned ): void {
		$this->keep( array( self::BEGUN => array( 'returned' => $returned ) + $this->order->get_meta( self::BEGUN ) ) );
	}

	/** @param list<string> $return_ids the returns that WooCommerce has as refunds */
	public function returns_are( array $return_ids ): void {
		$begun = $this->order->get_meta( self::BEGUN ) ?: array();
		if ( isset( $begun['returned'] ) && in_array( $begun['id'], $return_ids, true ) ) {
			$this->order->delete_meta_data( self::BEGUN );
			$this->keep( array( self::RETURNED => $begun['returned'] ) );
		}
	}

	public function refunded_by_platform(): void {
		$this->keep( array( self::ABROAD => 'yes' ) );
	}

	/** Meta alone: the order itself may be in the middle of being saved. */
	private function keep( array $values ): void {
		foreach ( $values as $name => $value ) {
			$this->order->update_meta_data( $name, $value );
		}
		$this->order->save_meta_data();
	}
}

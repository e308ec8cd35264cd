<?php
/**
 * The payment method "gift card": asks for a card, has it held, and sends the customer on to pay what is left.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use RuntimeException;
use WC_Order;
use WC_Payment_Gateway;

final class Gateway extends WC_Payment_Gateway {

	public function __construct( private readonly Cards $cards ) {
		$this->id                 = Cards::METHOD;
		$this->has_fields         = true;
		$this->method_title       = __( 'Gift card', 'koppel' );
		$this->method_description = __( 'Takes the gift cards of a platform; what is left is paid by another method.', 'koppel' );
		$this->supports           = array( 'products', 'refunds' );
		$this->init_form_fields();
		$this->init_settings();
		$this->title       = $this->get_option( 'title', __( 'Gift card', 'koppel' ) );
		$this->description = $this->get_option( 'description' );
		$this->enabled     = $this->get_option( 'enabled', 'no' );
		add_action( "woocommerce_update_options_payment_gateways_$this->id", array( $this, 'process_admin_options' ) );
	}

	public function init_form_fields() {
		$this->form_fields = array(
			'enabled'     => array(
				'title'   => __( 'Enable/Disable', 'koppel' ),
				'type'    => 'checkbox',
				'label'   => __( 'Take gift cards at the checkout', 'koppel' ),
				'default' => 'no',
			),
			'title'       => array(
				'title'   => __( 'Title', 'koppel' ),
				'type'    => 'text',
				'default' => __( 'Gift card', 'koppel' ),
			),
			'description' => array(
				'title'   => __( 'Description', 'koppel' ),
				'type'    => 'textarea',
				'default' => __( 'What is not on the card you pay in the next step.', 'koppel' ),
			),
		);
	}

	public function is_available() {
		return parent::is_available() && $this->cards->are_taken();
	}

	public function payment_fields() {
		parent::payment_fields();
		$fields = array(
			'koppel_card' => __( 'Number of the card', 'koppel' ),
			'koppel_pin'  => __( 'Code of the card, if it has one', 'koppel' ),
		);
		foreach ( $fields as $name => $label ) {
			printf(
				'<p class="form-row form-row-wide"><label for="%1$s">%2$s</label>'
				. '<input id="%1$s" name="%1$s" class="input-text" autocomplete="off" inputmode="numeric"></p>',
				esc_attr( $name ),
				esc_html( $label )
			);
		}
	}

	public function validate_fields() {
		if ( '' === self::posted( 'koppel_card' ) ) {
			wc_add_notice( __( 'Enter the number of the card.', 'koppel' ), 'error' );
			return false;
		}
		return true;
	}

	public function process_payment( $order_id ) {
		$order = wc_get_order( $order_id );
		try {
			$due = $this->cards->hold( $order, self::posted( 'koppel_card' ), self::posted( 'koppel_pin' ) );
		} catch ( RuntimeException $refusal ) {
			wc_add_notice( $refusal->getMessage(), 'error' );
			return array( 'result' => 'failure' );
		}
		if ( Order_Lines::amount( 0 ) === $due ) {
			$order->payment_complete();
			return array( 'result' => 'success', 'redirect' => $this->get_return_url( $order ) );
		}
		return array( 'result' => 'success', 'redirect' => $order->get_checkout_payment_url() );
	}

	/** The card was credited when the refund was made (Returns); a card that paid all is the only way back here. */
	public function process_refund( $order_id, $amount = null, $reason = '' ) {
		return true;
	}

	/** Letters and digits, as they stand on a card. WooCommerce has checked the nonce of its form. */
	private static function posted( string $name ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing
		$typed = sanitize_text_field( wp_unslash( $_POST[ $name ] ?? '' ) );
		return (string) preg_replace( '/[^A-Za-z0-9]/', '', $typed );
	}
}

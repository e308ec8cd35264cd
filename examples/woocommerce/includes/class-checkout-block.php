<?php
/**
 * Shows the payment method in the checkout of blocks.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Automattic\WooCommerce\Blocks\Payments\Integrations\AbstractPaymentMethodType;

final class Checkout_Block extends AbstractPaymentMethodType {

	protected $name = Cards::METHOD;

	public function __construct( private readonly string $script ) {
	}

	public function initialize() {
		$this->settings = get_option( 'woocommerce_' . Cards::METHOD . '_settings', array() );
	}

	public function is_active() {
		return 'yes' === $this->get_setting( 'enabled', 'no' );
	}

	public function get_payment_method_script_handles() {
		$needed = array( 'wc-blocks-registry', 'wc-settings', 'wp-element' );
		wp_register_script( 'koppel-checkout-block', $this->script, $needed, '0.1.0', true );
		return array( 'koppel-checkout-block' );
	}

	/** What the script reads by `getPaymentMethodData`. */
	public function get_payment_method_data() {
		return array(
			'title'       => $this->get_setting( 'title', __( 'Gift card', 'koppel' ) ),
			'description' => $this->get_setting( 'description', '' ),
			'number'      => __( 'Number of the card', 'koppel' ),
			'pin'         => __( 'Code of the card, if it has one', 'koppel' ),
			'missing'     => __( 'Enter the number of the card.', 'koppel' ),
		);
	}
}

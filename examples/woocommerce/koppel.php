<?php
/**
 * Plugin Name:          Koppel for WooCommerce
 * Description:          Sell on City Butler and Winst uit je woning: orders, gift cards at the checkout, returns.
 * Version:              0.1.0
 * Requires at least:    6.5
 * Requires PHP:         8.2
 * Requires Plugins:     woocommerce
 * WC requires at least: 9.0
 * WC tested up to:      10.0
 * Text Domain:          koppel
 * Domain Path:          /languages
 * License:              MIT OR Apache-2.0
 *
 * Joins the parts to WordPress, and does nothing else.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'coupling', 'order-lines', 'order-state', 'catalogue', 'cards', 'platform-orders',
	'order-intake', 'returns', 'outbox', 'notices' ) as $koppel_part ) {
	require_once __DIR__ . "/includes/class-$koppel_part.php";
}

add_action( 'init', static fn () => load_plugin_textdomain( 'koppel', false, dirname( plugin_basename( __FILE__ ) ) . '/languages' ) );

// Orders may lie in WooCommerce's own tables (HPOS), and the checkout may be the one of blocks.
add_action(
	'before_woocommerce_init',
	static function (): void {
		foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( $feature, __FILE__, true );
		}
	}
);

add_action(
	'plugins_loaded',
	static function (): void {
		if ( ! class_exists( 'WooCommerce' ) ) {
			return;
		}
		$settings = new Settings();
		$coupling = new Coupling( $settings );
		$outbox   = new Outbox( $coupling );
		$cards    = new Cards( $coupling, $outbox );
		$orders   = new Platform_Orders( $coupling, $outbox );
		$outbox->register( array( $cards, 'catch_up' ), array( $orders, 'catch_up' ) );
		$cards->register();
		$orders->register();
		( new Order_Intake( $orders ) )->register();
		( new Catalogue( $coupling ) )->register();
		( new Returns( $coupling, $outbox, $orders ) )->register();
		( new Notices( $coupling ) )->register();

		add_filter(
			'woocommerce_get_settings_pages',
			static function ( array $pages ) use ( $settings ): array {
				require_once __DIR__ . '/includes/class-settings-page.php';
				$pages[] = new Settings_Page( $settings );
				return $pages;
			}
		);
		add_filter(
			'woocommerce_payment_gateways',
			static function ( array $gateways ) use ( $cards ): array {
				static $gateway = null;
				require_once __DIR__ . '/includes/class-gateway.php';
				$gateways[] = $gateway ??= new Gateway( $cards );
				return $gateways;
			}
		);
		add_action(
			'woocommerce_blocks_payment_method_type_registration',
			static function ( $registry ): void {
				require_once __DIR__ . '/includes/class-checkout-block.php';
				$registry->register( new Checkout_Block( plugins_url( 'assets/checkout-block.js', __FILE__ ) ) );
			}
		);
	}
);

register_deactivation_hook( __FILE__, array( Outbox::class, 'unschedule' ) );

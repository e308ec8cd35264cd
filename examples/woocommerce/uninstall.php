<?php
/**
 * Takes away what the plugin has set. What koppel holds stays: orders, returns and what is still to be sent are bookkeeping.
 */

declare( strict_types=1 );

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

$koppel_options = array( 'koppel_environment', 'koppel_shop_id', 'koppel_card_platform', 'woocommerce_koppel_settings' );
foreach ( array( 'city_butler', 'winst_uit_je_woning' ) as $koppel_platform ) {
	foreach ( array( 'enabled', 'url', 'key', 'user' ) as $koppel_name ) {
		$koppel_options[] = "koppel_{$koppel_platform}_$koppel_name";
	}
}
array_map( 'delete_option', $koppel_options );
array_map( 'wp_clear_scheduled_hook', array( 'koppel_outbox', 'koppel_catalogue' ) );

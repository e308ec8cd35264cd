<?php
/**
 * What the shopkeeper has set, and the configuration that koppel is opened with. Opens nothing itself.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use RuntimeException;
use WC_Tax;

final class Settings {

	/** The platforms by their ids: their names. */
	public const PLATFORMS = array(
		'city-butler'         => 'City Butler',
		'winst-uit-je-woning' => 'Winst uit je woning',
	);

	/** Under this id an order of the shop's own checkout belongs to a platform: the shop pays its remainder back itself. */
	public const OWN = '-checkout';

	/** Calls for cards; no platform has told of any yet. */
	private const CARD_CALLS = array(
		'card_balance' => array( 'method' => 'POST', 'path' => '/wp-json/wc/v3/cards/balance' ),
		'card_hold'    => array( 'method' => 'POST', 'path' => '/wp-json/wc/v3/cards/holds' ),
		'card_capture' => array( 'method' => 'POST', 'path' => '/wp-json/wc/v3/cards/holds/{hold_id}/capture' ),
		'card_release' => array( 'method' => 'POST', 'path' => '/wp-json/wc/v3/cards/holds/{hold_id}/release' ),
	);

	/** @return list<string> the ids of the platforms that are switched on */
	public function platforms(): array {
		$is_on = fn ( string $id ): bool => 'yes' === $this->of( $id, 'enabled', 'no' );
		return array_values( array_filter( array_keys( self::PLATFORMS ), $is_on ) );
	}

	/** One setting of a platform. */
	public function of( string $platform, string $name, string $absent = '' ): string {
		return (string) get_option( self::option( $platform, $name ), $absent );
	}

	public static function option( string $platform, string $name ): string {
		return 'koppel_' . str_replace( '-', '_', $platform ) . "_$name";
	}

	/** Secrets stand in wp-config.php, never in the database. */
	public static function constant( string $platform ): string {
		return 'KOPPEL_' . strtoupper( str_replace( '-', '_', $platform ) ) . '_SECRET';
	}

	/** The platform whose cards the shop's own checkout takes, as koppel knows it; '' for none. */
	public function card_platform(): string {
		$chosen = (string) get_option( 'koppel_card_platform', '' );
		return in_array( $chosen, $this->platforms(), true ) ? $chosen . self::OWN : '';
	}

	/** What `new Koppel\Client` takes. */
	public function configuration(): array {
		$configuration = array(
			'store'     => defined( 'KOPPEL_STORE' ) ? KOPPEL_STORE : 'sqlite:' . dirname( ABSPATH ) . '/koppel-store/shop.db',
			'store_key' => self::secret( 'KOPPEL_STORE_KEY' ),
			'shop'      => $this->shop(),
			'platforms' => $this->platform_rows(),
		);
		// Only where a test platform has no https: refused by koppel in production.
		if ( defined( 'KOPPEL_ALLOW_ADDRESSES' ) ) {
			$configuration['wire'] = array( 'allow_addresses' => KOPPEL_ALLOW_ADDRESSES );
		}
		return $configuration;
	}

	private function shop(): array {
		$zone = wp_timezone_string();
		return array(
			'shop_id'            => (string) get_option( 'koppel_shop_id', 'shop' ),
			'name'               => get_bloginfo( 'name' ),
			'currency'           => get_woocommerce_currency(),
			'country'            => WC()->countries->get_base_country(),
			'language'           => str_starts_with( get_locale(), 'nl' ) ? 'nl' : 'en',
			// WordPress may know no more than an offset, and that is no zone.
			'time_zone'          => str_contains( $zone, '/' ) ? $zone : 'Europe/Amsterdam',
			'prices_include_vat' => wc_prices_include_tax(),
			'vat'                => (object) $this->rates(),
		);
	}

	/** The rate of each tax class in the shop's own country; a class with none, or with several, has none here. */
	private function rates(): array {
		$rates = array();
		foreach ( array( '', ...WC_Tax::get_tax_class_slugs() ) as $tax_class ) {
			$found = array_values( WC_Tax::get_base_tax_rates( $tax_class ) );
			if ( 1 === count( $found ) ) {
				$rates[ '' === $tax_class ? 'standard' : $tax_class ] = wc_format_decimal( $found[0]['rate'], 4, true );
			}
		}
		return $rates;
	}

	private function platform_rows(): array {
		$rows = array();
		foreach ( $this->platforms() as $platform ) {
			$row    = array(
				'platform_id' => $platform,
				'profile'     => $platform,
				'environment' => (string) get_option( 'koppel_environment', 'test' ),
				'base_url'    => $this->of( $platform, 'url' ),
				'key'         => $this->of( $platform, 'key' ),
				'secret'      => self::secret( self::constant( $platform ) ),
			);
			$rows[] = $row;
			if ( $this->card_platform() === $platform . self::OWN ) {
				$rows[] = array(
					'platform_id' => $platform . self::OWN,
					'profile'     => array(
						'extends' => $platform,
						'calls'   => $this->card_calls(),
						'credit'  => array( 'remainder_paid_by' => 'shop' ),
					),
				) + $row;
			}
		}
		return $rows;
	}

	private function card_calls(): array {
		return defined( 'KOPPEL_CARD_CALLS' ) ? KOPPEL_CARD_CALLS : self::CARD_CALLS;
	}

	private static function secret( string $name ): string {
		if ( ! defined( $name ) || '' === constant( $name ) ) {
			/* translators: %s: the name of a constant */
			throw new RuntimeException( esc_html( sprintf( __( 'wp-config.php does not define %s.', 'koppel' ), $name ) ) );
		}
		return (string) constant( $name );
	}
}

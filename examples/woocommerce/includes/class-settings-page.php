<?php
/**
 * The page WooCommerce > Settings > Koppel. Secrets are not on it: they stand in wp-config.php.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use WC_Settings_Page;

final class Settings_Page extends WC_Settings_Page {

	public function __construct( private readonly Settings $of ) {
		$this->id    = 'koppel';
		$this->label = __( 'Koppel', 'koppel' );
		parent::__construct();
	}

	protected function get_settings_for_default_section() {
		$fields = $this->group(
			'shop',
			__( 'Redemption platforms', 'koppel' ),
			array(
				array(
					'id'      => 'koppel_environment',
					'title'   => __( 'Environment', 'koppel' ),
					'type'    => 'select',
					'default' => 'test',
					'options' => array(
						'test'       => __( 'Test', 'koppel' ),
						'acceptance' => __( 'Acceptance', 'koppel' ),
						'production' => __( 'Production', 'koppel' ),
					),
				),
				array(
					'id'      => 'koppel_shop_id',
					'title'   => __( 'Id of this shop', 'koppel' ),
					'type'    => 'text',
					'default' => 'shop',
					'desc'    => __( 'Never change it after the first order.', 'koppel' ),
				),
				array(
					'id'      => 'koppel_card_platform',
					'title'   => __( 'Cards at the checkout', 'koppel' ),
					'type'    => 'select',
					'default' => '',
					'options' => array( '' => __( 'None', 'koppel' ) ) + Settings::PLATFORMS,
				),
			)
		);
		foreach ( Settings::PLATFORMS as $platform => $name ) {
			$fields = array_merge( $fields, $this->group( $platform, $name, $this->platform( $platform ) ) );
		}
		return $fields;
	}

	private function platform( string $platform ): array {
		$field = static fn ( string $name, string $title, string $type = 'text', string $explained = '' ): array => array(
			'id'    => Settings::option( $platform, $name ),
			'title' => $title,
			'type'  => $type,
			'desc'  => $explained,
		);
		$constant = Settings::constant( $platform );
		/* translators: %s: the name of a constant */
		$secret = defined( $constant ) ? __( 'Its secret is %s in wp-config.php.', 'koppel' )
			: __( 'Define its secret as %s in wp-config.php.', 'koppel' );
		return array(
			$field( 'enabled', __( 'Sell on this platform', 'koppel' ), 'checkbox' ),
			$field( 'url', __( 'Address of its interface', 'koppel' ), 'url' ),
			$field( 'key', __( 'Key of the shop', 'koppel' ), 'text', sprintf( $secret, $constant ) ),
			$field(
				'user',
				__( 'Number of the user', 'koppel' ),
				'number',
				__( 'The user of the REST API key that this platform uses: each platform has a user of its own.', 'koppel' )
			),
		);
	}

	private function group( string $id, string $title, array $fields ): array {
		return array(
			array( 'id' => "koppel_group_$id", 'title' => $title, 'type' => 'title' ),
			...$fields,
			array( 'id' => "koppel_group_$id", 'type' => 'sectionend' ),
		);
	}
}

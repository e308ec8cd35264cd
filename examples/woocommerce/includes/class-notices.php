<?php
/**
 * Tells the shop's staff what waits for a person, with a sentence that says what to do and a button to send it once more.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Koppel\Client;
use Throwable;

final class Notices {

	private const REQUEUE = 'koppel_requeue';

	public function __construct( private readonly Coupling $coupling ) {
	}

	public function register(): void {
		add_action( 'admin_notices', array( $this, 'show' ) );
		add_action( 'admin_post_' . self::REQUEUE, array( $this, 'requeue' ) );
	}

	public function show(): void {
		if ( ! $this->coupling->is_on() || ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		try {
			$health = $this->coupling->client()->health();
		} catch ( Throwable $failure ) {
			self::notice( 'error', '<p>' . esc_html( $failure->getMessage() ) . '</p>' );
			return;
		}
		$parked = '';
		foreach ( $health['outbox']['parked'] as $reason ) {
			$parked .= sprintf( '<li>%d: %s</li>', $reason['count'], esc_html( $reason['advice'] ) );
		}
		if ( '' === $parked ) {
			return;
		}
		self::notice(
			'warning',
			'<p>' . esc_html__( 'What koppel could not send waits for you:', 'koppel' ) . "</p><ul>$parked</ul>" . sprintf(
				'<form method="post" action="%s"><input type="hidden" name="action" value="%s">%s<button class="button">%s</button></form>',
				esc_url( admin_url( 'admin-post.php' ) ),
				self::REQUEUE,
				wp_nonce_field( self::REQUEUE, '_wpnonce', true, false ),
				esc_html__( 'It is mended: send it once more', 'koppel' )
			)
		);
	}

	/** Sends once more what is parked. */
	public function requeue(): void {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'koppel' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( self::REQUEUE );
		$this->coupling->attempt(
			'outbox_requeue',
			static function ( Client $koppel ): void {
				foreach ( $koppel->outboxList( array( 'state' => 'parked' ) )['entries'] as $entry ) {
					$koppel->outboxRequeue( array( 'entry_id' => $entry['entry_id'] ) );
				}
			}
		);
		wp_safe_redirect( wp_get_referer() ?: admin_url() );
		exit;
	}

	private static function notice( string $kind, string $html ): void {
		// phpcs:ignore WordPress.Security.EscapeOutput
		printf( '<div class="notice notice-%s"><p><strong>Koppel</strong></p>%s</div>', esc_attr( $kind ), $html );
	}
}

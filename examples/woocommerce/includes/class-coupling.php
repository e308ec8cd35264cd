<?php
/**
 * The shop's koppel, opened when it is first needed; and the log that tells what went wrong. Decides nothing.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Koppel\Client;
use RuntimeException;
use Throwable;

final class Coupling {

	private ?Client $client = null;

	public function __construct( public readonly Settings $settings ) {
	}

	public function is_on(): bool {
		return array() !== $this->settings->platforms();
	}

	/** @throws RuntimeException where the shop lacks what it needs; Koppel\Exception where the configuration is wrong */
	public function client(): Client {
		if ( ! class_exists( Client::class ) ) {
			throw new RuntimeException(
				esc_html__( 'The PHP extension koppel is not loaded: ask your hosting company for it.', 'koppel' )
			);
		}
		return $this->client ??= new Client( (string) wp_json_encode( $this->settings->configuration() ) );
	}

	/** Does what is not worth breaking a page of the shop for: what goes wrong is logged, and gives null. */
	public function attempt( string $what, callable $work ): mixed {
		try {
			return $work( $this->client() );
		} catch ( Throwable $failure ) {
			self::log( $what, $failure );
			return null;
		}
	}

	public static function log( string $what, Throwable $failure ): void {
		wc_get_logger()->error( "$what: {$failure->getMessage()}", array( 'source' => 'koppel' ) );
	}
}

<?php
/**
 * Sends what waits: after the response, where PHP can end one, and every minute by WP-Cron. Knows nothing of orders.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Koppel\Client;

final class Outbox {

	public const MINUTELY = 'koppel_outbox';

	private bool $is_awake = false;

	/** @var list<callable> what else is made good by cron, before it sends */
	private array $catch_ups = array();

	public function __construct( private readonly Coupling $coupling ) {
	}

	public function register( callable ...$catch_ups ): void {
		$this->catch_ups = $catch_ups;
		// phpcs:ignore WordPress.WP.CronInterval.CronSchedulesInterval
		add_filter( 'cron_schedules', array( self::class, 'schedules' ) );
		add_action( 'init', array( self::class, 'schedule' ) );
		add_action( self::MINUTELY, array( $this, 'by_cron' ) );
		add_action( 'shutdown', array( $this, 'after_response' ), 20 );
	}

	public static function schedules( array $schedules ): array {
		return $schedules + array( 'koppel_minutely' => array( 'interval' => MINUTE_IN_SECONDS, 'display' => 'Koppel' ) );
	}

	public static function schedule(): void {
		if ( ! wp_next_scheduled( self::MINUTELY ) ) {
			wp_schedule_event( time(), 'koppel_minutely', self::MINUTELY );
		}
	}

	public static function unschedule(): void {
		wp_clear_scheduled_hook( self::MINUTELY );
		wp_clear_scheduled_hook( Catalogue::DAILY );
	}

	/** There is something to send when this request is done. */
	public function wake(): void {
		$this->is_awake = true;
	}

	/** Nobody waits for it: the customer has the page. Where PHP cannot say so, cron sends it within the minute. */
	public function after_response(): void {
		if ( ! $this->is_awake || ! self::response_is_sent() ) {
			return;
		}
		$this->is_awake = false;
		$this->drain( 2000 );
	}

	public function by_cron(): void {
		if ( ! $this->coupling->is_on() ) {
			return;
		}
		foreach ( $this->catch_ups as $catch_up ) {
			$catch_up();
		}
		$this->drain( 20000 );
	}

	private function drain( int $max_ms ): void {
		$request = array( 'max_ms' => $max_ms );
		$this->coupling->attempt( 'outbox_drain', static fn ( Client $koppel ) => $koppel->outboxDrain( $request ) );
	}

	private static function response_is_sent(): bool {
		foreach ( array( 'fastcgi_finish_request', 'litespeed_finish_request' ) as $finish ) {
			if ( function_exists( $finish ) ) {
				$finish();
				return true;
			}
		}
		return false;
	}
}

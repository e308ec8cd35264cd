<?php
/**
 * States the products and the stock to koppel: each when it changes, all of them once a day. The platforms read them from
 * the shop's own REST interface; koppel needs them for VAT rates and for what an order is about.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use Koppel\Client;
use WC_Product;
use WC_REST_Product_Variations_Controller;
use WC_REST_Products_Controller;
use WP_REST_Request;

final class Catalogue {

	public const DAILY = 'koppel_catalogue';

	private const PAGE = 50;

	/** @var array<int, true> the products of which something changed in this request */
	private array $changed = array();

	public function __construct( private readonly Coupling $coupling ) {
	}

	public function register(): void {
		foreach ( array( 'woocommerce_new_product', 'woocommerce_update_product' ) as $hook ) {
			add_action( $hook, array( $this, 'product_saved' ) );
		}
		foreach ( array( 'woocommerce_new_product_variation', 'woocommerce_update_product_variation' ) as $hook ) {
			add_action( $hook, array( $this, 'variation_saved' ) );
		}
		add_action( 'woocommerce_product_set_stock', array( $this, 'stock_set' ) );
		add_action( 'woocommerce_variation_set_stock', array( $this, 'stock_set' ) );
		// The staff's own "move to trash" passes WooCommerce by, so these are WordPress' hooks.
		add_action( 'trashed_post', array( $this, 'post_gone' ) );
		add_action( 'before_delete_post', array( $this, 'post_gone' ) );
		add_action( 'untrashed_post', array( $this, 'post_back' ) );
		add_action( 'shutdown', array( $this, 'state_changed' ), 5 );
		add_action( self::DAILY, array( $this, 'state_all' ) );
		add_action( 'init', array( self::class, 'schedule' ) );
	}

	public static function schedule(): void {
		if ( ! wp_next_scheduled( self::DAILY ) ) {
			wp_schedule_event( time(), 'daily', self::DAILY );
		}
	}

	public function product_saved( int $product_id ): void {
		$this->changed[ $product_id ] = true;
	}

	public function variation_saved( int $variation_id ): void {
		$variation = wc_get_product( $variation_id );
		if ( $variation ) {
			$this->changed[ $variation->get_parent_id() ] = true;
		}
	}

	/** Gone is what is in the trash, and what is deleted from there. */
	public function post_gone( int $post_id ): void {
		match ( get_post_type( $post_id ) ) {
			'product'           => $this->sync( 'delete', array( (string) $post_id ) ),
			'product_variation' => $this->changed[ (int) wp_get_post_parent_id( $post_id ) ] = true,
			default             => null,
		};
	}

	public function post_back( int $post_id ): void {
		if ( 'product' === get_post_type( $post_id ) ) {
			$this->product_saved( $post_id );
		}
	}


	/** Cheap, and at once: what is published must never be more than what is there. */
	public function stock_set( WC_Product $product ): void {
		if ( ! $this->coupling->is_on() || null === $product->get_stock_quantity() ) {
			return;
		}
		$is_variation = $product->is_type( 'variation' );
		$item         = array(
			'product_id' => (string) ( $is_variation ? $product->get_parent_id() : $product->get_id() ),
			'variant_id' => $is_variation ? (string) $product->get_id() : null,
			'quantity'   => wc_format_decimal( $product->get_stock_quantity(), false, true ),
		);
		$stated = array( 'items' => array( $item ) );
		$this->coupling->attempt( 'stock_put', static fn ( Client $koppel ) => $koppel->stockPut( $stated ) );
	}

	public function state_changed(): void {
		$products = array_filter(
			array_map( 'wc_get_product', array_keys( $this->changed ) ),
			static fn ( mixed $product ): bool => $product && 'trash' !== $product->get_status()
		);
		$this->changed = array();
		if ( array() !== $products ) {
			$this->sync( 'upsert', array_map( array( $this, 'document' ), array_values( $products ) ) );
		}
	}

	public function state_all(): void {
		$page = 1;
		do {
			$products = wc_get_products(
				array( 'limit' => self::PAGE, 'page' => $page, 'status' => 'publish', 'orderby' => 'ID', 'order' => 'ASC' )
			);
			if ( array() !== $products ) {
				$this->sync( 'upsert', array_map( array( $this, 'document' ), $products ) );
			}
			++$page;
		} while ( count( $products ) === self::PAGE );
	}

	/** The product as WooCommerce's REST interface gives it, its variations whole. */
	public function document( WC_Product $product ): array {
		$products   = new WC_REST_Products_Controller();
		$variations = new WC_REST_Product_Variations_Controller();
		$document   = $products->prepare_object_for_response( $product, new WP_REST_Request() )->get_data();

		$document['variations'] = array();
		foreach ( $product->is_type( 'variable' ) ? $product->get_children() : array() as $child ) {
			$variation = wc_get_product( $child );
			if ( $variation ) {
				$data = $variations->prepare_object_for_response( $variation, new WP_REST_Request() )->get_data();
				$document['variations'][] = array( 'parent_id' => $product->get_id() ) + $data;
			}
		}
		return $document;
	}

	private function sync( string $mode, array $items ): void {
		if ( ! $this->coupling->is_on() ) {
			return;
		}
		$request = (string) wp_json_encode( array( 'from' => 'woocommerce', 'mode' => $mode, 'items' => $items ) );
		$this->coupling->attempt( 'catalog_sync', static fn ( Client $koppel ) => $koppel->catalogSync( $request ) );
	}
}

<?php
/**
 * The lines of a WooCommerce order as koppel has them. WooCommerce adds the VAT to them, koppel divides them; no amount is
 * computed here.
 */

declare( strict_types=1 );

namespace Koppel\WooCommerce;

use WC_Order;
use WC_Order_Item;
use WC_Order_Item_Product;

final class Order_Lines {

	private const KINDS = array(
		'line_item' => 'product',
		'shipping'  => 'shipping',
		'fee'       => 'fee',
	);

	/** An amount as koppel takes it. */
	public static function amount( mixed $amount ): string {
		return wc_format_decimal( $amount, wc_get_price_decimals() );
	}

	/** @return list<array<string, mixed>> as `payment_split` takes them */
	public static function of( WC_Order $order, string $supplier ): array {
		$lines = array();
		foreach ( $order->get_items( array_keys( self::KINDS ) ) as $id => $item ) {
			$gross = self::amount( $order->get_line_total( $item, true ) );
			$lines[] = array(
				'line_id'      => (string) $id,
				'kind'         => self::KINDS[ $item->get_type() ],
				'supplier_id'  => $supplier,
				'product_id'   => $item instanceof WC_Order_Item_Product ? (string) $item->get_product_id() : null,
				'quantity'     => max( 1, (int) $item->get_quantity() ),
				'gross_amount' => $gross,
				'vat_rate'     => self::rate( $order, $item ),
				'vat_amount'   => self::amount( $order->get_line_tax( $item ) ),
			);
		}
		return $lines;
	}

	/** @return list<array<string, mixed>> as an order has them: with what people call them */
	public static function named( WC_Order $order, string $supplier ): array {
		$named = static function ( array $line ) use ( $order ): array {
			$item    = $order->get_item( (int) $line['line_id'] );
			$product = $item instanceof WC_Order_Item_Product ? $item->get_product() : null;
			$variant = $item instanceof WC_Order_Item_Product ? $item->get_variation_id() : 0;
			return $line + array(
				'variant_id' => $variant > 0 ? (string) $variant : null,
				'sku'        => $product ? $product->get_sku() : null,
				'name'       => $item->get_name(),
			);
		};
		return array_map( $named, self::of( $order, $supplier ) );
	}

	/** The rate by which a line was taxed; null where there is not exactly one: it is never guessed. */
	private static function rate( WC_Order $order, WC_Order_Item $item ): ?string {
		$taxed = array_keys( array_filter( $item->get_taxes()['total'] ?? array(), static fn ( $tax ): bool => '' !== (string) $tax ) );
		foreach ( $order->get_items( 'tax' ) as $tax ) {
			if ( array( (int) $tax->get_rate_id() ) === array_map( 'intval', $taxed ) && null !== $tax->get_rate_percent() ) {
				return wc_format_decimal( $tax->get_rate_percent(), 4, true );
			}
		}
		return null;
	}
}

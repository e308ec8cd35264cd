<?php
// The test routes of a WooCommerce shop (mu-plugins/koppel-test.php), over stand-ins for WordPress and WooCommerce.
//   php -n examples/woocommerce/tests/test-routes.php
declare( strict_types=1 );

require __DIR__ . '/wordpress.php';
require __DIR__ . '/check.php';

/** What WooCommerce's queue has run. */
final class ActionScheduler_QueueRunner {
	public static function instance(): self { return new self(); }
	public function run(): int { return 2; }
}
final class Answered extends LogicException {
	public function __construct( public mixed $document, public int $status ) { parent::__construct(); }
}
function wp_send_json( mixed $document, int $status = 200 ): never {
	throw new Answered( json_decode( (string) json_encode( $document ), true ), $status );
}
function wp_get_environment_type(): string { return Site::$options['environment']; }
/** The body of the request. */
final class Input {
	public static string $body = '';
	public mixed $context;
	private bool $read = false;
	public function stream_open( string $path, string $mode, int $options, ?string &$opened ): bool { return 'php://input' === $path; }
	public function stream_read( int $most ): string {
		$body       = $this->read ? '' : self::$body;
		$this->read = true;
		return $body;
	}
	public function stream_eof(): bool { return $this->read; }
	public function stream_stat(): array { return array(); }
}
stream_wrapper_unregister( 'php' );
stream_wrapper_register( 'php', Input::class );

define( 'REST_REQUEST', true );
Site::$options['environment'] = 'staging';
putenv( 'KOPPEL_TEST_TOKEN=a-token' );
require dirname( __DIR__ ) . '/mu-plugins/koppel-test.php';

/** Status and document; null where WordPress goes on with its page. */
$ask = function ( string $route, array $body = array(), string $token = 'Bearer a-token' ): ?array {
	list( $method, $name )         = explode( ' ', $route );
	$_SERVER['REQUEST_METHOD']     = $method;
	$_SERVER['HTTP_AUTHORIZATION'] = $token;
	Input::$body                   = (string) json_encode( $body );
	try {
		do_action( 'parse_request', new WP( "koppel-test/$name" ) );
	} catch ( Answered $answer ) {
		return array( $answer->status, $answer->document );
	}
	return null;
};

new WC_Product( array( 'id' => 12, 'type' => 'simple', 'sku' => 'LED-E27', 'regular_price' => '12.95', 'stock_quantity' => 17 ) );
new WC_Product( array( 'id' => 15, 'type' => 'variation', 'sku' => 'BOEK-P', 'regular_price' => '25.00', 'stock_quantity' => 8 ) );
$order         = new WC_Order( '38.85' );
$order->method = 'city-butler';
$order->update_meta_data( '_platform_order_id', 'CB-1' );
$order->update_meta_data( '_platform_payments', array( array( 'tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => '38.85' ) ) );
$lamps = array( 'rate_id' => 5, 'name' => 'Ledlamp E27', 'product_id' => 12, 'quantity' => 3, 'total' => '32.107438', 'total_tax' => '6.742562' );
$order->add( new WC_Order_Item_Product( 'line_item', $lamps ) );
$order->add( new WC_Order_Item( 'shipping', array( 'rate_id' => 5, 'name' => 'Verzending', 'total' => '4.090909', 'total_tax' => '0.859091' ) ) );
$order->update_status( 'processing' );

check( 'a page of the shop is no affair of theirs', do_action( 'parse_request', new WP( 'cart' ) ), null );
check( 'another token is refused', array( $ask( 'GET state', token: 'Bearer another' )[0], $ask( 'GET state', token: '' )[0] ), array( 401, 401 ) );
putenv( 'KOPPEL_TEST_TOKEN' );
check( 'where no token is set there is none that lets in', array( $ask( 'GET state', token: 'Bearer ' )[0], $ask( 'GET state' )[0] ), array( 401, 401 ) );
putenv( 'KOPPEL_TEST_TOKEN=a-token' );
Site::$options['environment'] = 'production';
check( 'in production they are not there', $ask( 'GET state' ), null );
Site::$options['environment'] = 'staging';

$state = $ask( 'GET state' )[1];
check( 'the book says its environment and its routes', array( $state['environment'], $state['routes'] ), array( 'staging', array( 'stock', 'price', 'return', 'drain', 'fault' ) ) );
check( 'and its stock, variations too', $state['stock'], array( array( 'sku' => 'LED-E27', 'quantity' => '17' ), array( 'sku' => 'BOEK-P', 'quantity' => '8' ) ) );
check( 'and its orders', $state['orders'], array( array(
	'platform_id' => 'city-butler', 'platform_order_id' => 'CB-1', 'status' => 'processing', 'total_amount' => '38.85', 'vat_amount' => '6.74',
	'lines' => array(
		array( 'sku' => 'LED-E27', 'quantity' => '3', 'vat_rate' => '21', 'vat_amount' => '6.74' ),
		array( 'sku' => null, 'quantity' => '1', 'vat_rate' => '21', 'vat_amount' => '0.86' ),
	),
	'tenders' => array( array( 'tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => '38.85' ) ),
) ) );

$stock = fn (): int => (int) wc_get_product( 12 )->get_stock_quantity();
check( 'stock is set', array( $ask( 'POST stock', array( 'sku' => 'LED-E27', 'quantity' => '5', 'publish' => true ) ), $stock() ), array( array( 200, array() ), 5 ) );
check( 'and the price', array( $ask( 'POST price', array( 'sku' => 'BOEK-P', 'gross_amount' => '26.00' ) )[0], wc_get_product( 15 )->document['regular_price'] ), array( 200, '26.00' ) );
check( 'of an article that is there', $ask( 'POST price', array( 'sku' => 'NONE', 'gross_amount' => '1.00' ) )[0], 404 );
check( 'what waits is run', $ask( 'POST drain' )[1], array( 'taken' => 2, 'drain' => array( 'sent' => 0 ) ) );
check( 'there is no other route', array( $ask( 'POST faults' )[0], $ask( 'GET stock' )[0] ), array( 404, 404 ) );

$request = fn (): mixed => apply_filters( 'rest_pre_dispatch', null );
$status  = fn ( mixed $answer ): ?string => $answer?->code;
check( 'a shop that is up answers', $request(), null );
$ask( 'POST fault', array( 'refuse_requests' => 2 ) );
check( 'as many requests as are asked meet a shop that is down', array_map( $status, array( $request(), $request(), $request() ) ), array( 'koppel_test_down', 'koppel_test_down', null ) );
$ask( 'POST fault', array( 'refuse_takeover_sku' => 'LED-E27' ) );
check( 'what was ordered before stays', array( $ask( 'POST drain' )[1]['taken'], $order->get_status() ), array( 2, 'processing' ) );
$later = new WC_Order( '12.95' );
$later->update_meta_data( '_platform_order_id', 'CB-3' );
$later->add( new WC_Order_Item_Product( 'line_item', $lamps ) );
check( 'what the shop turns out not to have is refused', array( $ask( 'POST drain' )[1]['taken'], $later->get_status() ), array( 3, 'cancelled' ) );
$ask( 'POST fault' );
check( 'and no more', $ask( 'POST drain' )[1]['taken'], 2 );

$back = fn ( string $id, int $quantity, string $order = 'CB-1' ): array => $ask( 'POST return', array(
	'platform_id' => 'city-butler', 'platform_order_id' => $order, 'return_id' => $id, 'lines' => array( array( 'sku' => 'LED-E27', 'quantity' => $quantity ) ),
) )[1];
check( 'a return is booked', $back( 'R-1', 1 ), array( 'status' => 200, 'refund' => array( 'amount' => '12.95', 'refundable_amount' => '25.90', 'replayed' => false ) ) );
check( 'with its VAT, by WooCommerce itself, and the goods are back', array( $order->refunds[0]->args['line_items'][ array_key_first( $order->get_items() ) ], $stock() ), array( array( 'qty' => 1, 'refund_total' => '10.70', 'refund_tax' => array( 5 => '2.25' ) ), 6 ) );
check( 'the same again is the same', array( $back( 'R-1', 1 )['refund']['replayed'], $stock() ), array( true, 6 ) );
check( 'with other lines it is refused', array( $back( 'R-1', 2 )['status'], $back( 'R-1', 2 )['error']['code'] ), array( 'CONFLICT', 'return.conflict' ) );
check( 'and so is more than is left', array( $back( 'R-2', 3 )['status'], $back( 'R-2', 3 )['error']['code'] ), array( 'REJECTED', 'refund.too_much' ) );
check( 'the rest gives back all that is left', $back( 'R-2', 2 )['refund'], array( 'amount' => '25.90', 'refundable_amount' => '0.00', 'replayed' => false ) );
check( 'of an unknown order nothing comes back', $back( 'R-3', 1, 'CB-9' )['status'], 'NOT_FOUND' );
$stop = function (): void { throw new RuntimeException( 'De kaart is verlopen.' ); };
add_action( 'woocommerce_create_refund', $stop, 20 );
$second = new WC_Order( '12.95' );
$second->update_meta_data( '_platform_order_id', 'CB-2' );
$second->add( new WC_Order_Item_Product( 'line_item', array( 'quantity' => 1, 'total' => '10.702479', 'total_tax' => '2.247521' ) + $lamps ) );
check( 'what the coupling refuses is refused in its words', $back( 'R-4', 1, 'CB-2' )['error'], array( 'code' => 'refund.refused', 'message' => 'De kaart is verlopen.' ) );
summary();

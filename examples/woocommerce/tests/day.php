<?php
// A day in a shop with the plugin, over the real koppel, against a platform with cards on loopback and stand-ins for
// WordPress and WooCommerce.
//   php -d extension=koppel.so examples/woocommerce/tests/day.php
declare( strict_types=1 );

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Koppel\WooCommerce\{Cards, Catalogue, Checkout_Block, Coupling, Gateway, Order_Lines, Order_State, Outbox, Settings};

require __DIR__ . '/wordpress.php';
require __DIR__ . '/check.php';

$folder = sys_get_temp_dir() . '/koppel-woocommerce-' . getmypid();
mkdir( "$folder/shop", 0700, true );
$program  = array( 'python3', dirname( __DIR__, 2 ) . '/pos/platform.py' );
$platform = proc_open( $program, array( array( 'pipe', 'r' ), array( 'pipe', 'w' ) ), $pipes );
register_shutdown_function( function () use ( $folder, $platform ): void {
	proc_terminate( $platform );
	array_map( 'unlink', glob( "$folder/koppel-store/*" ) );
	array_map( 'rmdir', array_filter( array( "$folder/koppel-store", "$folder/shop", $folder ), 'is_dir' ) );
} );
$address = trim( (string) fgets( $pipes[1] ) );
$post    = stream_context_create( array( 'http' => array( 'method' => 'POST', 'content' => '' ) ) );
$ledger  = fn (): array => explode( "\n", trim( (string) file_get_contents( "http://$address/ledger", false, $post ) ) );

// wp-config.php, and what the shopkeeper has set.
define( 'ABSPATH', "$folder/shop/" );
define( 'REST_REQUEST', true ); // Who calls is told by the user alone.
const KOPPEL_STORE_KEY          = '6b6f7070656c2d6578616d706c652d73686f702d6f6e6c792d3332622d6b6579';
const KOPPEL_CITY_BUTLER_SECRET = 'what-the-platform-gave';
define( 'KOPPEL_ALLOW_ADDRESSES', array( $address ) );
const KOPPEL_CARD_CALLS = array(
	'card_balance' => array( 'method' => 'POST', 'path' => '/cards/balance' ),
	'card_hold'    => array( 'method' => 'PUT', 'path' => '/cards/holds/{hold_key}' ),
	'card_capture' => array( 'method' => 'POST', 'path' => '/cards/holds/{hold_key}/capture' ),
	'card_release' => array( 'method' => 'POST', 'path' => '/cards/holds/{hold_key}/release' ),
);
const PLATFORM_USER = 7;
Site::$options = array(
	'koppel_environment' => 'test',
	'koppel_shop_id' => 'lamps',
	'koppel_card_platform' => 'city-butler',
	'koppel_city_butler_enabled' => 'yes',
	'koppel_city_butler_url' => "http://$address",
	'koppel_city_butler_key' => 'shop-lamps',
	'koppel_city_butler_user' => (string) PLATFORM_USER,
	'woocommerce_koppel_settings' => array( 'enabled' => 'yes', 'description' => 'Wat niet op de kaart staat, betaalt u in de volgende stap.' ),
);
Site::$texts   = ( require dirname( __DIR__ ) . '/languages/koppel-nl_NL.l10n.php' )['messages'];

require dirname( __DIR__ ) . '/koppel.php';
foreach ( array( 'before_woocommerce_init', 'plugins_loaded', 'init' ) as $hook ) {
	do_action( $hook );
}
check(
	'it declares that orders may lie in WooCommerce\'s own tables',
	FeaturesUtil::$declared['custom_order_tables'] ?? null,
);
check(
	'cron is to drain the outbox and to state the catalogue',
	array_keys( Site::$scheduled ),
	array( Outbox::MINUTELY, Catalogue::DAILY ),
);

/** A look at what koppel holds, beside the plugin. */
$koppel = new Koppel\Client( (string) json_encode( ( new Settings() )->configuration() ) );
$cron   = fn () => do_action( Outbox::MINUTELY );
/** @var Gateway $gateway */
list( $gateway ) = apply_filters( 'woocommerce_payment_gateways', array() );
$pay = function ( WC_Order $order, string $card ) use ( $gateway ): array {
	$_POST         = array( 'koppel_card' => $card, 'koppel_pin' => '' );
	$order->method = Cards::METHOD;
	return $gateway->process_payment( $order->id );
};
const FIRST = '6054880012341234', SECOND = '6054 8800 9999 5678'; // 20.00 and 25.00

$registry = new class() {
	public ?Checkout_Block $registered = null;
	public function register( Checkout_Block $block ): bool {
		$this->registered = $block;
		return true;
	}
};
do_action( 'woocommerce_blocks_payment_method_type_registration', $registry );
$registry->registered->initialize();
check(
	'the checkout of blocks has it too, in Dutch',
	array( $registry->registered->is_active(), $registry->registered->get_payment_method_data()['number'] ),
	array( true, 'Nummer van de kaart' ),
);
ob_start();
$gateway->payment_fields();
check(
	'and so has the classic one',
	array( $gateway->is_available(), substr_count( (string) ob_get_clean(), '<input' ) ),
	array( true, 2 ),
);

// Products and stock.
$lamp = array(
	'id' => 12, 'type' => 'simple', 'name' => 'Ledlamp E27', 'sku' => 'LED-E27', 'status' => 'publish',
	'regular_price' => '12.95', 'price' => '12.95',
	'tax_status' => 'taxable', 'tax_class' => '', 'manage_stock' => true, 'stock_quantity' => 20, 'variations' => array(),
);
new WC_Product( $lamp );
$book  = array( 'name' => 'Boek', 'tax_class' => 'reduced-rate' ) + $lamp;
$parts = array( 'manage_stock' => false, 'regular_price' => '', 'variations' => array( 15 ) );
new WC_Product( array( 'id' => 14, 'type' => 'variable', 'sku' => 'BOEK' ) + $parts + $book );
$choice    = array( 'attributes' => array( array( 'name' => 'Uitvoering', 'option' => 'Paperback' ) ) );
$variation = new WC_Product( array( 'id' => 15, 'type' => 'variation', 'parent_id' => 14, 'sku' => 'BOEK-P' ) + $choice + $book );
do_action( 'woocommerce_update_product', 12, null );
do_action( 'woocommerce_update_product_variation', 15, null );
do_action( 'shutdown' );
check( 'what is saved is stated, a variation with its parent', Site::$log, array() );
do_action( 'woocommerce_product_set_stock', new WC_Product( array( 'stock_quantity' => 9 ) + $lamp ) );
do_action( 'woocommerce_variation_set_stock', $variation );
$again = $koppel->stockPut(
	array(
		'items' => array(
			array( 'product_id' => '12', 'quantity' => '9' ),
			array( 'product_id' => '14', 'variant_id' => '15', 'quantity' => '20' ),
		),
	)
);
check(
	'stock is stated at once, of a product and of a variation',
	array( $again['changed'], $again['unknown'] ),
	array( 0, 0 ),
);
$known = fn ( string $product, ?string $variant = null ): int => $koppel->stockPut( array( 'items' => array(
	array( 'product_id' => $product, 'variant_id' => $variant, 'quantity' => '1' ),
) ) )['unknown'];
$spare = new WC_Product( array( 'id' => 16, 'sku' => 'SPARE' ) + $lamp );
do_action( 'woocommerce_new_product', 16, $spare );
do_action( 'shutdown' );
$before = $known( '16' );
new WC_Product( array( 'id' => 16, 'sku' => 'SPARE', 'status' => 'trash' ) + $lamp );
do_action( 'woocommerce_update_product', 16, null );
do_action( 'trashed_post', 16, 'publish' );
do_action( 'shutdown' );
check( 'what the staff puts into the trash is gone, and stays so', array( $before, $known( '16' ) ), array( 0, 1 ) );
new WC_Product( array( 'id' => 16, 'sku' => 'SPARE' ) + $lamp );
do_action( 'untrashed_post', 16, 'trash' );
do_action( 'shutdown' );
check( 'what it takes out again is there', $known( '16' ), 0 );
do_action( Catalogue::DAILY );
check( 'all products are stated once a day, and that is no news', Site::$log, array() );

/** Three lamps and postage: 38.85 + 4.95. */
$cart = function (): WC_Order {
	$order = new WC_Order( '43.80' );
	$order->add( new WC_Order_Item_Tax( 'tax', array( 'rate_id' => 5, 'rate_percent' => 21.0 ) ) );
	$lamps   = array( 'name' => 'Ledlamp E27', 'product_id' => 12, 'quantity' => 3, 'total' => '32.107438', 'total_tax' => '6.742562' );
	$postage = array( 'name' => 'PostNL', 'total' => '4.090909', 'total_tax' => '0.859091' );
	$order->add( new WC_Order_Item_Product( 'line_item', array( 'rate_id' => 5 ) + $lamps ) );
	$order->add( new WC_Order_Item( 'shipping', array( 'rate_id' => 5 ) + $postage ) );
	return $order;
};
$lines = fn ( WC_Order $order ): array => array_keys( $order->get_items( array( 'line_item', 'shipping' ) ) );

$packed = $cart();
$packed->add( new WC_Order_Item( 'fee', array( 'name' => 'Inpakken', 'total' => '1', 'total_tax' => '0', 'rate_id' => 99 ) ) );
check(
	'a line has the rate it was taxed by, and none that is not known',
	array_column( Order_Lines::of( $packed, 'lamps' ), 'vat_rate' ),
	array( '21', '21', null ),
);

// Cards at the own checkout, and the rest by iDEAL.
$order = $cart();
check(
	'a card that is unknown is refused in a sentence',
	array( $pay( $order, '123' )['result'], array_pop( Site::$notices ) ),
	array( 'failure', 'Deze kaart wordt niet aangenomen. Controleer het nummer en de code.' ),
);
check(
	'a card that is short leads on to pay the rest',
	$pay( $order, FIRST )['redirect'],
	$order->get_checkout_payment_url(),
);
check( 'the rest is what another payment method asks for', $order->get_total(), '23.80' );
check( 'and the order keeps its total', $order->get_total( 'edit' ), '43.80' );
check(
	'the same card twice is refused',
	array( $pay( $order, FIRST )['result'], array_pop( Site::$notices ) ),
	array( 'failure', 'Deze kaart is al voor deze bestelling gebruikt.' ),
);
check( 'what is held is not on the card', $ledger()[0], 'card 1234 0.00' );
check(
	'the pay page shows the card',
	array_keys( $shown = apply_filters( 'woocommerce_get_order_item_totals', array( 'order_total' => array() ), $order ) ),
	array( 'order_total', 'koppel_card_0', 'koppel_due' ),
);
check(
	'and what is left of the whole',
	array( $shown['order_total']['value'], $shown['koppel_due']['label'], $shown['koppel_due']['value'] ),
	array( '43.80', 'Nog te betalen:', '<span>&euro;&nbsp;23.80</span>' ),
);
$order->update_status( 'failed' );
$cron();
check( 'a payment that fails frees the card', $ledger()[0], 'card 1234 20.00' );
check( 'and then the whole total is to be paid', $order->get_total(), '43.80' );
$order->update_status( 'pending' );
$pay( $order, FIRST );
$order->method = 'mollie_wc_gateway_ideal';
$order->payment_complete( 'tr_1' );
check( 'paid: the order has its whole total', $order->get_total(), '43.80' );
$cron();
check(
	'the platform has heard of the order and taken the card, by cron',
	array( $ledger()[0], $ledger()[2] ),
	array( 'card 1234 0.00', "order W-$order->id processing 43.80" ),
);

list( $lamps, $postage ) = $lines( $order );
$back = fn ( WC_Order $order, string $amount, array $items, bool $by_gateway = false ) => wc_create_refund(
	array( 'order_id' => $order->id, 'amount' => $amount, 'line_items' => $items, 'refund_payment' => $by_gateway )
);
$one  = array( $lamps => array( 'qty' => 1, 'refund_total' => '10.70', 'refund_tax' => array( 5 => '2.25' ) ) );
$stop = $back( $order, '12.95', $one, true );
check(
	'what a card paid is not paid out by iDEAL',
	$stop instanceof WP_Error && str_contains( $stop->message, 'wordt nooit uitbetaald' ),
);
check( 'and nothing was credited', ( $koppel->outboxList( array( 'state' => 'due' ) ) )['entries'], array() );
$stop = $back( $order, '13.00', $one );
check(
	'an amount that is not what comes back is refused',
	$stop instanceof WP_Error && str_contains( $stop->message, 'Wat terugkomt is 12.95 waard, en er is 13.00 ingevuld' ),
);
check( 'a return credits the card', $back( $order, '12.95', $one ) instanceof WC_Order_Refund );
check( 'and says what may be paid back, and no more', array_slice( $order->notes, -2 ), array(
	"€\u{a0}5.91 gaat terug naar de kaart. Betaal dit niet uit.",
	"Betaal €\u{a0}7.04 terug zoals de klant de rest betaalde, en niet meer.",
) );
check( 'the rest, without naming a line', $back( $order, '30.85', array() ) instanceof WC_Order_Refund );
$cron();
check(
	'the card has what it paid, to the cent',
	array( $ledger()[0], count( preg_grep( '/^credit/', $ledger() ) ) ),
	array( 'card 1234 20.00', 2 ),
);
check(
	'and nothing more comes back',
	$back( $order, '4.95', array( $postage => array( 'qty' => 0, 'refund_total' => '4.09' ) ) ) instanceof WP_Error,
);

$small = $cart();
$pay( $small, FIRST );
check(
	'two cards: the first is held for all of it, the second pays what it can',
	$pay( $small, SECOND )['redirect'],
	$gateway->get_return_url(),
);
check(
	'and where they pay all, the order is paid',
	array( $small->get_status(), ( new Order_State( $small ) )->due() ),
	array( 'processing', '0.00' ),
);
$cron();
check( 'both are taken', array_slice( $ledger(), 0, 2 ), array( 'card 1234 0.00', 'card 5678 1.20' ) );
check(
	'goodwill on one line, by the card\'s own button',
	$back( $small, '1.50', array( $lines( $small )[0] => array( 'qty' => 0, 'refund_total' => '1.24' ) ), true ) instanceof WC_Order_Refund,
);
check(
	'goes back to both cards, as they paid',
	array_map( fn ( string $note ): string => explode( ' ', $note )[0], array_slice( $small->notes, -2 ) ),
	array( "€\u{a0}0.68", "€\u{a0}0.82" ),
);
$cron();

$free = $cart();
$pick_up = array( 'name' => 'Afhalen', 'total' => '0', 'total_tax' => '0', 'rate_id' => 5 );
$free->items[ $lines( $free )[1] ] = new WC_Order_Item( 'shipping', $pick_up );
( fn () => $this->total = '38.85' )->call( $free );
$pay( $free, SECOND );
$free->method = 'mollie_wc_gateway_ideal';
$free->payment_complete();
check(
	'an order that is sent free of charge comes back whole',
	$back( $free, '38.85', array() ) instanceof WC_Order_Refund,
);
$cron();

/** What a platform says that a card paid of its order. */
$paid_by_card = fn ( WC_Order $order, string $amount ) => $order->update_meta_data(
	'_platform_payments',
	array( array( 'tender_id' => 'card-7', 'kind' => 'multi_purpose', 'amount' => $amount ) ),
);

// An order that a platform places by the shop's own REST.
$theirs = $cart();
$theirs->update_meta_data( '_platform_order_id', 'CB-1' );
$paid_by_card( $theirs, '38.85' );
unset( $theirs->items[ $lines( $theirs )[1] ] );
$log        = Site::$log;
Site::$user = PLATFORM_USER;
do_action( 'woocommerce_rest_insert_shop_order_object', $theirs, new WP_REST_Request(), true );
check( 'it is taken over', ( new Order_State( $theirs ) )->state(), Order_State::COUPLED );
$theirs->payment_complete();
do_action( 'woocommerce_rest_insert_shop_order_object', $theirs, new WP_REST_Request(), false );
check(
	'and followed, and the platform is not told what it said itself',
	array( Site::$log, $koppel->outboxList( array( 'state' => 'due' ) )['entries'] ),
	array( $log, array() ),
);
$posted = fn ( string $identity ): WP_REST_Request => new WP_REST_Request(
	'POST',
	'/wc/v3/orders',
	array( 'meta_data' => array( array( 'key' => '_platform_order_id', 'value' => $identity ) ) ),
);
$answer = fn ( string $identity ): mixed => apply_filters( 'rest_dispatch_request', null, $posted( $identity ) );
check(
	'an order that comes again is the one that is there, and another is another',
	array( $answer( 'CB-1' )?->get_data()['id'], $answer( 'CB-7' ) ),
	array( $theirs->id, null ),
);
$posting = function ( string $identity, int $pieces ) use ( $posted ): mixed {
	$request = $posted( $identity );
	$request->set_param( 'line_items', array( array( 'product_id' => 12, 'quantity' => $pieces ) ) );
	$known = apply_filters( 'rest_dispatch_request', null, $request );
	if ( null !== $known ) {
		return $known->get_data()['id'];
	}
	$order = new WC_Order( '0' );
	$order->update_meta_data( '_platform_order_id', $identity );
	unset( Site::$orders[ $order->id ] );
	$item = array( 'name' => 'x', 'product_id' => 12, 'quantity' => $pieces, 'total' => '0', 'total_tax' => '0', 'rate_id' => 5 );
	$order->add( new WC_Order_Item_Product( 'line_item', $item ) );
	$checked = apply_filters( 'woocommerce_rest_pre_insert_shop_order_object', $order, $request, true );
	if ( is_wp_error( $checked ) ) {
		return $checked->code;
	}
	Site::$orders[ $order->id ] = $order;
	do_action( 'woocommerce_rest_insert_shop_order_object', $order, $request, true );
	return $order->id;
};
$lamps = fn (): int => (int) wc_get_product( 12 )->get_stock_quantity();
$before = $lamps();
$made   = $posting( 'CB-8', 2 );
check(
	'what is ordered is gone from the stock before it is paid, once',
	array( $lamps(), $posting( 'CB-8', 2 ), $lamps() ),
	array( $before - 2, $made, $before - 2 ),
);
check( 'and offered again with other content it is refused', $posting( 'CB-8', 3 ), 'koppel_order_conflict' );
$ordered = function ( int $product, int $pieces ): mixed {
	$order = new WC_Order( '0' );
	$item  = array( 'name' => 'x', 'product_id' => $product, 'quantity' => $pieces, 'total' => '0', 'total_tax' => '0', 'rate_id' => 5 );
	$order->add( new WC_Order_Item_Product( 'line_item', $item ) );
	unset( Site::$orders[ $order->id ] );
	return apply_filters( 'woocommerce_rest_pre_insert_shop_order_object', $order, new WP_REST_Request(), true );
};
check(
	'what is not sold, and more than is there, is refused',
	array( $ordered( 999, 1 )->code, $ordered( 12, 1000 )->code, $ordered( 12, 1 ) instanceof WC_Order ),
	array( 'woocommerce_rest_invalid_product_id', 'woocommerce_rest_out_of_stock', true ),
);
Site::$user = 1;
check(
	'to a platform alone: another client of the interface notices nothing',
	array( $answer( 'CB-1' ), $ordered( 999, 1 ) instanceof WC_Order ),
	array( null, true ),
);
check(
	'its return credits the card, and nothing is paid out',
	array(
		$back( $theirs, '12.95', array( $lines( $theirs )[0] => array( 'qty' => 1 ) ) ) instanceof WC_Order_Refund,
		end( $theirs->notes ),
	),
	array( true, "€\u{a0}12.95 gaat terug naar de kaart. Betaal dit niet uit." ),
);
do_action( 'shutdown' );
check(
	'after the response, without cron, the platform has the credit',
	array_slice( $ledger(), -1 ),
	array( 'credit 12.95' ),
);
$piece = array( $lines( $theirs )[0] => array( 'qty' => 1 ) );
$stop  = function (): void { throw new RuntimeException( 'The disk is full.' ); };
add_action( 'woocommerce_create_refund', $stop, 20 );
$stopped = $back( $theirs, '12.95', $piece );
remove_action( 'woocommerce_create_refund', $stop, 20 );
check(
	'a refund that WooCommerce did not keep is the same when it is entered again, and credited once',
	array( is_wp_error( $stopped ), $back( $theirs, '12.95', $piece ) instanceof WC_Order_Refund, count( $koppel->outboxList( array( 'state' => 'due' ) )['entries'] ) ),
	array( true, true, 1 ),
);
do_action( 'shutdown' );
$theirs->update_status( 'completed' );
$cron();
ob_start();
do_action( 'admin_notices' );
$notice = (string) ob_get_clean();
check(
	'what the platform refuses is shown to the staff, with what to do',
	str_contains( $notice, 'Wat koppel niet kon versturen' ) && str_contains( $notice, '<li>1: ' ),
);
try {
	do_action( 'admin_post_koppel_requeue' );
} catch ( Redirected ) {
	check(
		'and a button sends it once more',
		count( $koppel->outboxList( array( 'state' => 'parked' ) )['entries'] ),
		0,
	);
}
Site::$user = PLATFORM_USER;
check(
	'a refund that the platform posts itself is booked',
	$back( $theirs, '12.95', array( $lines( $theirs )[0] => array( 'qty' => 1 ) ) ) instanceof WC_Order_Refund,
);
Site::$user = 1;
check(
	'and not credited once more',
	$koppel->outboxList( array( 'state' => 'due' ) )['entries'][0]['kind'] ?? null,
	'order_push',
);
check(
	'after a refund of the platform\'s own the shop makes no more',
	$back( $theirs, '12.95', array() ) instanceof WP_Error,
);

// What goes wrong on the way.
$slow = $cart();
$pay( $slow, FIRST );
$cron();
check( 'what is held stays held while there is time', $slow->get_total(), '43.12' );
$too_late = fn ( array $card ): array => array( 'until' => time() - 1 ) + $card;
$slow->update_meta_data( '_koppel_cards', array_map( $too_late, ( new Order_State( $slow ) )->cards() ) );
$cron();
check(
	'what is not paid in time is free again, and the whole total is to be paid',
	array( $slow->get_total(), ( new Order_State( $slow ) )->state() ),
	array( '43.80', '' ),
);
Site::$options['koppel_city_butler_url'] = 'nowhere';
$_POST = array( 'koppel_card' => FIRST );
$bare  = new Coupling( new Settings() );
$bare  = new Gateway( new Cards( $bare, new Outbox( $bare ) ) );
check(
	'what the shop lacks is for the log, not for the customer',
	array( $bare->process_payment( $cart()->id )['result'], array_pop( Site::$notices ) ),
	array(
		'failure',
		'De kaart kan nu niet worden gecontroleerd. Probeer het opnieuw, of betaal op een andere manier.',
	),
);
Site::$options['koppel_city_butler_url'] = "http://$address";
$waiting = $cart();
$waiting->update_meta_data( '_platform_order_id', 'CB-2' );
( new Order_State( $waiting ) )->set( Order_State::UNRECORDED, 'city-butler' );
check(
	'an order that koppel has not taken yet is not returned',
	$back( $waiting, '43.80', array() ) instanceof WP_Error,
);
$paid_by_card( $waiting, '43.80' );
unset( $waiting->items[ $lines( $waiting )[1] ] );
$cron();
check(
	'one whose payments are not its total is told of in a note',
	str_contains( end( $waiting->notes ), 'niet overgenomen' ),
);
$paid_by_card( $waiting, '38.85' );
( new Order_State( $waiting ) )->set( Order_State::UNRECORDED );
$cron();
check(
	'one that came while koppel could not take it is taken by cron',
	( new Order_State( $waiting ) )->state(),
	Order_State::COUPLED,
);
$late = $cart();
$pay( $late, SECOND );
$koppel->cardRelease( array( 'hold_id' => ( new Order_State( $late ) )->cards()[0]['hold_id'] ) );
$late->payment_complete();
check(
	'paid after the hold has ended: nothing is sent before a person has looked',
	array( $late->get_status(), str_contains( end( $late->notes ), 'Verzend deze bestelling nog niet' ) ),
	array( 'on-hold', true ),
);

// What is not the plugin's stays as it is.
$plain = $cart();
$plain->payment_complete();
check(
	'an order without a card is refunded as ever',
	$back( $plain, '43.80', array(), true ) instanceof WC_Order_Refund,
);
check( 'and has no mark of koppel', $plain->get_meta( '_koppel_state' ), '' );

// Every text stands in the translation, and every setting has a name in it.
$fields = ( apply_filters( 'woocommerce_get_settings_pages', array() )[0] )->get_settings_for_section( '' );
check(
	'the settings page has the settings',
	count( array_filter( $fields, fn ( array $field ): bool => str_starts_with( $field['id'], 'koppel_city_butler_' ) ) ),
	4,
);
$written = '';
foreach ( array_merge( glob( dirname( __DIR__ ) . '/*.php' ), glob( dirname( __DIR__ ) . '/includes/*.php' ) ) as $file ) {
	$written .= file_get_contents( $file );
}
preg_match_all( "/__\\(\\s*'([^']+)',\\s*'koppel'/", $written, $found );
check(
	'every text has its Dutch',
	array_values( array_diff( array_unique( $found[1] ), array_keys( Site::$texts ) ) ),
	array(),
);
check( 'and no other is there', array_values( array_diff( array_keys( Site::$texts ), $found[1] ) ), array() );

$at_once = array_map( 'file_get_contents', preg_grep( '/(gateway|checkout-block|settings-page)\\.php$/', glob( dirname( __DIR__ ) . '/includes/*.php' ), PREG_GREP_INVERT ) );
check(
	'what WordPress loads at once needs no class that is loaded later',
	preg_grep( '/\\b(Gateway|Checkout_Block|Settings_Page)::/', $at_once ),
	array(),
);

define( 'WP_UNINSTALL_PLUGIN', 'koppel/koppel.php' );
require dirname( __DIR__ ) . '/uninstall.php';
check( 'uninstalled, it leaves no setting', Site::$options, array() );
check( 'and no job', Site::$scheduled, array() );
summary();

//! The bounds that a host can meet, each with its reason; at what pace a part of koppel works stands in that part. A limit
//! that is reached is an error with a path, never a cut.

/// A request of any method. A page of 250 rich products is about 2 MiB; more than this is fed to a stream.
pub const REQUEST_BYTES_MAX: usize = 16 << 20;

/// The body of an HTTP request given to `http_respond`. WooCommerce batches of 100 products stay below 2 MiB.
pub const HTTP_BODY_BYTES_MAX: usize = 8 << 20;

/// Arrays and objects in one another. Real orders and products stay below 12; recursion stays off the host's stack.
pub const DEPTH_MAX: u32 = 64;

/// Lines of an order. The largest real wholesale order seen had some 2,000.
pub const ORDER_LINES_MAX: usize = 10_000;

/// Vouchers of one order. The flow grows with vouchers x lines; nobody lays down more cards than this.
pub const ORDER_VOUCHERS_MAX: usize = 50;

/// Discounts of one order.
pub const ORDER_DISCOUNTS_MAX: usize = 1_000;

/// Unsplittable vouchers of one order: which of them to spend whole is a search over their subsets.
pub const UNSPLITTABLE_VOUCHERS_MAX: usize = 20;

/// An id in a request: longer than any shop's own, short enough for an index in every store.
pub const ID_BYTES_MAX: usize = 191;

/// The decimals a foreign amount may have; more cannot be a price.
pub const AMOUNT_DECIMALS_MAX: u8 = 6;

/// The whole digits of an amount: with two decimals still far inside an i64 of minor units.
pub const AMOUNT_DIGITS_MAX: usize = 15;

/// The decimals of a VAT rate.
pub const RATE_DECIMALS_MAX: u8 = 4;

/// The name of a method.
pub const METHOD_BYTES_MAX: usize = 64;

/// The first window of a stream; a product that the window's end cuts is read again, one in some hundreds.
pub const STREAM_WINDOW_BYTES: usize = 1 << 20;

/// One product in a stream: 2,048 variants of 4 KiB each.
pub const PRODUCT_BYTES_MAX: usize = 8 << 20;

/// Variations, and products that wait for them, kept until the document ends where there is no store for them.
pub const JOIN_BYTES_MAX: usize = 64 << 20;

/// As many of them stay in memory where there is a store: with a window and a transaction it is less than 8 MiB.
pub const JOIN_MEMORY_BYTES_MAX: usize = 3 << 20;

/// Diagnostics told one by one; from there on they are counted at the first of their kind.
pub const DIAGNOSTICS_MAX: usize = 1_000;

/// SKUs remembered to find those that come twice: what a table of 2^17 places holds before it grows, some 2 MiB. With
/// twice as many a stream took more than the 8 MiB that it may.
pub const SKUS_MAX: usize = (1 << 17) / 8 * 7;

/// What a far side may answer. A page of 100 rich products is 1 MiB; nothing that koppel asks for is larger.
pub const REPLY_BYTES_MAX: u64 = 8 << 20;

/// The longest that one call to the far side is waited for: leases and budgets are made of it.
pub const CALL_MS_MAX: u64 = 30_000;

/// How long what is done in the background goes on, where the host does not say: web servers wait longer.
pub fn budget_ms() -> u64 {
    10_000
}

/// How long a question to the host waits for its answer: it is given within the same request.
pub const ASK_MS_MAX: u64 = 60_000;

/// Questions of one client that wait: more than a server of any size has requests under way.
pub const ASKS_MAX: usize = 1_000;

/// Bookings of one page of a settlement: a month of a middling shop, some 2 MiB.
pub const SETTLEMENT_ROWS_MAX: u32 = 5_000;

/// How long a card may be held: below the life of a key at any platform, and any iDEAL payment has ended by then.
pub const CARD_HOLD_MS_MAX: i64 = 20 * 60 * 60 * 1_000;

/// How long a card is held again for a payment that was confirmed too late: until the capture is through.
pub const CARD_HOLD_AGAIN_MS: i64 = 15 * 60 * 1_000;

/// How much longer the platform is asked to hold a card than the shop may capture it: a capture that was decided in time
/// is still on its way by then, and clocks differ. The drain releases sooner what nobody captured.
pub const CARD_HOLD_GRACE_MS: i64 = 10 * 60 * 1_000;

/// Holds that are captured together: more cards than anybody lays down for one order.
pub const CARD_HOLDS_TOGETHER_MAX: usize = 50;

/// Expired holds that one drain releases.
pub const CARD_HOLDS_ENDED_MAX: i64 = 500;

/// A card's number: real ones have 8 to 19 digits.
pub const CARD_BYTES_MAX: usize = 64;

/// Rows of one page of a list, and entries handed out at once.
pub const PAGE_ROWS_MAX: u32 = 100;

/// The longest article number of Oresto's model (OR-33).
pub const ORESTO_ARTICLE_NUMBER_CHARS_MAX: usize = 50;

/// A photo for Oresto: as base64 it is 4 MiB, which its kind of server takes unless it was told otherwise.
pub const ORESTO_PHOTO_BYTES_MAX: usize = 3 << 20;

/// What the pages of one Oresto list may come to together; a longer list is read page by page.
pub const ORESTO_PAGES_BYTES_MAX: usize = 16 << 20;

/// Rows of one page of the accounting interface: a month of a small shop in one answer.
pub const ACCOUNTING_PAGE_MAX: i64 = 250;

/// Rows of one page of a hosted shop's list: more is no page.
pub const SOURCE_PAGE_MAX: u32 = 1_000;

/// What a hosted shop's tables of labels and rates may come to: they are given with each page of products.
pub const SOURCE_TABLES_BYTES_MAX: usize = 4 << 20;

//! The driver proves itself on a stub shop: all 25 ways pass where the shop is right, and each
//! planted fault makes the ways fail that must find it.

use platform::api;
use platform::platform::Platform;
use platform::profile::{PROFILES, Profile};
use platform::result::RunResult;
use platform::run::{self, Choice};
use platform::shop::Shop;
use platform::stand_in::{Defect, StandIn};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// The stub has no back-off: what it has not done by then it never will.
const PATIENCE: Duration = Duration::from_secs(1);

fn listen(profile: &'static Profile) -> Arc<Platform> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let platform = Arc::new(Platform::new(profile, address));
    platform::http::serve(listener, api::handler(Arc::clone(&platform)));
    platform
}

fn run_at(platform: &Platform, addresses: &[(&'static str, String)], choice: &Choice) -> RunResult {
    let shops: Vec<Shop> = addresses
        .iter()
        .map(|(supplier, address)| Shop::new(platform.profile, supplier, address))
        .collect();
    run::run(platform, &shops, choice, &mut |line| println!("{line}")).unwrap()
}

fn start_shops(platforms: &[Arc<Platform>], defect: Defect) -> Vec<(&'static str, String)> {
    let addresses: Vec<String> = platforms.iter().map(|own| own.address.clone()).collect();
    let start = |supplier| (supplier, StandIn::start(supplier, addresses.clone(), defect));
    ["x", "y", "z"].into_iter().map(start).collect()
}

/// What the required articles must come to, computed by hand: way, sub-order, total, VAT, what
/// each tender paid, and what was credited.
type Figures = (&'static str, usize, i64, i64, &'static [i64], i64);

const FIGURES: &[Figures] = &[
    ("1a", 0, 49_95, 8_67, &[49_95], 0),
    ("1b", 0, 75_00, 13_02, &[75_00], 0),
    ("1c", 0, 60_78, 9_00, &[60_78], 0),
    ("1d", 0, 60_00, 10_41, &[25_00, 35_00], 0),
    ("1e", 0, 72_00, 12_50, &[72_00], 0),
    ("1f", 0, 49_95, 8_67, &[49_95], 0),
    ("2a", 0, 120_00, 20_83, &[100_00, 20_00], 0),
    ("2b", 0, 100_01, 17_36, &[100_00, 1], 0),
    ("2c", 0, 60_78, 9_00, &[50_00, 10_78], 0),
    ("2e", 0, 120_00, 20_83, &[100_00, 20_00], 0),
    ("2f", 0, 100_00, 17_36, &[30_00, 30_00, 40_00], 0),
    ("3a", 0, 40_00, 6_94, &[40_00], 0),
    ("3a", 1, 35_00, 6_07, &[35_00], 0),
    ("3b", 0, 89_99, 15_62, &[59_99, 30_00], 0),
    ("3b", 1, 60_01, 10_41, &[40_01, 20_00], 0),
    ("3c", 2, 25_00, 2_06, &[25_00], 25_00),
    ("3d", 0, 12_95, 2_25, &[12_95], 0),
    ("3d", 1, 25_90, 4_50, &[25_90], 0),
    ("3f", 0, 17_90, 3_11, &[17_90], 0),
    ("3f", 1, 20_93, 2_09, &[20_93], 0),
    ("4a", 0, 49_95, 8_67, &[49_95], 49_95),
    ("4b", 0, 60_78, 9_00, &[60_78], 12_95),
    ("4c", 0, 72_00, 12_50, &[72_00], 72_00),
    ("4d", 0, 120_00, 20_83, &[100_00, 20_00], 120_00),
    ("4e", 0, 89_99, 15_62, &[59_99, 30_00], 89_99),
    ("4e", 1, 60_01, 10_41, &[40_01, 20_00], 0),
    ("4f", 0, 38_85, 6_74, &[38_85], 12_95),
];

fn figures_are_right(result: &RunResult) {
    for (name, place, total, vat, tenders, credited) in FIGURES {
        let way = result.ways.iter().find(|way| way.way == *name).unwrap();
        let order = &way.orders[*place];
        let paid: Vec<i64> = order.tenders.iter().map(|own| own.amount.0).collect();
        let back: i64 = order.tenders.iter().map(|own| own.credited.0).sum();
        let own_vat: i64 = order.vat.iter().map(|own| own.vat.0).sum();
        assert_eq!((order.total.0, own_vat), (*total, *vat), "{name}");
        assert_eq!((paid.as_slice(), back), (*tenders, *credited), "{name}");
    }
}

#[test]
fn all_ways_pass_at_both_platforms_where_the_shops_are_right() {
    let platforms: Vec<Arc<Platform>> = PROFILES.iter().map(listen).collect();
    let shops = start_shops(&platforms, Defect::None);
    for platform in &platforms {
        let result = run_at(platform, &shops, &Choice::default());
        assert_eq!((result.passed(), result.ways.len()), (25, 25), "{}", result.platform_id);
        figures_are_right(&result);
        assert!(result.shops.iter().all(|shop| shop.pings == 4 && shop.deliveries > 0));
        assert!(result.shops.iter().all(|shop| shop.follows_prices == Some(true)));
        assert!(result.shops.iter().all(|shop| shop.deliveries_standard == shop.deliveries));
        if let Some(folder) = std::env::var_os("PLATFORM_RESULTS") {
            let path = std::path::Path::new(&folder).join(format!("{}.json", result.platform_id));
            std::fs::write(path, serde_json::to_string_pretty(&result).unwrap()).unwrap();
        }
    }
}

/// Which of the given ways fail with a defect, at shops that have it.
fn failing(defect: Defect, ways: &[&str]) -> Vec<String> {
    let platforms: Vec<Arc<Platform>> = PROFILES.iter().map(listen).collect();
    let shops = start_shops(&platforms, defect);
    let names = ways.iter().map(|way| (*way).to_owned()).collect();
    let choice = Choice { ways: Some(names), patience: PATIENCE, ..Choice::default() };
    let result = run_at(&platforms[0], &shops, &choice);
    assert_eq!(result.ways.len(), ways.len());
    result.ways.into_iter().filter(|way| !way.is_passed).map(|way| way.way).collect()
}

#[test]
fn a_cent_of_vat_too_much_is_found() {
    assert_eq!(failing(Defect::VatOneCentOff, &["1a", "2c", "3f"]), ["1a", "2c", "3f"]);
}

#[test]
fn an_order_made_twice_is_found() {
    assert_eq!(failing(Defect::OrderMadeTwice, &["1a", "1f"]), ["1f"]);
}

#[test]
fn stock_that_does_not_move_is_found() {
    assert_eq!(failing(Defect::StockNotMoved, &["1a", "3d"]), ["1a", "3d"]);
    assert_eq!(failing(Defect::StockMovedAtParent, &["1a", "1b"]), ["1b"]);
    assert_eq!(failing(Defect::StockNotGivenBack, &["2a", "2d"]), ["2d"]);
}

#[test]
fn an_order_that_counts_as_paid_before_ideal_is_found() {
    assert_eq!(failing(Defect::PaidBeforeIdeal, &["1a", "2a", "2e"]), ["2a", "2e"]);
}

#[test]
fn a_credit_of_another_amount_is_found() {
    assert_eq!(failing(Defect::CreditOneCentOff, &["1a", "4a", "4e"]), ["4a", "4e"]);
    assert_eq!(failing(Defect::OriginalSplitLeftOut, &["4d"]), ["4d"]);
}

#[test]
fn a_return_credited_twice_or_beyond_what_is_left_is_found() {
    assert_eq!(failing(Defect::CreditUnderNewKey, &["4a", "4f"]), ["4f"]);
    assert_eq!(failing(Defect::ReturnBeyondWhatIsLeft, &["4b", "4f"]), ["4f"]);
}

#[test]
fn the_last_piece_sold_twice_is_found() {
    assert_eq!(failing(Defect::SoldTwice, &["1a", "1g"]), ["1g"]);
}

#[test]
fn a_payment_left_out_of_the_book_is_found() {
    assert_eq!(failing(Defect::TenderLeftOut, &["1d", "2f"]), ["1d", "2f"]);
}

#[test]
fn webhooks_with_another_signature_are_not_believed() {
    let platforms: Vec<Arc<Platform>> = PROFILES.iter().map(listen).collect();
    let shops = start_shops(&platforms, Defect::WebhookUnsigned);
    let choice =
        Choice { ways: Some(vec!["1a".to_owned()]), patience: PATIENCE, ..Choice::default() };
    let result = run_at(&platforms[0], &shops, &choice);
    assert!(
        result.shops.iter().all(|shop| shop.deliveries == 0 && shop.follows_prices != Some(true))
    );
    assert_eq!(result.passed(), 0);
}

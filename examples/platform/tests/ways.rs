//! The driver proves itself on a stub shop: all 25 ways pass where the shop is right, and each
//! planted fault makes the ways fail that must find it.


use platform::api;
use platform::platform::Platform;
use platform::profile::{PROFILES, Profile};
use platform::result::RunResult;
use platform::run::{self, Choice};
use platform::shop::Shop;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use platform::stand_in::{Defect, StandIn};

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

#[test]
fn all_ways_pass_at_both_platforms_where_the_shops_are_right() {
    let platforms: Vec<Arc<Platform>> = PROFILES.iter().map(listen).collect();
    let shops = start_shops(&platforms, Defect::None);
    for platform in &platforms {
        let result = run_at(platform, &shops, &Choice::default());
        assert_eq!((result.passed(), result.ways.len()), (25, 25), "{}", result.platform_id);
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
    assert!(result.shops.iter().all(|shop| shop.deliveries == 0 && shop.follows_prices != Some(true)));
    assert_eq!(result.passed(), 0);
}

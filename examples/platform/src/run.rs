//! Runs ways one after another at the shops, gathers their proofs and shows progress. It decides
//! which shop a way goes to, and nothing of what a way expects.

use crate::book;
use crate::calls::Call;
use crate::contract;
use crate::coupling::{self, Coupling};
use crate::figure;
use crate::language::Language;
use crate::orders::{State, SubOrder};
use crate::platform::Platform;
use crate::result::{
    CardProof, Check, LineProof, OrderProof, Place, RunResult, TenderProof, VatProof, WayResult,
};
use crate::shop::{Shop, Trouble};
use crate::way::{SOON, Way};
use crate::ways::{Row, WAYS};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Which ways, and where those go that one shop can run.
#[derive(Clone, Debug)]
pub struct Choice {
    /// None for all.
    pub ways: Option<Vec<String>>,
    /// None to go round all shops.
    pub at: Option<String>,
    /// How long a shop gets for what it must do by itself: deliver a webhook, retry a call.
    pub patience: Duration,
    /// The platform goes on answering afterwards, so its webhooks stay.
    pub stays_coupled: bool,
    /// Every call by itself first, as the self-test does.
    pub checks_calls: bool,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice {
            ways: None,
            at: None,
            patience: Duration::from_secs(60),
            stays_coupled: false,
            checks_calls: false,
        }
    }
}

/// Couples to the shops and runs the chosen ways; `tell` gets a line for each step.
pub fn run(
    platform: &Platform,
    shops: &[Shop],
    choice: &Choice,
    tell: &mut dyn FnMut(&str),
) -> Result<RunResult, Trouble> {
    let started_at = now();
    let mut findings = Vec::new();
    for shop in shops {
        platform.admit(&shop.supplier, &shop.keys);
        coupling::wait_until_it_answers(platform, shop)?;
        shop.find_routes(&platform.calls)?;
        if choice.checks_calls && !shop.is_stand_in {
            findings.extend(contract::run(platform, shop, choice.patience.min(SOON), tell));
        }
    }
    let mut couplings: Vec<Coupling> = Vec::new();
    let mut uncoupled = None;
    for shop in shops {
        match couple(platform, shop, choice, tell) {
            Ok(coupling) => couplings.push(coupling),
            Err(trouble) if choice.checks_calls => uncoupled = Some(trouble),
            Err(trouble) => return Err(trouble),
        }
    }
    let mut ways = Vec::new();
    for (position, row) in WAYS.iter().enumerate() {
        let is_chosen = |names: &Vec<String>| names.iter().any(|name| name == row.way);
        if !choice.ways.as_ref().is_none_or(is_chosen) {
            continue;
        }
        let tested: Vec<&Shop> = shops.iter().filter(|shop| !shop.is_stand_in).collect();
        let round = (position + platform.profile.first_shop) % tested.len();
        let supplier = choice.at.as_deref().unwrap_or(&tested[round].supplier);
        let way = Way::new(platform, shops, supplier, choice.patience);
        let result = run_way(way, row, uncoupled.as_ref());
        tell(&progress(platform, &result));
        ways.push(result);
    }
    for coupling in &mut couplings {
        coupling::count_webhooks(platform, coupling);
    }
    for shop in shops.iter().filter(|_| !choice.stays_coupled) {
        match coupling::remove_our_webhooks(platform, shop) {
            Err(trouble) if uncoupled.is_none() => return Err(trouble),
            _ => {}
        }
    }
    Ok(RunResult {
        platform_id: platform.profile.platform_id.to_owned(),
        platform_name: platform.profile.name.to_owned(),
        card: platform.profile.card(platform.language).to_owned(),
        language: platform.language,
        findings,
        started_at,
        finished_at: now(),
        shops: couplings,
        ways,
    })
}

fn couple(
    platform: &Platform,
    shop: &Shop,
    choice: &Choice,
    tell: &mut dyn FnMut(&str),
) -> Result<Coupling, Trouble> {
    let mut coupling = coupling::couple(platform, shop)?;
    if shop.has("price") {
        let patience = choice.patience.min(SOON);
        match coupling::follows_prices(platform, shop, patience) {
            Ok(follows) => coupling.follows_prices = Some(follows),
            Err(Trouble(sentence)) => {
                coupling.follows_prices = Some(false);
                tell(&format!("    {sentence}"));
            }
        }
    }
    tell(&format!(
        "{}: coupled to shop {} at {}: {} products, {} articles, {} categories, {} webhooks, {}",
        platform.profile.platform_id,
        coupling.supplier,
        coupling.address,
        coupling.products,
        coupling.articles,
        coupling.categories,
        coupling.webhooks,
        match coupling.follows_prices {
            Some(true) => "prices followed",
            Some(false) => "PRICES NOT FOLLOWED",
            None => "prices not looked at",
        }
    ));
    Ok(coupling)
}

fn run_way(mut way: Way<'_>, row: &Row, uncoupled: Option<&Trouble>) -> WayResult {
    let started = Instant::now();
    let (platform, supplier) = (way.platform, way.supplier);
    let calls_before = platform.calls.count();
    let cannot = |Trouble(sentence): &Trouble| {
        let words =
            platform.language.pick("De winkel is niet gekoppeld", "The shop is not coupled");
        format!("{words}: {sentence}")
    };
    let not_run = uncoupled.map(cannot).or_else(|| row.unmet(&way));
    let trouble = match not_run {
        Some(_) => None,
        None => (row.run)(&mut way).err(),
    };
    if not_run.is_none() {
        let is_whole = platform.state().books.ledger.is_balanced();
        way.compare(Place::Ledger, figure::LEDGER_WHOLE, "", true, is_whole);
    }
    let orders = order_proofs(&way);
    let cards = card_proofs(&way);
    let mut result = way.result;
    let mut suppliers: Vec<String> = orders.iter().map(|own| own.supplier.clone()).collect();
    suppliers.dedup();
    result.way = row.way.to_owned();
    result.case = row.case();
    result.title = row.title(platform.language, platform.profile.card(platform.language));
    result.suppliers = if suppliers.is_empty() { vec![supplier.to_owned()] } else { suppliers };
    let is_right = result.checks.iter().all(|check| check.is_passed);
    result.is_passed = not_run.is_none() && trouble.is_none() && is_right;
    result.not_run = not_run;
    result.trouble = trouble.map(|Trouble(sentence)| sentence);
    result.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    result.orders = orders;
    result.cards = cards;
    result.calls = platform.calls.since(calls_before);
    result.calls.retain(Call::is_proof);
    result
}

fn card_proofs(way: &Way<'_>) -> Vec<CardProof> {
    let state = way.platform.state();
    let ledger = &state.books.ledger;
    let proof = |card: &String| CardProof {
        card: card.clone(),
        issued: ledger.card_issued(card),
        balance: ledger.card_balance(card),
        reserved: ledger.card_reserved(card),
        spent: ledger.card_spent(card),
    };
    way.cards().iter().map(proof).collect()
}

/// The sub-orders of a way beside what the shops' own books say of them at its end.
fn order_proofs(way: &Way<'_>) -> Vec<OrderProof> {
    let known = way.orders().iter().filter_map(|id| way.sub_order(id).ok());
    let proof = |part: SubOrder| {
        let book = way.book(&part.supplier).ok();
        let orders =
            book.as_ref().map(|book| book.orders(way.platform.profile.platform_id, &part.id));
        let own = orders.as_ref().and_then(|orders| orders.first());
        OrderProof {
            shop_total: own.and_then(|own| book::amount(&own["total_amount"])),
            shop_vat: own.and_then(|own| book::vat(own)),
            ..order_proof(&part, way.platform.language)
        }
    };
    known.map(proof).collect()
}

fn order_proof(part: &SubOrder, language: Language) -> OrderProof {
    let mut lines: Vec<LineProof> = Vec::new();
    for line in &part.lines {
        lines.push(LineProof {
            sku: line.sku.clone(),
            name: line.name.clone(),
            quantity: line.quantity,
            discount: line.list_amount - line.paid_amount,
            amount: line.paid_amount,
            rate: line.rate,
            vat: line.rate.vat_in(line.paid_amount),
        });
    }
    if let Some(amount) = part.shipping {
        let rate = crate::money::STANDARD;
        let name = language.pick("Verzending", "Shipping").to_owned();
        let sku = String::new();
        let discount = crate::money::ZERO;
        let vat = rate.vat_in(amount);
        lines.push(LineProof { sku, name, quantity: 1, discount, amount, rate, vat });
    }
    let tenders = part.tenders.iter().map(|tender| TenderProof {
        tender_id: tender.tender_id.clone(),
        kind: tender.kind.code().to_owned(),
        amount: tender.amount,
        credited: tender.credited,
    });
    let vat = part.vat_per_rate().into_iter().rev();
    OrderProof {
        platform_order_id: part.id.clone(),
        supplier: part.supplier.clone(),
        shop_order_id: part.shop_order_id,
        state: state_name(part).to_owned(),
        total: part.total(),
        lines,
        tenders: tenders.collect(),
        vat: vat.map(|(rate, (gross, vat))| VatProof { rate, gross, vat }).collect(),
        shop_total: None,
        shop_vat: None,
    }
}

fn state_name(part: &SubOrder) -> &'static str {
    match part.state {
        State::Open => "open",
        State::Pending => "pending",
        State::Paid if part.credited() == part.total() => "credited",
        State::Paid => "paid",
        State::Cancelled => "cancelled",
        State::Refused => "refused",
    }
}

/// One line while it runs, with the failed checks below it.
fn progress(platform: &Platform, result: &WayResult) -> String {
    let passed = result.checks.iter().filter(|check| check.is_passed).count();
    let mut line = format!(
        "{}: {} {} at {}: {passed} of {} checks, {} calls, {} ms",
        platform.profile.platform_id,
        result.way,
        match (&result.not_run, result.is_passed) {
            (Some(_), _) => "not run",
            (None, true) => "passed",
            (None, false) => "FAILED",
        },
        result.suppliers.join("+"),
        result.checks.len(),
        result.calls.len(),
        result.duration_ms
    );
    let say = platform.language;
    let wrong = || result.checks.iter().filter(|check| !check.is_passed);
    for check in wrong() {
        let Check { label, detail, expected, got, .. } = check;
        let place = check.place.in_language(say);
        line.push_str(&say.pick(
            format!("\n    {label} {detail}, {place}: verwacht {expected}, gekregen {got}"),
            format!("\n    {label} {detail}, {place}: expected {expected}, got {got}"),
        ));
    }
    let remedies: BTreeSet<&str> = wrong().map(|check| check.remedy.as_str()).collect();
    for remedy in remedies.into_iter().filter(|remedy| !remedy.is_empty()) {
        line.push_str(&format!("\n    -> {remedy}"));
    }
    if let Some(sentence) = &result.not_run {
        line.push_str(&format!("\n    {sentence}"));
    }
    if let Some(sentence) = &result.trouble {
        line.push_str(&format!("\n    stopped: {sentence}"));
    }
    line
}

fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

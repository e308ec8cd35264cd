//! Cards at the shop's own checkout: what is held is captured or released, once, whatever becomes of the calls.

use super::*;
use crate::limits;
use crate::ohis::card;

/// The platform's book of its cards.
#[derive(Default, Debug)]
pub(super) struct Cards {
    /// By number.
    balances: BTreeMap<String, i64>,
    /// By our key: the card, what is reserved, and what was taken.
    holds: BTreeMap<String, (String, i64, i64)>,
    /// By our key: when it is free by itself.
    ends: BTreeMap<String, i64>,
    pub now: i64,
}

impl Cards {
    pub fn answer(&mut self, path: &str, body: &Value) -> Reply {
        self.expire();
        let refused = |code: &str| reply(400, json!({ "code": code, "message": "no" }));
        let number = body["card"].as_str().unwrap_or_default();
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["balance"] => match self.balances.get(number) {
                Some(balance) => reply(200, json!({ "balance": shown_cents(*balance) })),
                None => reply(404, json!({ "code": "card_unknown", "message": "no" })),
            },
            ["holds", key] => {
                let amount = cents(&body["amount"]);
                if let Some((_, reserved, _)) = self.holds.get(*key) {
                    return reply(200, json!({ "amount": shown_cents(*reserved), "hold_id": "" }));
                }
                match self.balances.get_mut(number) {
                    Some(balance) if *balance >= amount => {
                        *balance -= amount;
                        self.holds.insert((*key).into(), (number.into(), amount, 0));
                        let ends = body["expires_at"].as_str().expect("an instant");
                        let ends = crate::calendar::Timestamp::parse(ends).expect("an instant");
                        self.ends.insert((*key).into(), ends.ms());
                        reply(
                            201,
                            json!({ "amount": body["amount"], "balance": shown_cents(*balance) }),
                        )
                    }
                    Some(_) => refused("card_balance_too_small"),
                    None => reply(404, json!({ "code": "card_unknown", "message": "no" })),
                }
            }
            ["holds", key, end] => {
                let Some((number, reserved, taken)) = self.holds.get_mut(*key) else {
                    return reply(404, json!({ "code": "hold_unknown", "message": "no" }));
                };
                let amount = if *end == "capture" { cents(&body["amount"]) } else { 0 };
                if *reserved == 0 && *taken != amount {
                    return refused("hold_ended");
                }
                if *reserved > 0 {
                    *self.balances.entry(number.clone()).or_default() += *reserved - amount;
                    (*reserved, *taken) = (0, amount);
                }
                reply(200, json!({ "amount": shown_cents(amount) }))
            }
            _ => refused("no_such_call"),
        }
    }

    fn expire(&mut self) {
        for (key, (number, reserved, _)) in &mut self.holds {
            if self.ends.get(key).is_some_and(|ends| *ends <= self.now) {
                *self.balances.entry(number.clone()).or_default() += std::mem::take(reserved);
            }
        }
    }

    /// Balance, reserved, spent, of all cards together.
    fn sums(&self) -> (i64, i64, i64) {
        let of = |pick: fn(&(String, i64, i64)) -> i64| self.holds.values().map(pick).sum::<i64>();
        (self.balances.values().sum(), of(|hold| hold.1), of(|hold| hold.2))
    }
}

fn shown_cents(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

const CARD: &str = "6054880012341234";
const OTHER: &str = "6054880099995678";

fn with_cards() -> Shop {
    let shop = shop(json!({ "extends": "city-butler", "calls": {
        "card_balance": { "method": "POST", "path": "/cards/balance" },
        "card_hold": { "method": "PUT", "path": "/cards/holds/{hold_key}" },
        "card_capture": { "method": "POST", "path": "/cards/holds/{hold_key}/capture" },
        "card_release": { "method": "POST", "path": "/cards/holds/{hold_key}/release" } } }));
    let balances = [(CARD.to_owned(), 5_000), (OTHER.to_owned(), 2_000)];
    shop.platform.cards.lock().expect("cards").balances = balances.into();
    shop
}

impl Shop {
    fn sums(&self) -> (i64, i64, i64) {
        self.platform.cards.lock().expect("cards").sums()
    }
    fn hold(&self, order_id: &str, number: &str, amount: &str) -> Result<Value> {
        self.hold_for(order_id, number, amount, 1_800_000)
    }
    fn hold_for(&self, order_id: &str, number: &str, amount: &str, ms: i64) -> Result<Value> {
        let expires_at = crate::calendar::utc(self.clock.now().plus_ms(ms).0);
        let request = json!({ "platform_id": "city-butler", "order_id": order_id, "card": number,
            "amount": amount, "expires_at": expires_at });
        let request = request.to_string();
        shown(card::card_hold(&self.client, request.as_bytes(), &deliveries::of))
    }
    fn capture(&self, request: &Value) -> Result<Value> {
        let request = request.to_string();
        shown(card::card_capture(&self.client, request.as_bytes(), &deliveries::of))
    }
    fn release(&self, hold: &Value) -> Result<Value> {
        let request = json!({ "hold_id": hold["hold_id"] }).to_string();
        shown(card::card_release(&self.client, request.as_bytes(), &deliveries::of))
    }
    /// As `outbox_drain` does it.
    fn drain_all(&self) -> Drained {
        card::release_expired(&self.client).expect("released");
        self.drain()
    }
}

#[test]
fn two_cards_are_held_before_ideal_starts_and_captured_when_it_is_paid() {
    let shop = with_cards();
    let request = json!({ "platform_id": "city-butler", "card": CARD }).to_string();
    let balance = shown(card::card_balance(&shop.client, request.as_bytes())).expect("a balance");
    assert_eq!(balance["balance"], "50.00");
    let first = shop.hold("cart-1", CARD, "50.00").expect("held");
    let second = shop.hold("cart-1", OTHER, "10.00").expect("held");
    assert_eq!(
        (&first["balance_after"], &second["balance_after"]),
        (&json!("0.00"), &json!("10.00"))
    );
    assert_eq!(first["card_id"], balance["card_id"]);
    assert!(first["card_id"].as_str().expect("an id").ends_with("-1234"));
    assert_eq!(shop.sums(), (1_000, 6_000, 0));
    for hold in [&first, &second] {
        for replayed in [false, true] {
            let captured = shop.capture(&json!({ "hold_id": hold["hold_id"] })).expect("captured");
            assert_eq!(captured["replayed"], replayed);
        }
    }
    shop.drain_all();
    assert_eq!(shop.sums(), (1_000, 0, 6_000));
    assert_eq!(shop.release(&first).expect_err("charged").code, Code::CardHoldConflict);
}

#[test]
fn what_is_not_paid_is_released_and_what_nobody_ends_is_released_when_it_expires() {
    let shop = with_cards();
    let failed = shop.hold("cart-1", CARD, "20.00").expect("held");
    shop.hold("cart-2", CARD, "30.00").expect("held");
    shop.release(&failed).expect("released");
    shop.drain_all();
    assert_eq!(shop.sums(), (4_000, 3_000, 0));
    shop.pass(1_800_000);
    shop.drain_all();
    assert_eq!(shop.sums(), (7_000, 0, 0));
    // The same cart may try again.
    assert_eq!(shop.hold("cart-1", CARD, "20.00").expect("held")["replayed"], false);
}

#[test]
fn a_hold_whose_answer_is_lost_is_found_by_the_same_call_or_ends_by_itself() {
    let shop = with_cards();
    shop.platform.next(Act::TimeOutAfterApplying);
    assert_eq!(shop.hold("cart-1", CARD, "20.00").expect_err("lost").code, Code::PlatformUnclear);
    let held = shop.hold("cart-1", CARD, "20.00").expect("held");
    assert_eq!(shop.sums(), (5_000, 2_000, 0));
    shop.release(&held).expect("released");
    shop.platform.next(Act::TimeOutAfterApplying);
    shop.drain_all();
    shop.pass(60_000);
    shop.drain_all();
    assert_eq!(shop.sums(), (7_000, 0, 0));
    for act in [Act::TimeOutAfterApplying, Act::NotSent, Act::Say(200, "text/html", "<p>".into())] {
        shop.platform.next(act);
        let error = shop.hold("cart-3", CARD, "20.00").expect_err("no answer");
        assert!(matches!(error.code, Code::PlatformUnclear | Code::PlatformUnreachable));
        shop.pass(1_800_000);
        shop.drain_all();
        assert_eq!(shop.sums(), (7_000, 0, 0));
    }
}

#[test]
fn a_payment_that_is_confirmed_too_late_holds_again_or_says_what_to_pay_back() {
    let shop = with_cards();
    let held = shop.hold("cart-1", CARD, "50.00").expect("held");
    shop.pass(1_800_001);
    let asked = json!({ "hold_id": held["hold_id"], "remainder_amount": "10.78" });
    let ended = shop.capture(&asked).expect_err("too late");
    assert_eq!(ended.code, Code::CardHoldEnded);
    assert!(ended.message.contains("10.78"), "{}", ended.message);
    shop.drain_all();
    assert_eq!(shop.sums(), (7_000, 0, 0));
    let mut asked = asked;
    asked["card"] = CARD.into();
    let captured = shop.capture(&asked).expect("held again");
    assert_ne!(captured["hold_id"], held["hold_id"]);
    shop.drain_all();
    assert_eq!(shop.sums(), (2_000, 0, 5_000));
    // Meanwhile it was spent elsewhere: again nothing is taken, and the customer gets the rest back.
    let held = shop.hold("cart-2", OTHER, "20.00").expect("held");
    shop.release(&held).expect("released");
    shop.drain_all();
    shop.hold("cart-3", OTHER, "15.00").expect("held");
    let asked = json!({ "hold_id": held["hold_id"], "card": OTHER, "remainder_amount": "5.00" });
    let gone = shop.capture(&asked).expect_err("spent");
    assert!(gone.code == Code::CardHoldEnded && gone.message.contains("5.00"), "{}", gone.message);
}

/// As a checkout does it when iDEAL is paid, perhaps late: what has ended is held again, and all cards are taken; or one
/// of them refuses, none is taken, and what came in by iDEAL goes back.
fn pay(shop: &Shop, order_id: &str, cards: &[(&str, &str)], held: &[Value]) -> bool {
    let mut held: Vec<Value> = held.to_vec();
    for _ in 0..20 {
        let others: Vec<&Value> = held[1..].iter().map(|hold| &hold["hold_id"]).collect();
        let asked = json!({ "hold_id": held[0]["hold_id"], "together_with": others });
        match shop.capture(&asked) {
            Ok(_) => return true,
            Err(error) => assert_eq!(error.code, Code::CardHoldEnded, "{}", error.message),
        }
        for (nth, (number, amount)) in cards.iter().enumerate() {
            // Unclear is asked again: what the platform did with it is found by its key.
            let is_unclear = |error: &Error| {
                matches!(error.code, Code::PlatformUnclear | Code::PlatformUnreachable)
            };
            let mut asked = (0..20).map(|_| {
                shop.pass(100);
                shop.hold(order_id, number, amount)
            });
            let clear = asked.find(|hold| !hold.as_ref().is_err_and(is_unclear));
            match clear.expect("it becomes clear") {
                Ok(hold) => held[nth] = hold,
                Err(refused) => {
                    assert_eq!(refused.code, Code::CardRefused, "{}", refused.message);
                    held.iter().for_each(|hold| drop(shop.release(hold).expect("released")));
                    return false;
                }
            }
        }
    }
    panic!("it never came to an end");
}

#[test]
fn a_card_whose_hold_ends_as_another_is_captured_leaves_both_to_be_held_again() {
    let shop = with_cards();
    let first = shop.hold_for("cart-1", CARD, "30.00", 60_000).expect("held");
    let second = shop.hold_for("cart-1", OTHER, "20.00", 120_000).expect("held");
    shop.pass(60_000);
    let asked = json!({ "hold_id": second["hold_id"], "together_with": [first["hold_id"]],
        "remainder_amount": "10.78" });
    let gone = shop.capture(&asked).expect_err("one has ended");
    assert_eq!((gone.code, &*gone.path), (Code::CardHoldEnded, "/together_with/0"));
    assert!(gone.message.contains("10.78"), "{}", gone.message);
    assert_eq!(shop.drain().sent, 0, "one of two was taken");
    let cards = [(OTHER, "20.00"), (CARD, "30.00")];
    assert!(pay(&shop, "cart-1", &cards, &[second, first]));
    shop.drain_all();
    assert_eq!(shop.sums(), (2_000, 0, 5_000));
}

#[test]
fn a_capture_of_the_last_moment_still_finds_its_hold() {
    let shop = with_cards();
    let held = shop.hold("cart-1", CARD, "30.00").expect("held");
    shop.pass(1_799_999);
    shop.capture(&json!({ "hold_id": held["hold_id"] })).expect("in time");
    shop.pass(limits::CARD_HOLD_GRACE_MS);
    assert_eq!(shop.drain_all().sent, 1);
    assert_eq!(shop.sums(), (4_000, 0, 3_000));
}

#[test]
fn what_is_captured_together_is_of_one_order_and_named_once() {
    let shop = with_cards();
    let held = shop.hold("cart-1", CARD, "30.00").expect("held");
    let other = shop.hold("cart-2", OTHER, "20.00").expect("held");
    for (beside, path) in
        [(&other["hold_id"], "/together_with/0"), (&held["hold_id"], "/together_with/0")]
    {
        let asked = json!({ "hold_id": held["hold_id"], "together_with": [beside] });
        let refused = shop.capture(&asked).expect_err("refused");
        assert_eq!((refused.code, &*refused.path), (Code::CardInvalid, path));
    }
    let asked = json!({ "hold_id": held["hold_id"], "together_with": ["none"] });
    assert_eq!(shop.capture(&asked).expect_err("none").code, Code::CardHoldUnknown);
    let asked = json!({ "hold_id": held["hold_id"], "together_with": ["none"], "card": CARD });
    assert_eq!(shop.capture(&asked).expect_err("several").path, "/card");
    assert_eq!(shop.drain_all().sent, 0);
}

/// A yes names what was held, taken or set free, or its amount.
#[test]
fn an_answer_about_a_card_that_says_nothing_or_something_else_is_no_yes() {
    let json = "application/json";
    for words in ["{}", "{\"ok\": true}", "{\"amount\": \"20.01\"}", "{\"amount\": null}", "[]"] {
        let shop = with_cards();
        shop.platform.next(Act::Say(200, json, words.into()));
        let unclear = shop.hold("cart-1", CARD, "20.00").expect_err(words);
        assert_eq!(unclear.code, Code::PlatformUnclear, "{words}");
        let held = shop.hold("cart-1", CARD, "20.00").expect("held");
        shop.capture(&json!({ "hold_id": held["hold_id"] })).expect("captured");
        shop.platform.next(Act::Say(200, json, words.into()));
        assert_eq!(shop.drain_all().parked_new, 1, "capture: {words}");
        assert!(shop.parked().contains("platform"), "{}", shop.parked());
        let held = shop.hold("cart-2", OTHER, "20.00").expect("held");
        shop.release(&held).expect("released");
        shop.platform.next(Act::Say(200, json, words.into()));
        assert_eq!(shop.drain_all().parked_new, 1, "release: {words}");
    }
    let shop = with_cards();
    let held = shop.hold("cart-1", CARD, "20.00").expect("held");
    shop.capture(&json!({ "hold_id": held["hold_id"] })).expect("captured");
    let another = json!({ "hold_id": "another", "amount": "20.00" }).to_string();
    shop.platform.next(Act::Say(200, json, another));
    assert_eq!(shop.drain_all().parked_new, 1);
    assert!(shop.parked().contains("iets anders"), "{}", shop.parked());
    for words in ["{\"balance\": \"-5.00\"}", "{\"balance\": null}", "{}", "[]", "<p>"] {
        shop.platform.next(Act::Say(200, json, words.into()));
        let request = json!({ "platform_id": "city-butler", "card": CARD }).to_string();
        let unclear = card::card_balance(&shop.client, request.as_bytes()).expect_err(words);
        assert_eq!(unclear.code, Code::PlatformUnclear, "{words}");
    }
}

#[test]
fn what_cannot_be_held_is_refused_with_its_path() {
    let shop = with_cards();
    let code = |order: &str, number: &str, amount: &str| {
        let error = shop.hold(order, number, amount).expect_err("refused");
        (error.code, error.path)
    };
    assert_eq!(code("c", "1", "1.00"), (Code::CardInvalid, "/card".into()));
    assert_eq!(code("c", CARD, "0"), (Code::CardInvalid, "/amount".into()));
    assert_eq!(code("c", CARD, "-1.00"), (Code::CardInvalid, "/amount".into()));
    assert_eq!(code("c", CARD, "1.001").1, "/amount");
    assert_eq!(code("", CARD, "1.00"), (Code::CardInvalid, "/order_id".into()));
    assert_eq!(code("c", CARD, "50.01"), (Code::CardRefused, "/card".into()));
    assert_eq!(code("c", "0000000000000000", "1.00"), (Code::CardRefused, "/card".into()));
    let held = shop.hold("c", CARD, "20.00").expect("held");
    assert_eq!(code("c", CARD, "21.00"), (Code::CardHoldConflict, "/amount".into()));
    let most = json!({ "hold_id": held["hold_id"], "amount": "20.01" });
    assert_eq!(shop.capture(&most).expect_err("too much").code, Code::CardInvalid);
    let none = json!({ "hold_id": "nobody" });
    assert_eq!(shop.capture(&none).expect_err("none").code, Code::CardHoldUnknown);
    let plain = Shop::city_butler();
    assert_eq!(plain.hold("c", CARD, "1.00").expect_err("no call").code, Code::ProfileNoCall);
}

#[test]
fn a_cards_number_is_in_nothing_that_is_stored() {
    let shop = with_cards();
    let held = shop.hold("cart-1", CARD, "50.00").expect("held");
    shop.capture(&json!({ "hold_id": held["hold_id"] })).expect("captured");
    let mut all = held.to_string();
    transaction(&*shop.client.world().expect("a world").store, |tx| {
        for sql in ["SELECT * FROM card_holds", "SELECT * FROM outbox"] {
            tx.query(sql, &[], &mut |row| {
                for column in 0..24 {
                    all.push_str(row.text(column));
                    all.push_str(&String::from_utf8_lossy(row.bytes(column)));
                }
                Ok(())
            })?;
        }
        Ok(())
    })
    .expect("read");
    assert!(all.contains("-1234") && !all.contains(&CARD[..12]), "{all}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whenever the payment is confirmed, and whatever became of the holds and of the calls meanwhile.
    #[test]
    fn of_several_cards_all_are_charged_or_none(
        (first_ms, second_ms, paid_ms) in (1i64..100, 1i64..100, 0i64..120),
        (spent_elsewhere, is_let_go) in (0i64..2_001, any::<bool>()),
        acts in prop::collection::vec(0u8..6, 0..6),
        drained_ms in 0i64..540,
    ) {
        let shop = with_cards();
        let cards = [(CARD, "30.00"), (OTHER, "20.00")];
        let held = [
            shop.hold_for("cart-1", CARD, "30.00", first_ms * 1_000).expect("held"),
            shop.hold_for("cart-1", OTHER, "20.00", second_ms * 1_000).expect("held"),
        ];
        shop.pass(paid_ms * 1_000);
        if is_let_go {
            shop.release(&held[1]).expect("released");
        }
        shop.drain_all();
        let elsewhere = spent_elsewhere > 0
            && shop.hold("cart-2", OTHER, &shown_cents(spent_elsewhere)).is_ok();
        for act in acts {
            match act {
                0 => shop.platform.next(Act::TimeOutAfterApplying),
                1 => shop.platform.next(Act::NotSent),
                2 => shop.platform.next(Act::Say(200, "application/json", "{}".into())),
                _ => {}
            }
        }
        let is_paid = pay(&shop, "cart-1", &cards, &held);
        prop_assert!(is_paid || elsewhere, "nothing was in the way");
        shop.platform.script.lock().expect("script").clear();
        shop.pass(drained_ms * 1_000);
        shop.drain_all();
        let (balance, reserved, spent) = shop.sums();
        prop_assert_eq!(spent, if is_paid { 5_000 } else { 0 });
        let elsewhere = if elsewhere { spent_elsewhere } else { 0 };
        prop_assert_eq!((balance, reserved), (7_000 - spent - elsewhere, elsewhere));
    }

    /// Whatever is asked, in whatever order, with whatever the wire does: nothing is made, nothing lost, nothing left held.
    #[test]
    fn balance_and_reserved_and_spent_stay_what_was_issued_and_every_hold_ends(
        steps in prop::collection::vec((0u8..5, 0usize..3, 0u8..8, 1i64..3_000), 1..30)
    ) {
        let shop = with_cards();
        let mut held: Vec<Value> = Vec::new();
        for (what, which, act, amount) in steps {
            match act {
                0 => shop.platform.next(Act::TimeOutAfterApplying),
                1 => shop.platform.next(Act::NotSent),
                2 => shop.platform.next(Act::Say(500, "text/plain", "oops".into())),
                _ => {}
            }
            let number = if which == 0 { OTHER } else { CARD };
            let hold = held.get(which % held.len().max(1)).cloned().unwrap_or_default();
            let named = json!({ "hold_id": hold["hold_id"].as_str().unwrap_or("none") });
            match what {
                0 => held.extend(shop.hold(&format!("cart-{which}"), number, &shown_cents(amount))),
                1 => drop(shop.capture(&named)),
                2 => drop(shop.release(&named)),
                3 => shop.pass(amount * 1_000),
                _ => drop(shop.drain_all()),
            }
            let (balance, reserved, spent) = shop.sums();
            prop_assert_eq!(balance + reserved + spent, 7_000);
        }
        shop.platform.script.lock().expect("script").clear();
        for _ in 0..12 {
            shop.pass(3_600_000);
            shop.drain_all();
        }
        let (balance, reserved, spent) = shop.sums();
        prop_assert_eq!((balance + spent, reserved), (7_000, 0));
        let captured: i64 = transaction(&*shop.client.world().expect("a world").store, |tx| {
            let mut sum = 0;
            let sql = "SELECT captured_amount FROM card_holds WHERE state = 'captured'";
            tx.query(sql, &[], &mut |row| { sum += row.integer(0); Ok(()) })?;
            Ok(sum)
        }).expect("read");
        prop_assert_eq!(captured, spent);
    }
}

//! What to change in a shop where a figure of a way is not what it must be. The figures that follow from others have
//! none: they are right when those are.

use crate::language::Language;

macro_rules! remedies {
    ($($figures:pat => $dutch:literal, $english:literal;)*) => {
        /// By the figure's English name; empty where there is nothing to be said of it alone.
        pub fn of(figure: &str, language: Language) -> &'static str {
            match figure {
                $($figures => language.pick($dutch, $english),)*
                _ => "",
            }
        }
    };
}

remedies! {
    "order total" =>
        "Tel line_items én shipping_lines op: van elke regel total zonder btw, met de btw erbij, op de cent afgerond (verzending 21 %).",
        "Add up line_items and shipping_lines: of each line its total without VAT, with VAT added, rounded to the cent (shipping at 21 %).";
    "VAT of the order" | "VAT at rate" =>
        "Reken de btw per regel uit het bedrag met btw, rond af op de cent, en tel dan op.",
        "Compute VAT of each line from its amount with VAT, round it to the cent, and then add.";
    "orders with this identity" =>
        "Maak één bestelling per _platform_order_id, en geen van wat is geweigerd of geannuleerd.",
        "Make one order for each _platform_order_id, and none of what was refused or cancelled.";
    "order status" | "is paid" =>
        "Laat een bestelling pending, zonder date_paid, tot het platform set_paid stuurt; daarna processing, of cancelled als het dat zegt.",
        "Leave an order pending, without date_paid, until the platform sends set_paid; then processing, or cancelled if it says that.";
    "discount without VAT" =>
        "Geef als discount_total subtotal min total van de regels, zonder btw, elk op de cent afgerond.",
        "Give as discount_total subtotal less total of the lines, without VAT, each rounded to the cent.";
    "tender" | "number of payments" | "sum of the payments" =>
        "Bewaar _platform_payments bij de bestelling zoals het kwam: van elke betaling tender_id en amount.",
        "Keep _platform_payments with the order as it came: tender_id and amount of each payment.";
    "stock" =>
        "Boek een aangenomen bestelling van de voorraad af, en een geannuleerde weer bij; en geen andere bestelling.",
        "Take an accepted order off your stock, and put a cancelled one back; and no other order.";
    "published stock" =>
        "Zet in stock_quantity meteen wat nog kan worden besteld: minder na een bestelling, meer na een annulering.",
        "Give in stock_quantity at once what can still be ordered: less after an order, more after a cancellation.";
    "stock in the platform's copy" =>
        "Lever de webhook product.updated af zodra voorraad of prijs verandert, ook na een bestelling: alleen daardoor weet het platform het.",
        "Deliver the webhook product.updated when stock or price changes, after an order too: the platform knows of it by that alone.";
    "HTTP status" | "error code" | "description of the error" =>
        "Weiger met JSON met code en message: 400 wat is uitverkocht, 409 hetzelfde _platform_order_id met andere inhoud.",
        "Refuse with JSON with code and message: 400 what is sold out, 409 the same _platform_order_id with other content.";
    "second answer equals the first" =>
        "Antwoord op hetzelfde, nogmaals aangeboden, met wat er al is: dezelfde id.",
        "Answer the same, offered again, with what is there: the same id.";
    "cancellation pushed by the shop" =>
        "Meld wat u niet levert: PUT /orders/{platform_order_id} bij het platform, met status cancelled en refused_lines.",
        "Tell what you do not send: PUT /orders/{platform_order_id} at the platform, with status cancelled and refused_lines.";
    "credit calls" | "credits booked" =>
        "Doe per retour één POST /orders/{platform_order_id}/refunds bij het platform, met _return_id en een eigen Idempotency-Key; geen voor wat is geweigerd of herhaald.",
        "Make one POST /orders/{platform_order_id}/refunds at the platform for each return, with _return_id and an Idempotency-Key of its own; none for what was refused or repeated.";
    "credited amount" | "VAT of the credit" | "still refundable" =>
        "Crediteer wat voor die stuks is betaald: wat tot en met deze retour terugkomt, min wat al terug was; het laatste stuk krijgt wat over is.",
        "Credit what was paid for those pieces: what has come back by now, less what had come back before; the last piece gets what is left.";
    "credited onto cards" | "paid back by iDEAL" =>
        "Noem in payments elk betaalmiddel met zijn eigen deel; samen zijn zij amount, en over alle retouren nooit meer dan ermee is betaald.",
        "Name each tender in payments with its own part; together they are amount, and over all returns never more than it paid.";
    "original total named" | "original payment named" =>
        "Noem in original wat er is betaald: total en payments.",
        "Name in original what was paid: total and payments.";
    "retries or look-ups with the same key" =>
        "Doe een call zonder antwoord later opnieuw met dezelfde Idempotency-Key, tot er een antwoord is.",
        "Make a call without an answer again later with the same Idempotency-Key, until there is one.";
    "marked as repeated" | "status name" | "return is booked, or its outcome said to be unknown" =>
        "Antwoord op POST return: dezelfde return_id met dezelfde regels replayed: true, met andere regels CONFLICT, meer dan er over is REJECTED.",
        "Answer POST return: the same return_id with the same lines replayed: true, with other lines CONFLICT, more than is left REJECTED.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure;

    #[test]
    fn a_remedy_is_said_of_figures_that_there_are_in_both_languages() {
        for figure in
            [figure::STOCK_COPIED, figure::ORDER_TOTAL, figure::CREDIT_CALLS, figure::RETRIES]
        {
            let (dutch, english) =
                (of(figure.english, Language::Dutch), of(figure.english, Language::English));
            assert!(dutch.ends_with('.') && english.ends_with('.') && dutch != english);
        }
        assert_eq!(of(figure::LEDGER_WHOLE.english, Language::English), "");
    }
}

//! The figures that ways check: in English for the terminal, in Dutch for the report.

#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub english: &'static str,
    pub dutch: &'static str,
}

macro_rules! figures {
    ($($name:ident: $english:literal, $dutch:literal;)*) => {
        $(pub const $name: Figure = Figure { english: $english, dutch: $dutch };)*
    };
}

figures! {
    ORDER_TOTAL: "order total", "Totaal van de bestelling";
    ORDER_VAT: "VAT of the order", "Btw van de bestelling";
    VAT_AT_RATE: "VAT at rate", "Btw tegen tarief";
    ORDER_STATUS: "order status", "Status van de bestelling";
    ORDER_COUNT: "orders with this identity", "Aantal bestellingen met dit kenmerk";
    ORDER_DISCOUNT: "discount without VAT", "Korting zonder btw";
    LINE_QUANTITY: "quantity on the line", "Aantal op de regel";
    DATE_PAID: "is paid", "Is betaald";
    TENDER: "tender", "Betaalmiddel";
    TENDER_COUNT: "number of payments", "Aantal betalingen";
    TENDER_SUM: "sum of the payments", "Som van de betalingen";
    CARD_PART: "part by card", "Deel met de kaart";
    IDEAL_PART: "part by iDEAL", "Deel met iDEAL";
    CARD_BALANCE: "card balance", "Saldo van de kaart";
    CARD_RESERVED: "reserved on the card", "Gereserveerd op de kaart";
    LEDGER_WHOLE: "every cent accounted for", "Elke cent verantwoord";
    IDEAL_POSTINGS: "iDEAL payments posted", "Geboekte iDEAL-betalingen";
    IDEAL_AGAIN: "second confirmation", "Tweede bevestiging";
    STOCK: "stock", "Voorraad";
    STOCK_PUBLISHED: "published stock", "Gepubliceerde voorraad";
    STOCK_COPIED: "stock in the platform's copy", "Voorraad in de kopie van het platform";
    HTTP_STATUS: "HTTP status", "HTTP-status";
    ACCEPTED: "is accepted", "Is aangenomen";
    ERROR_CODE: "error code", "Foutcode";
    ERROR_MESSAGE: "description of the error", "Omschrijving van de fout";
    REPLAYED: "marked as repeated", "Aangemerkt als herhaling";
    SAME_ANSWER: "second answer equals the first", "Tweede antwoord gelijk aan het eerste";
    OTHER_ORDER: "the repetition is another order", "De herhaling is een andere bestelling";
    ATTEMPTS: "attempts", "Pogingen";
    REFUSAL_PUSHED: "cancellation pushed by the shop", "Annulering gemeld door de winkel";
    RETURN_KEPT: "return is booked, or its outcome said to be unknown",
        "Retour geboekt, of uitkomst onbekend gemeld";
    CREDIT_CALLS: "credit calls", "Crediteringscalls";
    CREDITS_BOOKED: "credits booked", "Geboekte crediteringen";
    CREDIT_AMOUNT: "credited amount", "Gecrediteerd bedrag";
    CREDIT_VAT: "VAT of the credit", "Btw van de creditering";
    CREDITED_CARD: "credited onto cards", "Gecrediteerd op kaarten";
    CREDITED_IDEAL: "paid back by iDEAL", "Terugbetaald met iDEAL";
    ORIGINAL_TOTAL: "original total named", "Genoemd oorspronkelijk totaal";
    ORIGINAL_TENDER: "original payment named", "Genoemde oorspronkelijke betaling";
    REFUNDABLE: "still refundable", "Nog te crediteren";
    RETRIES: "retries or look-ups with the same key", "Herhalingen met dezelfde sleutel";
    STATUS_NAME: "status name", "Naam van de status";
    OTHER_ORDERS: "sub-orders of others seen", "Deelbestellingen van anderen gezien";
}

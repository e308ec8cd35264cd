//! What people read, in Dutch and in English: one catalogue. It decides nothing and formats no money.

/// A language of the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    #[default]
    Nl,
    En,
}

impl Language {
    /// The language of the configuration's word; Dutch, unless it says English.
    pub fn of(word: &str) -> Language {
        if word == "en" { Language::En } else { Language::Nl }
    }
}

macro_rules! catalogue {
    ($($Name:ident { nl: $nl:literal, en: $en:literal })*) => {
        /// A text of the catalogue.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Text { $($Name),* }

        impl Text {
            pub const ALL: &'static [Text] = &[$(Text::$Name),*];

            pub fn in_language(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Text::$Name, Language::Nl) => $nl, (Text::$Name, Language::En) => $en,)*
                }
            }
        }
    };
}

catalogue! {
    ParkedRefused {
        nl: "Het platform heeft dit geweigerd. Los de oorzaak op en bied het opnieuw aan, of handel het met de hand af.",
        en: "The platform refused this. Mend the cause and put it back, or settle it by hand."
    }
    ParkedUnsure {
        nl: "Het is niet bekend of het platform dit heeft verwerkt. Kijk bij het platform: staat het er niet, bied het dan opnieuw aan; staat het er wel, handel het dan met de hand af.",
        en: "It is not known whether the platform has done this. Look there: if it has not, put it back; if it has, settle it by hand."
    }
    ParkedUnreachable {
        nl: "Het platform was een week lang niet bereikbaar of te druk. Er is niets verwerkt. Bied het opnieuw aan als het platform weer werkt.",
        en: "The platform could not be reached, or was too busy, for a week. Nothing was done. Put it back when the platform works again."
    }
    ParkedNotAllowed {
        nl: "Dit adres mag niet worden aangeroepen. Verbeter het adres in de instellingen en bied het opnieuw aan.",
        en: "This address may not be called. Correct it in the configuration and put this back."
    }
    ParkedUnmakeable {
        nl: "Van wat is opgeslagen kon geen bericht worden gemaakt. Er is niets verzonden. Los de oorzaak op en bied het opnieuw aan.",
        en: "No request could be made of what is stored. Nothing was sent. Mend the cause and put this back."
    }
    PlatformSaysNothing {
        nl: "Het platform antwoordde met iets dat geen bevestiging is. Vraag het platform of dit is verwerkt voordat u het opnieuw aanbiedt.",
        en: "The platform answered with something that is no confirmation. Ask whether it has done this before you put it back."
    }
    PlatformHasMoved {
        nl: "Het platform verwijst naar een ander adres. Vraag het platform om het juiste adres en zet dat in de instellingen.",
        en: "The platform points to another address. Ask for the right one and put it in the configuration."
    }
    PlatformDenies {
        nl: "Het platform herkent de sleutel van de winkel niet. Controleer sleutel en geheim in de instellingen.",
        en: "The platform does not know the shop's key. Check the key and the secret in the configuration."
    }
    PlatformKnowsNoOrder {
        nl: "Het platform kent deze bestelling niet. Vraag het platform onder welk nummer de bestelling daar staat.",
        en: "The platform does not know this order. Ask under which number it has it."
    }
    PlatformKnowsNoCard {
        nl: "Het platform kent deze kaart of deze reservering niet.",
        en: "The platform does not know this card, or this hold."
    }
    PlatformHoldsOther {
        nl: "Het platform heeft een ander bedrag gereserveerd dan de winkel vroeg (gereserveerd / gevraagd). Neem contact op met het platform.",
        en: "The platform holds another amount than the shop asked for (held / asked). Get in touch with the platform."
    }
    PlatformSawOther {
        nl: "Het platform heeft hetzelfde bericht eerder gekregen met een andere inhoud. Vraag het platform wat daar is geboekt.",
        en: "The platform had the same message before, with other content. Ask what it has booked."
    }
    PlatformOverRefund {
        nl: "Volgens het platform is er niet zoveel meer terug te boeken. Vergelijk de retouren van deze bestelling met het platform.",
        en: "The platform says that there is not so much left to credit. Compare this order's returns with the platform."
    }
    PlatformRefuses {
        nl: "Het platform heeft dit bericht geweigerd.",
        en: "The platform refused this message."
    }
    PlatformCreditsOther {
        nl: "Het platform heeft een ander bedrag teruggeboekt dan de winkel vroeg (geboekt / gevraagd). Neem contact op met het platform.",
        en: "The platform credited another amount than the shop asked for (credited / asked). Get in touch with the platform."
    }
    PlatformTakesOther {
        nl: "Het platform heeft een ander bedrag van de kaart genomen of vrijgegeven dan de winkel vroeg (antwoord / gevraagd). Neem contact op met het platform.",
        en: "The platform took, or set free, another amount of the card than the shop asked for (answered / asked). Get in touch with the platform."
    }
    PlatformAnswersOther {
        nl: "Het platform antwoordde over iets anders dan de winkel vroeg (antwoord / gevraagd). Vraag het platform of dit is verwerkt voordat u het opnieuw aanbiedt.",
        en: "The platform answered about something else than the shop asked for (answered / asked). Ask whether it has done this before you put it back."
    }
    ConsentAsks {
        nl: "Dit programma vraagt of het in deze winkel het volgende mag.",
        en: "This program asks whether it may do the following in this shop."
    }
    ConsentAllow {
        nl: "Toestaan.",
        en: "Allow."
    }
    ConsentDeny {
        nl: "Weigeren.",
        en: "Deny."
    }
    ConsentLogIn {
        nl: "Log eerst in als beheerder van de winkel en open daarna deze pagina opnieuw.",
        en: "Log in as the shop's owner first, then open this page again."
    }
    ScopeSales {
        nl: "De verkopen van de webwinkel lezen.",
        en: "Read the sales of the webshop."
    }
    ScopeReceipts {
        nl: "De bonnen en dagtotalen van de kassa lezen.",
        en: "Read the receipts and day totals of the till."
    }
    ScopeCustomers {
        nl: "De klanten lezen.",
        en: "Read the customers."
    }
    ScopeProducts {
        nl: "De producten lezen.",
        en: "Read the products."
    }
    ScopeSettings {
        nl: "Btw-tarieven, betaalmethoden en categorieën lezen.",
        en: "Read VAT rates, payment methods and categories."
    }
    ConsentOver {
        nl: "Deze pagina is verlopen of al gebruikt. Begin opnieuw bij het programma dat om toegang vraagt.",
        en: "This page has ended, or was used before. Begin again at the program that asks for access."
    }
    ConsentWrongLink {
        nl: "Deze link klopt niet: het programma of het adres waarnaar het terug wil is bij deze winkel niet bekend.",
        en: "This link is wrong: this shop does not know the program, or the address to which it leads back."
    }
    PersonStillOpen {
        nl: "Dit is nog niet afgehandeld. Vraag het opnieuw als het is verzonden, overgenomen of met de hand afgehandeld.",
        en: "This is still being worked with. Ask again when it was sent, taken over or settled by hand."
    }
    PunchoutConfirm {
        nl: "U komt uit uw inkoopsysteem. Ga verder om in de winkel te worden ingelogd.",
        en: "You come from your purchasing system. Go on to be logged in to the shop."
    }
    PunchoutUnusable {
        nl: "Deze link is al gebruikt of verlopen. Ga terug naar uw inkoopsysteem en open de winkel daar opnieuw.",
        en: "This link was used before or is too old. Go back to your purchasing system and open the shop there again."
    }
    PunchoutFailed {
        nl: "De winkel kan u nu niet inloggen. Probeer het straks opnieuw, of neem contact op met de winkel en noem dit kenmerk.",
        en: "The shop cannot log you in now. Try again later, or get in touch with the shop and quote this reference."
    }
    ButtonLogIn { nl: "Verder naar de winkel", en: "Go on to the shop" }
    ParkedUnfollowed {
        nl: "Het platform heeft dit verwerkt, maar de gevolgen konden niet worden vastgelegd. Los de oorzaak op en bied het opnieuw aan: het wordt niet dubbel verwerkt.",
        en: "The platform has done this, but what follows from it could not be stored. Mend the cause and put this back: it is not done twice."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_both_languages_and_ends_as_a_sentence() {
        for text in Text::ALL {
            let (nl, en) =
                (text.in_language(Language::of("nl")), text.in_language(Language::of("en")));
            let is_label = format!("{text:?}").starts_with("Button");
            assert!(nl.ends_with('.') != is_label && en.ends_with('.') != is_label, "{text:?}");
            assert_ne!(nl, en);
        }
    }
}

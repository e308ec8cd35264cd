//! What each check is called, and what to change where it fails: in Dutch and in English.

use crate::language::Language;

/// What is expected and found is written by the checks in English; these are its phrases in Dutch.
const PHRASES: &[(&str, &str)] = &[
    ("The shop refuses the key: see auth.right.", "De winkel weigert de sleutel: zie auth.right."),
    ("There are no products to look at.", "Er zijn geen producten om te bekijken."),
    (
        "No simple product with a price and stock was found to order.",
        "Er is geen enkelvoudig product met prijs en voorraad om te bestellen.",
    ),
    ("The shop has no products with variations.", "De winkel heeft geen producten met variaties."),
    ("No product has an article number.", "Geen product heeft een artikelnummer."),
    ("No order was accepted.", "Er is geen bestelling aangenomen."),
    ("No order was cancelled.", "Er is geen bestelling geannuleerd."),
    ("No webhook was made.", "Er is geen webhook aangemaakt."),
    ("No delivery came.", "Er kwam geen melding."),
    ("There was no webhook, or nothing that changed.", "Er was geen webhook, of niets gewijzigd."),
    ("no such header", "deze kop ontbreekt"),
    ("no such member", "dit veld ontbreekt"),
    ("no such entry", "dit ontbreekt"),
    ("it is not there", "staat er niet bij"),
    ("an empty list", "een lege lijst"),
    ("none came", "er kwam er geen"),
    ("with the number of products", "met het aantal producten"),
    ("with the number of pages", "met het aantal pagina's"),
    ("with the right key", "met de juiste sleutel"),
    ("as a whole number or null", "als geheel getal of null"),
    ("as a whole number", "als geheel getal"),
    ("as a text such as", "als tekst zoals"),
    ("as a text", "als tekst"),
    ("true or false", "true of false"),
    ("while iDEAL is open", "zolang iDEAL openstaat"),
    ("once it is paid", "zodra zij betaald is"),
    ("once it is cancelled", "zodra zij geannuleerd is"),
    ("after the order was paid", "nadat de bestelling betaald is"),
    ("after the cancellation", "na de annulering"),
    ("after the order", "na de bestelling"),
    ("with VAT", "met btw"),
    (" of the line", " van de regel"),
    (" at 21 %", " tegen 21 %"),
    (" at 9 %", " tegen 9 %"),
    ("when the same order comes again", "als dezelfde bestelling nogmaals komt"),
    ("the order with its", "de bestelling met"),
    ("products with another number at", "producten met een ander nummer bij"),
    ("products changed after", "producten gewijzigd na"),
    ("each product on one page only", "elk product op één pagina"),
    ("refunds of a new order", "crediteringen van een nieuwe bestelling"),
    ("among the newest 100", "bij de nieuwste 100"),
    ("a JSON list", "een JSON-lijst"),
    ("JSON with \"code\" and \"message\"", "JSON met \"code\" en \"message\""),
    ("number of ", "aantal "),
    ("a delivery of", "een melding van"),
    ("an answer", "een antwoord"),
    ("header ", "de kop "),
];

/// A sentence of a check in the language of the report.
pub fn phrase(text: String, language: Language) -> String {
    let dutch = |text: String, (english, dutch): &(&str, &str)| text.replace(english, dutch);
    match language {
        Language::English => text,
        Language::Dutch => PHRASES.iter().fold(text, dutch),
    }
}

struct Text {
    check: &'static str,
    title: [&'static str; 2],
    remedy: [&'static str; 2],
}

/// The title of a check, and its remedy.
pub fn of(check: &str, language: Language) -> (&'static str, &'static str) {
    let at = language.pick(0, 1);
    let found = TEXTS.iter().find(|text| text.check == check);
    found.map_or(("", ""), |text| (text.title[at], text.remedy[at]))
}

macro_rules! texts {
    ($($check:literal: $nl:literal | $en:literal; $nl_remedy:literal | $en_remedy:literal;)*) => {
        const TEXTS: &[Text] = &[$(Text {
            check: $check,
            title: [$nl, $en],
            remedy: [$nl_remedy, $en_remedy],
        }),*];
    };
}

texts! {
    "index": "De API is er" | "The API is there";
        "Laat GET /wp-json/wc/v3 zonder sleutel antwoorden met {\"namespace\": \"wc/v3\", ...}." |
        "Let GET /wp-json/wc/v3 answer {\"namespace\": \"wc/v3\", ...} without a key.";
    "auth.missing": "Zonder sleutel geen gegevens" | "No data without a key";
        "Weiger een aanroep zonder sleutel met 401 en JSON met code en message." |
        "Refuse a call without a key with 401 and JSON with code and message.";
    "auth.wrong": "Een verkeerd geheim wordt geweigerd" | "A wrong secret is refused";
        "Reken de handtekening (OAuth 1.0a) of het Basic-wachtwoord echt na en antwoord anders 401." |
        "Really verify the OAuth 1.0a signature or the Basic password, and answer 401 otherwise.";
    "auth.right": "De sleutel opent" | "The key opens the door";
        "Neem de sleutel aan: over http OAuth 1.0a in de query, nagerekend over het adres waarop het \
         platform u aanroept (let op een proxy ervoor); over https Basic." |
        "Accept the key: over http OAuth 1.0a in the query, verified over the address by which the \
         platform calls you (mind a proxy before it); over https Basic.";
    "errors.route": "Een onbekende route" | "An unknown route";
        "Antwoord 404 met {\"code\": \"rest_no_route\", \"message\": ...}, niet met een webpagina." |
        "Answer 404 with {\"code\": \"rest_no_route\", \"message\": ...}, not with a web page.";
    "errors.body": "Een bestelling die geen JSON is" | "An order that is not JSON";
        "Weiger onleesbare JSON met 400 en {\"code\": \"rest_invalid_json\", ...}." |
        "Refuse unreadable JSON with 400 and {\"code\": \"rest_invalid_json\", ...}.";
    "products.list": "De lijst van producten" | "The list of products";
        "Geef op GET /products een JSON-lijst met de producten; leeg mag zij niet zijn." |
        "Answer GET /products with a JSON list of the products; it must not be empty.";
    "products.content_type": "Het antwoord noemt zich JSON" | "The answer calls itself JSON";
        "Stuur de kop Content-Type: application/json; charset=UTF-8." |
        "Send the header Content-Type: application/json; charset=UTF-8.";
    "products.total": "Hoeveel producten er zijn" | "How many products there are";
        "Stuur bij elke lijst de kop X-WP-Total met het aantal over alle pagina's." |
        "Send the header X-WP-Total with every list: the number over all pages.";
    "products.total_pages": "Hoeveel pagina's er zijn" | "How many pages there are";
        "Stuur bij elke lijst de kop X-WP-TotalPages: het aantal gedeeld door per_page, naar boven \
         afgerond. Zonder deze kop ziet het platform alleen de eerste pagina." |
        "Send the header X-WP-TotalPages with every list: the number divided by per_page, rounded \
         up. Without it the platform sees the first page only.";
    "products.per_page": "De grootte van een pagina" | "The size of a page";
        "Houd u aan per_page (1 tot 100; 10 waar het ontbreekt)." |
        "Honour per_page (1 to 100; 10 where it is missing).";
    "products.paging": "Elk product op \u{e9}\u{e9}n pagina" | "Each product on one page";
        "Houd u aan page en sorteer vast (op id), zodat geen product tweemaal of nooit komt; een \
         pagina voorbij de laatste is een lege lijst." |
        "Honour page and sort firmly (by id), so that no product comes twice or never; a page \
         beyond the last is an empty list.";
    "products.fields": "De velden van een product" | "The members of a product";
        "Geef elk product id (geheel getal), name, sku, type en status." |
        "Give every product id (a whole number), name, sku, type and status.";
    "products.price": "Prijzen zijn tekst" | "Prices are texts";
        "Schrijf price als tekst met een punt en hooguit twee decimalen: \"17.90\", niet 17.9 en \
         niet \"17,90\". Een getal met een komma verliest centen." |
        "Write price as a text with a point and at most two decimals: \"17.90\", not 17.9 and not \
         \"17,90\". A floating number loses cents.";
    "products.stock": "Voorraad is een geheel getal" | "Stock is a whole number";
        "Geef stock_quantity als geheel getal, of null waar manage_stock false is." |
        "Give stock_quantity as a whole number, or null where manage_stock is false.";
    "products.tax_class": "Het btw-tarief is bekend" | "The VAT rate is known";
        "Geef tax_class: \"\" voor 21 %, \"reduced-rate\" voor 9 %, \"zero-rate\" voor 0 %." |
        "Give tax_class: \"\" for 21 %, \"reduced-rate\" for 9 %, \"zero-rate\" for 0 %.";
    "products.categories": "Categorie\u{eb}n bij het product" | "The categories of a product";
        "Geef categories als lijst van {id, name, slug}." |
        "Give categories as a list of {id, name, slug}.";
    "products.modified": "Wanneer een product is gewijzigd" | "When a product was changed";
        "Geef date_modified_gmt in UTC, als \"2026-11-21T10:00:00\"." |
        "Give date_modified_gmt in UTC, as \"2026-11-21T10:00:00\".";
    "products.sku": "Zoeken op artikelnummer" | "Searching by article number";
        "Geef op ?sku= alleen het product met precies dat nummer." |
        "Answer ?sku= with the product of exactly that number only.";
    "products.modified_after": "Alleen wat gewijzigd is" | "Only what has changed";
        "Geef op ?modified_after= alleen producten die daarna zijn gewijzigd." |
        "Answer ?modified_after= with products changed after it only.";
    "products.one": "E\u{e9}n product" | "One product";
        "Geef op GET /products/{id} hetzelfde product als in de lijst." |
        "Answer GET /products/{id} with the same product as in the list.";
    "products.unknown": "Een onbekend product" | "An unknown product";
        "Antwoord 404 met {\"code\": \"woocommerce_rest_product_invalid_id\", ...}." |
        "Answer 404 with {\"code\": \"woocommerce_rest_product_invalid_id\", ...}.";
    "variations.list": "Variaties" | "Variations";
        "Geef op GET /products/{id}/variations elke variatie met id, price en attributes." |
        "Answer GET /products/{id}/variations with each variation: id, price and attributes.";
    "categories.list": "De lijst van categorie\u{eb}n" | "The list of categories";
        "Geef op GET /products/categories elke categorie met id, name, slug en parent (0 bovenaan)." |
        "Answer GET /products/categories with id, name, slug and parent (0 at the top) of each.";
    "attributes.list": "De lijst van kenmerken" | "The list of attributes";
        "Geef op GET /products/attributes een lijst van {id, name, slug}; leeg mag." |
        "Answer GET /products/attributes with a list of {id, name, slug}; it may be empty.";
    "tags.list": "De lijst van labels" | "The list of tags";
        "Geef op GET /products/tags een lijst van {id, name, slug}; leeg mag." |
        "Answer GET /products/tags with a list of {id, name, slug}; it may be empty.";
    "brands.list": "De lijst van merken" | "The list of brands";
        "Geef op GET /products/brands een lijst van {id, name, slug}; leeg mag." |
        "Answer GET /products/brands with a list of {id, name, slug}; it may be empty.";
    "webhooks.create": "Een webhook aanmaken" | "Registering a webhook";
        "Antwoord op POST /webhooks 201 met id, status \"active\", topic en delivery_url." |
        "Answer POST /webhooks with 201, id, status \"active\", topic and delivery_url.";
    "webhooks.list": "De lijst van webhooks" | "The list of webhooks";
        "Geef op GET /webhooks de webhooks met id en delivery_url." |
        "Answer GET /webhooks with the webhooks: id and delivery_url.";
    "orders.create": "Een bestelling aannemen" | "Taking an order";
        "Antwoord op POST /orders 201 met de bestelling, met id als geheel getal." |
        "Answer POST /orders with 201 and the order, its id a whole number.";
    "orders.unpaid": "Niet betaald voordat iDEAL het zegt" | "Not paid before iDEAL says so";
        "Neem status \"pending\" en set_paid false over: date_paid blijft null tot de bevestiging." |
        "Keep status \"pending\" and set_paid false: date_paid stays null until it is confirmed.";
    "orders.total": "Het totaal op de cent" | "The total to the cent";
        "Reken total van de regels met btw: het bedrag zonder btw keer (1 + tarief), per regel half \
         naar boven afgerond." |
        "Compute total of the lines with VAT: the amount without VAT times (1 + rate), each line \
         rounded half up.";
    "orders.vat": "De btw op de cent" | "The VAT to the cent";
        "Reken total_tax per regel, half naar boven afgerond, en tel dan op." |
        "Compute total_tax for each line, rounded half up, and then add.";
    "orders.amounts": "Bedragen zijn tekst" | "Amounts are texts";
        "Schrijf total, total_tax en discount_total als tekst (\"17.90\"), en currency \"EUR\"." |
        "Write total, total_tax and discount_total as texts (\"17.90\"), and currency \"EUR\".";
    "orders.lines": "De regels van een bestelling" | "The lines of an order";
        "Geef line_items met product_id, quantity en total_tax zoals zij besteld zijn." |
        "Give line_items with product_id, quantity and total_tax as they were ordered.";
    "orders.identity": "Het kenmerk van het platform blijft" | "The platform's identity is kept";
        "Bewaar meta_data en geef haar ongewijzigd terug; _platform_order_id is het kenmerk." |
        "Keep meta_data and give it back unchanged; _platform_order_id is the identity.";
    "orders.once": "Tweemaal aangeboden is \u{e9}\u{e9}n bestelling" | "Offered twice is one order";
        "Herken _platform_order_id en antwoord met de bestelling die er al is: bij een time-out \
         biedt het platform opnieuw aan." |
        "Recognise _platform_order_id and answer with the order that is there: after a time-out \
         the platform offers it again.";
    "orders.read": "Een bestelling lezen" | "Reading an order";
        "Geef op GET /orders/{id} de bestelling zoals zij is aangenomen." |
        "Answer GET /orders/{id} with the order as it was taken.";
    "orders.list": "De lijst van bestellingen" | "The list of orders";
        "Geef op GET /orders de nieuwste eerst, met de koppen X-WP-Total en X-WP-TotalPages." |
        "Answer GET /orders newest first, with the headers X-WP-Total and X-WP-TotalPages.";
    "orders.paid": "Betaald als iDEAL het zegt" | "Paid when iDEAL says so";
        "Zet na PUT /orders/{id} met status \"processing\" en set_paid true de status en date_paid." |
        "After PUT /orders/{id} with status \"processing\" and set_paid true, set both.";
    "orders.stock": "Verkocht is uit voorraad" | "What is sold leaves the stock";
        "Verlaag de gepubliceerde voorraad van het artikel zodra de bestelling is aangenomen." |
        "Lower the article's published stock as soon as the order is taken.";
    "webhooks.signature": "Een melding die klopt" | "A delivery that is right";
        "Lever order.updated af en onderteken: base64 van HMAC-SHA256 over de exacte bytes van de \
         inhoud, met het geheim van de webhook, in X-WC-Webhook-Signature." |
        "Deliver order.updated and sign it: base64 of HMAC-SHA256 over the exact bytes of the \
         body, with the webhook's secret, in X-WC-Webhook-Signature.";
    "webhooks.headers": "De koppen van een melding" | "The headers of a delivery";
        "Stuur X-WC-Webhook-Source, -Topic, -Resource, -Event, -ID en -Delivery-ID mee." |
        "Send X-WC-Webhook-Source, -Topic, -Resource, -Event, -ID and -Delivery-ID.";
    "refunds.list": "Crediteringen van een bestelling" | "Refunds of an order";
        "Geef op GET /orders/{id}/refunds een lijst; leeg waar niets is teruggegeven." |
        "Answer GET /orders/{id}/refunds with a list, empty where nothing was given back.";
    "refunds.too_much": "Nooit meer terug dan betaald" | "Never back more than was paid";
        "Weiger op POST /orders/{id}/refunds een bedrag boven wat nog open is." |
        "Refuse an amount above what is left at POST /orders/{id}/refunds.";
    "orders.cancel": "Geannuleerd als iDEAL niet betaalt" | "Cancelled when iDEAL does not pay";
        "Zet na PUT /orders/{id} met status \"cancelled\" die status." |
        "After PUT /orders/{id} with status \"cancelled\", set that status.";
    "orders.stock_back": "Voorraad komt terug" | "The stock comes back";
        "Geef na een annulering de voorraad van de bestelling weer vrij." |
        "Give the stock of an order free again when it is cancelled.";
    "orders.unknown_product": "Een product dat er niet is" | "A product that is not there";
        "Weiger een bestelling van een onbekend product met 400; WooCommerce zelf neemt haar aan \
         voor 0,00." |
        "Refuse an order of an unknown product with 400; WooCommerce itself takes it for 0.00.";
    "orders.too_many": "Meer dan er is" | "More than there is";
        "Weiger een bestelling van meer dan de voorraad met 400." |
        "Refuse an order of more than the stock with 400.";
    "orders.unknown": "Een onbekende bestelling" | "An unknown order";
        "Antwoord 404 met {\"code\": \"woocommerce_rest_shop_order_invalid_id\", ...}." |
        "Answer 404 with {\"code\": \"woocommerce_rest_shop_order_invalid_id\", ...}.";
    "webhooks.delete": "Een webhook intrekken" | "Taking a webhook back";
        "Verwijder op DELETE /webhooks/{id}?force=true de webhook: 200, en daarna 404." |
        "Delete the webhook at DELETE /webhooks/{id}?force=true: 200, and 404 afterwards.";
}

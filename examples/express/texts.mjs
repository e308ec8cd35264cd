// What people read, in Dutch and in English: Express says which of the two a browser asks for.
const texts = {
  nl: {
    shop: 'Warm en Groen', stock: 'op voorraad', staff: 'Medewerkers', orders: 'Bestellingen', none: 'Er zijn nog geen bestellingen.',
    order: 'Bestelling', of: 'van', article: 'Artikel', ordered: 'Besteld', amount: 'Bedrag', paid: 'Betaald met', status: 'Staat',
    ship: 'Is verzonden', returns: 'Retour', back: 'Aantal terug', credit: 'Boek de retour', stockOf: 'Voorraad', change: 'Wijzig',
    toCard: 'Terug naar', byPlatform: 'betaalt het platform terug', payOut: 'Betaal zelf terug, en niet meer', parked: 'Wacht op u',
    refused: 'Dit kon niet', unknown: 'Die bestelling is er niet.', nothing: 'Vul in wat er terugkomt.',
    card: 'kaart', remainder: 'de rest', pending: 'nog niet betaald', processing: 'te verzenden', completed: 'verzonden',
    cancelled: 'geannuleerd', refunded: 'terugbetaald', failed: 'mislukt', 'on-hold': 'aangehouden',
  },
  en: {
    shop: 'Warm en Groen', stock: 'in stock', staff: 'Staff', orders: 'Orders', none: 'There are no orders yet.',
    order: 'Order', of: 'of', article: 'Article', ordered: 'Ordered', amount: 'Amount', paid: 'Paid by', status: 'State',
    ship: 'It was sent', returns: 'Return', back: 'Pieces back', credit: 'Book the return', stockOf: 'Stock', change: 'Change',
    toCard: 'Back to', byPlatform: 'is paid back by the platform', payOut: 'Pay back yourself, and no more', parked: 'Waits for you',
    refused: 'This could not be done', unknown: 'There is no such order.', nothing: 'Say what comes back.',
    card: 'card', remainder: 'the rest', pending: 'not paid yet', processing: 'to be sent', completed: 'sent',
    cancelled: 'cancelled', refunded: 'paid back', failed: 'failed', 'on-hold': 'on hold',
  },
};

export const textsFor = (request) => texts[request.acceptsLanguages('nl', 'en') || 'nl'];
export const languages = texts;

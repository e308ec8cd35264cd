// What the simulated webshop holds. Keys are the document's: article number, client number, e-mail address, ids.

const LOOKUPS = {
  Brands: [{ Id: 1, Name: 'Geen merk' }, { Id: 2, Name: 'Polderzuivel' }],
  StorageConditions: [{ Id: 1, Name: 'Alle' }, { Id: 2, Name: 'Koel' }, { Id: 3, Name: 'Diepvries' }],
  ContentTypes: ['G', 'KG', 'L', 'ML', 'ST'].map((Abbreviation) => ({ Abbreviation, Name: Abbreviation })),
  UnitSalesPrices: ['KG', 'L', 'ST'].map((Abbreviation) => ({ Abbreviation, Name: Abbreviation })),
  MultiplierTypes: ['KG', 'L'].map((Abbreviation) => ({ Abbreviation, Name: Abbreviation })),
  Producers: [{ Id: 1, Name: 'Melkerij De Vaart' }],
  Suppliers: [{ Id: 1, Name: 'Vaartland', VatNumber: '0123456789', VatCountryCode: 'BE' }],
  ClientSegments: [{ Id: 1, Name: 'Frituur' }, { Id: 2, Name: 'Hotel & restaurant' }],
  Categories: [{ Id: 1, Name: 'Food', ParentId: null }, { Id: 2, Name: 'Zuivel', ParentId: 1 }, { Id: 3, Name: 'Kaas', ParentId: 1 }],
};

export class World {
  constructor() {
    this.lookups = structuredClone(LOOKUPS);
    // How the document's gaps are filled: the wrapper's member, and how "there is none" is said.
    this.settings = { wrapper: 'Data', absent: '404', pageSizeMax: 1000, firstPage: 1, repeatLastPage: false, delayMs: 0 };
    this.central = new Map();
    this.products = new Map();
    this.links = new Map();
    this.photos = [];
    this.clients = new Map();
    this.users = new Map();
    this.representatives = new Map();
    this.locations = new Map();
    this.deliveryDates = new Map();
    this.orderlists = new Map();
    this.clientProducts = new Map();
    this.orders = [];
    this.errorLogs = [];
    this.lastId = 0;
  }

  nextId() {
    return ++this.lastId;
  }

  seed(given) {
    for (const one of given.central ?? []) this.central.set(one.EanCode, one);
    for (const one of given.products ?? []) this.products.set(one.WholesalerArticleNumber, one);
    for (const one of given.links ?? []) this.links.set(one.WholesalerArticleNumber, one);
    for (const one of given.clients ?? []) this.clients.set(one.ClientNumber, one);
    for (const one of given.users ?? []) this.users.set(one.Email.toLowerCase(), { ...one, ClientNumbers: one.ClientNumbers ?? [] });
    for (const one of given.representatives ?? []) this.representatives.set(one.Email.toLowerCase(), { ...one, ClientNumbers: one.ClientNumbers ?? [] });
    for (const one of given.locations ?? []) this.locations.set(one.Id, one);
    for (const one of given.photos ?? []) this.photos.push(one);
    for (const one of given.orders ?? []) this.orders.push({ Processed: false, ...one });
    for (const one of given.clientProducts ?? []) this.clientProducts.set(`${one.WholesalerArticleNumber}|${one.ClientNumber}`, one);
    for (const one of given.errorLogs ?? []) this.errorLogs.push(one);
    Object.assign(this.lookups, given.lookups ?? {});
    this.lastId = Math.max(this.lastId, given.lastId ?? 0, ...[...this.locations.keys(), 0], ...this.photos.map((it) => it.PhotoId), 0);
  }

  shown() {
    const list = (map) => [...map.values()];
    return {
      products: list(this.products), links: list(this.links), photos: this.photos, clients: list(this.clients), users: list(this.users),
      representatives: list(this.representatives), locations: list(this.locations), deliveryDates: Object.fromEntries(this.deliveryDates),
      orderlists: Object.fromEntries(this.orderlists), clientProducts: list(this.clientProducts), orders: this.orders,
    };
  }
}

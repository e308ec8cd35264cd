// The operations, in the order of the document's chapters. Written from the document alone: it shares no table with koppel.

import { Refusal } from './refusal.mjs';
import * as products from './products.mjs';
import * as clients from './clients.mjs';
import * as trade from './trade.mjs';

const always = () => true;
const route = (method, path, query, run, fits = always) => ({ method, path, query, run, fits, takesBody: method === 'POST' || method === 'PUT' });
const get = (path, query, run, fits) => route('GET', path, query, run, fits);
const post = (path, run) => route('POST', path, [], (world, _, body) => run(world, body));
const put = (path, run) => route('PUT', path, [], (world, _, body) => run(world, body));
const del = (path, query, run, fits) => route('DELETE', path, query, run, fits);
const lookup = (name) => get(`api/${name}`, [], (world) => world.lookups[name]);

const concatenated = (world, { Reverse }) => {
  const byId = new Map(world.lookups.Categories.map((it) => [it.Id, it]));
  const names = (it) => (it ? [it.Name, ...names(byId.get(it.ParentId))] : []);
  return world.lookups.Categories.map((it) => {
    const list = names(it);
    return { Id: it.Id, Name: (/^true$/i.test(Reverse ?? '') ? list.reverse() : list).join(' | ') };
  });
};
const byVat = (world, { VatNumber, VatCountryCode }) =>
  world.lookups.Suppliers.find((it) => it.VatNumber === VatNumber && it.VatCountryCode === VatCountryCode) ?? absent('The supplier');
const absent = (what) => { throw Refusal.absent(what); };

export const ROUTES = [
  lookup('Categories'),
  get('api/Categories/GetConcatenated', [], concatenated),
  ...['Brands', 'StorageConditions', 'ContentTypes', 'UnitSalesPrices', 'MultiplierTypes', 'Producers', 'Suppliers'].map(lookup),
  get('api/Suppliers/GetByVat', ['VatNumber', 'VatCountryCode'], byVat),

  get('api/CentralProducts', [], products.central),
  get('api/CentralProducts/GetEan', [], products.centralEans),
  get('api/CentralProducts/GetByEan', ['EanCode'], products.centralByEan),
  get('api/CentralProducts/GetBySupplier', ['Id', 'ArticleCode', 'IsPackageProduct'], products.centralBySupplier),
  get('api/CentralProducts/GetArticlecodesBySupplier', [], products.centralArticleCodes),

  get('api/Products', [], products.own.list),
  post('api/Products', products.create),
  put('api/Products', products.update),
  put('api/Products/Sales', products.updateSales),
  del('api/Products', ['WholesalerArticleNumber'], products.remove),
  get('api/Products/GetEan', [], products.own.eans),
  get('api/Products/GetWholesalerArticleNumbers', [], products.own.numbers),
  get('api/Products/GetByEan', ['EanCode'], products.own.byEan),
  get('api/Products/GetBySupplier', ['Id', 'ArticleCode', 'IsPackageProduct'], products.own.bySupplier),
  get('api/Products/GetByWholesalerArticleNumber', ['WholesalerArticleNumber'], products.own.byNumber),
  get('api/ProductPhotos', [], products.photos),
  post('api/ProductPhotos', products.addPhoto),
  del('api/ProductPhotos', ['WholesalerArticleNumber', 'PhotoId'], products.removePhoto),

  get('api/LinkProducts', [], products.linked.list),
  post('api/LinkProducts', products.link),
  put('api/LinkProducts', products.updateLink),
  put('api/LinkProducts/Sales', products.updateLink),
  del('api/LinkProducts', ['WholesalerArticleNumber'], products.unlink),
  get('api/LinkProducts/GetEan', [], products.linked.eans),
  get('api/LinkProducts/GetWholesalerArticleNumbers', [], products.linked.numbers),
  get('api/LinkProducts/GetByEan', ['EanCode'], products.linked.byEan),
  get('api/LinkProducts/GetBySupplier', ['Id', 'ArticleCode', 'IsPackageProduct'], products.linked.bySupplier),
  get('api/LinkProducts/GetByWholesalerArticleNumber', ['WholesalerArticleNumber'], products.linked.byNumber),

  lookup('ClientSegments'),
  get('api/Clients', [], clients.list),
  post('api/Clients', clients.create),
  put('api/Clients', clients.update),
  del('api/Clients', ['ClientNumber'], clients.remove),
  get('api/ClientLocations', [], clients.locations),
  post('api/ClientLocations', clients.addLocation),
  put('api/ClientLocations', clients.updateLocation),
  del('api/ClientLocations', ['Id', 'ClientNumber'], clients.removeLocation, (query) => 'Id' in query),
  del('api/ClientLocations', ['ClientNumber'], clients.removeLocations),
  get('api/ClientLocationDeliveryDates', ['ClientNumber', 'ID'], clients.deliveryDates),
  put('api/ClientLocationDeliveryDates', clients.replaceDeliveryDates),
  post('api/Clients/LinkClientToUsers', clients.linkUsers),
  post('api/Clients/UnlinkClientFromUsers', clients.unlinkUsers),
  post('api/Clients/LinkClientToRepresentative', clients.linkRepresentative),
  post('api/Clients/UnlinkClientFromRepresentative', clients.unlinkRepresentative),
  get('api/Representatives', [], clients.representatives.list),
  post('api/Representatives', clients.representatives.create),
  put('api/Representatives', clients.representatives.update),
  del('api/Representatives', ['Email'], clients.representatives.remove),
  post('api/Representatives/LinkRepresentativeToClients', clients.linkClients),
  post('api/Representatives/UnlinkRepresentativeFromClients', clients.unlinkClients),
  get('api/Users', [], clients.users.list),
  post('api/Users', clients.createUser),
  put('api/Users', clients.users.update),
  del('api/Users', ['Email'], clients.users.remove),
  post('api/Users/LinkUserToClient', clients.linkUser),
  post('api/Users/UnlinkUserFromClient', clients.unlinkUser),
  get('api/Clients/OrderlistItems', ['ClientNumber'], clients.orderlist),
  post('api/Clients/OrderlistItems', clients.addToOrderlist),
  put('api/Clients/OrderListItems', clients.replaceOrderlist),
  del('api/Clients/OrderListItems', ['ClientNumber', 'WholesalerArticleNumber'], clients.removeFromOrderlist),

  get('api/ClientProducts', [], trade.list),
  post('api/ClientProducts', trade.create),
  post('api/ClientProducts/Multiple', trade.createMany),
  post('api/ClientProducts/Multiple/AddOrUpdate', trade.putMany),
  put('api/ClientProducts', trade.update),
  put('api/ClientProducts/Multiple', trade.updateMany),
  del('api/ClientProducts', ['WholesalerArticleNumber', 'ClientNumber'], trade.remove, (query) => 'WholesalerArticleNumber' in query),
  del('api/ClientProducts', [], trade.removeAll),

  get('api/Clients/GetClientOrders', ['Processed'], trade.orders),
  put('api/ClientOrders/ProcessOrders', trade.process),
  get('api/ErrorLogs', ['Date'], trade.errorsOfDay, (query) => 'Date' in query),
  get('api/ErrorLogs', ['Page'], trade.errorsPage),
];

// Own products, links to central ones, photos.

import { Refusal } from './refusal.mjs';
import { page } from './page.mjs';

const FORBIDDEN = /[\\+<>?#%@&*:./]/;
const number = (it) => it?.WholesalerArticleNumber;
const eans = (list) => list.map((it) => it.EanCode).filter(Boolean);
const find = (list, what, test) => list.find(test) ?? (() => { throw Refusal.absent(what); })();
const hasSupplier = (query) => (it) => {
  const suppliers = it.Suppliers ?? (it.Supplier ? [it.Supplier] : []);
  return suppliers.some((one) => String(one.Id) === query.Id && one.ArticleCode === query.ArticleCode
    && String(Boolean(it.IsPackageProduct)) === String(query.IsPackageProduct).toLowerCase());
};

const lists = (of) => ({
  list: (world, query) => page(world, [...of(world).values()], query),
  eans: (world) => eans([...of(world).values()]),
  numbers: (world) => [...of(world).keys()],
  byEan: (world, { EanCode }) => find([...of(world).values()], 'The product', (it) => it.EanCode === EanCode),
  bySupplier: (world, query) => {
    const found = [...of(world).values()].filter(hasSupplier(query));
    if (!found.length) throw Refusal.absent('The product');
    return found;
  },
  byNumber: (world, query) => of(world).get(number(query)) ?? (() => { throw Refusal.absent('The product'); })(),
});
export const own = lists((world) => world.products);
export const linked = lists((world) => world.links);

export const central = (world, query) => {
  const isDeleted = /^true$/i.test(query.DeletedProducts ?? '');
  return page(world, [...world.central.values()].filter((it) => Boolean(it.IsDeleted) === isDeleted), query);
};
const active = (world) => [...world.central.values()].filter((it) => !it.IsDeleted);
export const centralEans = (world) => eans(active(world));
export const centralByEan = (world, { EanCode }) => find(active(world), 'The product', (it) => it.EanCode === EanCode);
export const centralBySupplier = (world, query) => find(active(world), 'The product', hasSupplier(query));
export const centralArticleCodes = (world) =>
  world.lookups.Suppliers.map((supplier) => ({
    SupplierId: supplier.Id,
    ArticleCodes: active(world).flatMap((it) => it.Suppliers ?? []).filter((it) => it.Id === supplier.Id).map((it) => it.ArticleCode),
  }));

function checkNumber(world, body) {
  if (!number(body)) throw Refusal.field('WholesalerArticleNumber', 'The field is required.');
  if (FORBIDDEN.test(number(body))) throw Refusal.field('WholesalerArticleNumber', 'The field holds a forbidden character.');
  if (number(body).length > 50) throw Refusal.field('WholesalerArticleNumber', 'The maximum length is 50.');
  if (world.products.has(number(body)) || world.links.has(number(body))) throw Refusal.errors('This article number exists.');
}

function checkModel(world, body) {
  const has = (lookup, key, value) => world.lookups[lookup].some((it) => it[key] === value);
  for (const [field, lookup, key] of [
    ['BrandId', 'Brands', 'Id'], ['CategoryId', 'Categories', 'Id'], ['StorageConditionId', 'StorageConditions', 'Id'],
    ['ContentType', 'ContentTypes', 'Abbreviation'], ['UnitSalesPrice', 'UnitSalesPrices', 'Abbreviation'],
  ]) if (!has(lookup, key, body[field])) throw Refusal.field(field, `There is no such ${field}.`);
  if (world.lookups.Categories.some((it) => it.ParentId === body.CategoryId)) throw Refusal.field('CategoryId', 'Only an end node holds products.');
  if (body.ProducerId != null && !has('Producers', 'Id', body.ProducerId)) throw Refusal.field('ProducerId', 'There is no such ProducerId.');
  if ((body.Suppliers?.length ?? 0) > 1) throw Refusal.field('Suppliers', 'An own product has one supplier.');
}

export function create(world, body) {
  checkNumber(world, body);
  checkModel(world, body);
  if (active(world).some((it) => it.EanCode && it.EanCode === body.EanCode)) throw Refusal.errors('This product exists centrally: link it.');
  world.products.set(number(body), body);
  return body;
}

export function update(world, body) {
  const held = world.products.get(number(body));
  if (!held) throw Refusal.errors('The product does not exist.');
  checkModel(world, body);
  world.products.set(number(body), { ...held, ...body });
  return world.products.get(number(body));
}

export function updateSales(world, body) {
  const place = world.products.has(number(body)) ? world.products : world.links;
  const held = place.get(number(body));
  if (!held) throw Refusal.errors('The product does not exist.');
  place.set(number(body), { ...held, ...body });
  return place.get(number(body));
}

export function remove(world, query) {
  if (!world.products.delete(number(query))) throw Refusal.absent('The product');
  world.photos = world.photos.filter((it) => number(it) !== number(query));
  return null;
}

export const photos = (world, { HasPhotos }) =>
  /^false$/i.test(HasPhotos ?? '')
    ? [...world.products.values()].filter((it) => !world.photos.some((photo) => number(photo) === number(it)))
    : world.photos.map(({ Photo, ...shown }) => shown);

export function addPhoto(world, body) {
  if (!world.products.has(number(body))) throw Refusal.errors('The product does not exist.');
  if (!body.Photo || !body.PhotoName) throw Refusal.field('Photo', 'The field is required.');
  const photo = { PhotoId: world.nextId(), ...body };
  world.photos.push(photo);
  return { PhotoId: photo.PhotoId };
}

export function removePhoto(world, query) {
  const at = world.photos.findIndex((it) => number(it) === number(query) && String(it.PhotoId) === query.PhotoId);
  if (at < 0) throw Refusal.absent('The photo');
  world.photos.splice(at, 1);
  return null;
}

export function link(world, body) {
  const named = { ...body, WholesalerArticleNumber: body.WholesalerArticleNumber ?? body.ArticleNumberWholesaler };
  checkNumber(world, named);
  const found = active(world).find((it) => (named.EanCode ? it.EanCode === named.EanCode
    : named.Supplier && hasSupplier({ Id: String(named.Supplier.Id), ArticleCode: named.Supplier.ArticleCode, IsPackageProduct: String(Boolean(named.Supplier.IsPackageProduct)) })(it)));
  if (!found) throw Refusal.errors('There is no central product to link.');
  const clash = [...world.links.values()].some((it) => it.EanCode && it.EanCode === named.EanCode);
  if (clash) throw Refusal.errors('This central product is linked.');
  world.links.set(number(named), named);
  return named;
}

export function updateLink(world, body) {
  const held = world.links.get(number(body));
  if (!held) throw Refusal.errors('The product is not linked.');
  world.links.set(number(body), { ...held, ...body });
  return world.links.get(number(body));
}

export function unlink(world, query) {
  if (!world.links.delete(number(query))) throw Refusal.absent('The linked product');
  return null;
}

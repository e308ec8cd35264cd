// What the simulated shops sell: our own sample catalogue (../data), grown by copies to as many products as are asked
// for. It knows no shop system.
import { readAssortment } from '../data/assortment.mjs';

const FIRST_COPY = 100_000;
const IDS_OF_A_COPY = 16; // a product and its articles

function copyOf(product, nth) {
  const id = FIRST_COPY + nth * IDS_OF_A_COPY;
  const articles = product.articles.map((article, at) => ({
    ...article,
    sku: `${article.sku}-N${nth}`,
    id: product.vary.length ? id + at + 1 : id,
    gtin: '',
  }));
  return {
    ...product,
    id,
    articles,
    sku: `${product.sku}-N${nth}`,
    name: `${product.name} ${nth}`,
    slug: `${product.slug}-${nth}`,
  };
}

/** So many products with ids that rise; without a number the catalogue itself. */
export function catalogue(count) {
  const own = readAssortment();
  return Array.from({ length: count ?? own.length }, (_, nth) => own[nth] ?? copyOf(own[nth % own.length], nth));
}

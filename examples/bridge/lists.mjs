// All rows of a list of the hosted shop, page by page, and where its interface begins. It does not know what rows mean.
const NEXT = /<([^>]+)>; rel="next"/;

export const SHOPIFY = '/admin/api/2026-10';

/** Of Shopify: the list stands under its name, and the next page in a header. */
export async function allOfShopify(call, name, path) {
  const found = [];
  for (let next = `${SHOPIFY}/${path}`; next; ) {
    const { document, headers } = await call('GET', next);
    found.push(...document[name]);
    next = NEXT.exec(headers.get('link') ?? '')?.[1];
  }
  return found;
}

export const WOOCOMMERCE = '/wp-json/wc/v3';

/** Of WooCommerce: by page numbers, in the order of the ids. */
export async function allOfWooCommerce(call, path) {
  const found = [];
  const list = `${WOOCOMMERCE}/${path}${path.includes('?') ? '&' : '?'}per_page=100&orderby=id&order=asc`;
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const { document, headers } = await call('GET', `${list}&page=${page}`);
    found.push(...document);
    pages = Number(headers.get('x-wp-totalpages') ?? 1);
  }
  return found;
}

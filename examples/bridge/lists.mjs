// All rows of a list of the hosted shop, page by page, and where its interface begins. It does not know what rows mean.
const NEXT = /<([^>]+)>; rel="next"/;
const PAGE = 100;

export const SHOPIFY = '/admin/api/2026-10';

/** Of Shopify: the list stands under its name, and the next page in a header. */
export async function allOfShopify(call, name, path) {
  const found = [];
  for (let next = `${SHOPIFY}/${path}`; next;) {
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
  const list = `${WOOCOMMERCE}/${path}${path.includes('?') ? '&' : '?'}per_page=${PAGE}&orderby=id&order=asc`;
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const { document, headers } = await call('GET', `${list}&page=${page}`);
    found.push(...document);
    pages = Number(headers.get('x-wp-totalpages') ?? 1);
  }
  return found;
}

export const MAGENTO = '/rest/V1';

/** Of Magento: by page numbers; `filters` are [field, condition, value], and each must hold. */
export async function allOfMagento(call, path, filters = []) {
  const found = [];
  const asked = filters.flatMap((filter, nth) =>
    ['field', 'condition_type', 'value'].map(
      (name, at) => `searchCriteria[filterGroups][${nth}][filters][0][${name}]=${encodeURIComponent(filter[at])}`,
    ),
  );
  for (let page = 1, total = 1; (page - 1) * PAGE < total; page += 1) {
    const paging = [`searchCriteria[pageSize]=${PAGE}`, `searchCriteria[currentPage]=${page}`];
    const { document } = await call('GET', `${MAGENTO}/${path}?${[...asked, ...paging].join('&')}`);
    found.push(...document.items);
    total = document.total_count;
  }
  return found;
}

const PAGE_OF_C = 250;

/** Of Lightspeed C: by page numbers, until one is not full. */
export async function allOfLightspeedC(call, name, path) {
  const found = [];
  for (let page = 1; found.length === (page - 1) * PAGE_OF_C; page += 1) {
    const { document } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE_OF_C}&page=${page}`);
    found.push(...document[name]);
  }
  return found;
}

/** Of Lightspeed R one row is an object, several are a list, and none is nothing. */
export const rowsOf = (value) => (Array.isArray(value) ? value : value ? [value] : []);

/** Of Lightspeed R: the next page's address stands in each. */
export async function allOfLightspeedR(call, name, path) {
  const found = [];
  for (let next = path; next;) {
    const { document } = await call('GET', next);
    found.push(...rowsOf(document[name]));
    next = document['@attributes'].next;
  }
  return found;
}

/** Of Lightspeed X: what has a version above `after`, until there is nothing. */
export async function allOfLightspeedX(call, path, after = 0) {
  const found = [];
  for (let last = after; ;) {
    const { document } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}after=${last}&page_size=${PAGE}`);
    if (document.data.length === 0) return { rows: found, version: last };
    found.push(...document.data);
    last = document.version.max;
  }
}

/** Of Lightspeed X's search: by how many were seen. */
export async function foundByLightspeedX(call, path) {
  const found = [];
  for (let count = PAGE; count === PAGE;) {
    const { document } = await call('GET', `${path}&page_size=${PAGE}&offset=${found.length}`);
    found.push(...document.data);
    count = document.data.length;
  }
  return found;
}

// Plain Node baseline: Shopify catalogue JSON -> WooCommerce REST v3 JSON, as a shop's developer would write it.
import { digits, local } from './amsterdam.mjs';
import { measure } from './paged.mjs';

const STATUS = { active: 'publish', draft: 'draft', archived: 'private' };

function cents(s) {
  const dot = s.indexOf('.');
  if (dot < 0) return Number(s) * 100;
  return Number(s.slice(0, dot)) * 100 + Number(s.slice(dot + 1).padEnd(2, '0'));
}
const kilos = (g) => `${Math.floor(g / 1000)}.${String(g % 1000).padStart(3, '0')}`;
const isSale = (v) => v.compare_at_price !== null && cents(v.compare_at_price) > cents(v.price);

const dates = (p) => {
  const [created, modified] = [Date.parse(p.created_at), Date.parse(p.updated_at)];
  return {
    date_created: local(created),
    date_created_gmt: digits(created),
    date_modified: local(modified),
    date_modified_gmt: digits(modified),
  };
};
const NO_WINDOW = {
  date_on_sale_from: null, date_on_sale_from_gmt: null, date_on_sale_to: null, date_on_sale_to_gmt: null,
};
const stockStatus = (v) => (v.inventory_management !== 'shopify' || v.inventory_quantity > 0 ? 'instock'
  : v.inventory_policy === 'continue' ? 'onbackorder' : 'outofstock');

function offer(v) {
  const sale = isSale(v);
  const managed = v.inventory_management === 'shopify';
  const status = stockStatus(v);
  return {
    sku: v.sku,
    global_unique_id: v.barcode ?? '',
    price: v.price,
    regular_price: sale ? v.compare_at_price : v.price,
    sale_price: sale ? v.price : '',
    ...NO_WINDOW,
    on_sale: sale,
    purchasable: v.price !== '',
    virtual: false,
    downloadable: false,
    downloads: [],
    download_limit: -1,
    download_expiry: -1,
    tax_status: v.taxable ? 'taxable' : 'none',
    tax_class: '',
    manage_stock: managed,
    stock_quantity: managed ? v.inventory_quantity : null,
    backorders: v.inventory_policy === 'continue' ? 'notify' : 'no',
    backorders_allowed: v.inventory_policy === 'continue',
    backordered: status === 'onbackorder',
    stock_status: status,
    weight: kilos(v.grams),
    dimensions: { length: '', width: '', height: '' },
  };
}

function range(variants) {
  const price = variants.map((v) => v.price).reduce((low, it) => (cents(it) < cents(low) ? it : low));
  const statuses = variants.map(stockStatus);
  return {
    sku: '',
    global_unique_id: '',
    price,
    regular_price: '',
    sale_price: '',
    ...NO_WINDOW,
    on_sale: variants.some(isSale),
    purchasable: price !== '',
    virtual: false,
    downloadable: false,
    downloads: [],
    download_limit: -1,
    download_expiry: -1,
    tax_status: variants[0].taxable ? 'taxable' : 'none',
    tax_class: '',
    manage_stock: false,
    stock_quantity: null,
    backorders: 'no',
    backorders_allowed: false,
    backordered: false,
    stock_status: ['instock', 'onbackorder', 'outofstock'].find((status) => statuses.includes(status)),
    weight: '',
    dimensions: { length: '', width: '', height: '' },
  };
}

export function mapProduct(p) {
  const simple = p.options.length === 1 && p.options[0].name === 'Title' && p.variants.length === 1;
  const byId = new Map(p.images.map((image) => [image.id, image]));
  const when = dates(p);
  return {
    name: p.title,
    slug: p.handle,
    ...when,
    type: simple ? 'simple' : 'variable',
    status: STATUS[p.status] ?? 'draft',
    featured: false,
    catalog_visibility: 'visible',
    description: p.body_html ?? '',
    short_description: '',
    ...(simple ? offer(p.variants[0]) : range(p.variants)),
    external_url: '',
    button_text: '',
    low_stock_amount: null,
    sold_individually: false,
    shipping_required: true,
    shipping_taxable: true,
    shipping_class: '',
    shipping_class_id: 0,
    reviews_allowed: false,
    average_rating: '0.00',
    rating_count: 0,
    total_sales: 0,
    upsell_ids: [],
    cross_sell_ids: [],
    parent_id: 0,
    purchase_note: '',
    categories: p.product_type === '' ? [] : [{ name: p.product_type }],
    brands: p.vendor === '' ? [] : [{ name: p.vendor }],
    tags: p.tags === '' ? [] : p.tags.split(', ').map((name) => ({ name })),
    images: p.images.map((image) => ({ src: image.src, name: p.title, alt: image.alt ?? '' })),
    attributes: simple ? [] : p.options.map((option, position) => ({
      id: 0, name: option.name, slug: option.name, position, visible: true, variation: true, options: option.values,
    })),
    default_attributes: [],
    grouped_products: [],
    menu_order: 0,
    price_html: '',
    related_ids: [],
    meta_data: [{ key: '_source', value: 'shopify' }, { key: '_source_id', value: String(p.id) }],
    has_options: !simple,
    post_password: '',
    variations: simple ? [] : p.variants.map((v) => {
      const chosen = [v.option1, v.option2, v.option3].slice(0, p.options.length);
      const image = byId.get(v.image_id);
      return {
        type: 'variation',
        ...when,
        description: '',
        status: 'publish',
        ...offer(v),
        low_stock_amount: null,
        shipping_class: '',
        shipping_class_id: 0,
        image: image ? { src: image.src, name: '', alt: '' } : null,
        attributes: chosen.map((option, k) => ({ id: 0, name: p.options[k].name, slug: p.options[k].name, option })),
        menu_order: 0,
        meta_data: [{ key: '_source_id', value: String(v.id) }],
        name: chosen.join(', '),
      };
    }),
  };
}

measure((page) => page.products.map(mapProduct));

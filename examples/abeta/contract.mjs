// What the document requires of a cart, checked by rules of our own: names, types, and that it adds up.

const GENERAL = { cart_id: 'string', total: 'number', currency: 'string', delivery_datetime: 'string' };
const REQUIRED = {
  id: 'number', sku: 'string', name: 'string', price_ex_vat: 'number', price_inc_vat: 'number', vat_percentage: 'number',
  quantity: 'number', price_unit: 'number', unit: 'string',
};
const OPTIONAL = { description: 'string', brand: 'string', weight: 'number', image_url: 'string', manufacturer_number: 'string' };
const LISTS = ['category_codes', 'categories'];

const wrong = (given, shape) => Object.entries(shape).find(([name, type]) => typeof given[name] !== type)?.[0];

function complaintOfProduct(product, nth) {
  const missing = wrong(product, REQUIRED);
  if (missing) return `products[${nth}].${missing}`;
  for (const [name, type] of Object.entries(OPTIONAL)) {
    if (name in product && typeof product[name] !== type) return `products[${nth}].${name}`;
  }
  for (const name of LISTS) {
    const list = product[name] ?? [];
    if (!Array.isArray(list) || list.some((one) => typeof one !== 'string')) return `products[${nth}].${name}`;
  }
  const expected = product.price_ex_vat * (1 + product.vat_percentage / 100);
  return Math.abs(expected - product.price_inc_vat) < 0.01 ? null : `products[${nth}]: the two prices`;
}

/** What is wrong with a cart, or null. */
export function complaintOf(body) {
  let cart;
  try {
    cart = JSON.parse(body);
  } catch {
    return 'no JSON';
  }
  const { general = {}, products } = cart;
  const missing = wrong(general, GENERAL);
  if (missing) return `general.${missing}`;
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(general.delivery_datetime)) return 'general.delivery_datetime';
  if (!Array.isArray(products) || products.length === 0) return 'products';
  const complaint = products.map(complaintOfProduct).find(Boolean);
  if (complaint) return complaint;
  const cents = products.map((one) => Math.round(((one.price_inc_vat * one.quantity) / one.price_unit) * 100));
  const sum = cents.reduce((total, one) => total + one, 0);
  return sum === Math.round(general.total * 100) ? null : `general.total: ${sum / 100}`;
}

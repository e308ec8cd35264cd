// Writes numbered articles as Shopify Admin REST products; reads no files.
import { offsetHours } from "./assortment.mjs";
import { escape, listItems, slug } from "./text.mjs";

const IMAGES = "https://cdn.winkel.example/files";
const PRODUCT = 8_100_000_000_000;
const VARIANT = 44_100_000_000_000;
const INVENTORY = 46_100_000_000_000;
const OPTION = 10_100_000_000_000;
const IMAGE = 37_100_000_000_000;
const IMAGE_SIDE = 1200;

const stamp = (moment) => {
  const hours = offsetHours(moment);
  const local = new Date(moment + hours * 3_600_000).toISOString().slice(0, 19);
  return `${local}+0${hours}:00`;
};

const gid = (kind, id) => `gid://shopify/${kind}/${id}`;

const body = (product) =>
  `<p>${escape(product.text)}</p><ul>${listItems(product.specs).join("")}</ul>`;

const times = (product) => ({
  created_at: stamp(product.created), updated_at: stamp(product.modified),
});

const variant = (product, article, position) => {
  const id = VARIANT + article.id;
  const tracked = article.stock !== null;
  const choices = product.vary.length ? article.options : ["Default Title"];
  const [option1, option2 = null, option3 = null] = choices;
  const grams = article.grams ?? 0;
  return {
    id, product_id: PRODUCT + product.id, title: choices.join(" / "), price: article.current,
    position, inventory_policy: article.backorders === "no" ? "deny" : "continue",
    compare_at_price: article.current === article.price ? null : article.price,
    option1, option2, option3, ...times(product), taxable: true, barcode: article.gtin,
    fulfillment_service: "manual", grams, inventory_management: tracked ? "shopify" : null,
    requires_shipping: !product.virtual, sku: article.sku, weight: grams / 1000, weight_unit: "kg",
    inventory_item_id: INVENTORY + article.id, inventory_quantity: article.stock ?? 0,
    old_inventory_quantity: article.stock ?? 0,
    admin_graphql_api_id: gid("ProductVariant", id), image_id: null,
  };
};

const options = (product) => {
  const names = product.vary.length ? product.vary : ["Title"];
  return names.map((name, i) => ({
    id: OPTION + product.id * 10 + i, product_id: PRODUCT + product.id, name, position: i + 1,
    values: product.vary.length
      ? [...new Set(product.articles.map((article) => article.options[i]))] : ["Default Title"],
  }));
};

const image = (product, position, file, alt, variantIds) => {
  const id = IMAGE + product.id * 10 + position;
  return {
    id, alt, position, product_id: PRODUCT + product.id, ...times(product),
    admin_graphql_api_id: gid("ProductImage", id), width: IMAGE_SIDE, height: IMAGE_SIDE,
    src: `${IMAGES}/${file}.webp?v=${product.id}`, variant_ids: variantIds,
  };
};

// One picture of the product and one for each colour; a variant points at its colour's picture.
const images = (product, variants) => {
  const main = image(product, 1, product.slug, product.name, []);
  const at = product.vary.indexOf("Kleur");
  if (at < 0) return [main];
  const key = `option${at + 1}`;
  const colours = [...new Set(variants.map((one) => one[key]))];
  return [main, ...colours.map((colour, i) => {
    const ids = variants.filter((one) => one[key] === colour).map(({ id }) => id);
    const file = `${product.slug}-${slug(colour)}`;
    return image(product, i + 2, file, `${product.name} ${colour}`, ids);
  })];
};

export const document = (product) => {
  const id = PRODUCT + product.id;
  const variants = product.articles.map((article, i) => variant(product, article, i + 1));
  const pictures = images(product, variants);
  for (const one of variants) {
    one.image_id = pictures.find((picture) => picture.variant_ids.includes(one.id))?.id ?? null;
  }
  return {
    id, title: product.name, body_html: body(product), vendor: product.brand,
    product_type: product.productType, created_at: stamp(product.created), handle: product.slug,
    updated_at: stamp(product.modified), published_at: stamp(product.created),
    template_suffix: null, published_scope: "web", tags: product.tags.join(", "), status: "active",
    admin_graphql_api_id: gid("Product", id), variants, options: options(product),
    images: pictures, image: pictures[0],
  };
};

export const shopify = (products) => ({ products: products.map(document) });

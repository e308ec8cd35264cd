// Turns the catalogue into the bytes of the generated files; writes nothing.
import { readAssortment } from "./assortment.mjs";
import { shopify } from "./shopify.mjs";
import { woocommerce } from "./woocommerce.mjs";

// One document on a line: small, and a changed product is one changed line.
const lines = (documents) => documents.map((one) => JSON.stringify(one)).join(",\n");

/** The generated files, name and text. */
export const generatedFiles = () => {
  const assortment = readAssortment();
  const shop = woocommerce(assortment);
  return {
    "woocommerce-products.json": `[\n${lines(shop.products)}\n]\n`,
    "woocommerce-categories.json": `[\n${lines(shop.categories)}\n]\n`,
    "shopify-products.json": `{"products":[\n${lines(shopify(assortment).products)}\n]}\n`,
  };
};

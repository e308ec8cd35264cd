// Turns a product's words into address parts and markup; knows no product.

/** Lower case, no accents, hyphens for the rest: the form shop systems use in addresses. */
export const slug = (text) =>
  text.normalize("NFKD").replace(/[\u0300-\u036f']/g, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

export const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The first sentence of a text. */
export const firstSentence = (text) => text.slice(0, text.search(/[.!] \p{Lu}|$/u) + 1);

/** A specification as list items, one for each name and value. */
export const listItems = (specs) =>
  specs.map(([name, value]) => `<li>${escape(`${name}: ${value}`)}</li>`);

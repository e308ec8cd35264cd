// Numbers what WooCommerce numbers beside products: terms, attributes, images and meta rows.
import { slug } from "./text.mjs";

const FIRST_CATEGORY = 21;
const FIRST_BRAND = 101;
const FIRST_TAG = 151;
const FIRST_IMAGE = 5001;
const FIRST_META = 9001;
const SHIPPING_CLASSES = { "": 0, groot: 91 };
const SHARED_FROM = 3;

export class Terms {
  #categories = new Map();
  #brands = new Map();
  #tags = new Map();
  #attributes = new Map();
  #image = FIRST_IMAGE;
  #meta = FIRST_META;
  #title;

  constructor(products, title) {
    this.#title = title;
    this.#numberAttributes(products);
    for (const product of products) this.categories(product.path);
  }

  // An attribute that variations use, or that several products share, is a global one.
  #numberAttributes(products) {
    const uses = new Map();
    for (const { vary, specs } of products) {
      for (const name of vary) uses.set(name, SHARED_FROM);
      for (const [name] of specs) uses.set(name, (uses.get(name) ?? 0) + 1);
    }
    const global = [...uses].filter(([, count]) => count >= SHARED_FROM).map(([name]) => name);
    global.forEach((name, i) => {
      this.#attributes.set(name, { id: i + 1, name, slug: `pa_${slug(name)}` });
    });
  }

  attribute(name) {
    return this.#attributes.get(name) ?? { id: 0, name, slug: name };
  }

  /** The categories of a path from the root to the leaf, each numbered once. */
  categories(path) {
    return path.map((name, depth) => {
      const key = path.slice(0, depth + 1).join("/");
      const parent = depth ? this.#categories.get(path.slice(0, depth).join("/")).id : 0;
      if (!this.#categories.has(key)) {
        const id = FIRST_CATEGORY + this.#categories.size;
        this.#categories.set(key, { id, name: this.#title(name), slug: slug(key), parent });
      }
      return this.#categories.get(key);
    });
  }

  allCategories() {
    return [...this.#categories.values()];
  }

  #numbered(terms, first, name) {
    if (!terms.has(name)) {
      terms.set(name, { id: first + terms.size, name: this.#title(name), slug: slug(name) });
    }
    return terms.get(name);
  }

  brand(name) {
    return this.#numbered(this.#brands, FIRST_BRAND, name);
  }

  tag(name) {
    return this.#numbered(this.#tags, FIRST_TAG, name);
  }

  shippingClass(name) {
    return SHIPPING_CLASSES[name];
  }

  image() {
    return this.#image++;
  }

  meta() {
    return this.#meta++;
  }
}

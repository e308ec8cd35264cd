// How many calls a shop takes: a bucket that leaks (Shopify, Lightspeed R) or a window (Lightspeed C and X). It decides;
// each system says it in its own headers.

export class Pace {
  #level = 0;
  #at = Date.now();

  /** `size` calls at once, `leak` more each second. */
  constructor({ size, leak }) {
    Object.assign(this, { size, leak });
  }

  #leak() {
    const now = Date.now();
    this.#level = Math.max(0, this.#level - ((now - this.#at) / 1000) * this.leak);
    this.#at = now;
  }

  /** Takes a call of this cost: 0, or how many seconds to wait before it is taken. */
  take(cost = 1) {
    this.#leak();
    const over = this.#level + cost - this.size;
    if (over > 0) return over / this.leak;
    this.#level += cost;
    return 0;
  }

  get level() {
    return Math.ceil(this.#level);
  }
}

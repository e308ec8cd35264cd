// The side of the cash drawer of a return: what was paid by card never leaves it in cash (OH-22). What may is what
// koppel said of the return, `pay_out_amount`, once.
import { cents, text } from '../shop-own-api/amounts.mjs';

export class CashRefused extends Error {
  constructor(asked, left) {
    super(`€ ${text(left)} van deze retour mag contant terug, niet € ${asked}: het andere deel boekt het platform terug.`);
    this.code = 'cash_refused';
  }
}

const nameOf = ({ platform_id: platformId, platform_order_id: identity, return_id: returnId }) => (
  JSON.stringify([platformId, identity, returnId]));

export class Cash {
  #left = new Map(); // by return, in cents

  /** A return is booked; the same one again changes nothing. */
  allow(made, { pay_out_amount: amount }) {
    if (!this.#left.has(nameOf(made))) this.#left.set(nameOf(made), cents(amount));
  }

  /** Pays out, or refuses: also for a return that was never booked. */
  payOut(made, amount) {
    const left = this.#left.get(nameOf(made)) ?? 0;
    const asked = cents(amount);
    if (asked > left) throw new CashRefused(amount, left);
    this.#left.set(nameOf(made), left - asked);
  }

  /** The desk's request for it, as the test routes answer it. */
  answer({ amount, ...made }) {
    try {
      this.payOut(made, amount);
      return { status: 200 };
    } catch (error) {
      if (!(error instanceof CashRefused)) throw error;
      return { status: 409, error: { code: error.code, message: error.message } };
    }
  }
}

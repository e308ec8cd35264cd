// Delivers webhooks: what a system says of a change goes, signed, to those who subscribed. Faults: twice, in another
// order, not at all, badly signed.

const ATTEMPTS = 4;
const PAUSE_MS = 150;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** How a system signs what it tells: a body, and the headers that it bears. `headersOf(body, secret, topic)`. */
export const signing =
  (headersOf, bodyOf = ({ document }) => JSON.stringify(document)) =>
  ({ secret }) =>
  (told) => {
    const body = bodyOf(told);
    return { body, headers: { topic: told.topic, ...headersOf(body, secret, told.topic) } };
  };

export class Hooks {
  #waiting = [];
  #busy = Promise.resolve();
  address = null;
  /** 'doubled', 'reordered', 'lost', 'forged'; `held` until they are let go. */
  faults = new Set();
  isHeld = false;
  told = [];

  /** `deliveries`: [{headers, body}], as they are signed. */
  send(deliveries) {
    if (!this.address || this.faults.has('lost')) return;
    this.#waiting.push(...deliveries);
    if (!this.isHeld) this.#start();
  }

  #start() {
    this.#busy = this.#busy.then(() => pause(5)).then(() => this.#deliver());
  }

  /** Until all that waits was answered, or given up. */
  async flush() {
    this.isHeld = false;
    this.#start();
    await this.#busy;
  }

  async #deliver() {
    let batch = this.#waiting.splice(0);
    if (this.faults.has('doubled')) batch = batch.flatMap((one) => [one, one]);
    if (this.faults.has('reordered')) batch.reverse();
    for (const { headers, body } of batch) {
      const told = { topic: headers.topic, status: 0 };
      this.told.push(told);
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        told.status = await this.#post(headers, body);
        // A refusal of the signature is final; what is not answered comes again.
        if ((told.status >= 200 && told.status < 300) || told.status === 401) break;
        await pause(PAUSE_MS * attempt);
      }
    }
  }

  async #post({ topic, ...headers }, body) {
    const sent = this.faults.has('forged') ? `${body} ` : body;
    try {
      const answer = await fetch(this.address, {
        method: 'POST',
        body: sent,
        headers: { 'content-type': 'application/json', ...headers },
        signal: AbortSignal.timeout(10_000),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }
}

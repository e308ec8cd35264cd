// One job again and again: at intervals, at once when it is woken, never twice at the same time. It knows no koppel.

export class Rounds {
  #timer = null;
  #running = null;
  #isWoken = false;
  #isOver = false;
  #stopping = new AbortController();

  /** `job(signal)` says in how many milliseconds it wants to go on; nothing is "at the usual interval". */
  constructor(job, everyMs, failed) {
    Object.assign(this, { job, everyMs, failed });
  }

  wake() {
    if (this.#isOver) return;
    this.#isWoken = true;
    this.#running ??= this.#run();
  }

  async #run() {
    clearTimeout(this.#timer);
    let wait = 0;
    while (this.#isWoken && !this.#isOver) {
      this.#isWoken = false;
      wait = (await this.#once()) ?? this.everyMs;
    }
    this.#running = null;
    if (!this.#isOver) this.#timer = setTimeout(() => this.wake(), wait);
  }

  async #once() {
    try {
      return await this.job(this.#stopping.signal);
    } catch (error) {
      if (!this.#isOver) this.failed(error);
      return undefined;
    }
  }

  /** Gives up what is under way, and waits until it has ended. */
  async stop() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }
}

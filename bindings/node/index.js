'use strict';
// koppel for Node: what needs no client answers at once, everything else is a promise. Thin over the addon, which is
// thin over koppel.h: the methods are those that the library itself lists.

const path = require('node:path');
const { headOf, Reply, requestOf } = require('./http.js');
const { streamed } = require('./stream.js');

const addon = load();

/** What the library calls the levels of its log, from 1. */
const LEVELS = ['off', 'error', 'warning', 'info', 'debug'];

/** At most this many calls of an environment lie on libuv's pool of four, so that files and DNS go on. What answers
 * HTTP never waits for the outside, and has a lane of its own: a drain that hangs does not hold it up. */
const LANES = { work: 2, http: 1 };

function load() {
  if (process.env.KOPPEL_ADDON) return require(path.resolve(process.env.KOPPEL_ADDON));
  const musl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  const place = `${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
  return require(path.join(__dirname, 'prebuilds', place, 'koppel.node'));
}

/** A call that failed: `code` says what happened, `status` what the caller may do now. */
class KoppelError extends Error {
  constructor(status, statusName, document) {
    const { code, message, path, retryable, reference } = JSON.parse(document || '{}').error ?? {};
    super(message ?? statusName);
    this.name = 'KoppelError';
    this.code = code ?? '';
    this.path = path ?? '';
    this.retryable = retryable ?? false;
    this.reference = reference ?? null;
    this.status = status;
    this.statusName = statusName;
    Object.defineProperty(this, 'document', { value: document });
  }
}

addon.setup((status, name, document) => new KoppelError(status, name, document));
process.on('exit', () => addon.cancelAll());

const isBytes = (value) => typeof value === 'string' || value instanceof Uint8Array;
const encode = (request) => (isBytes(request) ? request : JSON.stringify(request ?? {}));
/** For a call that begins later: the caller may change its buffer meanwhile. */
const kept = (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes));
const decode = (request, reply) => (isBytes(request) ? reply : JSON.parse(reply));
const camel = (method) => method.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/** Any method that needs no client, by its name. */
function call(method, request) {
  return decode(request, addon.pure(method, encode(request)));
}

function canceled() {
  const message = 'The host cancelled the call before it began.';
  const error = { code: 'client.canceled', message, path: '', retryable: true };
  return new KoppelError(-8, 'CANCELED', JSON.stringify({ error }));
}

const waiting = { work: [], http: [] };
const running = { work: 0, http: 0 };

/** Runs `start` when its lane has room. */
function inLane(lane, start, signal) {
  return new Promise((resolve, reject) => {
    const begin = () => {
      running[lane] += 1;
      // Whatever start throws becomes a rejection, and the lane goes on.
      Promise.resolve().then(start).then(resolve, reject).finally(() => {
        running[lane] -= 1;
        waiting[lane].shift()?.begin();
      });
    };
    if (running[lane] < LANES[lane]) return begin();
    const entry = { begin };
    waiting[lane].push(entry);
    signal?.addEventListener('abort', () => {
      const place = waiting[lane].indexOf(entry);
      if (place >= 0) {
        waiting[lane].splice(place, 1);
        reject(canceled());
      }
    }, { once: true });
  });
}

/** A client: one shop. `log(level, record)` takes what the library tells about its work, after the call it tells of. */
class Koppel {
  #handle;
  #log;
  #underWay = new Set();
  #streams = new Set();

  constructor(config, { log, logLevel = 'info' } = {}) {
    const level = LEVELS.indexOf(logLevel);
    if (level < 0) throw new RangeError(`logLevel is one of ${LEVELS.join(', ')}`);
    this.#log = log;
    this.#handle = addon.open(encode(config), log ? level : 0);
  }

  /** Any method, by its name. */
  async call(method, request, { signal } = {}) {
    const bytes = kept(encode(request));
    return decode(request, await this.#run('work', (handle) => addon.call(handle, method, bytes), signal));
  }

  /** Answers a request: `{method, target, scheme, remoteAddress, headers, body}`, or what node:http gives a server. */
  async httpRespond(request, { signal } = {}) {
    const given = await requestOf(request);
    const head = JSON.stringify(headOf(given));
    const body = kept(given.body ?? '');
    return new Reply(await this.#run('http', (handle) => addon.respond(handle, head, body), signal));
  }

  /** Answers what a reply of httpRespond asked, `{ask_id, accept, user_id}`; gives the reply to send. */
  async httpAnswer(answer, { signal } = {}) {
    const bytes = kept(encode(answer));
    return new Reply(await this.#run('http', (handle) => addon.answer(handle, bytes, ''), signal));
  }

  /** States a catalogue too large to lie in memory: gives, chunk by chunk, what has become of it. */
  catalogSyncStream(request, chunks, { signal } = {}) {
    const run = (start) => this.#run('work', start, signal);
    return streamed({ addon, run, open: this.#streams }, encode(request), isBytes(request), chunks);
  }

  /** Closes the client when its calls are done. Call it once the shop is done with it; a second time is harmless. */
  async close() {
    const handle = this.#handle;
    if (!handle) return;
    this.#handle = undefined;
    await Promise.allSettled(this.#underWay);
    this.#streams.forEach(addon.freeStream);
    await addon.close(handle);
    this.#emit(handle);
  }

  async #run(lane, start, signal) {
    const handle = this.#handle;
    if (!handle) throw closed();
    if (signal?.aborted) throw canceled();
    const cancel = () => addon.cancel(handle);
    const begin = () => {
      signal?.addEventListener('abort', cancel, { once: true });
      return start(handle);
    };
    const promise = inLane(lane, begin, signal);
    this.#underWay.add(promise);
    try {
      return await promise;
    } finally {
      this.#underWay.delete(promise);
      signal?.removeEventListener('abort', cancel);
      this.#emit(handle);
    }
  }

  /** A logger that throws must not change what a call came to. */
  #emit(handle) {
    if (!this.#log) return;
    const records = addon.takeLog(handle);
    for (let at = 0; at < records.length; at += 2) {
      const [level, record] = [LEVELS[records[at]] ?? 'error', JSON.parse(records[at + 1])];
      try {
        this.#log(level, record);
      } catch (error) {
        process.nextTick(() => { throw error; });
      }
    }
  }
}

function closed() {
  const message = 'This client is closed; open another one.';
  const error = { code: 'call.needs_client', message, path: '', retryable: false };
  return new KoppelError(-1, 'INVALID', JSON.stringify({ error }));
}

/** Maps a catalogue too large to lie in memory: gives, chunk by chunk, what is ready. */
function productMapStream(request, chunks, { signal } = {}) {
  const run = (start) => (signal?.aborted ? Promise.reject(canceled()) : inLane('work', () => start(), signal));
  return streamed({ addon, run, open: new Set() }, encode(request), isBytes(request), chunks);
}
Koppel.prototype.productMapStream = productMapStream;

const exported = { Koppel, KoppelError, call, productMapStream };
const { methods, pure_methods: pure } = call('capabilities');
for (const method of methods) {
  const name = camel(method);
  const isPure = pure.includes(method);
  if (isPure) exported[name] = (request) => call(method, request);
  if (name in Koppel.prototype) continue;
  Koppel.prototype[name] = isPure
    ? exported[name]
    : function (request, options) { return this.call(method, request, options); };
}

module.exports = exported;

'use strict';
// A catalogue on its way, as an async generator: the reader sets the pace, and each step feeds one chunk. It decides
// nothing: what the library gives for a chunk is passed on.

/**
 * `run` carries a step out on the pool; `open` holds the streams that must be freed before their client is closed.
 * `request` is encoded; where it came as text or bytes, the parts are given as such.
 */
async function* streamed({ addon, run, open }, request, asItCame, chunks) {
  const asText = typeof request === 'string';
  const decode = (part) => (asItCame ? part : JSON.parse(part));
  const stream = addon.newStream();
  open.add(stream);
  try {
    await run((client) => addon.openStream(stream, client, request));
    for await (const chunk of whole(chunks)) {
      yield decode(await run(() => addon.feedStream(stream, asText, chunk)));
    }
    yield decode(await run(() => addon.finishStream(stream, asText)));
  } finally {
    open.delete(stream);
    addon.freeStream(stream);
  }
}

/** A document in one piece is a list of one chunk, not of its letters. */
const whole = (chunks) => (typeof chunks === 'string' || chunks instanceof Uint8Array ? [chunks] : chunks);

module.exports = { streamed };

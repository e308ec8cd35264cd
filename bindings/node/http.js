'use strict';
// HTTP between Node and the library's head and body. It decides nothing: what the other side sent passes as it came.

/** The library refuses more; one byte beyond is enough to let it say so. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** `[[name, value], ...]` of a list of pairs, of Node's rawHeaders (name, value, name, value), of a Headers or an object. */
function pairsOf(headers) {
  if (!headers) return [];
  if (Array.isArray(headers)) {
    if (headers.length === 0 || Array.isArray(headers[0])) return headers;
    return headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]]] : []));
  }
  const entries = typeof headers.entries === 'function' ? [...headers.entries()] : Object.entries(headers);
  return entries.flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
}

/** The head as the library takes it. */
function headOf({ method, target, scheme, remoteAddress, headers }) {
  return { method, target, scheme, remote_address: remoteAddress, headers: pairsOf(headers) };
}

/** A request as it is given, or read from what node:http gives a server. */
async function requestOf(request) {
  if (!Array.isArray(request?.rawHeaders) || typeof request.on !== 'function') return request;
  return {
    method: request.method,
    target: request.originalUrl ?? request.url,
    scheme: request.socket.encrypted ? 'https' : 'http',
    remoteAddress: request.socket.remoteAddress ?? '',
    headers: request.rawHeaders,
    body: await bodyOf(request),
  };
}

/** What a parser that stood before this has left of the body; its bytes are gone, and a signature is of the bytes. */
function keptBody(request) {
  if (request.rawBody instanceof Uint8Array) return request.rawBody;
  if (!request.readableDidRead || request.headers['content-length'] === '0') return undefined;
  throw new Error('Something has read this body before koppel: mount koppel before the body parsers, or keep rawBody.');
}

async function bodyOf(request) {
  const kept = keptBody(request);
  if (kept) return kept;
  const chunks = [];
  let size = 0;
  // Left alive when it is too long: the refusal still has to be sent over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > BODY_BYTES_MAX) break;
  }
  // What is left of it is let go by.
  request.resume();
  return Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX + 1);
}

/** What to answer. `status` is 0 while the library asks the shop something (`ask`). */
class Reply {
  constructor([head, body]) {
    const { status = 0, headers = [], wake = [], ask = null, login = null } = JSON.parse(head);
    Object.assign(this, { status, headers, body, wake, ask, login });
  }

  /** Writes status, headers and body to a node:http response. */
  send(response) {
    if (this.status === 0) throw new Error('This reply asks the shop something; give its answer to httpAnswer first.');
    response.statusCode = this.status;
    const byName = new Map();
    for (const [name, value] of this.headers) {
      const held = byName.get(name.toLowerCase()) ?? { name, values: [] };
      held.values.push(value);
      byName.set(name.toLowerCase(), held);
    }
    for (const { name, values } of byName.values()) {
      response.setHeader(name, values.length === 1 ? values[0] : values);
    }
    response.end(this.body);
  }
}

module.exports = { headOf, Reply, requestOf };

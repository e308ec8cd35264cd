// Calls the hosted shop's own interface, as its source is configured; waits where the shop asks for that.
import { secret } from './configuration.mjs';

const ATTEMPTS = 8;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const ACCESS = {
  shopify: async ({ token }) => ({ 'x-shopify-access-token': await secret(token) }),
  woocommerce: async ({ key, secret: password }) => ({
    authorization: `Basic ${Buffer.from(`${key}:${await secret(password)}`).toString('base64')}`,
  }),
};

/** `(method, path, document)` gives {document, headers}, or throws an error with `status` and `text`. */
export function callerOf(source) {
  return async function call(method, path, document, attempt = 1) {
    const headers = { accept: 'application/json', ...(await ACCESS[source.system](source)) };
    if (document !== undefined) headers['content-type'] = 'application/json';
    const address = path.startsWith('http') ? path : source.base_url + path;
    const answer = await fetch(address, {
      method,
      headers,
      body: document && JSON.stringify(document),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (answer.status === 429 && attempt < ATTEMPTS) {
      await pause(Number(answer.headers.get('retry-after') ?? 1) * 1000);
      return call(method, path, document, attempt + 1);
    }
    if (answer.ok) return { headers: answer.headers, document: JSON.parse(text) };
    const sentence = `The shop answers ${answer.status} to ${method} ${path.split('?')[0]}: ${text.slice(0, 300)}`;
    throw Object.assign(new Error(sentence), { status: answer.status, text });
  };
}

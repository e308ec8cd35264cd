// Calls the hosted shop's own interface, as its source is configured; waits where the shop asks for that.
import { secret } from './configuration.mjs';

const ATTEMPTS = 8;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const basic = async ({ key, secret: password }) => ({
  authorization: `Basic ${Buffer.from(`${key}:${await secret(password)}`).toString('base64')}`,
});
const bearer = async ({ token }) => ({ authorization: `Bearer ${await secret(token)}` });
const ACCESS = {
  shopify: async ({ token }) => ({ 'x-shopify-access-token': await secret(token) }),
  woocommerce: basic,
  'lightspeed-c': basic,
  'lightspeed-r': bearer,
  'lightspeed-x': bearer,
  magento: bearer,
};
/** How long the shop wants us to wait: seconds, or until a moment. */
const waitMs = (after) => (/^[\d.]+$/.test(after) ? Number(after) * 1000 : Math.max(0, Date.parse(after) - Date.now()));

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
      await pause(waitMs(answer.headers.get('retry-after') ?? '1'));
      return call(method, path, document, attempt + 1);
    }
    if (answer.ok) return { headers: answer.headers, document: JSON.parse(text) };
    const sentence = `The shop answers ${answer.status} to ${method} ${path.split('?')[0]}: ${text.slice(0, 300)}`;
    throw Object.assign(new Error(sentence), { status: answer.status, text });
  };
}

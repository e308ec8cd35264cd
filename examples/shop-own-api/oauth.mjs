// Checks a request's key: OAuth 1.0a in the query over http, Basic over https, as WooCommerce does.
import { createHmac, timingSafeEqual } from 'node:crypto';

const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
const equal = (one, other) => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** The platform whose key and secret the request proves, or null. */
export function platformOf(request, url, keys) {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '');
  if (basic) {
    const [key, secret] = Buffer.from(basic[1], 'base64').toString().split(':');
    return keys.find((own) => own.key === key && equal(own.secret, secret ?? ''))?.platformId ?? null;
  }
  const own = keys.find(({ key }) => key === url.searchParams.get('oauth_consumer_key'));
  if (!own) return null;
  const pairs = [...url.searchParams].filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&');
  const base = `${request.method}&${encode(url.origin + url.pathname)}&${encode(pairs)}`;
  const signature = createHmac('sha256', `${encode(own.secret)}&`).update(base).digest('base64');
  return equal(signature, url.searchParams.get('oauth_signature') ?? '') ? own.platformId : null;
}

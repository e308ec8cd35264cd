// openid-client, unchanged, does both flows; then what may not work is tried.
import assert from 'node:assert/strict';
import * as client from 'openid-client';

const shop = process.env.SHOP;
const redirectUri = 'http://127.0.0.1:8086/callback';
const insecure = { execute: [client.allowInsecureRequests], algorithm: 'oauth2' };
const config = await client.discovery(new URL(shop), 'books', 'example-secret-0123456789', undefined, insecure);
const read = (token, path) => fetch(`${shop}${path}`, { headers: { authorization: `Bearer ${token}` } });

const own = await client.clientCredentialsGrant(config, { scope: 'sales.read' });
assert.equal(own.scope, 'sales.read');
assert.equal((await read(own.access_token, '/sales?limit=1')).status, 200);
assert.equal((await read(own.access_token, '/customers')).status, 403);

/** What the owner's browser does: opens the page, presses a button, and is sent back. */
async function browse(address, decision, cookie = 'session=owner') {
  const page = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  if (page.status !== 200) return { page };
  const html = await page.text();
  assert.ok(html.includes('Boekhouder') && html.includes('Toestaan'));
  const state = /name="state" value="([^"]+)"/.exec(html)[1];
  const post = () => fetch(/action="([^"]+)"/.exec(html)[1], {
    method: 'POST', headers: { cookie }, redirect: 'manual', body: new URLSearchParams({ state, decision }) });
  const first = await post();
  const second = decision === 'allow' ? await post() : null;
  return { page, location: first.headers.get('location'), again: second?.status };
}

async function authorize(decision, more = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const address = client.buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope: 'sales.read receipts.read', state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more });
  return { verifier, state, address };
}
const nobody = await authorize('allow');
assert.equal((await browse(nobody.address, 'allow', '')).page.status, 403);

const { verifier, state, address } = await authorize('allow');
const { location, again } = await browse(address, 'allow');
assert.equal(again, 400, 'a page is good for one post');
const checks = { pkceCodeVerifier: verifier, expectedState: state };
const tokens = await client.authorizationCodeGrant(config, new URL(location), checks);
assert.equal((await read(tokens.access_token, '/receipts?limit=1')).status, 200);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
assert.equal((await read(refreshed.access_token, '/sales?limit=1')).status, 200);
// The old refresh token is used a second time: everything that came of this consent ends.
await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token));
assert.equal((await read(refreshed.access_token, '/sales?limit=1')).status, 401);
await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token));

const denied = await authorize('deny');
await assert.rejects(client.authorizationCodeGrant(config, new URL((await browse(denied.address, 'deny')).location),
  { pkceCodeVerifier: denied.verifier, expectedState: denied.state }), (error) => error.error === 'access_denied');

// A code is good once, with its own verifier; a wrong verifier uses it up.
const third = await authorize('allow');
const back = new URL((await browse(third.address, 'allow')).location);
await assert.rejects(client.authorizationCodeGrant(config, back, { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: third.state }));
await assert.rejects(client.authorizationCodeGrant(config, back, { pkceCodeVerifier: third.verifier, expectedState: third.state }));

// Nobody is sent to an address that is not the client's.
const stray = await authorize('allow', { redirect_uri: 'http://127.0.0.1:8086/other' });
const page = (await browse(stray.address, 'allow')).page;
assert.deepEqual([page.status, page.headers.get('location')], [400, null]);

await client.tokenRevocation(config, own.access_token);
assert.equal((await read(own.access_token, '/sales?limit=1')).status, 401);
const wrong = await client.discovery(new URL(shop), 'books', 'wrong', undefined, insecure);
await assert.rejects(client.clientCredentialsGrant(wrong));
console.log('both flows, refresh, revocation and what may not work');

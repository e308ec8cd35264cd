// Bearer tokens that expire and are refreshed, as OAuth 2 has it. A system whose token does not expire has one for ever.
import { randomBytes } from 'node:crypto';

export class Tokens {
  #expiresAt = Infinity;

  constructor({
    token,
    refreshToken = 'refresh-1',
    clientId = 'client',
    clientSecret = 'client-secret',
    lifeS = 1800,
  }) {
    Object.assign(this, { token, refreshToken, clientId, clientSecret, lifeS });
  }

  isGood(token) {
    return token === this.token && Date.now() < this.#expiresAt;
  }

  expire() {
    this.#expiresAt = 0;
  }

  /** A new token for the last refresh token, which is then worth nothing; undefined where something does not fit. */
  refresh({ client_id: id, client_secret: secret, refresh_token: refresh, grant_type: grant }) {
    if (
      grant !== 'refresh_token' ||
      id !== this.clientId ||
      secret !== this.clientSecret ||
      refresh !== this.refreshToken
    )
      return undefined;
    this.token = randomBytes(12).toString('hex');
    if (this.rotates) this.refreshToken = randomBytes(12).toString('hex');
    this.#expiresAt = Date.now() + this.lifeS * 1000;
    return { access_token: this.token, refresh_token: this.refreshToken, expires_in: this.lifeS, token_type: 'Bearer' };
  }
}

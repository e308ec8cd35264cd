// Faults, as a test asks for them: so many calls that fit get another answer, or none.

const json = (status, document, headers = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(document),
});

/** Instead of an answer. */
const INSTEAD = {
  throttle: ({ retry_after: after = 1 }) =>
    json(429, { errors: 'Exceeded the rate limit.' }, { 'retry-after': String(after) }),
  denied: () => json(401, { errors: '[API] Invalid API key or access token.' }),
  error: () => json(500, { errors: 'Internal Server Error' }),
  busy: () => json(503, { errors: 'Service Unavailable' }),
  html: () => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html>We are making this shop better.</html>',
  }),
};
/** Of an answer: `cut` is whole as HTTP has it, `truncate` breaks off. */
const AFTER = {
  cut: (reply) => ({ ...reply, body: reply.body.slice(0, reply.body.length >> 1) }),
  truncate: (reply) => ({ ...reply, breaksOff: true }),
  drop_after: () => ({ isDropped: true }),
  slow: (reply, { ms = 500 }) => ({ ...reply, delayMs: ms }),
};

export class Faults {
  #asked = [];

  /** {kind, times: 1, match: 'GET /admin/api', skip: 0, ...}; without a kind all are forgotten. */
  ask(fault) {
    if (!fault.kind) this.#asked = [];
    else if (fault.kind !== 'drop' && !INSTEAD[fault.kind] && !AFTER[fault.kind])
      throw new RangeError(`no fault is called ${fault.kind}`);
    else this.#asked.push({ times: 1, match: '', skip: 0, ...fault });
  }

  /** The answer to a call: `answer()`, or what a fault makes of it. */
  async through(call, answer) {
    const fault = this.#next(`${call.method} ${call.path}`);
    if (!fault) return answer();
    if (fault.kind === 'drop') return { isDropped: true };
    if (INSTEAD[fault.kind]) return INSTEAD[fault.kind](fault);
    return AFTER[fault.kind](await answer(), fault);
  }

  #next(name) {
    const fault = this.#asked.find(({ match, times }) => times > 0 && name.startsWith(match));
    if (!fault) return null;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return null;
    }
    fault.times -= 1;
    return fault;
  }
}

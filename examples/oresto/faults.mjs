// Faults, as a test asks for them: one on a certain call, or on every call that fits.

export class Faults {
  constructor() {
    this.set({});
  }

  // {at: 3, kind} is the third call from now; {match: 'POST api/products', kind, times} those that begin so.
  set({ at = 0, match = '', kind = null, times = 1 }) {
    Object.assign(this, { at, match: match.toLowerCase(), kind, times, seen: 0 });
  }

  next(call) {
    if (!this.kind || this.times < 1) return null;
    const name = `${call.method} ${decodeURIComponent(call.target.split('?')[0].slice(1))}`.toLowerCase();
    if (this.match && !name.startsWith(this.match)) return null;
    this.seen += 1;
    if (this.at && this.seen !== this.at) return null;
    this.times -= 1;
    return this.kind;
  }

  static result(kind, sim) {
    const json = (status, value) => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
    const wrapper = { RequestDuration: 1, WholesalerId: 1, UserId: 1 };
    switch (kind) {
      case 'error': return json(500, { Message: 'An error has occurred.' });
      case 'busy': return json(503, { Message: 'Busy.' });
      case 'denied': return json(401, { Message: 'Authorization has been denied for this request.' });
      case 'errors': return json(200, { ...wrapper, Errors: [{ Message: 'Timeout expired.' }] });
      case 'model_state':
        return json(200, { ...wrapper, Errors: [], ModelStateErrors: [{ Property: 'Name', Message: 'The maximum length is exceeded.' }] });
      case 'body_null': return json(200, { ...wrapper, Errors: [{ Message: 'Request body cannot be null' }] });
      case 'page': return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Maintenance</html>' };
      case 'absent': return json(404, { Message: 'Not found.' });
      case 'moved': return { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' };
      default: throw new Error(`no fault is called ${kind} (${sim.log.length})`);
    }
  }
}

// Why the webshop does not do what it was asked.

export class Refusal extends Error {
  constructor(message, parts) {
    super(message);
    Object.assign(this, { errors: [], modelState: [], isAbsent: false }, parts);
  }
  static errors(message) {
    return new Refusal(message, { errors: [{ Message: message }] });
  }
  static field(field, message) {
    return new Refusal(message, { modelState: [{ Property: field, Message: message }] });
  }
  static absent(what) {
    return new Refusal(`${what} was not found.`, { isAbsent: true });
  }
}

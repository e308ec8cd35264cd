// What koppel is to credit of an order's returns: pieces, and amounts of lines. What was given back without naming a line is
// laid on what is left of the lines, in their order. Amounts in cents; it calls nobody.
import { text } from './amounts.mjs';

/** What so many pieces of a line come to. */
const upTo = ({ paid, quantity }, pieces) => Math.round((paid * pieces) / quantity);

/** [{return_id, lines}], as return_credit takes them; the same returns always give the same. */
export function credits(lines, returns) {
  const left = new Map(lines.map((line) => [line.line_id, { line, pieces: 0, amount: line.paid }]));

  const ofPieces = ({ line_id: id, quantity }) => {
    const own = left.get(id);
    own.amount -= upTo(own.line, own.pieces + quantity) - upTo(own.line, own.pieces);
    own.pieces += quantity;
    return { line_id: id, quantity };
  };
  const ofAmount = ({ line_id: id, amount }) => {
    const own = left.get(id);
    const isWhole = own.line.quantity === 1 && own.pieces === 0 && amount === own.line.paid;
    if (isWhole) return ofPieces({ line_id: id, quantity: 1 });
    own.amount -= amount;
    return { line_id: id, amount: text(amount) };
  };
  const spread = (beyond) =>
    [...left].flatMap(([id, own]) => {
      const amount = Math.min(beyond, own.amount);
      if (amount <= 0) return [];
      own.amount -= amount;
      beyond -= amount;
      return [{ line_id: id, amount: text(amount) }];
    });

  // A line is named once in a return: what goes beyond its pieces is a return of its own.
  return returns.flatMap(({ return_id: id, pieces, amounts, beyond }) => {
    const of = [...pieces.map(ofPieces), ...amounts.map(ofAmount)];
    const more = spread(beyond);
    return [
      { return_id: id, lines: of },
      { return_id: of.length ? `${id}-amount` : id, lines: more },
    ].filter(({ lines: rows }) => rows.length > 0);
  });
}

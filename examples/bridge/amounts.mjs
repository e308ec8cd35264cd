// Amounts in whole cents, as numbers and as the text of a shop's interface.
export const cents = (amount) => Math.round(Number(amount) * 100);
export const text = (amount) => (amount / 100).toFixed(2);
export const sum = (rows, of) => rows.reduce((total, row) => total + of(row), 0);

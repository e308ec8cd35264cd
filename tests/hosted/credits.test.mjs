// What is credited of what came back: pieces, amounts of lines, and amounts that name none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credits } from '../../examples/bridge/credits.mjs';

const LINES = [
  { line_id: '1', quantity: 3, paid: 1000 },
  { line_id: '2', quantity: 1, paid: 250 },
  { line_id: 'shipping', quantity: 1, paid: 495 },
];
const back = (more) => ({ return_id: 'R-1', pieces: [], amounts: [], beyond: 0, ...more });

test('pieces are pieces, and a line of one piece that is given back wholly is one', () => {
  const made = credits(LINES, [
    back({ pieces: [{ line_id: '1', sku: 'a', quantity: 2 }], amounts: [{ line_id: 'shipping', amount: 495 }] }),
  ]);
  const lines = [
    { line_id: '1', quantity: 2 },
    { line_id: 'shipping', quantity: 1 },
  ];
  assert.deepEqual(made, [{ return_id: 'R-1', lines }]);
});

test('a part of what a line cost is an amount of it', () => {
  const [{ lines }] = credits(LINES, [back({ amounts: [{ line_id: 'shipping', amount: 200 }] })]);
  assert.deepEqual(lines, [{ line_id: 'shipping', amount: '2.00' }]);
});

test('an amount without lines is laid on what is left of them, in their order, and never on more', () => {
  const made = credits(LINES, [
    back({ pieces: [{ line_id: '1', sku: 'a', quantity: 1 }], beyond: 700 }),
    back({ return_id: 'R-2', beyond: 5000 }),
  ]);
  assert.deepEqual(made, [
    { return_id: 'R-1', lines: [{ line_id: '1', quantity: 1 }] },
    {
      return_id: 'R-1-amount',
      lines: [
        { line_id: '1', amount: '6.67' },
        { line_id: '2', amount: '0.33' },
      ],
    },
    {
      return_id: 'R-2',
      lines: [
        { line_id: '2', amount: '2.17' },
        { line_id: 'shipping', amount: '4.95' },
      ],
    },
  ]);
});

test('a return of nothing is no credit, and one that comes later changes none before it', () => {
  const first = back({ beyond: 100 });
  assert.deepEqual(credits(LINES, [back()]), []);
  assert.deepEqual(credits(LINES, [first, back({ return_id: 'R-2', beyond: 50 })])[0], credits(LINES, [first])[0]);
});

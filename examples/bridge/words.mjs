// What the bridge says of its work, in plain sentences. It does nothing.

const COUNTS = [
  ['created', 'new'],
  ['updated', 'changed'],
  ['deleted', 'gone'],
  ['unchanged', 'as they were'],
];

/** Of a pull; nothing where there was nothing to say. */
export function pulled(source, reply) {
  const counts = COUNTS.filter(([name]) => reply[name] > 0).map(([name, word]) => `${reply[name]} ${word}`);
  const said = [];
  if (counts.length)
    said.push(`${source}: ${counts.join(', ')} (${reply.calls} calls${reply.left > 0 ? ', not at the end yet' : ''}).`);
  if (reply.stopped) said.push(`${source} asks us to wait until ${reply.next_at}: ${reply.stopped.message}`);
  for (const { path, message } of reply.diagnostics ?? []) said.push(`${source} ${path}: ${message}`);
  return said;
}

export function drained({ sent, retried, parked_new: aside }) {
  const counts = [
    [sent, 'sent'],
    [retried, 'to be tried again'],
    [aside, 'put aside for you'],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.length ? [`Outbox: ${told.join(', ')}.`] : [];
}

export const parked = ({ entry_id: id, kind, sentence: why, reason }) =>
  `Put aside: ${kind} ${id}. ${why ?? reason ?? ''}`;

/** An error of koppel says where and what to do. */
export const sentence = ({ code, path, message }) =>
  [code && path ? `${path}: ` : '', message, code ? ` (${code})` : ''].join('');

/** A moment without its fraction, as every shop reads it. */
export const plain = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

// XML as .NET's contract serialiser reads it: an element out of the alphabetical order makes the whole body null.

export function readXml(text) {
  const tokens = text.match(/<[^>]+>|[^<]+/g) ?? [];
  const root = { name: '', children: [], text: '' };
  const open = [root];
  for (const token of tokens) {
    if (token.startsWith('<?')) continue;
    const top = open[open.length - 1];
    if (token.startsWith('</')) open.pop();
    else if (token.startsWith('<')) {
      const name = token.match(/^<([\w.-]+)/)[1];
      const node = { name, children: [], text: '', nil: /i:nil="true"/.test(token) };
      top.children.push(node);
      if (!token.endsWith('/>')) open.push(node);
    } else top.text += token;
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not well-formed');
  return value(root.children[0]);
}

function value(node) {
  if (node.nil) return null;
  if (node.name.startsWith('ArrayOf')) return node.children.map(value);
  if (!node.children.length) return plain(unescape(node.text));
  const names = node.children.map((child) => child.name);
  const isList = ['string', 'int', node.name.replace(/s$/, '')].includes(names[0]);
  if (isList) return node.children.map((child) => (child.name === 'string' ? unescape(child.text) : value(child)));
  if (names.some((name, nth) => nth > 0 && names[nth - 1] >= name)) throw new Error('out of order');
  return Object.fromEntries(node.children.map((child) => [child.name, TEXTS.test(child.name) ? unescape(child.text) : value(child)]));
}

// Numbers and truth values are told by the model; the simulation knows its texts by name.
const TEXTS = /Number|Code|Email|Name|Date$/;
const plain = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text === 'true' ? true : text === 'false' ? false : text);
const unescape = (text) => text.replace(/&(amp|quot|apos|lt|gt);/g, (_, name) => ({ amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' })[name]);

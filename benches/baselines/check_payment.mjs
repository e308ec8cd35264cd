//! Checks both baselines: the vectors, Node against PHP on random requests, the placing of
//! vouchers against full enumeration, and the invariants of the specification. It reads replies
//! as any caller would and adds up for itself.
//   node check_payment.mjs [COUNT [SEED]]
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { generators, randomSource, splitRequest } from './generate_payment.mjs';
import { hamilton, paymentSplit, refundCompute, sainteLague } from './payment.mjs';
import { METHODS, faults, phpAnswers } from './vectors_payment.mjs';

const [count = '50000', seed = '2026'] = process.argv.slice(2);
const VECTORS = new URL('../../tests/vectors/payment.json', import.meta.url);
const split = (request) => JSON.parse(paymentSplit(JSON.stringify(request)));
const refund = (request) => JSON.parse(refundCompute(JSON.stringify(request)));

function assert(holds, what, ...material) {
  if (!holds) throw new Error([what, ...material.map((item) => JSON.stringify(item))].join('\n'));
}

/** Minor units of a printed amount, exact at any size. */
const minor = (text) => BigInt(text.replace('.', ''));
const add = (texts) => texts.reduce((total, text) => total + minor(text), 0n);
const toAmount = (units, places = 2) => (Number(units) / 10 ** places).toFixed(places);

// ---- vectors and differential ----------------------------------------------------------------

function checkVectors() {
  const vectors = JSON.parse(readFileSync(VECTORS, 'utf8'));
  for (const [method, { compute, command }] of Object.entries(METHODS)) {
    const own = vectors.filter((vector) => vector.method === method);
    const requests = own.map((vector) => JSON.stringify(vector.request));
    const php = phpAnswers(command, requests);
    own.forEach((vector, i) => {
      const node = compute(requests[i]);
      assert(node === php[i], `${vector.name}: Node and PHP differ`, node, php[i]);
      assert(vector.error || node === JSON.stringify(vector.reply), `${vector.name}: other reply`);
      const found = faults(vector, node);
      assert(found.length === 0, found.join('\n'));
    });
  }
  return `${vectors.length} vectors, Node and PHP`;
}

function checkDifferential() {
  const random = randomSource(Number(seed));
  let refused = 0;
  for (const { compute, command } of Object.values(METHODS)) {
    for (let done = 0; done < Number(count); done += 5000) {
      const size = Math.min(5000, Number(count) - done);
      const requests = Array.from({ length: size }, () =>
        JSON.stringify(generators[command](random)),
      );
      const php = phpAnswers(command, requests);
      requests.forEach((request, i) => {
        const node = compute(request);
        assert(node === php[i], 'Node and PHP differ', request, node, php[i]);
        if (node.startsWith('{"error"')) refused += 1;
      });
    }
  }
  return `${2 * count} random requests, ${refused} refused: equal bytes in Node and PHP`;
}

// ---- sharing against its definition ----------------------------------------------------------

function checkSharing() {
  const random = randomSource(Number(seed));
  for (let round = 0; round < 3000; round += 1) {
    const weights = Array.from({ length: 1 + random.below(6) }, () => random.below(60));
    const total = weights.reduce((a, b) => a + b, 0);
    const shares = weights.map(() => 0);
    for (let amount = 0; amount <= total; amount += 1) {
      assert(
        isDeepStrictEqual(sainteLague(weights, amount), shares),
        'Sainte-Lague',
        weights,
        amount,
      );
      const quotas = hamilton(amount, weights);
      quotas.forEach((quota, i) => {
        const exact = total ? (weights[i] * amount) / total : 0;
        assert(Math.abs(quota - exact) < 1 && quota <= weights[i], 'Hamilton', weights, amount);
      });
      assert(quotas.reduce((a, b) => a + b, 0) === (total ? amount : 0), 'Hamilton sum');
      let next = -1;
      weights.forEach((weight, i) => {
        if (
          weight > 0 &&
          (next < 0 || (2 * shares[i] + 1) * weights[next] < (2 * shares[next] + 1) * weight)
        )
          next = i;
      });
      if (next >= 0) shares[next] += 1;
    }
  }
  return '3000 weight sets: Sainte-Lague unit by unit, every amount';
}

// ---- placing against full enumeration --------------------------------------------------------

const total = (values) => values.reduce((a, b) => a + b, 0);

function compareLists(a, b) {
  const i = a.findIndex((value, k) => value !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
}

/** The best of all flows by (total, use, coverage, cells), where `allowed` accepts the use. */
function enumerate(may, columns, allowed, capacities) {
  const cells = may.flatMap((row, i) => row.flatMap((can, k) => (can ? [[i, k]] : [])));
  const used = capacities.map(() => 0);
  const covered = columns.map(() => 0);
  const flow = may.map((row) => row.map(() => 0));
  let best = null;
  const visit = (n) => {
    if (n === cells.length) {
      if (!allowed(used)) return;
      const score = [total(used), ...used, ...covered, ...flow.flat()];
      if (best === null || compareLists(score, best.score) > 0) {
        best = { score, used: [...used], flow: flow.map((row) => [...row]) };
      }
      return;
    }
    const [i, k] = cells[n];
    const most = Math.min(capacities[i] - used[i], columns[k] - covered[k]);
    for (let amount = 0; amount <= most; amount += 1) {
      flow[i][k] = amount;
      used[i] += amount;
      covered[k] += amount;
      visit(n + 1);
      used[i] -= amount;
      covered[k] -= amount;
    }
    flow[i][k] = 0;
  };
  visit(0);
  return best;
}

/** Orders with product limits and priorities 0, 1, 2, so that the rank is known. */
function orderOf({ lines, vouchers, minimum }) {
  return {
    order_id: '1',
    currency: 'EUR',
    calculated_at: '2026-11-21T12:00:00Z',
    lines: lines.map((units, j) => ({
      line_id: `l${j}`,
      kind: 'product',
      supplier_id: 's',
      product_id: `p${j}`,
      vat_rate: '21',
      gross_amount: toAmount(units),
    })),
    vouchers: vouchers.map(({ capacity, can, splittable }, i) => ({
      voucher_id: `v${i}`,
      kind: 'multi_purpose',
      balance: toAmount(capacity),
      priority: i,
      splittable,
      eligible: { product_ids: lines.flatMap((_, j) => (can[j] ? [`p${j}`] : [])) },
    })),
    remainder: { tender_id: 'r', minimum_amount: toAmount(minimum) },
  };
}

function smallOrder(random, { mostLines, mostVouchers, units, splittable, minimum }) {
  const lines = Array.from({ length: 1 + random.below(mostLines) }, () => random.below(units));
  const vouchers = Array.from({ length: 1 + random.below(mostVouchers) }, () => ({
    capacity: random.below(units + 2),
    can: lines.map(() => random.chance(0.6)),
    splittable: random.chance(splittable),
  }));
  return { lines, vouchers, minimum: 1 + random.below(minimum) };
}

/** The classes in rank, who may pay for each, and the class x voucher amounts of a reply. */
function classTable({ lines, vouchers }) {
  const groups = new Map();
  lines.forEach((units, j) => {
    const payers = vouchers.flatMap(({ can, capacity }, i) => (can[j] && capacity > 0 ? [i] : []));
    const key = payers.join();
    if (units > 0 && key !== '') groups.set(key, [...(groups.get(key) ?? []), j]);
  });
  const classes = [...groups].sort(([a], [b]) => a.split(',').length - b.split(',').length);
  return {
    columns: classes.map(([, members]) => total(members.map((j) => lines[j]))),
    may: vouchers.map((_, i) => classes.map(([key]) => key.split(',').includes(String(i)))),
    flowOf: (reply) =>
      vouchers.map((_, i) =>
        classes.map(([, members]) => {
          const cells = reply.allocation.filter(
            (cell) => cell.tender_id === `v${i}` && members.some((j) => cell.line_id === `l${j}`),
          );
          return Number(add(cells.map((cell) => cell.amount)));
        }),
      ),
  };
}

function expectedFlow({ lines, vouchers, minimum }, { columns, may }) {
  const capacities = vouchers.map(({ capacity }) => capacity);
  const whole = (used) =>
    vouchers.every(
      ({ splittable, capacity }, i) => splittable || used[i] === 0 || used[i] === capacity,
    );
  const sum = total(lines);
  const best = enumerate(may, columns, whole, capacities);
  const due = sum - total(best.used);
  if (due === 0 || due >= minimum) return best.flow;
  if (minimum > sum) return null;
  if (vouchers.some(({ splittable }) => !splittable)) {
    const fits = (used) => whole(used) && total(used) <= sum - minimum;
    return enumerate(may, columns, fits, capacities).flow;
  }
  const lowered = [...best.used];
  let back = minimum - due;
  for (let i = vouchers.length - 1; i >= 0 && back > 0; i -= 1) {
    const taken = Math.min(back, lowered[i]);
    lowered[i] -= taken;
    back -= taken;
  }
  return enumerate(may, columns, whole, lowered).flow; // the last-ranked give back
}

function checkPlacing() {
  const random = randomSource(Number(seed) + 1);
  const counts = { placed: 0, refused: 0 };
  for (let round = 0; round < 4000; round += 1) {
    const minimum = random.pick([1, 4]);
    const small = smallOrder(random, {
      mostLines: 4,
      mostVouchers: 3,
      units: 4,
      splittable: 0.7,
      minimum,
    });
    const table = classTable(small);
    const reply = split(orderOf(small));
    const expected = expectedFlow(small, table);
    if (reply.error || expected === null) {
      const same = expected === null && reply.error?.code === 'payment.minimum_unreachable';
      assert(same, 'refusal', small, reply);
      counts.refused += 1;
      continue;
    }
    const got = table.flowOf(reply);
    assert(isDeepStrictEqual(got, expected), 'not the best flow', small, got, expected);
    checkSplit(orderOf(small), reply);
    counts.placed += 1;
  }
  return `${counts.placed} small orders are placed as full enumeration places them`;
}

/** The first table in the order of its cells, the largest cells first, with these marginals. */
function firstTable(may, rows, columns) {
  const flow = rows.map(() => columns.map(() => 0));
  const left = [...columns];
  const visit = (i, k, wanted) => {
    if (i === rows.length) return left.every((units) => units === 0);
    if (k === columns.length) return wanted === 0 && visit(i + 1, 0, rows[i + 1]);
    for (let units = may[i][k] ? Math.min(wanted, left[k]) : 0; units >= 0; units -= 1) {
      flow[i][k] = units;
      left[k] -= units;
      if (visit(i, k + 1, wanted - units)) return true;
      left[k] += units;
    }
    return false;
  };
  assert(visit(0, 0, rows[0]), 'no table');
  return flow;
}

function checkCells() {
  const random = randomSource(Number(seed) + 4);
  for (let round = 0; round < 6000; round += 1) {
    const order = smallOrder(random, {
      mostLines: 7,
      mostVouchers: 5,
      units: 5,
      splittable: 1,
      minimum: 1,
    });
    const table = classTable(order);
    const flow = table.flowOf(split(orderOf(order)));
    const covered = table.columns.map((_, k) => total(flow.map((row) => row[k])));
    const first = firstTable(table.may, flow.map(total), covered);
    assert(isDeepStrictEqual(flow, first), 'not the first table', order, flow, first);
  }
  return '6000 larger orders fill their cells in rank order';
}

// ---- invariants of a split -------------------------------------------------------------------

function matches(voucher, line) {
  const {
    kinds,
    supplier_ids: suppliers,
    product_ids: products,
    category_ids: categories,
  } = voucher.eligible ?? {};
  if (kinds && !kinds.includes(line.kind)) return false;
  if (suppliers && !suppliers.includes(line.supplier_id)) return false;
  if (line.kind !== 'product') return true;
  if (products && !products.includes(line.product_id)) return false;
  return !categories || (line.category_ids ?? []).some((category) => categories.includes(category));
}

function checkSplit(request, reply) {
  const told = [request, reply];
  const cellsOf = (test) => reply.allocation.filter(test).map((cell) => cell.amount);
  const linesById = new Map(request.lines.map((line) => [line.line_id, line]));
  const vouchersById = new Map(request.vouchers.map((voucher) => [voucher.voucher_id, voucher]));
  for (const line of reply.lines) {
    assert(
      add(cellsOf((cell) => cell.line_id === line.line_id)) === minor(line.paid_amount),
      'I1',
      ...told,
    );
    assert(
      minor(line.gross_amount) - minor(line.discount_amount) === minor(line.paid_amount),
      'discount',
      ...told,
    );
    assert(
      line.vat_amount === null || minor(line.vat_amount) <= minor(line.paid_amount),
      'I9 line',
      ...told,
    );
  }
  for (const tender of reply.tenders) {
    assert(
      add(cellsOf((cell) => cell.tender_id === tender.tender_id)) === minor(tender.amount),
      'I8 tender',
      ...told,
    );
    const voucher = vouchersById.get(tender.tender_id);
    if (!voucher) continue;
    assert(minor(tender.amount) <= minor(voucher.balance), 'I2 balance', ...told);
    assert(
      voucher.max_amount === undefined || minor(tender.amount) <= minor(voucher.max_amount),
      'I2 maximum',
      ...told,
    );
    const restricted = reply.lines.some(
      (line) => minor(line.paid_amount) > 0n && !matches(voucher, linesById.get(line.line_id)),
    );
    assert(restricted === tender.restricted, 'restricted', ...told);
  }
  for (const cell of reply.allocation) {
    const voucher = vouchersById.get(cell.tender_id);
    assert(!voucher || matches(voucher, linesById.get(cell.line_id)), 'I2 eligible', ...told);
    assert(
      cell.vat_amount === null || minor(cell.vat_amount) <= minor(cell.amount),
      'I9 cell',
      ...told,
    );
  }
  const cut =
    add(
      reply.tenders
        .filter((tender) => reply.certificate.limiting_voucher_ids.includes(tender.tender_id))
        .map((tender) => tender.amount),
    ) +
    add(
      reply.lines
        .filter((line) => reply.certificate.covered_line_ids.includes(line.line_id))
        .map((line) => line.paid_amount),
    );
  assert(cut === minor(reply.voucher_amount), 'I3', ...told);
  const minimum = minor(request.remainder?.minimum_amount ?? '1');
  const due = minor(reply.amount_due);
  assert(due === 0n || due >= minimum, 'I7', ...told);
  assert(due + minor(reply.voucher_amount) === minor(reply.total_amount), 'total', ...told);
  assert(
    add(reply.suppliers.map((supplier) => supplier.amount)) === minor(reply.total_amount),
    'I8 suppliers',
    ...told,
  );
  for (const supplier of reply.suppliers) {
    assert(
      add(supplier.tenders.map((tender) => tender.amount)) === minor(supplier.amount),
      'I8 supplier',
      ...told,
    );
  }
  checkRates(reply, told);
  const taxed = reply.allocation.filter(
    (cell) => vouchersById.get(cell.tender_id)?.kind !== 'single_purpose',
  );
  const dueNow = taxed.some((cell) => cell.vat_amount === null)
    ? null
    : add(taxed.map((cell) => cell.vat_amount));
  assert(dueNow === (reply.vat_due_now === null ? null : minor(reply.vat_due_now)), 'I17', ...told);
}

/** The rank of the vouchers and the VAT of the lines, worked out again from the request. */
function checkRankAndVat(request, reply) {
  const paidOf = new Map(reply.lines.map((line) => [line.line_id, minor(line.paid_amount)]));
  const rows = request.vouchers.map((voucher) => {
    const lines = request.lines.filter((line) => matches(voucher, line));
    const value = lines.reduce((units, line) => units + paidOf.get(line.line_id), 0n);
    const below = minor(voucher.min_order_amount ?? '0') > minor(reply.total_amount);
    const limits = [voucher.balance, voucher.max_amount ?? voucher.balance].map(minor);
    const capacity = below ? 0n : limits.sort((a, b) => (a < b ? -1 : 1))[0];
    const id = Buffer.from(voucher.voucher_id);
    return [voucher.priority ?? Infinity, voucher.expires_on ?? '~', value, capacity, id];
  });
  rows.sort((a, b) => {
    const k = a.findIndex((item, n) => n === 4 || item !== b[n]);
    if (k === 4) return Buffer.compare(a[4], b[4]);
    return a[k] < b[k] ? -1 : 1;
  });
  const rank = rows.map((row) => row[4].toString());
  for (const [list, name] of [
    [reply.tenders.filter((tender) => tender.kind !== 'remainder'), 'tender_id'],
    [reply.unused_vouchers, 'voucher_id'],
  ]) {
    const ids = list.map((item) => item[name]);
    const inRank = rank.filter((id) => ids.includes(id));
    assert(isDeepStrictEqual(ids, inRank), 'rank', request, reply);
  }
  if (request.vat_mode === 'per_rate') return;
  request.lines.forEach((line, j) => {
    if (line.vat_rate === null || line.vat_amount !== undefined || line.net_amount) return;
    const [whole, fraction = ''] = line.vat_rate.split('.');
    const rate = BigInt(whole + fraction.padEnd(4, '0'));
    const base = 1_000_000n + rate;
    const vat = (2n * minor(reply.lines[j].paid_amount) * rate + base) / (2n * base);
    assert(vat === minor(reply.lines[j].vat_amount), 'VAT of a line', request, reply);
  });
}

function checkRates(reply, told) {
  assert(
    add(reply.vat.map((rate) => rate.gross_amount)) === minor(reply.total_amount ?? reply.amount),
    'I8 rates',
    ...told,
  );
  for (const rate of reply.vat) {
    assert(
      add(rate.tenders.map((tender) => tender.gross_amount)) === minor(rate.gross_amount),
      'I8 rate',
      ...told,
    );
    if (rate.vat_amount === null) continue;
    assert(
      minor(rate.net_amount) + minor(rate.vat_amount) === minor(rate.gross_amount),
      'I9 rate',
      ...told,
    );
    assert(
      add(rate.tenders.map((tender) => tender.vat_amount)) === minor(rate.vat_amount),
      'I8 VAT',
      ...told,
    );
  }
}

function checkOrderOfInput(random, request, reply) {
  const { lines, ...rest } = reply;
  const { lines: others, ...same } = split({
    ...request,
    lines: random.shuffle(request.lines),
    vouchers: random.shuffle(request.vouchers),
    ...(request.discounts ? { discounts: random.shuffle(request.discounts) } : {}),
  });
  const sorted = (list) => [...list].sort((a, b) => (a.line_id < b.line_id ? -1 : 1));
  assert(
    isDeepStrictEqual(rest, same) && isDeepStrictEqual(sorted(lines), sorted(others)),
    'I5',
    request,
  );
}

function checkMoreIsNeverWorse(random, request, reply) {
  const splittable = request.vouchers.filter((voucher) => voucher.splittable !== false);
  if (splittable.length === 0 || splittable.length < request.vouchers.length) return;
  const chosen = random.pick(splittable);
  const places = { EUR: 2, JPY: 0, BHD: 3 }[request.currency];
  const raised = toAmount(minor(chosen.balance) + BigInt(random.below(2000)), places);
  const { eligible: _, ...wider } = chosen;
  for (const better of [{ ...chosen, balance: raised }, wider]) {
    const vouchers = request.vouchers.map((voucher) => (voucher === chosen ? better : voucher));
    const due = minor(split({ ...request, vouchers }).amount_due);
    assert(due <= minor(reply.amount_due), 'I6', request, better);
  }
}

// ---- invariants of returns -------------------------------------------------------------------

/** Replays events and adds up what they gave, cell by cell. */
function replay(paid, events, policy, state = []) {
  const sums = { cells: new Map(), vat: new Map(), amount: 0n, retained: 0n };
  let returned = state;
  let reply;
  for (const lines of events) {
    reply = refund({
      split: paid,
      return_id: 'R',
      calculated_at: '2026-12-01T10:00:00Z',
      lines,
      returned,
      policy,
    });
    assert(!reply.error, 'a fair return is refused', paid, lines, reply);
    assert(!/amount":"-/.test(JSON.stringify(reply)), 'I11', paid, lines, reply);
    assert(
      minor(reply.amount) ===
        add(reply.credits.map((credit) => credit.amount)) +
          add(reply.refunds.map((item) => item.amount)),
      'I8 return',
      paid,
      reply,
    );
    checkRates(reply, [paid, reply]);
    for (const cell of reply.allocation) {
      const key = `${cell.line_id}\0${cell.tender_id}`;
      sums.cells.set(key, (sums.cells.get(key) ?? 0n) + minor(cell.amount));
      if (cell.vat_amount !== null) {
        sums.vat.set(key, (sums.vat.get(key) ?? 0n) + minor(cell.vat_amount));
      }
    }
    sums.amount += minor(reply.amount);
    sums.retained += minor(reply.retained_amount);
    returned = reply.returned;
    for (const tender of paid.tenders) {
      const given = [...sums.cells].filter(([key]) => key.endsWith(`\0${tender.tender_id}`));
      assert(
        given.reduce((a, [, amount]) => a + amount, 0n) <= minor(tender.amount),
        'I13',
        paid,
        reply,
      );
    }
  }
  return { ...sums, returned, left: reply?.refundable_amount };
}

const nonZero = (map) => new Map([...map].filter(([, amount]) => amount !== 0n).sort());
const tenderSums = (cells) => {
  const sums = new Map();
  for (const [key, amount] of cells) {
    const tender = key.split('\0')[1];
    sums.set(tender, (sums.get(tender) ?? 0n) + amount);
  }
  return nonZero(sums);
};

/** Groups events of one unit or one goodwill each into calls that name a line once. */
function group(random, singles) {
  const events = [];
  for (const single of random.shuffle(singles)) {
    const last = events.at(-1);
    const own = last?.find((line) => line.line_id === single.line_id);
    if (!last || random.chance(0.4) || (own && (!own.quantity || !single.quantity))) {
      events.push([{ ...single }]);
    } else if (own) own.quantity += 1;
    else last.push({ ...single });
  }
  return events;
}

function checkReturns(random, paid) {
  const places = { EUR: 2, JPY: 0, BHD: 3 }[paid.currency];
  const waterfall =
    paid.suppliers.length === 1 && !paid.tenders.some((tender) => tender.restricted);
  const policy = waterfall
    ? random.pick(['line_faithful', 'voucher_first', 'other_first'])
    : 'line_faithful';
  const early = [];
  const late = [];
  for (const line of paid.lines) {
    const some = random.below(line.quantity);
    for (let n = 0; n < line.quantity; n += 1) {
      (n < some ? early : late).push({ line_id: line.line_id, quantity: 1 });
    }
    // Goodwill for less than the late units are worth is allowed in any order.
    const room = (minor(line.paid_amount) * BigInt(line.quantity - some)) / BigInt(line.quantity);
    if (room > 1n && room < 2n ** 40n && random.chance(0.4)) {
      early.push({
        line_id: line.line_id,
        amount: toAmount(1 + random.below(Number(room) - 1), places),
      });
    }
  }
  const one = replay(paid, group(random, early), policy);
  const other = replay(paid, group(random, early), policy);
  const view = policy === 'line_faithful' ? nonZero : tenderSums;
  assert(isDeepStrictEqual(view(one.cells), view(other.cells)), 'I10 cells', paid, early);
  assert(
    policy !== 'line_faithful' || isDeepStrictEqual(nonZero(one.vat), nonZero(other.vat)),
    'I10 VAT',
    paid,
    early,
  );
  assert(one.amount === other.amount && one.retained === other.retained, 'I10 sums', paid, early);

  const rest = replay(paid, group(random, late), policy, one.returned);
  assert(
    one.amount + one.retained + rest.amount + rest.retained === minor(paid.total_amount),
    'I15',
    paid,
  );
  assert(rest.left === undefined || minor(rest.left) === 0n, 'refundable', paid);
  if (paid.restocking_fee_rate !== '0') return;
  const all = (name) => {
    const sums = new Map(one[name]);
    for (const [key, amount] of rest[name]) sums.set(key, (sums.get(key) ?? 0n) + amount);
    return view(sums);
  };
  const original = (name) =>
    view(
      new Map(
        paid.allocation
          .filter((cell) => cell[name] !== null)
          .map((cell) => [`${cell.line_id}\0${cell.tender_id}`, minor(cell[name])]),
      ),
    );
  assert(isDeepStrictEqual(all('cells'), original('amount')), 'I12', paid);
  if (policy === 'line_faithful')
    assert(isDeepStrictEqual(all('vat'), original('vat_amount')), 'I12 VAT', paid);
}

function checkInvariants() {
  const random = randomSource(Number(seed) + 2);
  let splits = 0;
  for (let round = 0; round < 8000; round += 1) {
    const request = splitRequest(random);
    const reply = split(request);
    if (reply.error) continue;
    splits += 1;
    checkSplit(request, reply);
    checkRankAndVat(request, reply);
    checkOrderOfInput(random, request, reply);
    checkMoreIsNeverWorse(random, request, reply);
    if (reply.lines.length <= 5) checkReturns(random, reply);
  }
  return `${splits} random splits and their returns keep the invariants`;
}

/** The extremes pass 2^53, so they are PHP's alone. */
function checkExtremes() {
  const random = randomSource(Number(seed) + 3);
  const amount = () =>
    `${900_000_000_000_000 + random.below(99_999_999_999_999)}.${10 + random.below(90)}`;
  const requests = Array.from({ length: 500 }, () => ({
    order_id: '1',
    currency: 'EUR',
    calculated_at: '2026-11-21T12:00:00Z',
    lines: Array.from({ length: 1 + random.below(40) }, (_, j) => ({
      line_id: `l${j}`,
      kind: 'product',
      supplier_id: 's',
      vat_rate: '21',
      quantity: 1 + random.below(9),
      gross_amount: amount(),
    })),
    discounts: [{ discount_id: 'd', amount: '899999999999999.99' }],
    vouchers: Array.from({ length: random.below(4) }, (_, i) => ({
      voucher_id: `v${i}`,
      kind: 'multi_purpose',
      balance: amount(),
    })),
    remainder: { tender_id: 'r' },
  }));
  const replies = phpAnswers(
    'split',
    requests.map((request) => JSON.stringify(request)),
  );
  const returns = requests.map((request, i) => {
    const reply = JSON.parse(replies[i]);
    assert(!reply.error, 'I16 refused', request, reply);
    checkSplit(request, reply);
    return {
      split: reply,
      return_id: 'R',
      calculated_at: '2026-12-01T10:00:00Z',
      lines: reply.lines.map((line) => ({ line_id: line.line_id, quantity: line.quantity })),
    };
  });
  phpAnswers(
    'refund',
    returns.map((request) => JSON.stringify(request)),
  ).forEach((answer, i) => {
    const reply = JSON.parse(answer);
    assert(reply.amount === returns[i].split.total_amount, 'I16 return', returns[i], reply);
    assert(
      isDeepStrictEqual(reply.allocation, returns[i].split.allocation),
      'I16 cells',
      returns[i],
    );
  });
  return '500 orders of 15-digit amounts come back whole (PHP)';
}

for (const check of [
  checkVectors,
  checkSharing,
  checkPlacing,
  checkCells,
  checkInvariants,
  checkExtremes,
  checkDifferential,
]) {
  console.log(check());
}

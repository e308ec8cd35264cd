// A client generated from openapi.json reads a month; the sums are made again here and must be those of the shop.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths, components } from './shop.d.ts';
// @ts-ignore: plain JavaScript
import { orders, receipts } from './seed.mjs';

const token = process.argv[2];
const client = createClient<paths>({ baseUrl: process.env.SHOP, headers: { authorization: `Bearer ${token}` } });
const cents = (amount: string | null | undefined) => Number(String(amount).replace('.', ''));
const period = { from: '2026-11-01', until: '2026-11-30' };

type Sale = components['schemas']['Sale'];
const sales: Sale[] = [];
for (let cursor: string | undefined; ;) {
  const { data, error } = await client.GET('/sales', { params: { query: { ...period, limit: 50, ...(cursor ? { cursor } : {}) } } });
  assert.ok(data, JSON.stringify(error));
  assert.equal(data.success, true);
  sales.push(...data.data);
  if (!data.next_cursor) break;
  cursor = data.next_cursor;
}
const stated: { order_id: string; total_amount: string }[] = orders();
assert.equal(sales.length, stated.length);
assert.equal(new Set(sales.map((sale) => sale.sale_id)).size, stated.length);
for (const sale of sales) {
  const sum = (name: 'gross_amount' | 'vat_amount' | 'net_amount') => sale.lines.reduce((sum, line) => sum + cents(line[name]), 0);
  assert.equal(sum('gross_amount'), cents(sale.total_amount));
  assert.equal(sum('vat_amount'), cents(sale.vat_amount));
  assert.equal(sum('net_amount'), cents(sale.net_amount));
  assert.equal(sale.payments.reduce((sum, payment) => sum + cents(payment.amount), 0), cents(sale.total_amount));
  for (const line of sale.lines) assert.ok(line.vat_rate && line.vat_amount);
  assert.equal(cents(stated.find((order) => order.order_id === sale.sale_id)?.total_amount), cents(sale.total_amount));
}

const printed: { total_amount: string; created_at: string; lines: { kind?: string; gross_amount: string }[] }[] = receipts();
const { data: days } = await client.GET('/day_totals', { params: { query: period } });
assert.ok(days);
assert.equal(days.data.length, 20);
for (const day of days.data) {
  const own = printed.filter((receipt) => receipt.created_at.startsWith(day.business_day));
  const total = own.reduce((sum, receipt) => sum + cents(receipt.total_amount), 0);
  const turnover = own.flatMap((receipt) => receipt.lines).filter((line) => line.kind !== 'voucher').reduce((sum, line) => sum + cents(line.gross_amount), 0);
  assert.equal(cents(day.total_amount), total);
  assert.equal(cents(day.turnover_amount), turnover);
  assert.equal(day.payments.reduce((sum, payment) => sum + cents(payment.amount), 0), total);
  assert.equal(turnover + cents(day.voucher_amount) + cents(day.rounding_amount) + cents(day.tip_amount), total);
  assert.equal(day.vat.reduce((sum, row) => sum + cents(row.vat_amount), 0), cents(day.vat_amount));
  assert.equal(day.complete, day.business_day !== '2026-11-20');
  const { data: list } = await client.GET('/receipts', { params: { query: { from: day.business_day, until: day.business_day } } });
  assert.equal(list?.data.length, own.length);
}
const { data: found } = await client.GET('/customers', { params: { query: { email: 'KLANT3@example.nl' } } });
assert.deepEqual(found?.data.map((one) => one.customer_id), ['3']);
const { data: others } = await client.GET('/customers', { params: { query: { email: 'of@other.example' } } });
assert.deepEqual(others?.data, []);
const strange = await client.GET('/customers/{customer_id}', { params: { path: { customer_id: 'secret' } } });
assert.equal(strange.error?.code, 'unknown_record');
const { data: product } = await client.GET('/products', { params: { query: { sku: 'LED-E27' } } });
assert.equal(product?.data[0]?.variants[0]?.vat_rate, '21');
console.log(`${sales.length} sales and ${printed.length} receipts add up`);

// A shop's own order transaction with mysql2 or pg, and koppel's statement inside it. What to do comes as JSON on the input.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(`${process.cwd()}/target/stores/`);
const task = JSON.parse(readFileSync(0, 'utf8'));
const { host, port, user, password, database } = task;
let shop;
if (task.kind === 'mariadb') {
  shop = await require('mysql2/promise').createConnection({ host, port, user, password, database });
} else {
  shop = new (require('pg').Client)({ host, port, user, password, database });
  await shop.connect();
}
const insert = `INSERT INTO shop_orders (id) VALUES (${task.kind === 'mariadb' ? '?' : '$1'})`;
await shop.query('CREATE TABLE IF NOT EXISTS shop_orders (id VARCHAR(50))');

for (const transaction of task.transactions) {
  await shop.query('BEGIN');
  await shop.query(insert, [transaction.order]);
  for (const { sql, parameters } of transaction.statements) await shop.query(sql, parameters);
  await shop.query(transaction.commit ? 'COMMIT' : 'ROLLBACK');
}
await shop.end();

// The pages: what the visitor sees, and what the staff sees.
import { randomUUID } from 'node:crypto';

const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const page = (say, main) => `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">`
  + `<title>${say.shop}</title><link rel="stylesheet" href="/style.css"><header><a href="/">${say.shop}</a>`
  + `<a href="/staff">${say.staff}</a></header><main>${main}</main>`;

export const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#222}header{display:flex;justify-content:space-between;
padding:.8rem 1.5rem;background:#1f5132}header a{color:#fff}main{max-width:50rem;margin:1.5rem auto;padding:0 1rem}
table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:.4rem;border-bottom:1px solid #ddd}
input{width:5rem;font:inherit}button{font:inherit;padding:.3rem .9rem}.told{background:#fff4d6;padding:.6rem 1rem}`;

const row = (cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
const head = (cells) => `<tr>${cells.map((cell) => `<th>${cell}</th>`).join('')}</tr>`;

export const catalog = (say, articles) => page(say, `<h1>${say.shop}</h1><table>${articles.map((article) => row([
  `<b>${escaped(article.naam)}</b><br>${escaped(article.tekst)}`, `&euro; ${escaped(article.prijs)}`, `${article.voorraad} ${say.stock}`,
])).join('')}</table>`);

export function staff(say, { orders, articles, parked }) {
  const told = parked.map(({ count, advice }) => `<p class="told">${say.parked}: ${count}. ${escaped(advice)}</p>`).join('');
  const lines = orders.map((order) => row([
    `<a href="/staff/orders/${escaped(order.host_id)}">${escaped(order.host_id)}</a>`, escaped(order.platform_order_id),
    `&euro; ${escaped(order.total_amount)}`, say[order.status],
  ]));
  const stock = articles.map((article) => row([
    escaped(article.naam), `<form method="post" action="/staff/stock"><input type="hidden" name="nr" value="${escaped(article.nr)}">`
      + `<input name="pieces" inputmode="numeric" value="${article.voorraad}"> <button>${say.change}</button></form>`,
  ]));
  return page(say, `${told}<h1>${say.orders}</h1>${orders.length ? `<table>${lines.join('')}</table>` : `<p>${say.none}</p>`}`
    + `<h1>${say.stockOf}</h1><table>${stock.join('')}</table>`);
}

const tender = (say, { kind, tender_id: id, amount }) => (
  `${kind === 'remainder' ? say.remainder : `${say.card} ${escaped(id)}`}: &euro; ${escaped(amount)}`);

/** What went back, as koppel said it. */
function refunded(say, { refund }) {
  const words = refund.credits.map((own) => `${say.toCard} ${say.card} ${escaped(own.voucher_id)}: &euro; ${escaped(own.amount)}`);
  const byPlatform = refund.refunds.filter((own) => own.paid_by === 'platform')
    .map((own) => `&euro; ${escaped(own.amount)} ${say.byPlatform}`);
  const own = (refund.pay_out_amount ?? '0.00') === '0.00' ? [] : [`${say.payOut}: &euro; ${escaped(refund.pay_out_amount)}`];
  return `<p class="told">${[...words, ...byPlatform, ...own].join('; ')}</p>`;
}

/** The form has the number of the return in it: sent twice, it is one return. */
export function order(say, own, returns) {
  const lines = own.lines.map((line) => row([
    escaped(line.name || line.kind), line.quantity, `&euro; ${escaped(line.gross_amount)}`,
    `<input name="${escaped(line.line_id)}" inputmode="numeric" value="0">`,
  ]));
  const address = `/staff/orders/${escaped(own.host_id)}`;
  const ship = own.status === 'processing' ? `<form method="post" action="${address}/ship"><button>${say.ship}</button></form>` : '';
  return page(say, `<h1>${say.order} ${escaped(own.host_id)} ${say.of} ${escaped(own.platform_id)}</h1>`
    + `<p>${say.status}: ${say[own.status]}. ${say.paid} ${own.tenders.map((one) => tender(say, one)).join(', ')}.</p>${ship}`
    + `${returns.map((one) => refunded(say, one)).join('')}<h2>${say.returns}</h2><form method="post" action="${address}/returns">`
    + `<input type="hidden" name="return_id" value="${randomUUID()}">`
    + `<table>${head([say.article, say.ordered, say.amount, say.back])}${lines.join('')}</table><button>${say.credit}</button></form>`);
}

export const refusal = (say, message) => page(say, `<h1>${say.refused}</h1><p>${escaped(message)}</p>`);

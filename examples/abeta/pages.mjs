// The pages of the purchasing system.

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#eef1f5;color:#1c2430}'
  + 'header{background:#2b2f77;color:#fff;padding:.8rem 2rem}main{max-width:54rem;margin:2rem auto;background:#fff;padding:1.5rem 2rem;border-radius:.5rem}'
  + 'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #dde}td.n,th.n{text-align:right}'
  + 'button{font:inherit;padding:.5rem 1.2rem;border:0;border-radius:.3rem;background:#2b2f77;color:#fff;cursor:pointer;margin:.5rem .5rem 0 0}';

const page = (title, main) => `<!doctype html><html lang="nl"><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style>`
  + `<header>Inkoopsysteem van de Universiteit</header><main><h1>${escaped(title)}</h1>${main}</main></html>`;

export const textPage = (title, text) => page(title, `<p>${escaped(text)}</p><p><a href="/">Terug naar het begin</a></p>`);

export const homePage = (names) => page('Bestellen bij een winkel', names.map((name) =>
  `<form method="post" action="/open/${escaped(name)}"><button id="${escaped(name)}">Winkel openen: ${escaped(name)}</button></form>`).join(''));

export function cartPage(id, { cart }) {
  const rows = cart.products.map((one) => `<tr><td>${escaped(one.id)}</td><td>${escaped(one.sku)}</td><td>${escaped(one.name)}</td>`
    + `<td class="n">${escaped(one.quantity)} ${escaped(one.unit)}</td><td class="n">${one.price_ex_vat.toFixed(4)}</td>`
    + `<td class="n">${one.price_inc_vat.toFixed(2)}</td><td class="n">${escaped(one.vat_percentage)}%</td></tr>`);
  return page(`Winkelwagen ${cart.general.cart_id}`, '<table><tr><th>id</th><th>artikel</th><th>naam</th><th class="n">aantal</th>'
    + `<th class="n">excl. btw</th><th class="n">incl. btw</th><th class="n">btw</th></tr>${rows.join('')}</table>`
    + `<p>Totaal <b>${escaped(cart.general.currency)} ${cart.general.total.toFixed(2)}</b>, levering ${escaped(cart.general.delivery_datetime)}</p>`
    + `<form method="post" action="/order/${escaped(id)}"><button id="order">Goedkeuren en bestellen</button></form>`);
}

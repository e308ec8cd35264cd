// The pages of the shop.

const escaped = (text) => String(text).replace(/[<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#fbfaf6;color:#23301f}header{background:#2f6b3a;color:#fff;padding:.8rem 2rem}'
  + 'main{max-width:54rem;margin:1.5rem auto;padding:0 1rem}ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));gap:1rem}'
  + 'li{background:#fff;border:1px solid #e2e0d6;border-radius:.5rem;padding:1rem}button{font:inherit;padding:.4rem 1rem;border:0;border-radius:.3rem;background:#2f6b3a;color:#fff;cursor:pointer}'
  + 'aside{background:#fff;border:1px solid #e2e0d6;border-radius:.5rem;padding:1rem;margin-bottom:1rem}';

const page = (main) => `<!doctype html><html lang="nl"><meta charset="utf-8"><title>Zuinig Kantoor</title><style>${STYLE}</style>`
  + `<header>Zuinig Kantoor</header><main>${main}</main></html>`;

export const errorPage = (text) => page(`<p>${escaped(text)}</p>`);

export function shopPage({ cart, user_id: user }, products) {
  const nameOf = (id) => products.find((one) => String(one.id) === id).name;
  const lines = [...cart].map(([id, quantity]) => `${quantity} x ${escaped(nameOf(id))}`).join(', ');
  const back = cart.size > 0 ? '<form method="post" action="return"><button id="return">Terug naar het inkoopsysteem</button></form>' : '';
  const items = products.map((one) => `<li><b>${escaped(one.name)}</b><p>&euro; ${escaped(one.price)}</p>`
    + `<form method="post" action="cart"><button name="product_id" value="${one.id}">In de winkelwagen</button></form></li>`);
  return page(`<aside>Ingelogd als ${escaped(user)}. Winkelwagen: ${lines || 'leeg'}.${back}</aside><ul>${items.join('')}</ul>`);
}

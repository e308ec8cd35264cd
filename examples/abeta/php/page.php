<?php
declare(strict_types=1);

/** The shop's page, or a sentence. */
function page(string $main): string
{
    $style = 'body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#fff8f2;color:#33231c}header{background:#a3431f;color:#fff;padding:.8rem 2rem}'
        . 'main{max-width:54rem;margin:1.5rem auto;padding:0 1rem}ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));gap:1rem}'
        . 'li,aside{background:#fff;border:1px solid #ecdcd2;border-radius:.5rem;padding:1rem}aside{margin-bottom:1rem}'
        . 'button{font:inherit;padding:.4rem 1rem;border:0;border-radius:.3rem;background:#a3431f;color:#fff;cursor:pointer}';
    return "<!doctype html><html lang=\"nl\"><meta charset=\"utf-8\"><title>Warm Kantoor</title><style>$style</style>"
        . "<header>Warm Kantoor</header><main>$main</main></html>";
}

function shopPage(Shop $shop): string
{
    $lines = [];
    foreach ($_SESSION['cart'] as $id => $quantity) {
        $lines[] = "$quantity x {$shop->products[$id]['name']}";
    }
    $back = $lines ? '<form method="post" action="return"><button id="return">Terug naar het inkoopsysteem</button></form>' : '';
    $items = '';
    foreach ($shop->products as $id => $product) {
        $items .= "<li><b>{$product['name']}</b><p>&euro; {$product['price']}</p><form method=\"post\" action=\"cart\">"
            . "<button name=\"product_id\" value=\"$id\">In de winkelwagen</button></form></li>";
    }
    $user = htmlspecialchars($_SESSION['login']['user_id']);
    $cart = implode(', ', $lines) ?: 'leeg';
    return page("<aside>Ingelogd als $user. Winkelwagen: $cart.$back</aside><ul>$items</ul>");
}

#!/usr/bin/env python3
"""Write a made-up but realistic Shopify Admin-REST catalogue (fixed seed, stdlib only).

    gen_shopify.py OUT.json [PRODUCTS=20000] [--pages OUT.jsonl]

OUT.json  : one document {"products":[...]}
OUT.jsonl : the same products as 250-per-page documents, one a line (what paging gives).
As Shopify does (Rails), '<', '>' and '&' inside strings are written as \\u003c, \\u003e, \\u0026;
other non-ASCII text is plain UTF-8.
"""
import json, random, sys

SEED = 20240607
WORDS = ("katoen wol linnen zacht stevig handgemaakt duurzaam lichtgewicht waterdicht klassiek modern "
         "zomer winter collectie model pasvorm kleur afwerking kwaliteit comfort dagelijks gebruik "
         "Nederlands ontwerp hergebruikt materiaal gevoerd rits zakken kraag mouwen naad was strijk "
         "ideaal voor thuis kantoor reis cadeau beperkte oplage café crème façade coördinatie één "
         "beïnvloeden zeeën officiële ruimte € gratis retour binnen dertig dagen levering").split()
TYPES = ["Jassen", "Broeken", "Shirts", "Schoenen", "Tassen", "Boeken", "Servies", "Speelgoed", "Lampen", "Sieraden"]
VENDORS = ["Van Dijk & Zn.", "Atelier Noord", "Böhme", "Café Textiel", "Studio \"Kust\"", "De Wever", "O'Neill", "Zuiver"]
COLORS = ["Zwart", "Wit", "Rood", "Blauw", "Groen", "Crème", "Antraciet", "Oker"]
SIZES = ["XS", "S", "M", "L", "XL", "XXL"]
MATS = ["Katoen", "Wol", "Linnen", "Leer"]


def stamp(r):
    return "20%02d-%02d-%02dT%02d:%02d:%02d+0%d:00" % (
        r.randint(19, 24), r.randint(1, 12), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.randint(1, 2))


def sentence(r, n):
    s = " ".join(r.choice(WORDS) for _ in range(n))
    return s[0].upper() + s[1:] + "."


def gtin13(r):
    digits = "87%010d" % r.randint(0, 10**10 - 1)
    return digits + str(-sum(int(d) * (3 if k % 2 else 1) for k, d in enumerate(digits)) % 10)


def html(r):
    out = []
    for _ in range(r.randint(1, 4)):
        out.append("<p>" + " ".join(sentence(r, r.randint(6, 14)) for _ in range(r.randint(1, 3))) + "</p>\n")
    if r.random() < .7:
        out.append("<ul>\n" + "".join("<li><strong>%s:</strong> %s</li>\n" % (r.choice(WORDS), sentence(r, r.randint(3, 7)))
                                      for _ in range(r.randint(2, 6))) + "</ul>\n")
    if r.random() < .3:
        out.append('<a href="https://voorbeeld.example/maten?type=%d&lang=nl" class="size-guide">Maattabel</a>' % r.randint(1, 99))
    return "".join(out)


def product(r, i):
    pid = 7_000_000_000_000 + i * 32768 + r.randint(0, 999)
    title = " ".join(r.choice(WORDS).capitalize() for _ in range(r.randint(2, 5)))
    handle = "".join(c if c.isascii() and c.isalnum() else "-" for c in title.lower()).strip("-") + "-%d" % i
    created, updated = stamp(r), stamp(r)
    kind = r.random()
    if kind < .35:
        options = [("Title", ["Default Title"])]
    elif kind < .75:
        options = [("Kleur", r.sample(COLORS, r.randint(2, 5)))]
    elif kind < .97:
        options = [("Kleur", r.sample(COLORS, r.randint(1, 3))), ("Maat", r.sample(SIZES, r.randint(2, 4)))]
    else:
        options = [("Kleur", r.sample(COLORS, 2)), ("Maat", r.sample(SIZES, 3)), ("Materiaal", r.sample(MATS, 2))]
    images = []
    for k in range(r.choices([0, 1, 2, 3, 5], [3, 35, 32, 20, 10])[0]):
        iid = 30_000_000_000_000 + pid % 10_000_000_000 * 8 + k
        images.append({"id": iid, "alt": title if r.random() < .5 else None, "position": k + 1, "product_id": pid,
                       "created_at": created, "updated_at": updated,
                       "admin_graphql_api_id": "gid://shopify/ProductImage/%d" % iid, "width": 1200, "height": r.choice([800, 1200, 1600]),
                       "src": "https://cdn.shopify.com/s/files/1/0550/0420/8219/products/%s_%d.jpg?v=%d" % (handle, k + 1, r.randint(1_600_000_000, 1_700_000_000)),
                       "variant_ids": []})
    combos = [[]]
    for _, vals in options:
        combos = [c + [v] for c in combos for v in vals]
    base, variants = r.randint(295, 24995), []
    for k, c in enumerate(combos):
        vid = 40_000_000_000_000 + pid % 10_000_000_000 * 16 + k
        cents = base + r.choice([0, 0, 0, 500, 1000])
        cmp_ = None if r.random() < .7 else cents + r.choice([0, 500, 1500, 2500])
        img = r.choice(images) if images and len(combos) > 1 and r.random() < .6 else None
        if img:
            img["variant_ids"].append(vid)
        grams = r.choice([0, 120, 250, 400, 1500, 12345])
        qty = r.randint(-2, 120)
        variants.append({"id": vid, "product_id": pid, "title": " / ".join(c), "price": "%d.%02d" % divmod(cents, 100),
                         "position": k + 1, "inventory_policy": r.choice(["deny", "deny", "continue"]),
                         "compare_at_price": None if cmp_ is None else "%d.%02d" % divmod(cmp_, 100),
                         "option1": c[0], "option2": c[1] if len(c) > 1 else None, "option3": c[2] if len(c) > 2 else None,
                         "created_at": created, "updated_at": updated, "taxable": r.random() < .95,
                         "barcode": gtin13(r) if r.random() < .8 else None,
                         "fulfillment_service": "manual", "grams": grams,
                         "inventory_management": "shopify" if r.random() < .9 else None, "requires_shipping": True,
                         "sku": "SKU-%06d-%02d" % (i, k), "weight": grams / 1000, "weight_unit": "kg",
                         "inventory_item_id": vid + 2_000_000_000_000, "inventory_quantity": qty, "old_inventory_quantity": qty,
                         "admin_graphql_api_id": "gid://shopify/ProductVariant/%d" % vid, "image_id": img["id"] if img else None})
    return {"id": pid, "title": title, "body_html": None if r.random() < .02 else html(r), "vendor": r.choice(VENDORS),
            "product_type": r.choice(TYPES), "created_at": created, "handle": handle, "updated_at": updated,
            "published_at": updated, "template_suffix": None, "published_scope": "global",
            "tags": ", ".join(r.sample(WORDS[:40], r.randint(0, 6))),
            "status": r.choices(["active", "draft", "archived"], [90, 7, 3])[0],
            "admin_graphql_api_id": "gid://shopify/Product/%d" % pid, "variants": variants,
            "options": [{"id": 9_000_000_000_000 + pid % 10_000_000_000 * 4 + k, "product_id": pid, "name": n, "position": k + 1, "values": v}
                        for k, (n, v) in enumerate(options)],
            "images": images, "image": images[0] if images else None}


def rails(obj):
    s = json.dumps(obj, ensure_ascii=False, separators=(",", ":"))
    return s.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def main():
    args = sys.argv[1:]
    pages = None
    if "--pages" in args:
        k = args.index("--pages")
        pages = open(args[k + 1], "w", encoding="utf-8")
        del args[k:k + 2]
    n = int(args[1]) if len(args) > 1 else 20000
    r, page = random.Random(SEED), []
    with open(args[0], "w", encoding="utf-8") as out:
        out.write('{"products":[')
        for i in range(n):
            s = rails(product(r, i))
            out.write(("," if i else "") + s)
            page.append(s)
            if pages and (len(page) == 250 or i == n - 1):
                pages.write('{"products":[' + ",".join(page) + "]}\n")
                page = []
        out.write("]}\n")


if __name__ == "__main__":
    main()

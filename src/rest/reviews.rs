//! Reviews of products, as clients of the interface write and read them. What is special: a product shows their average.

use super::arguments::{Argument, Kind as Is, NUMBER, WHOLE};
use super::call::Call;
use super::fault::{Fault, invalid};
use super::fields::{Members, number, text};
use super::product_write;
use super::resource::{PLAIN, Resource};
use crate::mirror::documents::{self, Document};
use crate::mirror::products;
use crate::money::halves_up;
use crate::world::Transaction;
use serde_json::json;

const FIELDS: &[Argument] = &[
    Argument::new("id", WHOLE).shown(),
    Argument::new("product_id", NUMBER),
    Argument::text("product_name").shown(),
    Argument::text("product_permalink").shown(),
    Argument::new("status", Is::Word(&["approved", "hold", "spam", "unspam", "trash", "untrash"]))
        .or("approved"),
    Argument::text("reviewer"),
    Argument::new("reviewer_email", Is::Email),
    Argument::text("review"),
    Argument::new("rating", Is::Integer { min: 0, max: 5 }).or("0"),
    Argument::truth("verified").shown(),
];

pub const LIST: &[Argument] = &[
    Argument::new("orderby", Is::Word(&["date", "date_gmt", "id", "include", "product"])),
    Argument::new("reviewer_email", Is::Email),
    Argument::text("product"),
    Argument::text("status"),
];

pub const REVIEWS: Resource = Resource {
    name: "review",
    path: "/products/reviews",
    fields: FIELDS,
    missing: ("woocommerce_rest_review_invalid_id", 404, "Invalid ID."),
    searched: &["/review", "/reviewer"],
    narrowed: &["status", "reviewer_email"],
    ordered: &[("date_gmt", "")],
    newest_first: true,
    dates: &["date_created"],
    prepare,
    ..PLAIN
};

fn prepare(
    call: &Call,
    tx: &mut dyn Transaction,
    document: &mut Document,
    _: Option<&Members>,
) -> Result<(), Fault> {
    let members = &mut document.members;
    members.remove("id");
    for name in ["review", "reviewer", "reviewer_email"] {
        if text(members, name).is_empty() {
            return Err(invalid(name, "rest_invalid_param", format!("{name} must be given.")));
        }
    }
    let product_id = number(members, "product_id");
    let product = products::find(tx, call.shop_id(), product_id)?;
    let product = product.ok_or_else(|| {
        Fault::new(404, "woocommerce_rest_product_invalid_id", "Invalid product ID.")
    })?;
    let shown = crate::mirror::shown::read(&product.woocommerce);
    members.insert("product_name".into(), text(&shown, "name").into());
    let permalink = format!("{}/product/{}/", call.home(), text(&shown, "slug"));
    members.insert("product_permalink".into(), permalink.into());
    let others = documents::others(tx, call.shop_id(), "review", document)?;
    let others = others.iter().map(|other| &other.members);
    let ratings: Vec<i64> = others
        .chain([&document.members])
        .filter(|one| number(one, "product_id") == product_id && text(one, "status") == "approved")
        .map(|one| number(one, "rating"))
        .filter(|rating| *rating > 0)
        .collect();
    let count = i64::try_from(ratings.len()).unwrap_or(i64::MAX);
    let sum: i64 = ratings.iter().sum();
    let hundredths = if count == 0 { 0 } else { halves_up(i128::from(sum) * 100, count.into()) };
    let average = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    product_write::amend(tx, call, &product, |members| {
        members.insert("average_rating".into(), average.into());
        members.insert("rating_count".into(), json!(count));
    })
}

//! The WooCommerce-compatible interface: a request's bytes in, an answer's bytes out. It opens no socket; what it
//! changes lies in the store before it answers.

mod answer;
mod arguments;
mod attributes;
mod auth;
mod batch;
mod call;
mod coupons;
mod customers;
mod deliver;
mod fault;
mod fields;
mod gateways;
mod notes;
mod oauth;
mod decimals;
mod order_document;
mod order_fields;
mod order_lines;
mod orders;
mod page;
mod product_fields;
mod product_terms;
mod product_write;
mod products;
mod query;
mod recorded_lines;
mod refunds;
mod resource;
mod reviews;
mod routes;
mod settings;
mod shop_order;
mod shop_orders;
mod shop_refunds;
mod staging;
mod system_status;
mod taxes;
mod terms;
mod totals;
mod variations;
mod view;
mod visit;
mod webhooks;

pub use deliver::Webhooks;

use crate::client::Client;
use crate::error::Result;
use crate::http::{self, Head, ReplyHead};
use crate::limits;
use crate::log::Event;
use answer::{Answer, Answered};
use arguments::Arguments;
use call::Call;
use fault::Fault;
use routes::Route;
use serde_json::json;
use view::View;
use visit::{Method, Visit};

/// Answers one request. Whatever it holds, the answer is one that WooCommerce could give.
pub fn respond(client: &Client, head: &Head, body: &[u8]) -> Result<(ReplyHead, Vec<u8>)> {
    let reference = http::reference(client)?;
    let mut route = None;
    let answer = answer(client, head, body, &mut route)
        .unwrap_or_else(|fault| refused(client, &fault, &reference));
    let (status, wakes) = (answer.status, [answer.wakes_inbox, answer.wakes_outbox]);
    let mut headers = answer.headers.clone();
    let fixed = [
        ("Content-Type", "application/json; charset=UTF-8"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Robots-Tag", "noindex"),
        ("Cache-Control", "no-store"),
        ("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link, X-Request-Id"),
        (
            "Access-Control-Allow-Headers",
            "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type",
        ),
        ("X-Request-Id", &reference),
    ];
    headers.extend(fixed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    if let Some(route) = route {
        headers.push(("Allow".to_owned(), route.allowed()));
    }
    let headers = http::sendable(headers);
    let bytes = match head.method.eq_ignore_ascii_case("HEAD") {
        true => Vec::new(),
        false => answer.into_bytes(),
    };
    let wake = ["inbox", "outbox"].into_iter().zip(wakes);
    let wake = wake.filter(|(_, wakes)| *wakes).map(|(what, _)| what).collect();
    Ok((ReplyHead { status, headers, wake, ..ReplyHead::default() }, bytes))
}

fn answer(
    client: &Client,
    head: &Head,
    body: &[u8],
    found: &mut Option<&'static Route>,
) -> Answered {
    if body.len() > limits::HTTP_BODY_BYTES_MAX {
        let message = format!("At most {} bytes are read.", limits::HTTP_BODY_BYTES_MAX);
        return Err(Fault::new(413, "rest_request_entity_too_large", message));
    }
    let visit = Visit::read(head, body, &client.config.rest)?;
    let (route, numbers, word) = routes::find(&visit.route).ok_or_else(Fault::no_route)?;
    *found = Some(route);
    let method = visit.meant();
    if method == Method::Options {
        return Ok(Answer::of(route.options()));
    }
    let operation = route.operation(method).ok_or_else(Fault::no_route)?;
    let key = auth::authenticate(client, &visit, operation.right)?;
    let given = visit.parameters()?;
    let view = View::new(client, visit.address.clone())?;
    let call = Call {
        arguments: Arguments::read(&given, operation.arguments, view.zone)?,
        query: &visit.query,
        document: std::str::from_utf8(body).unwrap_or_default().into(),
        view,
        key,
        route,
        numbers,
        word,
        given,
    };
    let mut answer = (operation.run)(&call)?;
    if let Some(fields) = call.given.get("_fields").and_then(arguments::texts) {
        answer.keep(&fields);
    }
    Ok(match call.given.get("_envelope") {
        Some(_) => answer.in_envelope(),
        None => answer,
    })
}

/// The document of a fault; what lies behind it goes to the host's log only.
fn refused(client: &Client, fault: &Fault, reference: &str) -> Answer {
    if let Some(cause) = &fault.cause {
        let facts = json!({ "reference": reference, "code": cause.code.as_str(), "message": cause.message });
        client.log.record(Event::RestFailed, facts);
    }
    let mut body = fault.document();
    body["data"]["reference"] = reference.into();
    let answer = Answer { status: fault.status, ..Answer::of(body) };
    match (fault.status, fault.code.as_ref()) {
        (401, "woocommerce_rest_authentication_error") => {
            answer.with("WWW-Authenticate", "Basic realm=\"WooCommerce API\"")
        }
        (503, _) => answer.with("Retry-After", "5"),
        _ => answer,
    }
}

#[cfg(test)]
mod tests;

//! Punch-out by way of Abeta: a buyer comes in from a purchasing system, fills a cart, and takes it back there; the order
//! comes later, from Abeta. It opens no socket for what comes in, and never sees what a buyer pays.

mod account;
mod address;
mod answer;
mod attempts;
mod cart;
mod delivery;
mod login;
mod order;
mod page;
mod post;
mod punchout;
mod purchase;
mod refusal;
mod reply;
mod setup;
mod total;

pub use cart::{Cart, CartDocument, CartLine, CartProduct, General};
pub use post::{ReturnCartReply, ReturnCartRequest, return_cart};
pub use punchout::{documents, forget, forget_before};
pub use purchase::{Problem, PurchaseLine, PurchaseOrder};

use crate::ask::AnswerRequest;
use crate::client::Client;
use crate::config::Config;
use crate::http::{self, Answered, Head, Part};
use crate::limits;
use answer::Answer;
use refusal::{OrRefused, Refusal};

#[cfg(test)]
mod tests;

/// Where Abeta calls the shop.
pub static PART: Part = Part { name: "abeta", place, respond, resume };

fn place(config: &Config) -> Option<&str> {
    let abeta = &config.abeta;
    (!abeta.connections.is_empty()).then_some(abeta.path.as_str())
}

/// Answers one request. Whatever it holds, the answer is one that Abeta, or a buyer's browser, can read.
fn respond(client: &Client, head: &Head, body: &[u8]) -> Answered {
    let path = head.target.split(['?', '#']).next().unwrap_or_default();
    let below = path.split_once(&client.config.abeta.path).map_or("", |(_, below)| below);
    if below == "/setup-request" {
        return match only_post(head, body).and_then(|()| setup::ask(client, head, body)) {
            Ok((question, state)) => http::ask(client, PART.name, question, state),
            Err(refusal) => refused(client, &refusal),
        };
    }
    if below == "/order-confirmation" {
        let taken = only_post(head, body).and_then(|()| order::respond(client, head, body));
        return confirmed(client, taken);
    }
    match below.strip_prefix("/login/") {
        Some(token) => welcomed(client, head, login::respond(client, head, token)),
        None => refused(client, &no_such(below)),
    }
}

/// An order has words of its own for what is wrong.
fn confirmed(client: &Client, answer: OrRefused<Answer>) -> Answered {
    let reference = http::reference(client)?;
    let answer = answer.unwrap_or_else(|refusal| {
        refusal.log(client, &reference);
        order::refused(client, &refusal)
    });
    Ok(answer.finish(&reference))
}

/// What fails before a buyer's eyes is told in a page.
fn welcomed(client: &Client, head: &Head, answer: OrRefused<Answer>) -> Answered {
    let reference = http::reference(client)?;
    let mut answer = answer.unwrap_or_else(|refusal| {
        refusal.log(client, &reference);
        page::failed(client, &reference)
    });
    if head.method.eq_ignore_ascii_case("HEAD") {
        answer.body.clear();
    }
    Ok(answer.finish(&reference))
}

/// Answers what the shop was asked for.
fn resume(client: &Client, state: &[u8], answer: &AnswerRequest) -> Answered {
    finished(client, setup::resume(client, state, answer))
}

fn finished(client: &Client, answer: OrRefused<Answer>) -> Answered {
    match answer {
        Ok(answer) => Ok(answer.finish(&http::reference(client)?)),
        Err(refusal) => refused(client, &refusal),
    }
}

fn refused(client: &Client, refusal: &Refusal) -> Answered {
    let reference = http::reference(client)?;
    refusal.log(client, &reference);
    Ok(refusal.answer(client).finish(&reference))
}

fn only_post(head: &Head, body: &[u8]) -> OrRefused<()> {
    if !head.method.eq_ignore_ascii_case("POST") {
        let refusal = Refusal::malformed("Only POST is answered here.");
        return Err(Refusal { status: Some(405), ..refusal });
    }
    if body.len() > limits::HTTP_BODY_BYTES_MAX {
        let refusal = Refusal::malformed("The body is longer than the limit.");
        return Err(Refusal { status: Some(413), ..refusal });
    }
    Ok(())
}

fn no_such(below: &str) -> Refusal {
    // What was asked may be a token: it is not told.
    let length = below.len();
    let refusal = Refusal::malformed(format!("There is nothing at this path of {length} bytes."));
    Refusal { status: Some(404), ..refusal }
}

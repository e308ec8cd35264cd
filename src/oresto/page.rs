//! Lists that come in pages. The document names no first page, no maximum and no count, so the end is a page that is empty,
//! shorter than the first, or the one before again.

use super::caller::Caller;
use super::check::Checked;
use super::judge::Judged;
use super::reply::Answer;
use crate::error::Result;
use crate::json::{self, Raw};

/// A walk through the pages of one list.
#[derive(Debug)]
pub struct Pages {
    call: Checked,
    number: u32,
    size: usize,
    /// How many the first page had.
    given: Option<usize>,
    before: Option<String>,
    is_over: bool,
}

impl Pages {
    /// From the page of this number on; any page that the call names itself is left out.
    pub fn new(mut call: Checked, first: u32, size: u32) -> Pages {
        call.query.retain(|(name, _)| *name != "Page" && *name != "PageSize");
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Pages { call, number: first, size, given: None, before: None, is_over: false }
    }

    /// The next page; None where there is none.
    pub fn next(&mut self, caller: &Caller) -> Result<Option<Answer>> {
        if self.is_over {
            return Ok(None);
        }
        let mut call = self.call.clone();
        call.query.push(("Page", self.number.to_string()));
        if call.operation.is_paged() {
            call.query.push(("PageSize", self.size.to_string()));
        }
        let Judged::Done(answer) = caller.send(&call)? else {
            self.is_over = true;
            return Ok(None);
        };
        let (length, first) = shape(answer.data().unwrap_or("[]"));
        let is_again = first.is_some() && first == self.before;
        // A server that gives less than it was asked for gives as many on every page.
        let size = *self.given.get_or_insert(length.min(self.size));
        self.is_over = length == 0 || length < size || is_again;
        self.before = first;
        self.number = self.number.saturating_add(1);
        Ok(Some(*answer).filter(|_| length > 0 && !is_again))
    }
}

/// How many elements a list has, and its first; what is no list is a list of one.
fn shape(data: &str) -> (usize, Option<String>) {
    match json::read::<Vec<Raw>>(data.as_bytes()) {
        Ok(list) => (list.len(), list.first().map(|raw| raw.0.to_owned())),
        Err(_) => (1, Some(data.to_owned())),
    }
}

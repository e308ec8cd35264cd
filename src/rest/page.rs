//! Lists in pages: which part is asked for, and the headers that say how much there is and where the rest lies.

use super::arguments::Arguments;
use super::query::Query;

/// The part of a list that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub number: i64,
    pub size: i64,
    /// Where it begins, counted from 0.
    pub offset: i64,
}

impl Page {
    pub fn of(arguments: &Arguments) -> Page {
        let number = arguments.integer("page").unwrap_or(1);
        let size = arguments.integer("per_page").unwrap_or(10);
        let before = number.saturating_sub(1).saturating_mul(size);
        let offset = arguments.integer("offset").unwrap_or(before);
        Page { number, size, offset }
    }

    /// The whole of it, cut out of a list that is short.
    pub fn cut<T>(self, mut all: Vec<T>) -> (Vec<T>, i64) {
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let from = usize::try_from(self.offset).unwrap_or(usize::MAX).min(all.len());
        let mut part = all.split_off(from);
        part.truncate(usize::try_from(self.size).unwrap_or_default());
        (part, total)
    }

    /// `X-WP-Total`, `X-WP-TotalPages` and `Link`; `address` is the list's own, `query` what it was asked with.
    pub fn headers(self, total: i64, address: &str, query: &Query) -> Vec<(String, String)> {
        let size = self.size.max(1);
        let pages = total.saturating_add(size - 1).div_euclid(size);
        let mut headers = vec![
            ("X-WP-Total".to_owned(), total.to_string()),
            ("X-WP-TotalPages".to_owned(), pages.to_string()),
        ];
        let link = |number: i64, relation: &str| {
            let mut query = query.clone();
            query.retain(|name| !is_credential(name));
            query.set("page", number.to_string());
            format!("<{address}?{}>; rel=\"{relation}\"", query.to_text())
        };
        let before = (self.number > 1 && pages > 0)
            .then(|| link(self.number.saturating_sub(1).min(pages), "prev"));
        let after = (self.number < pages).then(|| link(self.number.saturating_add(1), "next"));
        let links: Vec<String> = before.into_iter().chain(after).collect();
        if !links.is_empty() {
            headers.push(("Link".to_owned(), links.join(", ")));
        }
        headers
    }
}

/// What must never stand in a link: whoever is given the link would hold the key.
fn is_credential(name: &str) -> bool {
    name.starts_with("oauth_") || matches!(name, "consumer_key" | "consumer_secret")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: i64, size: i64) -> Page {
        Page { number, size, offset: (number - 1) * size }
    }

    #[test]
    fn a_link_leads_to_the_neighbours_that_exist_and_holds_no_credential() {
        let query = Query::parse(
            "per_page=2&page=2&status[]=publish&consumer_key=ck&consumer_secret=cs&oauth_nonce=n&_x=%3E",
        );
        let headers = page(2, 2).headers(5, "http://s/p", &query);
        assert_eq!(headers[0], ("X-WP-Total".into(), "5".into()));
        assert_eq!(headers[1], ("X-WP-TotalPages".into(), "3".into()));
        let link = &headers[2].1;
        let kept = "status%5B0%5D=publish&_x=%3E";
        let both = format!(
            "<http://s/p?per_page=2&page=1&{kept}>; rel=\"prev\", <http://s/p?per_page=2&page=3&{kept}>; rel=\"next\""
        );
        assert_eq!(*link, both);
        assert_eq!(page(1, 10).headers(5, "a", &query).len(), 2);
        assert_eq!(page(1, 10).headers(0, "a", &query)[1].1, "0");
        assert!(
            page(9, 2).headers(5, "a", &Query::default())[2].1.contains("page=3>; rel=\"prev\"")
        );
    }

    #[test]
    fn a_page_past_the_end_is_empty() {
        assert_eq!(page(1, 2).cut(vec![1, 2, 3]), (vec![1, 2], 3));
        assert_eq!(page(2, 2).cut(vec![1, 2, 3]), (vec![3], 3));
        assert_eq!(page(9, 2).cut(vec![1, 2, 3]), (vec![], 3));
    }
}

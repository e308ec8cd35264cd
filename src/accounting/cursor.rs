//! Where a list goes on: the last one that was given, by its place in the list and its id. Opaque to the caller.

use super::problem::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Behind this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which order the list is in: a cursor is of no use in another.
    pub order: char,
    pub at: i64,
    pub id: String,
}

impl Cursor {
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}{}.{}", self.order, self.at, self.id))
    }

    pub fn read(text: &str, order: char) -> Result<Cursor, Problem> {
        let decoded = || {
            let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
            let (at, id) = text.strip_prefix(order)?.split_once('.')?;
            Some(Cursor { order, at: at.parse().ok()?, id: id.to_owned() })
        };
        decoded().ok_or_else(|| {
            let why = "Give a next_cursor as it was answered, with the same other parameters.";
            Problem::parameters(vec![("cursor".into(), why.into())])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_in_its_own_order_only() {
        let cursor = Cursor { order: 'p', at: -5, id: "a.b/\u{e9}".into() };
        assert_eq!(Cursor::read(&cursor.to_text(), 'p'), Ok(cursor.clone()));
        assert!(Cursor::read(&cursor.to_text(), 'm').is_err());
        for text in ["", "x", "cDE", "cDEuw6k=", "!!!"] {
            assert!(Cursor::read(text, 'p').is_err(), "{text}");
        }
    }
}

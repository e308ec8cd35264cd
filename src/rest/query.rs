//! A query string, or a form's body, as PHP reads it: the last of two equal names wins, `a[]` and `a[b]` make lists.
//! Signatures are made over what PHP read, so what is odd here is odd on purpose. It must not know any parameter.

use std::borrow::Cow;

/// Pairs that are looked at, as in PHP's `max_input_vars`.
const PAIRS_MAX: usize = 1000;
/// Brackets in one name; what lies deeper is left out, as PHP does.
const DEPTH_MAX: usize = 16;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Text(String),
    /// Keys and values, in the order in which they came.
    List(Vec<(String, Given)>),
}

/// The parameters, in the order in which their names first came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, Given)>);

impl Query {
    pub fn parse(text: &str) -> Query {
        let mut query = Query::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()).take(PAIRS_MAX) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if let Some(path) = path_of(&decoded(name)) {
                put(&mut query.0, &path, decoded(value).into_owned());
            }
        }
        query
    }

    pub fn pairs(&self) -> &[(String, Given)] {
        &self.0
    }

    pub fn get(&self, name: &str) -> Option<&Given> {
        self.0.iter().find(|(held, _)| held == name).map(|(_, given)| given)
    }

    /// The text of a parameter that is no list.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Given::Text(text) => Some(text),
            Given::List(_) => None,
        }
    }

    /// Sets a plain parameter; one of this name keeps its place.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        set(&mut self.0, name.into(), Given::Text(value.into()));
    }

    /// Takes over what `other` has; its values win.
    pub fn merge(&mut self, other: Query) {
        other.0.into_iter().for_each(|(name, given)| set(&mut self.0, name, given));
    }

    /// Keeps the parameters whose names please `wanted`.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| wanted(name));
    }

    /// The query written out again.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.0.iter().for_each(|(name, given)| write(&mut out, &encoded(name), given));
        out
    }
}

fn write(out: &mut String, name: &str, given: &Given) {
    match given {
        Given::Text(text) => {
            let separator = if out.is_empty() { "" } else { "&" };
            out.extend([separator, name, "=", &encoded(text)]);
        }
        Given::List(elements) => elements
            .iter()
            .for_each(|(key, given)| write(out, &format!("{name}%5B{}%5D", encoded(key)), given)),
    }
}

/// RFC 3986: everything but the unreserved characters is encoded.
pub fn encoded(text: &str) -> String {
    const RESERVED: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(text, RESERVED).to_string()
}

fn decoded(text: &str) -> Cow<'_, str> {
    let spaced = match text.contains('+') {
        true => Cow::Owned(text.replace('+', " ")),
        false => Cow::Borrowed(text),
    };
    if !spaced.contains('%') {
        return spaced;
    }
    Cow::Owned(percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

/// `a[b][]` as the name and its keys; an empty key takes the next number. None where there is no name.
fn path_of(name: &str) -> Option<Vec<String>> {
    let name = name.trim_start_matches(' ');
    let plain = |name: &str| name.replace(['.', ' ', '['], "_");
    let open = name.find('[').filter(|&open| open > 0);
    let parts = open.and_then(|open| name.split_at_checked(open));
    let Some((first, mut rest)) = parts.filter(|(_, rest)| rest.contains(']')) else {
        return (!name.is_empty()).then(|| vec![plain(name)]);
    };
    let mut path = vec![plain(first)];
    while let Some((key, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        path.push(key.to_owned());
        rest = after;
    }
    (path.len() <= DEPTH_MAX).then_some(path)
}

fn put(list: &mut Vec<(String, Given)>, path: &[String], value: String) {
    let Some((name, keys)) = path.split_first() else { return };
    let name = match name.is_empty() {
        true => next_number(list).to_string(),
        false => name.clone(),
    };
    if keys.is_empty() {
        return set(list, name, Given::Text(value));
    }
    let place = list.iter().position(|(held, _)| *held == name).unwrap_or_else(|| {
        list.push((name, Given::List(Vec::new())));
        list.len().saturating_sub(1)
    });
    let Some((_, given)) = list.get_mut(place) else { return };
    if let Given::Text(_) = given {
        *given = Given::List(Vec::new());
    }
    if let Given::List(elements) = given {
        put(elements, keys, value);
    }
}

fn set(list: &mut Vec<(String, Given)>, name: String, given: Given) {
    match list.iter_mut().find(|(held, _)| *held == name) {
        Some((_, held)) => *held = given,
        None => list.push((name, given)),
    }
}

fn next_number(list: &[(String, Given)]) -> u64 {
    let numbers = list.iter().filter_map(|(key, _)| key.parse::<u64>().ok());
    numbers.max().map_or(0, |highest| highest.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        Query::parse(text).to_text().replace("%5B", "[").replace("%5D", "]")
    }

    #[test]
    fn the_last_of_two_equal_names_wins_and_keeps_the_first_ones_place() {
        assert_eq!(written("a=1&b=2&a=3"), "a=3&b=2");
        assert_eq!(written("a=1&a[]=2&a[]=3"), "a[0]=2&a[1]=3");
        assert_eq!(written("a[]=1&a=2"), "a=2");
    }

    #[test]
    fn brackets_make_lists_and_odd_names_are_mangled_as_php_does() {
        assert_eq!(written("a[]=1&a[]=2&a[7]=3&a[]=4"), "a[0]=1&a[1]=2&a[7]=3&a[8]=4");
        assert_eq!(written("a[b][c]=1&a[b][d]=2"), "a[b][c]=1&a[b][d]=2");
        assert_eq!(
            written("a.b=1&+c+d=2&e[=3&%5Bx%5D=4"),
            "a_b=1&c_d=2&e_=3&_x%5D=4".replace("%5D", "]")
        );
        assert_eq!(written("a[b]junk=1"), "a[b]=1");
        assert_eq!(written("&&=x&a"), "a=");
    }

    #[test]
    fn plus_is_a_space_and_any_bytes_may_come() {
        let query = Query::parse("q=a+b%20c%2Bd&bad=%ff%zz%");
        assert_eq!(query.text("q"), Some("a b c+d"));
        assert_eq!(query.text("bad"), Some("\u{fffd}%zz%"));
        assert_eq!(Query::parse(&format!("a{}=1", "[b]".repeat(100))).pairs().len(), 0);
        assert_eq!(Query::parse(&"a[]=1&".repeat(5000)).to_text().matches('&').count(), 999);
    }
}

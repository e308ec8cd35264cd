//! Texts that stand nowhere in the input: decimals, points in time and plain text made out of what a shop wrote. Pure.

use super::program::DateForm;
use crate::json::{Kind, Value, push_shown, push_text, said};
use bumpalo::Bump;
use chrono::format::Parsed;
use chrono::{DateTime, Datelike, NaiveTime, SecondsFormat, TimeZone};
use chrono_tz::Tz;

/// A text of ours as a value of the input would be: with its escapes.
pub fn text<'a>(made: &'a Bump, plain: &[u8]) -> Value<'a> {
    let must_escape = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    if !plain.iter().any(must_escape) {
        return Value { bytes: made.alloc_slice_copy(plain), kind: Kind::Text };
    }
    let mut escaped = Vec::with_capacity(plain.len() + 16);
    push_shown(&mut escaped, &String::from_utf8_lossy(plain));
    Value { bytes: made.alloc_slice_copy(&escaped), kind: Kind::Escaped }
}

/// What most texts that are joined have room in.
const JOINED_BYTES_USUAL: usize = 256;

/// Values one after the other, as one text in our own spelling; none where one of them is.
pub fn joined<'a, 'p>(
    made: &'a Bump,
    mut parts: impl Iterator<Item = Option<Value<'p>>>,
) -> Option<Value<'a>> {
    let mut joined = Vec::with_capacity(JOINED_BYTES_USUAL);
    parts.try_for_each(|part| part.map(|part| push_text(&mut joined, part)))?;
    let kind = if joined.contains(&b'\\') { Kind::Escaped } else { Kind::Text };
    Some(Value { bytes: made.alloc_slice_copy(&joined), kind })
}

/// `1.234,56` as 1234.56, moved by `shift` places to the right. None where it is no decimal.
pub fn decimal(written: &str, mark: u8, shift: i8) -> Option<String> {
    let other = if mark == b',' { '.' } else { ',' };
    let is_between =
        |letter: char| letter == other || matches!(letter, ' ' | '\'' | '\u{a0}' | '\u{202f}');
    let written = written.trim();
    let (sign, digits) = match written.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", written),
    };
    let (whole, fraction) = digits.split_once(char::from(mark)).unwrap_or((digits, ""));
    let groups: Vec<&str> = whole.split(is_between).collect();
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // Thousands stand in threes: what does not is written otherwise than the mapping says.
    let is_grouped = groups.len() == 1
        || (groups[1..].iter().all(|group| group.len() == 3) && matches!(groups[0].len(), 1..=3));
    let is_marked = digits.contains(char::from(mark));
    if !is_grouped || whole.is_empty() || (is_marked && fraction.is_empty()) {
        return None;
    }
    let whole = groups.concat();
    if !are_digits(&whole) || !are_digits(fraction) || whole.is_empty() {
        return None;
    }
    Some(format!("{sign}{}", shifted(whole, fraction, shift)))
}

/// The digits with their point moved.
fn shifted(mut whole: String, fraction: &str, shift: i8) -> String {
    let mut fraction = fraction.to_owned();
    for _ in 0..shift.max(0) {
        whole.push(if fraction.is_empty() { '0' } else { fraction.remove(0) });
    }
    for _ in shift..0 {
        fraction.insert(0, whole.pop().unwrap_or('0'));
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        _ => format!("{whole}.{fraction}"),
    }
}

/// The years in which a day can be moved to any zone and still has four digits.
const YEARS: std::ops::RangeInclusive<i32> = 1_000..=9_998;

/// A point in time as the shop writes it, with its offset. None where it is written otherwise.
pub fn instant(written: &str, form: &DateForm, own: Tz) -> Option<String> {
    let zone = form.zone.unwrap_or(own);
    let spelled = |at: DateTime<Tz>| at.to_rfc3339_opts(SecondsFormat::Secs, false);
    let mut read = Parsed::new();
    chrono::format::parse(&mut read, written, form.format.iter()).ok()?;
    if let Ok(at) = read.to_datetime() {
        let is_usual = YEARS.contains(&at.naive_utc().year());
        return is_usual.then(|| spelled(at.with_timezone(&zone)));
    }
    // What counts seconds has been read by now, unless it says something else besides.
    let at = match read.to_naive_datetime_with_offset(0) {
        _ if read.timestamp().is_some() => return None,
        Ok(at) => at,
        Err(_) => read.to_naive_date().ok()?.and_time(NaiveTime::MIN),
    };
    if !YEARS.contains(&at.year()) {
        return None;
    }
    let is_midnight = at.time() == NaiveTime::MIN;
    let at = match form.inclusive && is_midnight {
        true => at.checked_add_days(chrono::Days::new(1))?,
        false => at,
    };
    // An hour that summer time leaves out is taken as the one after it.
    let local = zone.from_local_datetime(&at).earliest();
    let later = || zone.from_local_datetime(&(at + chrono::TimeDelta::hours(1))).earliest();
    Some(spelled(local.or_else(later)?))
}

/// The same as `plain_text`, of a value: as it is where it can hold neither a tag nor an entity.
pub fn without_html<'a>(made: &'a Bump, value: Value<'a>) -> Value<'a> {
    let is_hidden = |letters: &[u8]| matches!(letters, b"\\u0026" | b"\\u003c" | b"\\u003C");
    let is_html = memchr::memchr2(b'&', b'<', value.bytes).is_some()
        || (value.kind == Kind::Escaped && value.bytes.windows(6).any(is_hidden));
    match is_html && matches!(value.kind, Kind::Text | Kind::Escaped) {
        true => text(made, plain_text(&said(value)).as_bytes()),
        false => value,
    }
}

/// What HTML says, without its tags: a blank between blocks, styles and scripts left out. A `<` that begins no tag says
/// itself, as in a browser.
pub fn plain_text(html: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(html.len()), html);
    while let Some((before, tag)) = rest.split_once('<') {
        push_spaced(&mut plain, before);
        if !tag.starts_with(|first: char| first.is_ascii_alphabetic() || "/!?".contains(first)) {
            plain.push('<');
            rest = tag;
            continue;
        }
        let Some((tag, after)) = tag.split_once('>') else { return plain.trim().to_owned() };
        let name = tag.trim_start_matches('/');
        let name = &name
            [..name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len())];
        rest = match name.to_ascii_lowercase().as_str() {
            "style" | "script" if !tag.starts_with('/') => {
                let end = after.find("</").unwrap_or(after.len());
                &after[end..]
            }
            "b" | "i" | "em" | "strong" | "span" | "a" | "u" | "small" | "sup" | "sub" => after,
            _ => {
                push_spaced(&mut plain, " ");
                after
            }
        };
    }
    push_spaced(&mut plain, rest);
    plain.trim().to_owned()
}

/// The text with its entities read, and of its white space one blank each time.
fn push_spaced(plain: &mut String, text: &str) {
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let (letter, length) = match letter {
            '&' => entity(rest).unwrap_or(('&', 1)),
            _ => (letter, letter.len_utf8()),
        };
        rest = rest.get(length..).unwrap_or_default();
        match letter.is_whitespace() {
            true if plain.is_empty() || plain.ends_with(' ') => {}
            true => plain.push(' '),
            false => plain.push(letter),
        }
    }
}

/// The character that an entity stands for, and how long it is.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let code = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    let letter = match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => code(hex.get(1..)?, 16)?,
        Some(digits) => code(digits, 10)?,
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            "euro" => '€',
            "eacute" => 'é',
            "euml" => 'ë',
            "iuml" => 'ï',
            "ouml" => 'ö',
            "uuml" => 'ü',
            "deg" => '°',
            "frac12" => '½',
            "ndash" => '–',
            "mdash" => '—',
            "lsquo" => '‘',
            "rsquo" => '’',
            "ldquo" => '“',
            "rdquo" => '”',
            "hellip" => '…',
            "bull" => '•',
            "reg" => '®',
            "copy" => '©',
            "trade" => '™',
            "times" => '×',
            _ => return None,
        },
    };
    Some((letter, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::format::{Item, StrftimeItems};

    #[test]
    fn a_decimal_is_read_as_the_shop_writes_it_or_not_at_all() {
        for (written, mark, shift, read) in [
            ("12,95", b',', 0, Some("12.95")),
            ("1.234,56", b',', 0, Some("1234.56")),
            ("1 234,56", b',', 0, Some("1234.56")),
            ("-3,10", b',', 0, Some("-3.10")),
            ("1,234.56", b'.', 0, Some("1234.56")),
            ("12.95", b',', 0, None),
            ("1.2345,00", b',', 0, None),
            ("12,", b',', 0, None),
            ("gratis", b',', 0, None),
            ("1295", b'.', -2, Some("12.95")),
            ("5", b'.', -2, Some("0.05")),
            ("0.21", b'.', 2, Some("21")),
            ("0.055", b'.', 2, Some("5.5")),
            ("0.150000", b'.', 2, Some("15")),
            ("", b'.', 2, None),
        ] {
            assert_eq!(decimal(written, mark, shift).as_deref(), read, "{written}");
        }
    }

    #[test]
    fn a_point_in_time_gets_the_offset_of_its_zone_on_that_day() {
        let form = |format: &str, zone: Option<&str>, inclusive| DateForm {
            format: StrftimeItems::new(format).map(Item::to_owned).collect(),
            zone: zone.map(|zone| zone.parse().expect("a zone")),
            inclusive,
        };
        let stamp = "%Y-%m-%d %H:%M:%S";
        for (written, form, read) in [
            ("21-11-2026 16:05", form("%d-%m-%Y %H:%M", None, false), "2026-11-21T16:05:00+01:00"),
            ("2026-07-01 00:00:00", form(stamp, None, false), "2026-07-01T00:00:00+02:00"),
            ("2026-07-31 00:00:00", form(stamp, None, true), "2026-08-01T00:00:00+02:00"),
            ("2026-07-31 12:00:00", form(stamp, None, true), "2026-07-31T12:00:00+02:00"),
            ("2026-01-02 03:04:05", form(stamp, Some("UTC"), false), "2026-01-02T03:04:05+00:00"),
            ("31/12/2026", form("%d/%m/%Y", None, true), "2027-01-01T00:00:00+01:00"),
            ("1767225600", form("%s", None, false), "2026-01-01T01:00:00+01:00"),
            ("2026-03-29 02:30:00", form(stamp, None, false), "2026-03-29T03:30:00+02:00"),
        ] {
            let read_as = instant(written, &form, Tz::Europe__Amsterdam);
            assert_eq!(read_as.as_deref(), Some(read), "{written}");
        }
        assert_eq!(instant("gisteren", &form(stamp, None, false), Tz::UTC), None);
    }

    #[test]
    fn html_becomes_what_it_says() {
        for (html, says) in [
            ("<p>Warm &amp; <b>zacht</b>.</p>\n<p>Katoen</p>", "Warm & zacht. Katoen"),
            ("<style>.a{b:c}</style><div>Lamp</div>", "Lamp"),
            ("Caf&eacute; &#8364; 3 &lt; 4 &onzin; &", "Café € 3 < 4 &onzin; &"),
            ("a < b, <30W <b>x</b>", "a < b, <30W x"),
            ("a <b", "a"),
            ("", ""),
            ("<br/>x<br>y", "x y"),
        ] {
            assert_eq!(plain_text(html), says, "{html}");
        }
    }

    #[test]
    fn a_text_is_made_anew_only_where_it_may_hold_html() {
        let made = Bump::new();
        let of = |bytes: &'static str, kind| {
            without_html(&made, Value { bytes: bytes.as_bytes(), kind })
        };
        for (bytes, kind, says) in [
            ("Thee &amp; Koffie", Kind::Text, "Thee & Koffie"),
            (r"Thee \u0026amp; Koffie", Kind::Escaped, "Thee & Koffie"),
            (r"\u003cb>Thee\u003C\/b>", Kind::Escaped, "Thee"),
        ] {
            assert_eq!(said(of(bytes, kind)), says, "{bytes}");
        }
        for (bytes, kind) in [("Lamp  groot", Kind::Text), (r"Caf\u00e9 \/ bar", Kind::Escaped)] {
            assert!(std::ptr::eq(of(bytes, kind).bytes, bytes.as_bytes()), "{bytes}");
        }
    }
}

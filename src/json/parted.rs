//! A large member that stands last, told apart from the rest of its request without reading it. It must not check it.

use super::reader::Reader;

/// What JSON calls white space, and no more.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The request with null in place of the member of this name, and that member's text up to the closing brace: if it is a
/// list or an object and stands last, as it seems. What is lent is not checked, and may hold more than one value.
pub fn parted<'t>(request: &'t str, name: &str) -> Option<(String, &'t str)> {
    let mut reader = Reader::new(request);
    let mut more = reader.open(b'{').ok()?;
    while more {
        let key = reader.key().ok()?;
        let from = reader.at();
        if key.bytes == name.as_bytes() {
            let member = request.get(from..)?.trim_end_matches(SPACE).strip_suffix('}')?;
            let is_list = member.trim_end_matches(SPACE).ends_with([']', '}']);
            return is_list.then_some((format!("{}null}}", request.get(..from)?), member));
        }
        reader.skip().ok()?;
        more = reader.more(b'{').ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn a_request_and_its_last_member_are_the_whole_request() {
        for (request, parts) in [
            (r#"{"a":1,"items":[{}]}"#, Some((r#"{"a":1,"items":null}"#, "[{}]"))),
            (r#" { "items" : [1] } "#, Some((r#" { "items" :null}"#, " [1] "))),
            (r#"{"items":[1],"a":[2]}"#, Some((r#"{"items":null}"#, r#"[1],"a":[2]"#))),
            (r#"{"items":[1],"a":2}"#, None),
            ("{\"items\":[1]}\u{a0}", None),
            (r#"{"a":{"items":[1]}}"#, None),
            (r#"{"items":[1]"#, None),
            (r#"{"a":1"#, None),
            ("[]", None),
        ] {
            let found = parted(request, "items");
            let found = found.as_ref().map(|(head, member)| (head.as_str(), *member));
            assert_eq!(found, parts, "{request}");
        }
    }
}

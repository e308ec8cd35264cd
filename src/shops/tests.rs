//! What a mapping document may say, and where it is told that it says something wrong.

use super::*;
use crate::error::Error;

fn compiled(text: &str) -> Result<Program> {
    Program::compile(&json::read(text.as_bytes())?)
}
fn refused(text: &str) -> (String, String) {
    let Error { path, message, .. } = compiled(text).err().expect(text);
    (path, message.into_owned())
}

#[test]
fn every_shop_that_comes_with_koppel_compiles() {
    for (name, texts) in SHOPS {
        for text in *texts {
            compiled(text).expect(name);
        }
        let program = program(name).expect(name).expect(name);
        assert_eq!((&program.source, program.forms.len()), (&(*name).to_owned(), texts.len()));
    }
}

#[test]
fn a_mapping_that_is_wrong_is_refused_at_its_rule() {
    let of = |rest: &str| {
        let mapping =
            format!(r#"{{"version":1,"items":"$.a[*]","variants":{{"each":"$"}},{rest}}}"#);
        refused(&mapping).0
    };
    assert_eq!(refused(r#"{"version":2,"items":"$[*]"}"#).0, "/version");
    assert_eq!(refused(r#"{"version":1,"variants":{"each":"$"}}"#).0, "/items");
    let items = |path: &str| {
        refused(&format!(r#"{{"version":1,"items":{path},"variants":{{"each":"$"}}}}"#)).0
    };
    assert_eq!(items(r#""$.a[*].b[*]""#), "/items");
    assert_eq!(items(r#"["$.a[*]","$.a[*]"]"#), "/items/1");
    assert_eq!(items(r#""$..a""#), "/items");
    assert_eq!(refused(r#"{"version":1,"items":"$.a[*]"}"#).0, "/variants");
    assert_eq!(of(r#""prodcut":{}"#), "/prodcut");
    assert_eq!(of(r#""product":{"nmae":"$.b"}"#), "/product/nmae");
    assert_eq!(of(r#""product":{"name":"b"}"#), "/product/name");
    assert_eq!(of(r#""product":{"name":"$.b[?@.x>"}"#), "/product/name");
    assert_eq!(of(r#""images":{"each":"$..b","url":"$.c"}"#), "/images/each");
    assert_eq!(of(r#""product":{"name":"$.b","name":"$.c"}"#), "/product/name");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","upper":true}}"#), "/product/name/upper");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","const":"c"}}"#), "/product/name");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","lookup":"x"}}"#), "/product/name/lookup");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","split":","}}"#), "/product/name/split");
    assert_eq!(of(r#""product":{"is_part":{"path":"$.b","map":{"1":"yes"}}}"#), "/product/is_part");
    assert_eq!(of(r#""product":{"name":{"template":"{$.b"}}"#), "/product/name/template");
    assert_eq!(
        of(r#""product":{"name":{"path":"$.b","decimal":{"mark":";"}}}"#),
        "/product/name/decimal"
    );
    assert_eq!(
        of(r#""product":{"name":{"path":"$.b","date":{"format":"%Q"}}}"#),
        "/product/name/date/format"
    );
    assert_eq!(
        of(r#""product":{"name":{"path":"$.b","date":{"format":"%Y","zone":"Amsterdam"}}}"#),
        "/product/name/date/zone"
    );
    assert_eq!(
        of(r#""product":{"name":{"first":["$.b",{"path":"$.c","map":1}]}}"#),
        "/product/name/first/1/map"
    );
    assert_eq!(
        of(r#""attributes":[{"each":"$.b[*]"},{"each":"$","vlaues":"$.c"}]"#),
        "/attributes/1/vlaues"
    );
    assert_eq!(of(r#""skip_if":{"path":"$.b"}"#), "/skip_if/equals");
    assert_eq!(of(r#""learn":[{"each":"$.b[*]","table":"t","key":"$.k"}]"#), "/learn/0/value");
    assert_eq!(of(r#""tags":{"path":"$.b","split":"ab"}"#), "/tags/split");
    assert_eq!(of(r#""images":{"each":"$.b[*]","adress":"$.c"}"#), "/images/adress");
    assert_eq!(of(r#""images":{"url":"$.c"}"#), "/images/each");
    assert_eq!(of(r#""parts":"$.a[*]""#), "/parts");
}

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
    for (name, text) in SHOPS {
        let program = compiled(text).expect(name);
        assert_eq!(&program.source, name);
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
    assert_eq!(refused(r#"{"version":1,"items":"$.a","variants":{"each":"$"}}"#).0, "/items");
    assert_eq!(refused(r#"{"version":1,"items":"$.a[*]"}"#).0, "/variants");
    assert_eq!(of(r#""prodcut":{}"#), "/prodcut");
    assert_eq!(of(r#""product":{"nmae":"$.b"}"#), "/product/nmae");
    assert_eq!(of(r#""product":{"name":"b"}"#), "/product/name");
    assert_eq!(of(r#""product":{"name":"$.b[?@.x>1].c"}"#), "/product/name");
    assert_eq!(of(r#""product":{"name":"$.b","name":"$.c"}"#), "/product/name");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","upper":true}}"#), "/product/name/upper");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","const":"c"}}"#), "/product/name");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","lookup":"x"}}"#), "/product/name/lookup");
    assert_eq!(of(r#""product":{"name":{"path":"$.b","split":","}}"#), "/product/name/split");
    assert_eq!(of(r#""product":{"is_part":{"path":"$.b","map":{"1":"yes"}}}"#), "/product/is_part");
    assert_eq!(of(r#""tags":{"path":"$.b","split":"ab"}"#), "/tags/split");
    assert_eq!(of(r#""images":{"each":"$.b[*]","adress":"$.c"}"#), "/images/adress");
    assert_eq!(of(r#""images":{"url":"$.c"}"#), "/images/each");
    assert_eq!(of(r#""parts":"$.a[*]""#), "/parts");
}

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
    assert_eq!(of(r#""none_if":{"path":"$.a[*].b","equals":0}"#), "/none_if/path");
    assert_eq!(of(r#""none_if":{"path":"$..b","equals":0}"#), "/none_if/path");
    assert_eq!(of(r#""learn":[{"each":"$.b[*]","table":"t","key":"$.k"}]"#), "/learn/0/value");
    assert_eq!(
        of(r#""product":{"name":{"path":"$.b","unless":{"path":"$..c","equals":1}}}"#),
        "/product/name/unless/path"
    );
    let learned = r#""learn":[{"each":"$.b[*]","table":"t","key":"$.k","value":"$.v","skip_if":"#;
    assert_eq!(of(&format!(r#"{learned}{{"path":"$.s"}}}}]"#)), "/learn/0/skip_if/equals");
    let query = format!(r#"{learned}{{"path":"$..s","equals":0}}}}]"#);
    assert_eq!(of(&query), "/learn/0/skip_if/path");
    assert_eq!(of(r#""tags":{"path":"$.b","split":"ab"}"#), "/tags/split");
    assert_eq!(of(r#""images":{"each":"$.b[*]","adress":"$.c"}"#), "/images/adress");
    assert_eq!(of(r#""images":{"url":"$.c"}"#), "/images/each");
    assert_eq!(of(r#""parts":"$.a[*]""#), "/parts");
}

/// Documents of one group, given back by who kept them.
struct Elsewhere(Vec<Kept>);

impl Shelf for Elsewhere {
    fn next_group(&mut self) -> Result<Vec<Kept>> {
        Ok(std::mem::take(&mut self.0))
    }
    fn next_waiting(&mut self) -> Result<Vec<Kept>> {
        Ok(Vec::new())
    }
    fn claim(&mut self, _: &[u8]) -> Result<Option<Kept>> {
        Ok(None)
    }
    fn claim_children(&mut self, _: &[u8]) -> Result<Vec<Kept>> {
        Ok(Vec::new())
    }
    fn next_orphans(&mut self) -> Result<Vec<Kept>> {
        Ok(Vec::new())
    }
}

#[test]
fn a_group_that_lay_elsewhere_is_the_product_of_its_lowest_id_too() {
    let mapping = r#"{"version":1,"items":"$[*]","group_by":"$.m","product":{"external_id":"$.id"},
        "variants":{"each":"$","external_id":"$.id","price.regular":"$.p"}}"#;
    let program = compiled(mapping).expect("a mapping");
    let shop = json::read(br#"{"currency":"EUR","prices_include_vat":true}"#).expect("a shop");
    let tables = Tables::new(&program, &shop).expect("tables");
    let reading = (&program, &tables);
    let text = r#"[{"id":10,"m":1,"p":1},{"id":9,"m":1,"p":2},{"id":100,"m":1,"p":3}]"#;
    for is_turned in [false, true] {
        let (mut walk, mut told) = (Walk::default(), Diagnostics::default());
        assert!(walk.advance(reading, &mut told, text, true, &mut |_, _| ()).is_ok());
        let mut members: Vec<Kept> = walk.overflow(0).into_iter().map(|one| one.kept).collect();
        if is_turned {
            members.reverse();
        }
        let mut given: Vec<Vec<String>> = Vec::new();
        let mut each = |item: &crate::model::product::Item, _: &mut Vec<Remark>| {
            let ids = item.variants().map(|variant| variant.external_id());
            let ids = [item.product().external_id()].into_iter().chain(ids);
            given.push(ids.map(|id| json::said(id).into_owned()).collect());
        };
        let mut shelf = Elsewhere(members);
        walk.settle(reading, &mut told, Some(&mut shelf), &mut each).expect("is settled");
        assert_eq!(given, [["9", "9", "10", "100"]]);
    }
}

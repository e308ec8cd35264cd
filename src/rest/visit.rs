//! A request as the routes see it: method, route, parameters, and the address under which the shop is known.
//! It must not know who is calling.

use super::arguments::of_query;
use super::fault::Fault;
use super::query::Query;
use crate::config::Rest;
use crate::http::Head;
use crate::json::{self, Exact};
use serde_json::{Map, Value};

/// Where the interface lies in every shop.
pub const ROOT: &str = "/wp-json";
pub const NAMESPACE: &str = "/wc/v3";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Get,
    Head,
    Options,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub fn parse(text: &str) -> Option<Method> {
        use Method::*;
        [Get, Head, Options, Post, Put, Patch, Delete]
            .into_iter()
            .find(|held| held.as_str() == text)
    }
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// One request.
#[derive(Debug)]
pub struct Visit<'a> {
    head: &'a Head,
    body: &'a [u8],
    /// As it was sent; what is asked for may be another one (`_method`).
    pub method: Method,
    pub query: Query,
    pub secure: bool,
    /// Behind the root, without a slash at its end: `/wc/v3/products`.
    pub route: String,
    /// The address of the root: `https://shop.example/wp-json`.
    pub address: String,
    /// The address that a signature names: without its query.
    pub signed_url: String,
}

impl<'a> Visit<'a> {
    pub fn read(head: &'a Head, body: &'a [u8], rest: &Rest) -> Result<Visit<'a>, Fault> {
        let method =
            Method::parse(&head.method.to_ascii_uppercase()).ok_or_else(Fault::no_route)?;
        let target = origin_form(&head.target);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = Query::parse(query);
        let route = query.text("rest_route").map(str::to_owned);
        let route = route.or_else(|| below_root(path)).ok_or_else(Fault::no_route)?;
        let secure = head.is_secure(&rest.trusted_proxies);
        let scheme = if secure { "https" } else { "http" };
        let home = home(rest, head, scheme);
        let authority = home.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split('/').next().unwrap_or_default();
        Ok(Visit {
            method,
            secure,
            route: route.trim_end_matches('/').to_owned(),
            address: format!("{home}{ROOT}"),
            signed_url: format!("{scheme}://{authority}{path}"),
            head,
            body,
            query,
        })
    }

    pub fn authorization(&self) -> Option<&'a str> {
        self.head.header("authorization")
    }

    /// What is really asked for: clients that can only send POST say it in `_method`, or in a header.
    pub fn meant(&self) -> Method {
        let said = self.query.text("_method").or(self.head.header("x-http-method-override"));
        let said = said.and_then(|said| Method::parse(&said.to_ascii_uppercase()));
        said.filter(|_| self.method == Method::Post).unwrap_or(self.method)
    }

    /// The query, and the body where that is a form: both are signed.
    pub fn signed_parameters(&self) -> Query {
        let mut query = self.query.clone();
        query.merge(self.form());
        query
    }

    fn is_form(&self) -> bool {
        let kind = self.head.header("content-type").unwrap_or_default().to_ascii_lowercase();
        kind.starts_with("application/x-www-form-urlencoded")
    }

    fn form(&self) -> Query {
        match self.is_form() {
            true => Query::parse(&String::from_utf8_lossy(self.body)),
            false => Query::default(),
        }
    }

    /// All parameters: those of the body before those of the query.
    pub fn parameters(&self) -> Result<Map<String, Value>, Fault> {
        let mut parameters = of_query(&self.query);
        match self.is_form() {
            true => parameters.extend(of_query(&self.form())),
            false => parameters.extend(document(self.body)?),
        }
        Ok(parameters)
    }
}

/// A body that is JSON: an object, or nothing.
fn document(body: &[u8]) -> Result<Map<String, Value>, Fault> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    let refused = |why: String| {
        let message = "Invalid JSON body passed.";
        let fault = Fault::new(400, "rest_invalid_json", message);
        fault.with("json_error_code", 4).with("json_error_message", why)
    };
    match json::read::<Exact>(body) {
        Ok(Exact(Value::Object(members))) => Ok(members),
        Ok(Exact(Value::Array(values))) if values.is_empty() => Ok(Map::new()),
        Ok(_) => Err(refused("An object is expected.".into())),
        Err(error) => Err(refused(error.to_string())),
    }
}

/// `http://host/path` is a target too.
fn origin_form(target: &str) -> &str {
    let absolute = target.strip_prefix("http://").or_else(|| target.strip_prefix("https://"));
    match absolute {
        Some(rest) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/"),
        None => target,
    }
}

fn below_root(path: &str) -> Option<String> {
    let (_, below) = path.split_once(ROOT)?;
    (below.is_empty() || below.starts_with('/')).then(|| below.to_owned())
}

/// The shop's own address; where none is configured, the one it was called by.
fn home(rest: &Rest, head: &Head, scheme: &str) -> String {
    if !rest.public_url.is_empty() {
        return rest.public_url.trim_end_matches('/').to_owned();
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let host = head.header("host").filter(|host| host.bytes().all(is_plain));
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn head(target: &str) -> Head {
        let head = json!({ "method": "get", "target": target, "scheme": "http",
            "headers": [["Host", "evil.example\r\nX: y"]] });
        json::read(head.to_string().as_bytes()).expect("a head")
    }

    #[test]
    fn the_route_is_found_wherever_the_shop_lies() {
        let rest = Rest { public_url: "https://shop.example/sub/".into(), ..Rest::default() };
        for (target, route) in [
            ("/sub/wp-json/wc/v3/products/?a=1", "/wc/v3/products"),
            ("http://x/wp-json/wc/v3", "/wc/v3"),
            ("/index.php?rest_route=/wc/v3/orders/", "/wc/v3/orders"),
            ("/wp-json/", ""),
        ] {
            let head = head(target);
            let visit = Visit::read(&head, b"", &rest).expect(target);
            assert_eq!(visit.route, route, "{target}");
            assert_eq!(visit.address, "https://shop.example/sub/wp-json");
            assert!(visit.signed_url.starts_with("http://shop.example/"), "{}", visit.signed_url);
        }
        for target in ["", "/", "/wp-jsonx/wc/v3", "*", "\u{0}"] {
            let head = head(target);
            assert_eq!(Visit::read(&head, b"", &rest).expect_err(target).status, 404);
        }
        let head = head("/wp-json/wc/v3");
        let visit = Visit::read(&head, b"", &Rest::default()).expect("read");
        assert_eq!(visit.address, "http://localhost/wp-json");
    }

    #[test]
    fn a_body_that_is_no_object_is_refused() {
        for body in ["[1]", "1", "{", "{\"a\":1,\"a\":2}", &"[".repeat(100_000), "\u{feff}{}"] {
            let fault = document(body.as_bytes()).expect_err("refused");
            assert_eq!((fault.status, fault.code.as_ref()), (400, "rest_invalid_json"));
        }
        assert!(document(b"\xff").is_err());
        assert_eq!(document(b" []\n").expect("nothing"), Map::new());
    }
}

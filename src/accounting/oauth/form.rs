//! A form or a query: each name at most once, as RFC 6749 has it. It must not know what a parameter means.

use super::fault::Fault;

/// The parameters of a request.
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn read(text: &[u8]) -> Result<Form, Fault> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(text).take(100) {
            if pairs.iter().any(|(held, _)| *held == name) {
                let name: String = name.chars().take(40).collect();
                return Err(Fault::new("invalid_request", format!("'{name}' is given twice.")));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Form(pairs))
    }

    /// An empty one counts as not given.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(held, _)| held == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    pub fn need(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).ok_or_else(|| Fault::new("invalid_request", format!("'{name}' is missing.")))
    }
}

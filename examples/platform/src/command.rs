//! The command line: what is asked, read from arguments. It does nothing yet.

use crate::form::{FORMS, Form};
use crate::money::{Cents, ZERO};
use crate::profile::Profile;
use lexopt::prelude::*;
use std::path::PathBuf;

pub const USAGE: &str = "\
platform --profile city-butler|winst-uit-je-woning --listen 127.0.0.1:PORT
         --shop x=URL [--shop y=URL --shop z=URL] [--way 1a,2c] [--at SHOP] [--patience SECONDS]
         [--result FILE.json] [--report FILE.html|none] [--serve] [--cards 50.00,25.00]
         [--form NAME]
    Plays a redemption platform, runs the ways of the integration test at the shops, prints a
    table and leaves with 0 when all of them passed. --at sends all ways that one shop can run
    to that shop. --serve goes on answering afterwards; without --shop it only answers.
    --form is how it speaks: usual, per-line, one-tender, own-members, ideal-by-shop, per-voucher,
    no-identity, refund-credited, refund-requested.
    --cards issues cards with these balances first: card-1, card-2 and so on.

platform report --result FILE.json [--result FILE.json] --out FILE.html
    Joins the results of both platforms into one report in Dutch.
";

pub enum Command {
    Run(RunOptions),
    Report { results: Vec<PathBuf>, out: PathBuf },
    Help,
}

pub struct RunOptions {
    pub profile: &'static Profile,
    pub listen: String,
    /// Supplier and address.
    pub shops: Vec<(String, String)>,
    pub ways: Option<Vec<String>>,
    pub at: Option<String>,
    pub patience_s: u64,
    pub result: Option<PathBuf>,
    pub report: Option<PathBuf>,
    pub serve: bool,
    pub cards: Vec<Cents>,
    pub form: &'static Form,
}

/// Reads the arguments; an error is a sentence for the one who typed them.
pub fn parse(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_iter(arguments);
    read(&mut parser).map_err(|error| error.to_string())
}

fn read(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let (mut profile, mut listen, mut at) = (None, None, None);
    let (mut result, mut report, mut ways, mut out) = (Vec::new(), None, None, None);
    let (mut cards, mut form) = (Vec::new(), &FORMS[0]);
    let (mut shops, mut serve, mut patience_s, mut is_report) = (Vec::new(), false, 60, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Value(word) if word == "report" => is_report = true,
            Long("profile") => profile = Some(known_profile(parser.value()?.string()?)?),
            Long("listen") => listen = Some(parser.value()?.string()?),
            Long("shop") => shops.push(supplier_and_address(&parser.value()?.string()?)?),
            Long("way") => ways = Some(known_ways(&parser.value()?.string()?)?),
            Long("at") => at = Some(parser.value()?.string()?),
            Long("patience") => patience_s = parser.value()?.parse()?,
            Long("result") => result.push(PathBuf::from(parser.value()?)),
            Long("report") => report = Some(PathBuf::from(parser.value()?)),
            Long("out") => out = Some(PathBuf::from(parser.value()?)),
            Long("serve") => serve = true,
            Long("form") => form = known_form(&parser.value()?.string()?)?,
            Long("cards") => cards = amounts(&parser.value()?.string()?)?,
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    if is_report {
        let out = out.ok_or("--out FILE.html is missing.")?;
        let is_empty = result.is_empty();
        return match is_empty {
            true => Err("--result FILE.json is missing.".into()),
            false => Ok(Command::Report { results: result, out }),
        };
    }
    if shops.is_empty() && !serve {
        return Err("Name a shop with --shop x=http://127.0.0.1:PORT, or --serve.".into());
    }
    if let Some(at) = at.as_ref().filter(|at| shops.iter().all(|(supplier, _)| supplier != *at)) {
        return Err(format!("--at {at}: name that shop with --shop {at}=URL.").into());
    }
    Ok(Command::Run(RunOptions {
        profile: profile.ok_or("--profile is missing.")?,
        listen: listen.ok_or("--listen 127.0.0.1:PORT is missing.")?,
        shops,
        ways,
        at,
        patience_s,
        result: result.pop(),
        report: report.filter(|path| path.as_os_str() != "none"),
        serve,
        cards,
        form,
    }))
}

fn known_form(name: &str) -> Result<&'static Form, String> {
    let names = FORMS.map(|form| form.name).join(", ");
    Form::of(name).ok_or_else(|| format!("--form {name}: there are {names}."))
}

fn amounts(text: &str) -> Result<Vec<Cents>, String> {
    let read = |one: &str| Cents::parse(one).filter(|amount| *amount > ZERO);
    let wrong = || format!("--cards {text}: write amounts such as 50.00,25.00.");
    text.split(',').map(read).collect::<Option<Vec<Cents>>>().ok_or_else(wrong)
}

fn known_profile(id: String) -> Result<&'static Profile, String> {
    let ids = crate::profile::PROFILES.map(|own| own.platform_id).join(", ");
    Profile::of(&id).ok_or(format!("--profile {id}: there are {ids}."))
}

fn supplier_and_address(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((supplier, address)) if !supplier.is_empty() && address.starts_with("http") => {
            Ok((supplier.to_owned(), address.to_owned()))
        }
        _ => Err(format!("--shop {text}: write it as x=http://127.0.0.1:PORT.")),
    }
}

pub fn known_ways(text: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
    let is_unknown = |name: &&String| crate::ways::WAYS.iter().all(|row| row.way != **name);
    match names.iter().find(is_unknown) {
        Some(name) => Err(format!("--way {name}: there are 1a-1g, 2a-2f, 3a-3f and 4a-4f.")),
        None => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Command, String> {
        parse(line.split(' ').map(std::ffi::OsString::from))
    }

    #[test]
    fn a_run_is_read_with_its_shops_and_ways() {
        let line = "platform --profile city-butler --listen 127.0.0.1:8090 --shop \
                    x=http://127.0.0.1:8081 --way 1a,2c --report none --result r.json";
        let Ok(Command::Run(options)) = words(line) else { panic!("not a run") };
        assert_eq!(options.shops, [("x".to_owned(), "http://127.0.0.1:8081".to_owned())]);
        assert_eq!(options.ways, Some(vec!["1a".to_owned(), "2c".to_owned()]));
        assert!(options.report.is_none() && options.result.is_some());
    }

    #[test]
    fn a_wrong_argument_is_answered_with_what_to_write() {
        for (line, hint) in [
            ("platform --profile city", "city-butler"),
            ("platform --shop http://a", "x=http://"),
            ("platform --way 5a", "4a-4f"),
            ("platform --profile city-butler --listen a", "--shop"),
            ("platform report --result a.json", "--out"),
            ("platform --at y --shop x=http://a", "--shop y="),
        ] {
            let Err(sentence) = words(line) else { panic!("{line} was taken") };
            assert!(sentence.contains(hint), "{line}: {sentence}");
        }
    }
}

//! The self-test of any shop: reads what is asked, fills up the suppliers, and runs every call and
//! every way. It writes no file and prints nothing itself.

use crate::api;
use crate::catalogue::Catalogue;
use crate::coupling;
use crate::language::Language;
use crate::platform::Platform;
use crate::profile::{Keys, PROFILES, Profile};
use crate::result::RunResult;
use crate::run::{self, Choice};
use crate::shop::{Shop, Trouble};
use crate::stand_in::StandIn;
use lexopt::prelude::*;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub const USAGE: &str = "\
koppel-selftest --shop https://mine.example --key ck_... --secret cs_...
                [--shop ... --key ... --secret ...]
    Plays a redemption platform against your shop: first every call that the platform makes, one
    by one, then the 25 ways of the integration test. Run it at a test shop: it places orders.

    Of a shop, after its --shop:
    --key, --secret            the platform's key at your shop; env:NAME reads it from there
    --name NAME                what the report calls the shop; else its host
    --platform-key, --platform-secret
                               what your shop shows when it calls the platform; else --key, --secret
    --basic                    show it the key by Basic over http too, as over https; else
                               http takes OAuth 1.0a, as at WooCommerce
    --test-token TOKEN         of the test routes (docs/selftest.md); without it the ways that
                               need them say so
    Of the test:
    --profile city-butler|winst-uit-je-woning      else city-butler
    --environment test|acceptance                  else test; production is refused
    --listen 127.0.0.1:8090    where the platform listens
    --public-url URL           how your shop reaches it; else what --listen says
    --language nl|en           of the report; else nl
    --report FILE.html         else selftest.html
    --result FILE.json         the proof as data
    --way 1a,2c                only these; --calls-only none
    --patience SECONDS         for what your shop must do by itself; else 60

    The exit code is 0 when nothing was wrong, 1 when something was, 2 when it could not run.
";

pub struct Options {
    pub shops: Vec<Tested>,
    pub profile: &'static Profile,
    pub listen: String,
    pub public_url: Option<String>,
    pub language: Language,
    pub report: PathBuf,
    pub result: Option<PathBuf>,
    pub ways: Option<Vec<String>>,
    pub patience: Duration,
}

/// A shop as it was named on the command line.
#[derive(Default)]
pub struct Tested {
    pub address: String,
    name: Option<String>,
    key: Option<String>,
    secret: Option<String>,
    platform_key: Option<String>,
    platform_secret: Option<String>,
    test_token: Option<String>,
    is_basic: bool,
}

/// Reads the arguments; nothing where help was asked for.
pub fn parse(
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
) -> Result<Option<Options>, String> {
    let mut parser = lexopt::Parser::from_iter(arguments);
    read(&mut parser).map_err(|error| error.to_string())
}

fn read(parser: &mut lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    let mut options = Options {
        shops: Vec::new(),
        profile: &PROFILES[0],
        listen: "127.0.0.1:8090".to_owned(),
        public_url: None,
        language: Language::Dutch,
        report: PathBuf::from("selftest.html"),
        result: None,
        ways: None,
        patience: Duration::from_secs(60),
    };
    while let Some(argument) = parser.next()? {
        let Long(name) = argument else { return Err(argument.unexpected()) };
        let name = name.to_owned();
        match name.as_str() {
            "help" => return Ok(None),
            "calls-only" => options.ways = Some(Vec::new()),
            "basic" => match options.shops.last_mut() {
                Some(shop) => shop.is_basic = true,
                None => return Err("--basic is said of a shop: put it after its --shop.".into()),
            },
            "shop" => {
                let address = parser.value()?.string()?;
                if !address.starts_with("http://") && !address.starts_with("https://") {
                    return Err(format!("--shop {address}: begin with https://.").into());
                }
                options.shops.push(Tested { address, ..Tested::default() });
            }
            _ => {
                let value = parser.value()?.string()?;
                match options.shops.last_mut().and_then(|shop| shop.member(&name)) {
                    Some(member) => *member = Some(secret_of(value)?),
                    None => options.set(&name, value)?,
                }
            }
        }
    }
    if options.shops.is_empty() {
        return Err("Name your shop with --shop https://mine.example.".into());
    }
    for shop in &options.shops {
        if shop.key.is_none() || shop.secret.is_none() {
            return Err(format!("--shop {}: --key and --secret are missing.", shop.address).into());
        }
    }
    Ok(Some(options))
}

impl Options {
    fn set(&mut self, name: &str, value: String) -> Result<(), lexopt::Error> {
        match name {
            "profile" => {
                let ids = PROFILES.map(|own| own.platform_id).join(", ");
                let unknown = format!("--profile {value}: there are {ids}.");
                self.profile = Profile::of(&value).ok_or(unknown)?;
            }
            "environment" if value == "production" => {
                let sentence = "it places orders, changes stock and books returns";
                return Err(format!("--environment production: {sentence}.").into());
            }
            "environment" if value == "test" || value == "acceptance" => {}
            "environment" => return Err(format!("--environment {value}: test, acceptance.").into()),
            "listen" => self.listen = value,
            "public-url" => self.public_url = Some(value.trim_end_matches('/').to_owned()),
            "language" => {
                let unknown = format!("--language {value}: there are nl and en.");
                self.language = Language::parse(&value).ok_or(unknown)?;
            }
            "report" => self.report = PathBuf::from(value),
            "result" => self.result = Some(PathBuf::from(value)),
            "way" => self.ways = Some(crate::command::known_ways(&value)?),
            "patience" => {
                let unknown = format!("--patience {value}: write a number of seconds.");
                self.patience = Duration::from_secs(value.parse().map_err(|_| unknown)?);
            }
            other => return Err(format!("--{other} is not known; see --help.").into()),
        }
        Ok(())
    }
}

impl Tested {
    fn member(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "name" => &mut self.name,
            "key" => &mut self.key,
            "secret" => &mut self.secret,
            "platform-key" => &mut self.platform_key,
            "platform-secret" => &mut self.platform_secret,
            "test-token" => &mut self.test_token,
            _ => return None,
        })
    }

    /// The shop to call, under a name that can stand in an order's identity, and no other's.
    fn shop(&self, others: &[Shop]) -> Shop {
        let after_scheme = self.address.split_once("://").map_or("", |(_, rest)| rest);
        let host = after_scheme.split(['/', ':']).next().unwrap_or_default();
        let name = self.name.as_deref().unwrap_or(host);
        let is_plain = |own: char| own.is_ascii_alphanumeric() || matches!(own, '.' | '-');
        let plain: String = name.chars().map(|own| if is_plain(own) { own } else { '-' }).collect();
        let is_taken = others.iter().any(|other| other.supplier == plain);
        let supplier = if is_taken { format!("{plain}-{}", others.len() + 1) } else { plain };
        let consumer_key = self.key.clone().unwrap_or_default();
        let consumer_secret = self.secret.clone().unwrap_or_default();
        let keys = Keys {
            shop_key: self.platform_key.clone().unwrap_or_else(|| consumer_key.clone()),
            shop_secret: self.platform_secret.clone().unwrap_or_else(|| consumer_secret.clone()),
            consumer_key,
            consumer_secret,
            test_token: self.test_token.clone(),
        };
        let mut shop = Shop::with_keys(&supplier, &self.address, keys);
        shop.is_basic = self.is_basic;
        shop
    }
}

/// `env:NAME` stands for what that variable holds: a command line can be read by others.
fn secret_of(value: String) -> Result<String, String> {
    match value.strip_prefix("env:") {
        Some(name) => std::env::var(name).map_err(|_| format!("{name} is not in the environment.")),
        None => Ok(value),
    }
}

/// The suppliers that an order of several needs.
const SUPPLIERS: usize = 3;

/// Runs the test; `tell` gets a line for each thing that is not right, and for each way.
pub fn run(options: &Options, tell: &mut dyn FnMut(&str)) -> Result<RunResult, Trouble> {
    let listener = TcpListener::bind(&options.listen)
        .map_err(|error| Trouble(format!("--listen {}: {error}", options.listen)))?;
    let own = listener.local_addr().map_err(|error| Trouble(error.to_string()))?;
    let address = options.public_url.clone().unwrap_or_else(|| format!("http://{own}"));
    let platform = Platform::in_language(options.profile, address, options.language);
    let platform = Arc::new(platform);
    crate::http::serve(listener, api::handler(Arc::clone(&platform)));
    let mut shops = shops_of(options);
    let sku = first_sku(&platform, &shops);
    for nth in shops.len()..SUPPLIERS {
        // The stand-ins are on this machine, wherever the tested shop is.
        let here = vec![format!("http://{own}"); PROFILES.len()];
        let supplier = format!("stand-in-{nth}");
        let address = StandIn::selling(&supplier, here, sku.clone());
        let mut shop = Shop::new(options.profile, &supplier, &address);
        shop.is_stand_in = true;
        shops.push(shop);
    }
    let choice = Choice {
        ways: options.ways.clone(),
        patience: options.patience,
        checks_calls: true,
        ..Choice::default()
    };
    run::run(&platform, &shops, &choice, tell)
}

fn shops_of(options: &Options) -> Vec<Shop> {
    let mut shops = Vec::new();
    for tested in &options.shops {
        let shop = tested.shop(&shops);
        shops.push(shop);
    }
    shops
}

/// An article number that the first shop sells, so that another supplier can sell it too.
fn first_sku(platform: &Platform, shops: &[Shop]) -> Option<String> {
    // One that does not answer is told so by the run.
    coupling::wait_until_it_answers(platform, shops.first()?).ok()?;
    let query = [("per_page", "100".to_owned()), ("status", "publish".to_owned())];
    let answer = shops.first()?.rest(&platform.calls, "GET", "/products", &query, None).ok()?;
    let mut catalogue = Catalogue::default();
    answer.body.as_array()?.iter().for_each(|product| catalogue.put(product));
    let most = catalogue.all().max_by_key(|own| own.stock);
    most.map(|own| own.sku.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Result<Option<Options>, String> {
        parse(line.split(' ').map(std::ffi::OsString::from))
    }

    #[test]
    fn each_shop_has_the_keys_that_follow_it() {
        let line = "koppel-selftest --language en --shop https://a.example --key k1 --secret s1 \
                    --shop http://b.example:81 --key k2 --secret s2 --test-token t --name B&W";
        let options = words(line).unwrap().unwrap();
        let shops = shops_of(&options);
        assert_eq!((shops[0].supplier.as_str(), shops[1].supplier.as_str()), ("a.example", "B-W"));
        assert_eq!((&*shops[0].keys.shop_key, &*shops[1].keys.consumer_secret), ("k1", "s2"));
        assert!(shops[0].keys.test_token.is_none() && shops[1].keys.test_token.is_some());
        assert_eq!(options.language, Language::English);
    }

    #[test]
    fn production_and_missing_keys_are_refused_with_what_to_do() {
        for (arguments, hint) in [
            ("", "--shop https://"),
            (" --shop https://a.example", "--key and --secret"),
            (" --shop a.example", "https://"),
            (" --environment production", "places orders"),
            (" --language de", "nl and en"),
            (" --way 9z", "4a-4f"),
            (" --basic", "after its --shop"),
            (" --colour red", "--help"),
        ] {
            let Err(sentence) = words(&format!("koppel-selftest{arguments}")) else {
                panic!("{arguments} was taken")
            };
            assert!(sentence.contains(hint), "{arguments}: {sentence}");
        }
    }
}

//! The consent of the shop's owner: the host says who is logged in, when the page is asked for and again when it is posted;
//! the page's form carries a sealed state that is good once, so that any process can take the post.

use super::fault::Fault;
use super::form::Form;
use super::grant::narrowed;
use super::tokens::{self, Grant};
use crate::accounting::answer::{Answer, anonymous, counted, finish, settings};
use crate::accounting::docs::escaped;
use crate::accounting::openapi::address;
use crate::accounting::quota::Room;
use crate::ask::{AnswerRequest, Consent, Question};
use crate::client::Client;
use crate::config::Scope;
use crate::error::{Error, Result};
use crate::http::{self, Answered, Head};
use crate::json;
use crate::secret::Secret;
use crate::store::seal::{seal, unseal};
use crate::texts::{Language, Text};
use crate::world::transaction;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use url::Url;

const PLACE: &str = "oauth/consent";
const PAGE_MS: i64 = 600_000;

/// What a client asks for, checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Asked {
    client_id: String,
    redirect_uri: String,
    scopes: String,
    state: String,
    challenge: String,
}

/// What is left for the host's answer.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    step: Step,
    /// What the caller may still ask, told with the answer.
    room: Room,
}

/// Where the host's answer goes on.
#[derive(Debug, Serialize, Deserialize)]
enum Step {
    /// The page is to be shown.
    Page(Asked),
    /// The page was posted, and says yes.
    Posted(Shown),
}

/// What the page's form carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Shown {
    asked: Asked,
    user_id: String,
    expires_at: i64,
    /// Makes the page good for one post.
    nonce: String,
}

/// Why the browser is not sent back with a code.
enum Refused {
    /// The client or its address is not known: nobody is sent anywhere.
    Here(u16, Text),
    /// The client is told.
    Back(Box<Asked>, Fault),
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Failed(error)
    }
}

/// `authorize`: the page, or its post.
pub fn respond(client: &Client, head: &Head, (query, body): (&str, &[u8])) -> Answered {
    let room = counted(client, &anonymous(head))?;
    let answer = match head.method.as_str() {
        _ if room.is_used_up() => message(client, 429, Text::ConsentOver),
        _ if !super::is_safe(client, head) => message(client, 400, Text::ConsentWrongLink),
        "GET" => match asked(client, query.as_bytes()) {
            Ok(asked) => return ask(client, Step::Page(asked), room),
            Err(refused) => answer(client, refused)?,
        },
        "POST" => match posted(client, body) {
            Ok(shown) => return ask(client, Step::Posted(shown), room),
            Err(refused) => answer(client, refused)?,
        },
        _ => message(client, 405, Text::ConsentWrongLink),
    };
    let reference = http::reference(client)?;
    finish(head, answer, Some(room), &reference)
}

fn ask(client: &Client, step: Step, room: Room) -> Answered {
    let asked = match &step {
        Step::Page(asked) => asked,
        Step::Posted(shown) => &shown.asked,
    };
    let settings = settings(client);
    let known = settings.client(&asked.client_id);
    let question = Question::Consent(Consent {
        client_id: asked.client_id.clone(),
        client_name: known.map(|known| known.name.clone()).unwrap_or_default(),
        scopes: asked.scopes.split(' ').map(str::to_owned).collect(),
    });
    http::ask(client, "accounting", question, json::write(&Waiting { step, room }))
}

/// The host has said who is logged in, and whether this user may decide.
pub fn resume(client: &Client, state: &[u8], said: &AnswerRequest) -> Answered {
    let waiting: Waiting = serde_json::from_slice(state).map_err(|_| broken())?;
    let user_id = said.user_id().filter(|_| said.accept);
    let answer = match (waiting.step, user_id) {
        _ if said.unavailable => message(client, 503, Text::ConsentOver),
        (_, None) => log_in(client),
        (Step::Page(asked), Some(user_id)) => page(client, asked, user_id)?,
        (Step::Posted(shown), Some(user_id)) => match shown.user_id == user_id {
            true => decided(client, shown)?,
            false => message(client, 403, Text::ConsentOver),
        },
    };
    let head = Head {
        method: "GET".into(),
        target: String::new(),
        scheme: http::Scheme::Https,
        remote_address: String::new(),
        headers: Vec::new(),
    };
    let reference = http::reference(client)?;
    finish(&head, answer, Some(waiting.room), &reference)
}

fn broken() -> Error {
    Error::new(crate::error::Code::SystemFailed, "What was left for the answer cannot be read.")
}

fn asked(client: &Client, query: &[u8]) -> std::result::Result<Asked, Refused> {
    let here = |_: Fault| Refused::Here(400, Text::ConsentWrongLink);
    let form = Form::read(query).map_err(here)?;
    let settings = settings(client);
    let known = settings.client(form.need("client_id").map_err(here)?);
    let known = known.ok_or(Refused::Here(400, Text::ConsentWrongLink))?;
    let redirect_uri = form.need("redirect_uri").map_err(here)?;
    if !known.redirect_uris.iter().any(|uri| uri == redirect_uri) {
        return Err(Refused::Here(400, Text::ConsentWrongLink));
    }
    let mut asked = Asked {
        client_id: known.client_id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        scopes: String::new(),
        state: form.get("state").unwrap_or_default().to_owned(),
        challenge: form.get("code_challenge").unwrap_or_default().to_owned(),
    };
    let back = |asked: &Asked, fault| Err(Refused::Back(Box::new(asked.clone()), fault));
    if form.get("response_type") != Some("code") {
        let fault = Fault::new("unsupported_response_type", "The response_type is code.");
        return back(&asked, fault);
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_s256 = asked.challenge.len() == 43 && asked.challenge.bytes().all(is_plain);
    if form.get("code_challenge_method") != Some("S256") || !is_s256 {
        let fault = Fault::new("invalid_request", "PKCE is needed: code_challenge with S256.");
        return back(&asked, fault);
    }
    match narrowed(form.get("scope"), &known.scopes) {
        Ok(scopes) => asked.scopes = tokens::scope_text(&scopes),
        Err(fault) => return back(&asked, fault),
    }
    Ok(asked)
}

/// What was posted with yes; a no leads straight back.
fn posted(client: &Client, body: &[u8]) -> std::result::Result<Shown, Refused> {
    let over = || Refused::Here(400, Text::ConsentOver);
    let form = Form::read(body).map_err(|_| over())?;
    let sealed = form.get("state").and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let opened = unseal(client, PLACE, &sealed.ok_or_else(over)?).map_err(|_| over())?;
    let shown: Shown = serde_json::from_slice(opened.expose()).map_err(|_| over())?;
    if shown.expires_at < client.world()?.clock.now().0 {
        return Err(over());
    }
    match form.get("decision") {
        Some("allow") => Ok(shown),
        _ => {
            let fault = Fault::new("access_denied", "The owner of the shop said no.");
            Err(Refused::Back(Box::new(shown.asked), fault))
        }
    }
}

fn answer(client: &Client, refused: Refused) -> Result<Answer> {
    match refused {
        Refused::Here(status, text) => Ok(message(client, status, text)),
        Refused::Back(asked, fault) => {
            let pairs = [("error", fault.code), ("error_description", &fault.description)];
            Ok(back(client, &asked, &pairs))
        }
        Refused::Failed(error) => Err(error),
    }
}

/// A code, once for each page.
fn decided(client: &Client, shown: Shown) -> Result<Answer> {
    let code = tokens::fresh(client)?;
    let shop_id = client.shop_id();
    let grant = Grant {
        family_id: tokens::hash(&code),
        client_id: shown.asked.client_id.clone(),
        user_id: shown.user_id,
        scopes: shown.asked.scopes.clone(),
        redirect_uri: shown.asked.redirect_uri.clone(),
        challenge: shown.asked.challenge.clone(),
    };
    let is_first = transaction(&*client.world()?.store, |tx| {
        let page = Grant { family_id: "consent".into(), ..Grant::default() };
        let is_first = tokens::keep(tx, shop_id, ("consent", &shown.nonce), &page, PAGE_MS)?;
        if is_first {
            tokens::keep(tx, shop_id, ("code", &code), &grant, tokens::CODE_MS)?;
        }
        Ok(is_first)
    })?;
    Ok(match is_first {
        true => back(client, &shown.asked, &[("code", &code)]),
        false => message(client, 400, Text::ConsentOver),
    })
}

/// Sends the browser back to the client.
fn back(client: &Client, asked: &Asked, pairs: &[(&str, &str)]) -> Answer {
    let Ok(mut target) = Url::parse(&asked.redirect_uri) else {
        return message(client, 400, Text::ConsentWrongLink);
    };
    target.query_pairs_mut().extend_pairs(pairs);
    if !asked.state.is_empty() {
        target.query_pairs_mut().append_pair("state", &asked.state);
    }
    target.query_pairs_mut().append_pair("iss", &address(client));
    plain(Answer::of(303, "text/plain", Vec::new()).with("Location", target.as_str()), "'none'")
}

/// No page of ours is shown in a frame, kept, or tells where it was left from.
fn plain(answer: Answer, form_action: &str) -> Answer {
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
    );
    answer
        .with("Content-Security-Policy", policy)
        .with("X-Frame-Options", "DENY")
        .with("Referrer-Policy", "no-referrer")
        .with("Cache-Control", "no-store")
}

fn html(client: &Client, status: u16, body: &str, form_action: &str) -> Answer {
    let (shop, settings) = (&client.config.shop, settings(client));
    // A style sheet cannot end its element.
    let style = settings.consent.style.replace('<', "");
    let page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{style}</style></head><body><main>{body}</main></body></html>",
        escaped(&shop.language),
        escaped(&shop.name)
    );
    plain(Answer::of(status, "text/html; charset=utf-8", page.into_bytes()), form_action)
}

fn words(client: &Client, text: Text) -> String {
    escaped(text.in_language(Language::of(&client.config.shop.language)))
}

fn message(client: &Client, status: u16, text: Text) -> Answer {
    html(client, status, &format!("<p>{}</p>", words(client, text)), "'none'")
}

fn log_in(client: &Client) -> Answer {
    let said = words(client, Text::ConsentLogIn);
    let body = match settings(client).consent.login_url.as_str() {
        "" => format!("<p>{said}</p>"),
        url => format!("<p><a href=\"{}\">{said}</a></p>", escaped(url)),
    };
    html(client, 403, &body, "'none'")
}

fn page(client: &Client, asked: Asked, user_id: String) -> Result<Answer> {
    let settings = settings(client);
    let name =
        settings.client(&asked.client_id).map(|known| known.name.clone()).unwrap_or_default();
    let scopes = tokens::scopes(&asked.scopes);
    let origin = Url::parse(&asked.redirect_uri).map(|url| url.origin().ascii_serialization());
    let origin = origin.unwrap_or_default();
    let shown = Shown {
        asked,
        user_id,
        expires_at: client.world()?.clock.now().plus_ms(PAGE_MS).0,
        nonce: tokens::fresh(client)?,
    };
    let sealed = seal(client, PLACE, &Secret::new(json::write(&shown)))?;
    let state = URL_SAFE_NO_PAD.encode(sealed);
    let language = Language::of(&client.config.shop.language);
    let item = |scope: &Scope| {
        format!(
            "<li>{}</li>",
            escaped(words_of(*scope).in_language(language).trim_end_matches('.'))
        )
    };
    let items: String = scopes.iter().map(item).collect();
    let button = |value: &str, text: Text| {
        let label = words(client, text);
        format!(
            "<button name=\"decision\" value=\"{value}\">{}</button>",
            label.trim_end_matches('.')
        )
    };
    let heading = match settings.consent.heading.as_str() {
        "" => &client.config.shop.name,
        heading => heading,
    };
    let introduction = match settings.consent.introduction.as_str() {
        "" => String::new(),
        words => format!("<p>{}</p>", escaped(words)),
    };
    let body = format!(
        "<h1>{}</h1>{introduction}<p><strong>{}</strong> ({}): {}</p><ul>{items}</ul>\
         <form method=\"post\" action=\"{}/oauth/authorize\"><input type=\"hidden\" name=\"state\" value=\"{state}\">{} {}</form>",
        escaped(heading),
        escaped(&name),
        escaped(&origin),
        words(client, Text::ConsentAsks),
        escaped(&address(client)),
        button("allow", Text::ConsentAllow),
        button("deny", Text::ConsentDeny)
    );
    // A browser looks at where a form's answer leads, too.
    Ok(html(client, 200, &body, &format!("'self' {origin}")))
}

/// What a scope allows.
pub fn words_of(scope: Scope) -> Text {
    match scope {
        Scope::Sales => Text::ScopeSales,
        Scope::Receipts => Text::ScopeReceipts,
        Scope::Customers => Text::ScopeCustomers,
        Scope::Products => Text::ScopeProducts,
        Scope::Settings => Text::ScopeSettings,
    }
}

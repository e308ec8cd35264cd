//! The token and revocation endpoints: who the client is, what it may have, and a token for it.

use super::fault::Fault;
use super::form::Form;
use super::is_safe;
use super::tokens::{self, Grant, Issued};
use crate::accounting::answer::{Answer, anonymous, counted, settings};
use crate::accounting::quota::Room;
use crate::client::Client;
use crate::config::{AccountingClient, Scope};
use crate::http::Head;
use crate::world::transaction;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

type Given = Result<Answer, Fault>;

/// `token` and `revoke`. Who is not known is counted by address.
pub fn respond(
    client: &Client,
    head: &Head,
    endpoint: &str,
    body: &[u8],
) -> (Answer, Option<Room>) {
    let asked = asked(client, head, endpoint, body);
    let caller = match &asked {
        Ok((_, known)) => format!("client:{}", known.client_id),
        Err(_) => anonymous(head),
    };
    let room = match counted(client, &caller) {
        Ok(room) => room,
        Err(error) => return (Fault::from(error).answer(), None),
    };
    if room.is_used_up() {
        let fault =
            Fault { status: 429, ..Fault::new("temporarily_unavailable", "The limit is used up.") };
        return (fault.answer(), Some(room));
    }
    let given = asked.and_then(|(form, known)| match endpoint {
        "token" => token(client, &form, &known),
        _ => revoke(client, &form, &known),
    });
    (given.unwrap_or_else(|fault| fault.answer()), Some(room))
}

fn asked(
    client: &Client,
    head: &Head,
    endpoint: &str,
    body: &[u8],
) -> Result<(Form, AccountingClient), Fault> {
    let wrong = |status, why: &str| Fault { status, ..Fault::new("invalid_request", why) };
    if !matches!(endpoint, "token" | "revoke") {
        return Err(wrong(404, "There is nothing at this address."));
    }
    if head.method != "POST" {
        return Err(wrong(405, "Use POST."));
    }
    if !is_safe(client, head) {
        return Err(wrong(400, "Secrets are taken over https only."));
    }
    let kind = head.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if !kind.starts_with("application/x-www-form-urlencoded") || body.len() > 1 << 16 {
        return Err(wrong(400, "A form is expected: application/x-www-form-urlencoded."));
    }
    let form = Form::read(body)?;
    let known = known(client, head, &form)?;
    Ok((form, known))
}

/// The client, by its secret (Basic, or in the form), or by its id where it can keep none.
fn known(client: &Client, head: &Head, form: &Form) -> Result<AccountingClient, Fault> {
    let refused =
        || Fault::new("invalid_client", "The client is not known, or this is not its secret.");
    let basic =
        head.header("authorization").map(|text| basic(text).ok_or_else(refused)).transpose()?;
    let (client_id, secret) = match basic {
        Some(_) if form.get("client_secret").is_some() => {
            return Err(Fault::new("invalid_request", "Authenticate in one way."));
        }
        Some((client_id, secret)) => (client_id, Some(secret)),
        None => {
            let client_id = form.get("client_id").ok_or_else(refused)?;
            (client_id.to_owned(), form.get("client_secret").map(str::to_owned))
        }
    };
    let settings = settings(client);
    let known = settings.client(&client_id).ok_or_else(refused)?;
    let is_it = match (&known.client_secret, secret) {
        (Some(held), Some(given)) => held.read()?.equals(given.as_bytes()),
        (None, None) => true,
        _ => false,
    };
    if is_it { Ok(known.clone()) } else { Err(refused()) }
}

fn basic(text: &str) -> Option<(String, String)> {
    let (scheme, encoded) = text.split_once(' ')?;
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced)
            .decode_utf8()
            .ok()
            .map(|text| text.into_owned())
    };
    scheme.eq_ignore_ascii_case("basic").then_some(())?;
    Some((plain(client_id)?, plain(secret)?))
}

fn token(client: &Client, form: &Form, known: &AccountingClient) -> Given {
    match form.need("grant_type")? {
        "client_credentials" => by_itself(client, form, known),
        "authorization_code" => by_code(client, form, known),
        "refresh_token" => by_refresh(client, form, known),
        _ => Err(Fault::new(
            "unsupported_grant_type",
            "It is client_credentials, authorization_code or refresh_token.",
        )),
    }
}

/// The scopes that are asked for, of those that may be had.
pub fn narrowed(asked: Option<&str>, allowed: &[Scope]) -> Result<Vec<Scope>, Fault> {
    let Some(asked) = asked else { return Ok(allowed.to_vec()) };
    let mut scopes = Vec::new();
    for word in asked.split(' ').filter(|word| !word.is_empty()) {
        let scope = Scope::parse(word).filter(|scope| allowed.contains(scope));
        let scope = scope.ok_or_else(|| {
            let word: String = word.chars().filter(char::is_ascii_graphic).take(40).collect();
            Fault::new("invalid_scope", format!("This client cannot have the scope '{word}'."))
        })?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if scopes.is_empty() { Ok(allowed.to_vec()) } else { Ok(scopes) }
}

fn by_itself(client: &Client, form: &Form, known: &AccountingClient) -> Given {
    if known.client_secret.is_none() || !known.client_credentials {
        return Err(Fault::new("unauthorized_client", "This client needs a person's consent."));
    }
    let scopes = tokens::scope_text(&narrowed(form.get("scope"), &known.scopes)?);
    let issued = Issued::fresh(client, false)?;
    let grant = Grant {
        family_id: tokens::hash(&issued.access),
        client_id: known.client_id.clone(),
        scopes,
        ..Grant::default()
    };
    transaction(&*client.world()?.store, |tx| issued.keep(tx, client.shop_id(), &grant, &grant))?;
    Ok(given(&issued, &grant.scopes))
}

fn by_code(client: &Client, form: &Form, known: &AccountingClient) -> Given {
    let (code, verifier) = (form.need("code")?, form.need("code_verifier")?);
    let redirect_uri = form.need("redirect_uri")?;
    let issued = Issued::fresh(client, true)?;
    let shop_id = client.shop_id();
    let grant = transaction(&*client.world()?.store, |tx| {
        let taken = tokens::take(tx, shop_id, ("code", code), &known.client_id)?;
        let checked = taken.and_then(|grant| {
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
            let fits = bool::from(challenge.as_bytes().ct_eq(grant.challenge.as_bytes()));
            match fits && grant.redirect_uri == redirect_uri {
                true => {
                    Ok(Grant { redirect_uri: String::new(), challenge: String::new(), ..grant })
                }
                false => Err(Fault::new(
                    "invalid_grant",
                    "The code_verifier or the redirect_uri is another one.",
                )),
            }
        });
        if let Ok(grant) = &checked {
            issued.keep(tx, shop_id, grant, grant)?;
        }
        Ok(checked)
    })??;
    Ok(given(&issued, &grant.scopes))
}

fn by_refresh(client: &Client, form: &Form, known: &AccountingClient) -> Given {
    let token = form.need("refresh_token")?;
    let issued = Issued::fresh(client, true)?;
    let shop_id = client.shop_id();
    let scopes = transaction(&*client.world()?.store, |tx| {
        let taken = tokens::take(tx, shop_id, ("refresh", token), &known.client_id)?;
        let narrowed = taken.and_then(|grant| {
            let scopes = narrowed(form.get("scope"), &tokens::scopes(&grant.scopes))?;
            Ok((tokens::scope_text(&scopes), grant))
        });
        let (scopes, grant) = match narrowed {
            Ok(narrowed) => narrowed,
            Err(fault) => return Ok(Err(fault)),
        };
        // What is narrowed is this access token; the consent stays what it was.
        let access = Grant { scopes: scopes.clone(), ..grant.clone() };
        issued.keep(tx, shop_id, &grant, &access)?;
        Ok(Ok(scopes))
    })??;
    Ok(given(&issued, &scopes))
}

fn given(issued: &Issued, scopes: &str) -> Answer {
    let mut body = json!({
        "access_token": issued.access,
        "token_type": "Bearer",
        "expires_in": tokens::ACCESS_MS / 1000,
        "scope": scopes,
    });
    if let Some(refresh) = &issued.refresh {
        body["refresh_token"] = refresh.as_str().into();
    }
    Answer::json(200, &body)
}

fn revoke(client: &Client, form: &Form, known: &AccountingClient) -> Given {
    let token = form.need("token")?;
    transaction(&*client.world()?.store, |tx| {
        tokens::revoke(tx, client.shop_id(), token, &known.client_id)
    })?;
    Ok(Answer::json(200, &json!({})))
}

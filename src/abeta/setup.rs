//! `setup-request` (AB-01 to AB-06): Abeta has a buyer's credentials, the shop says whose they are, and the buyer gets an
//! address that logs in once. The password is in the question to the shop, and nowhere else.

use super::answer::Answer;
use super::refusal::{OrRefused, Refusal, Word};
use super::{account, address, attempts, login, punchout};
use crate::ask::{AnswerRequest, Login, Question};
use crate::client::Client;
use crate::config::AbetaConnection;
use crate::error::{Code, Error};
use crate::hex;
use crate::http::Head;
use crate::json;
use crate::world::transaction;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What the document names; other members are let be (AB-25).
#[derive(Deserialize)]
struct SetupRequest {
    username: String,
    password: String,
    session_id: String,
    return_url: String,
}

/// What is needed once the shop has answered.
#[derive(Serialize, Deserialize)]
struct Asked {
    connection_id: String,
    session_id: String,
    return_url: String,
    user: String,
}

/// No name, password or session is longer.
const MEMBER_BYTES_MAX: usize = 1_024;

/// What the shop is to be asked, and the state to go on with.
pub fn ask(client: &Client, head: &Head, body: &[u8]) -> OrRefused<(Question, Vec<u8>)> {
    let connection = account::connection(client, head, body)?;
    let asked = checked(client, connection, body);
    let (question, state) = asked.map_err(|refusal| refusal.of(&connection.connection_id))?;
    Ok((question, json::write(&state)))
}

fn checked(
    client: &Client,
    connection: &AbetaConnection,
    body: &[u8],
) -> OrRefused<(Question, Asked)> {
    let asked: SetupRequest = json::read(body).map_err(|error| Refusal::unreadable(&error))?;
    let members = [&asked.username, &asked.password, &asked.session_id];
    if members.iter().any(|text| text.len() > MEMBER_BYTES_MAX) || asked.session_id.is_empty() {
        return Err(Refusal::malformed("A member is empty, or longer than any should be."));
    }
    address::check(client, connection, &asked.return_url).map_err(Refusal::malformed)?;
    if asked.username.is_empty() || asked.password.is_empty() {
        // Some directories take an empty password for a visitor, and let him in.
        return Err(Refusal::new(Word::InvalidCredentials, "The name or password is empty."));
    }
    let user = attempts::hash(&asked.username);
    let connection_id = connection.connection_id.as_str();
    let wait = transaction(&*client.world()?.store, |tx| {
        attempts::begin(tx, client.shop_id(), connection_id, &user)
    })?;
    if let Some(seconds) = wait {
        return Err(Refusal::too_many_attempts(seconds));
    }
    let SetupRequest { username, password, session_id, return_url } = asked;
    let customer_hint = connection.customer_hint.clone();
    let question = Question::Login(Login { username, password, customer_hint });
    let connection_id = connection_id.to_owned();
    Ok((question, Asked { connection_id, session_id, return_url, user }))
}

/// Abeta's answer, from the shop's.
pub fn resume(client: &Client, state: &[u8], answer: &AnswerRequest) -> OrRefused<Answer> {
    let asked: Asked = json::read(state)?;
    let done = decided(client, &asked, answer);
    done.map_err(|refusal| refusal.of(&asked.connection_id))
}

fn decided(client: &Client, asked: &Asked, answer: &AnswerRequest) -> OrRefused<Answer> {
    let (shop_id, world) = (client.shop_id(), client.world()?);
    let Asked { connection_id, session_id, return_url, user } = asked;
    if answer.unavailable {
        transaction(&*world.store, |tx| attempts::undone(tx, shop_id, connection_id, user))?;
        return Err(Refusal::new(Word::UnknownError, "The shop could not tell."));
    }
    let (true, Some(user_id)) = (answer.accept, answer.user_id()) else {
        return Err(Refusal::new(Word::InvalidCredentials, "The shop did not accept them."));
    };
    let connection = client.config.abeta.connection(connection_id);
    let connection = connection
        .ok_or_else(|| Error::new(Code::PunchoutNoConnection, "The connection is no more."))?;
    let (mut bytes, mut link) = ([0; 16], [0; 32]);
    world.entropy.fill(&mut bytes)?;
    world.entropy.fill(&mut link)?;
    let punchout_id = hex::digits(&bytes);
    let token = login::token(&link);
    let return_url = punchout::seal_url(client, &punchout_id, return_url)?;
    let link_hash = login::hash(&token);
    let draft = punchout::Draft {
        punchout_id: &punchout_id,
        connection_id,
        session_id,
        user_id: &user_id,
        return_url: &return_url,
        link_hash: &link_hash,
        link_ms: i64::from(connection.login.link_seconds) * 1_000,
        session_ms: i64::from(connection.login.session_hours) * 3_600_000,
    };
    transaction(&*world.store, |tx| {
        attempts::succeeded(tx, shop_id, connection_id, user)?;
        punchout::create(tx, shop_id, &draft)
    })?;
    let public_url = client.config.rest.public_url.trim_end_matches('/');
    let one_time_url = format!("{public_url}{}/login/{token}", client.config.abeta.path);
    Ok(Answer::json(200, &json!({ "one_time_url": one_time_url })))
}

//! Apps in words and in JSON.

use cooee_server::store::{
    AppRecord, AuthMode, Callback, Delivery, DeliveryState, TokenExpiry, auth_word, expiry_word,
};
use serde_json::{Value, json};
use std::path::Path;

/// Which secrets are printed.
#[derive(Clone, Copy, Default)]
pub(super) struct Secrets {
    pub(super) app_sign: bool,
    pub(super) server_secret: bool,
    pub(super) callback_secret: bool,
}

impl Secrets {
    pub(super) const ALL: Self =
        Self { app_sign: true, server_secret: true, callback_secret: true };
}

pub(super) fn print_text(record: &AppRecord, callback: &Callback, secrets: Secrets) {
    let hidden = || format!("hidden; `cooee app show {} --secrets` prints it", record.app_id);
    let app_sign = if secrets.app_sign { record.app_sign.reveal() } else { hidden() };
    let server_secret =
        if secrets.server_secret { record.server_secret.reveal().to_owned() } else { hidden() };
    println!("AppID         {}", record.app_id);
    println!("Name          {}", record.name);
    println!("Login with    {}", login_in_words(record.auth));
    println!("Strict        {}", strict_in_words(record.strict));
    println!("Token expiry  {}", expiry_in_words(record.on_token_expiry));
    println!("AppSign       {app_sign}");
    println!("ServerSecret  {server_secret}");
    println!("Callbacks     {}", callback.url.as_deref().unwrap_or("off"));
    let secret = if secrets.callback_secret { callback.secret.clone() } else { hidden() };
    println!("  signed by   {secret}");
}

pub(super) fn print_json(record: &AppRecord, callback: &Callback, secrets: Secrets) {
    let mut value = in_json(record);
    value["callback_url"] = json!(callback.url);
    if secrets.callback_secret {
        value["callback_secret"] = callback.secret.as_str().into();
    }
    if secrets.app_sign {
        value["app_sign"] = record.app_sign.reveal().into();
    }
    if secrets.server_secret {
        value["server_secret"] = record.server_secret.reveal().into();
    }
    println!("{value:#}");
}

pub(super) fn print_list(records: &[AppRecord], store: &Path, json: bool) {
    if json {
        println!("{:#}", Value::from_iter(records.iter().map(in_json)));
    } else if records.is_empty() {
        println!("No apps in {}; `cooee app create` makes one.", store.display());
    } else {
        println!("{:<10}  {:<18}  {:<6}  {:<12}  Name", "AppID", "Login", "Strict", "Token expiry");
        for record in records {
            println!(
                "{:<10}  {:<18}  {:<6}  {:<12}  {}",
                record.app_id.0,
                auth_word(record.auth),
                if record.strict { "on" } else { "off" },
                expiry_word(record.on_token_expiry),
                record.name
            );
        }
    }
}

pub(super) fn print_deliveries(deliveries: &[Delivery]) {
    if deliveries.is_empty() {
        println!("No callbacks were sent, and none wait.");
    }
    for delivery in deliveries {
        let (state, at) = match delivery.state {
            DeliveryState::Waiting { next } => ("waiting, next try", next),
            DeliveryState::Delivered { at } => ("delivered", at),
            DeliveryState::Failed { at } => ("given up", at),
        };
        println!(
            "{}  {:<13}  room {}  {state} at {} ms, tried {} times  {}",
            delivery.delivery_id,
            delivery.event,
            delivery.room_id,
            at.0,
            delivery.attempts,
            delivery.last_error
        );
    }
}

/// Warns about what is dangerous, where scripts do not see it.
pub(super) fn hint(record: &AppRecord) {
    if record.auth == AuthMode::Open {
        eprintln!(
            "Warning: app {0} is open: everybody who knows its AppID can log in under any name.\n\
             Close it with `cooee app auth {0} --app-sign` or `--token-only`.",
            record.app_id
        );
    }
}

fn in_json(record: &AppRecord) -> Value {
    json!({
        "app_id": record.app_id,
        "name": record.name,
        "auth": auth_word(record.auth),
        "strict": record.strict,
        "on_token_expiry": expiry_word(record.on_token_expiry),
    })
}

fn login_in_words(auth: AuthMode) -> &'static str {
    match auth {
        AuthMode::AppSignAndToken => "Token, or AppSign in native clients",
        AuthMode::TokenOnly => "Token only; an AppSign is refused with 1002033",
        AuthMode::Open => "nothing: open test mode",
    }
}

fn strict_in_words(strict: bool) -> &'static str {
    if strict {
        "on: the privileges in a token's payload are enforced"
    } else {
        "off: the privileges in a token's payload are ignored"
    }
}

fn expiry_in_words(expiry: TokenExpiry) -> &'static str {
    match expiry {
        TokenExpiry::Stay => "stay: calls go on; a further publish needs a new token",
        TokenExpiry::Kick => "kick: the user is kicked out with 1002056",
    }
}

//! What a token says, and the checks that any server makes.

use crate::{
    Privileges,
    clock::{distance, utc},
};
use cooee_proto::{AppId, Error, ErrorCode, UserId, WallTime};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;

/// What a token says (reference §16.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The app that it is for.
    pub app_id: AppId,
    /// The user that it is for, as its maker wrote it.
    pub user_id: String,
    /// Makes two tokens of one second differ; any sign.
    pub nonce: i64,
    /// When it was made, in whole seconds.
    pub ctime: WallTime,
    /// The moment from which it no longer counts, in whole seconds.
    pub expire: WallTime,
    /// Empty for a token that only says who the user is, else see [`Claims::privileges`].
    pub payload: String,
}

impl Claims {
    /// Claims that begin in the second of `now` and are good for `valid`, in whole seconds.
    pub fn new(
        app_id: AppId,
        user_id: &UserId,
        privileges: Option<&Privileges>,
        now: WallTime,
        valid: Duration,
        nonce: i32,
    ) -> Self {
        let ctime = now.0 / 1000 * 1000;
        Self {
            app_id,
            user_id: user_id.as_str().to_owned(),
            nonce: i64::from(nonce),
            ctime: WallTime(ctime),
            expire: WallTime(ctime + valid.as_secs() * 1000),
            payload: privileges.map(Privileges::to_payload).unwrap_or_default(),
        }
    }

    /// Checks app, user and time, in this order. The errors are 1002076, 1002077 and 1002078;
    /// each names the claim and both clocks.
    pub fn check(&self, app_id: AppId, user_id: &UserId, now: WallTime) -> Result<(), Error> {
        self.check_app(app_id, now)?;
        self.check_user(user_id, now)?;
        self.check_time(now)
    }

    pub(crate) fn check_app(&self, app_id: AppId, now: WallTime) -> Result<(), Error> {
        if self.app_id == app_id {
            return Ok(());
        }
        let message = format!("claim app_id is {}, the login is for app {app_id}", self.app_id);
        Err(self.refused(ErrorCode::TOKEN_APP_ID, message, now))
    }

    pub(crate) fn check_user(&self, user_id: &UserId, now: WallTime) -> Result<(), Error> {
        let user_id = user_id.as_str();
        if self.user_id == user_id {
            return Ok(());
        }
        let message = format!("claim user_id is {:?}, the login is for {user_id:?}", self.user_id);
        Err(self.refused(ErrorCode::TOKEN_USER_ID, message, now))
    }

    pub(crate) fn check_time(&self, now: WallTime) -> Result<(), Error> {
        if now < self.expire {
            return Ok(());
        }
        let message = format!("claim expire passed {}", distance(self.expire, now));
        Err(self.refused(ErrorCode::TOKEN_EXPIRED, message, now))
    }

    fn refused(&self, code: ErrorCode, message: String, now: WallTime) -> Error {
        let clocks =
            format!("the token expires {}, the server's clock says {}", utc(self.expire), utc(now));
        Error::new(code, format!("{message}; {clocks}"))
    }

    /// Reads decrypted text; `None` where it is no JSON object.
    pub(crate) fn read(text: &[u8]) -> Option<Result<Self, Error>> {
        match serde_json::from_slice(text) {
            Ok(Value::Object(fields)) => Some(Self::from_fields(&fields)),
            _ => None,
        }
    }

    fn from_fields(fields: &serde_json::Map<String, Value>) -> Result<Self, Error> {
        let wrong = |code, name: &str, expected: &str| {
            let found = match fields.get(name) {
                None => "is missing".to_owned(),
                Some(value) => format!("is {}", kind(value)),
            };
            Error::new(code, format!("claim {name} {found}; {expected} is expected"))
        };
        let format = |name, expected| wrong(ErrorCode::TOKEN_FORMAT, name, expected);
        let get = |name| fields.get(name);
        let seconds = |name| {
            let time = get(name).and_then(Value::as_u64).and_then(|s| s.checked_mul(1000));
            time.map(WallTime).ok_or_else(|| format(name, "a count of Unix seconds"))
        };
        let app_id = get("app_id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok());
        let user_id = get("user_id").and_then(Value::as_str);
        let nonce = get("nonce").and_then(Value::as_i64);
        Ok(Self {
            app_id: app_id
                .filter(|&id| id != 0)
                .map(AppId)
                .ok_or_else(|| format("app_id", "a number from 1 to 4294967295"))?,
            user_id: user_id.ok_or_else(|| format("user_id", "a text"))?.to_owned(),
            nonce: nonce.ok_or_else(|| wrong(ErrorCode::TOKEN_NONCE, "nonce", "an integer"))?,
            ctime: seconds("ctime")?,
            expire: seconds("expire")?,
            payload: match get("payload") {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(payload)) => payload.clone(),
                Some(_) => return Err(format("payload", "a text or null")),
            },
        })
    }

    /// The compact JSON that is encrypted.
    pub(crate) fn write(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Fields<'a> {
            app_id: AppId,
            user_id: &'a str,
            nonce: i64,
            ctime: i64,
            expire: i64,
            payload: &'a str,
        }
        let fields = Fields {
            app_id: self.app_id,
            user_id: &self.user_id,
            nonce: self.nonce,
            ctime: self.ctime.seconds(),
            expire: self.expire.seconds(),
            payload: &self.payload,
        };
        serde_json::to_vec(&fields).expect("claims have only string keys")
    }
}

/// What a JSON value is, without telling it.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number with a fraction",
        Value::Number(_) => "a number out of range",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

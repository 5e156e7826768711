//! The privileges that a token's payload may hold (reference §16.4).

use crate::Claims;
use crate::claims::kind;
use cooee_proto::{Error, ErrorCode, RoomId, StreamId};
use serde_json::Value;

/// What a strict app lets the token's holder do. Playing is never restricted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Privileges {
    /// The only room that the token is good for.
    pub room_id: RoomId,
    /// Privilege "1": may log in to the room.
    pub may_login: bool,
    /// Privilege "2": may publish.
    pub may_publish: bool,
    /// The only streams that may be published; `None` for any.
    pub streams: Option<Vec<StreamId>>,
}

impl Claims {
    /// Reads the payload as privileges; `None` where it is empty, which means that the token
    /// only says who the user is. A payload of another shape is 1002075. A privilege that is
    /// not named is not granted.
    pub fn privileges(&self) -> Result<Option<Privileges>, Error> {
        if self.payload.is_empty() {
            return Ok(None);
        }
        let payload = serde_json::from_str::<Value>(&self.payload)
            .map_err(|error| wrong(format!("is not JSON: {error}")))?;
        Privileges::from_payload(&payload).map(Some)
    }

    /// The privileges with which this token may log in to the room of a strict app, or why it
    /// may not: 1002033, or 1002075 for a payload that cannot be read.
    pub fn check_strict_login(&self, room_id: &RoomId) -> Result<Privileges, Error> {
        let refused = |message: String, hint: &str| {
            Err(Error::new(ErrorCode::AUTHENTICATION_FAILED, message).with_hint(hint))
        };
        let Some(privileges) = self.privileges()? else {
            return refused(
                "the app is strict and the token's payload names no privileges".to_owned(),
                "Make the token with a payload, as `cooee token make --room` does.",
            );
        };
        if privileges.room_id != *room_id {
            return refused(
                format!(
                    "the token's payload is good for room {:?}, the login is for {:?}",
                    privileges.room_id.as_str(),
                    room_id.as_str()
                ),
                "Make the token for the room that the user logs in to.",
            );
        }
        if !privileges.may_login {
            return refused(
                "the token's payload does not grant privilege \"1\" (log in)".to_owned(),
                "Make the token with privilege \"1\" set to 1.",
            );
        }
        Ok(privileges)
    }
}

impl Privileges {
    /// Whether this stream may be published; if not, 1003072.
    pub fn check_publish(&self, stream_id: &StreamId) -> Result<(), Error> {
        let refused = |message| Err(Error::new(ErrorCode::PUBLISH_NOT_ALLOWED, message));
        if !self.may_publish {
            return refused(
                "the token's payload does not grant privilege \"2\" (publish)".to_owned(),
            );
        }
        match &self.streams {
            Some(streams) if !streams.contains(stream_id) => refused(format!(
                "the token's stream_id_list does not hold {:?}",
                stream_id.as_str()
            )),
            _ => Ok(()),
        }
    }

    /// The payload text of these privileges.
    pub fn to_payload(&self) -> String {
        let streams = self.streams.as_ref().map(|streams| {
            streams.iter().map(StreamId::as_str).map(Value::from).collect::<Vec<_>>()
        });
        serde_json::json!({
            "room_id": self.room_id.as_str(),
            "privilege": { "1": u8::from(self.may_login), "2": u8::from(self.may_publish) },
            "stream_id_list": streams,
        })
        .to_string()
    }

    fn from_payload(payload: &Value) -> Result<Self, Error> {
        if !payload.is_object() {
            return Err(wrong(format!("is {}, not an object", kind(payload))));
        }
        let room_id = match payload.get("room_id") {
            Some(Value::String(room_id)) => RoomId::new(room_id)
                .map_err(|error| wrong(format!("has a bad room_id: {}", error.message)))?,
            _ => return Err(wrong("has no room_id".to_owned())),
        };
        let streams = match payload.get("stream_id_list") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(list)) => list.iter().map(stream).collect::<Result<_, _>>()?,
            Some(other) => {
                return Err(wrong(format!("has {} as stream_id_list, not a list", kind(other))));
            }
        };
        Ok(Self {
            room_id,
            may_login: granted(payload, "1")?,
            may_publish: granted(payload, "2")?,
            // An empty list is the reference's second way to say "any".
            streams: Some(streams).filter(|streams| !streams.is_empty()),
        })
    }
}

fn granted(payload: &Value, key: &str) -> Result<bool, Error> {
    let value = match payload.get("privilege") {
        None | Some(Value::Null) => None,
        Some(Value::Object(privileges)) => privileges.get(key),
        Some(other) => {
            return Err(wrong(format!("has {} as privilege, not an object", kind(other))));
        }
    };
    match value.map(Value::as_u64) {
        None | Some(Some(0)) => Ok(false),
        Some(Some(1)) => Ok(true),
        Some(_) => Err(wrong(format!("has a privilege {key:?} that is neither 0 nor 1"))),
    }
}

// An entry that can name no stream is refused, not skipped: skipping the only entry of a list
// would turn it into "any stream".
fn stream(entry: &Value) -> Result<StreamId, Error> {
    match entry {
        Value::String(text) => StreamId::new(text)
            .map_err(|error| wrong(format!("has a bad stream_id_list: {}", error.message))),
        other => Err(wrong(format!("has {} in its stream_id_list, not a text", kind(other)))),
    }
}

fn wrong(what: String) -> Error {
    Error::new(ErrorCode::TOKEN_FORMAT, format!("the token's payload {what}"))
}

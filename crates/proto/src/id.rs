//! Ids as newtypes: a value of one of these types obeys the rules of the reference (§1.1).

use crate::{Error, ErrorCode, limits};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// Punctuation that roomIDs and userIDs may hold beside digits and ASCII letters. `/` is in it
/// because the Web reference lists it.
const PUNCTUATION: &str = "~!@#$%^&*()_+=-`;'’,.<>\\/";

fn is_id_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || PUNCTUATION.contains(character)
}

/// Which project a client belongs to; clients of different apps never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct AppId(pub u32);

impl<'de> Deserialize<'de> for AppId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u32::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl AppId {
    /// Refuses 0, which is no app.
    pub fn new(number: u32) -> Result<Self, Error> {
        if number == 0 {
            return Err(Error::new(ErrorCode::APP_ID_ZERO, "appID is 0"));
        }
        Ok(Self(number))
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The three things that can be wrong with an id, with their codes.
pub(crate) struct Rule {
    pub(crate) what: &'static str,
    pub(crate) most_bytes: usize,
    pub(crate) empty: ErrorCode,
    pub(crate) characters: ErrorCode,
    pub(crate) too_long: ErrorCode,
    pub(crate) allows: fn(char) -> bool,
}

impl Rule {
    fn check(&self, text: &str) -> Result<(), Error> {
        let Self { what, most_bytes, .. } = *self;
        if text.is_empty() {
            return Err(Error::new(self.empty, format!("{what} is empty")));
        }
        if text.len() > most_bytes {
            let message =
                format!("{what} has {} bytes; at most {most_bytes} are allowed", text.len());
            return Err(Error::new(self.too_long, message));
        }
        if let Some(character) = text.chars().find(|&character| !(self.allows)(character)) {
            let message = format!("{what} {text:?} holds {character:?}, which is not allowed");
            return Err(Error::new(self.characters, message));
        }
        Ok(())
    }
}

macro_rules! text_id {
    ($(#[doc = $doc:literal])+ $type:ident, $rule:expr) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(transparent)]
        pub struct $type(String);

        impl $type {
            pub(crate) const RULE: Rule = $rule;

            /// Checks the text against the rule of this id; the error names the rule broken.
            pub fn new(text: impl Into<String>) -> Result<Self, Error> {
                let text = text.into();
                Self::RULE.check(&text)?;
                Ok(Self(text))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $type {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

text_id! {
    /// A room, unique within an app. Fewer than 128 bytes.
    RoomId, Rule {
        what: "roomID",
        most_bytes: limits::ROOM_ID_BYTES,
        empty: ErrorCode::ROOM_ID_EMPTY,
        characters: ErrorCode::ROOM_ID_CHARACTERS,
        too_long: ErrorCode::ROOM_ID_TOO_LONG,
        allows: is_id_character,
    }
}

text_id! {
    /// A user, unique within an app. Fewer than 64 bytes.
    UserId, Rule {
        what: "userID",
        most_bytes: limits::USER_ID_BYTES,
        empty: ErrorCode::USER_ID_EMPTY,
        characters: ErrorCode::USER_ID_CHARACTERS,
        too_long: ErrorCode::USER_ID_TOO_LONG,
        allows: is_id_character,
    }
}

text_id! {
    /// What a user is called: any UTF-8 without control characters, fewer than 256 bytes.
    UserName, Rule {
        what: "userName",
        most_bytes: limits::USER_NAME_BYTES,
        empty: ErrorCode::USER_NAME_EMPTY,
        characters: ErrorCode::USER_NAME_CHARACTERS,
        too_long: ErrorCode::USER_NAME_TOO_LONG,
        allows: |character| !character.is_control(),
    }
}

text_id! {
    /// A stream, unique within an app. At most 256 bytes of `0-9 A-Z a-z _ -`.
    StreamId, Rule {
        what: "streamID",
        most_bytes: limits::STREAM_ID_BYTES,
        empty: ErrorCode::STREAM_ID_EMPTY,
        characters: ErrorCode::STREAM_ID_CHARACTERS,
        too_long: ErrorCode::STREAM_ID_TOO_LONG,
        allows: |character| character.is_ascii_alphanumeric() || "_-".contains(character),
    }
}

/// One login; it survives lost connections. Unique within a server's life and hard to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
pub struct SessionId(pub u64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

// As text on the wire: JavaScript's numbers hold only 53 bits.
impl Serialize for SessionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SessionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Self).map_err(|_| {
            serde::de::Error::custom(format!("session id {text:?} is not 16 hexadecimal digits"))
        })
    }
}

/// The name of a slot: the media identification tag of its SDP m-line (RFC 8843).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct Mid(pub String);

impl fmt::Display for Mid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Wall time as milliseconds since the Unix epoch, UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct WallTime(pub u64);

impl WallTime {
    /// The time in whole seconds, as tokens count it.
    pub fn seconds(self) -> i64 {
        (self.0 / 1000) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> ErrorCode {
        result.expect_err("the id should be refused").code
    }

    #[test]
    fn each_broken_rule_has_its_code() {
        assert_eq!(code(AppId::new(0)), ErrorCode(1001000));
        assert_eq!(code(RoomId::new("")), ErrorCode(1002011));
        assert_eq!(code(RoomId::new("room 1")), ErrorCode(1002012));
        assert_eq!(code(RoomId::new("r".repeat(128))), ErrorCode(1002013));
        assert_eq!(code(UserId::new("")), ErrorCode(1002005));
        assert_eq!(code(UserId::new("zoë")), ErrorCode(1002006));
        assert_eq!(code(UserId::new("u".repeat(64))), ErrorCode(1002007));
        assert_eq!(code(UserName::new("")), ErrorCode(1002008));
        assert_eq!(code(UserName::new("a\u{7}b")), ErrorCode(1002009));
        assert_eq!(code(UserName::new("n".repeat(256))), ErrorCode(1002010));
        assert_eq!(code(StreamId::new("s".repeat(257))), ErrorCode(1000014));
        assert_eq!(code(StreamId::new("")), ErrorCode(1000015));
        assert_eq!(code(StreamId::new("a.b")), ErrorCode(1000016));
    }

    #[test]
    fn the_longest_allowed_ids_pass() {
        assert!(RoomId::new("r".repeat(127)).is_ok());
        assert!(UserId::new("u".repeat(63)).is_ok());
        assert!(UserName::new("n".repeat(255)).is_ok());
        assert!(StreamId::new("s".repeat(256)).is_ok());
        assert!(UserId::new("u-~!@#$%^&*()_+=").is_ok());
        assert!(UserName::new("Zoë 小明").is_ok());
    }

    #[test]
    fn a_session_id_keeps_all_its_bits_on_the_wire() {
        let id = SessionId(u64::MAX - 1);
        let text = serde_json::to_string(&id).expect("serialises");
        assert_eq!(text, "\"fffffffffffffffe\"");
        assert_eq!(serde_json::from_str::<SessionId>(&text).expect("parses"), id);
    }
}

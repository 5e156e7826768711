//! The two secrets of an app. Neither can be printed by accident.

use cooee_proto::{Error, ErrorCode};
use std::fmt;

/// The secret of an app's native clients: 32 bytes, written as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSign([u8; 32]);

impl AppSign {
    /// Takes 32 random bytes as a fresh AppSign.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits of either case. The errors are the reference's 1001001
    /// (length), 1001002 (characters) and 1001003 (empty).
    pub fn new(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::new(ErrorCode::APP_SIGN_EMPTY, "the AppSign is empty"));
        }
        let length = text.chars().count();
        if length != 64 {
            let message = format!("the AppSign has {length} characters; 64 are expected");
            return Err(Error::new(ErrorCode::APP_SIGN_LENGTH, message));
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| {
            let place = text.chars().position(|c| !c.is_ascii_hexdigit()).unwrap_or(0) + 1;
            let message = format!("character {place} of the AppSign is not a hexadecimal digit");
            Error::new(ErrorCode::APP_SIGN_CHARACTERS, message)
        })?;
        Ok(Self(bytes))
    }

    /// The secret itself as 64 lower-case hexadecimal digits: for the store and for a person
    /// who asked for it.
    pub fn reveal(&self) -> String {
        hex::encode(self.0)
    }

    pub(crate) fn key(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for AppSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSign(redacted)")
    }
}

/// The secret of an app's business server, with which it makes tokens: 32 ASCII characters
/// whose bytes are the AES-256 key as they stand.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerSecret([u8; 32]);

impl ServerSecret {
    /// Makes a fresh ServerSecret from 16 random bytes: their 32 hexadecimal digits.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let mut text = [0; 32];
        hex::encode_to_slice(bytes, &mut text).expect("16 bytes are 32 digits");
        Self(text)
    }

    /// Takes 32 printable ASCII characters; anything else is 1000017.
    pub fn new(text: &str) -> Result<Self, Error> {
        let refused = |message: String| {
            Error::new(ErrorCode::ILLEGAL_PARAMETER, message).with_hint(
                "Copy all 32 characters of the ServerSecret that `cooee app show --secrets` prints.",
            )
        };
        if let Some(place) = text.chars().position(|c| !c.is_ascii_graphic()) {
            let message =
                format!("character {} of the ServerSecret is not printable ASCII", place + 1);
            return Err(refused(message));
        }
        text.as_bytes().try_into().map(Self).map_err(|_| {
            refused(format!("the ServerSecret has {} characters; 32 are expected", text.len()))
        })
    }

    /// The secret itself: for the store and for a person who asked for it.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a ServerSecret is ASCII")
    }

    pub(crate) fn key(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ServerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerSecret(redacted)")
    }
}

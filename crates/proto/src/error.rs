//! The one error shape of the wire and of the SDKs.

use crate::ErrorCode;
use serde::{Deserialize, Serialize};

/// What went wrong, in the shape that crosses the wire and reaches the application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[error("{message} (code {code}, {name}). {hint}")]
pub struct Error {
    /// The Express number.
    pub code: ErrorCode,
    /// A stable word for the code, for programs and searches.
    pub name: String,
    /// What arrived and what was expected.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Error {
    /// An error with the code's own name and hint. `message` says what arrived and what was
    /// expected, without a full stop at its end.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            name: code.name().to_owned(),
            message: message.into(),
            hint: code.hint().to_owned(),
        }
    }

    /// The same error with a hint that fits the case better than the code's own.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_the_fact_the_code_and_the_remedy() {
        let error = Error::new(ErrorCode::ROOM_FULL, "room \"r\" has 2 of 2 users");
        assert_eq!(
            error.to_string(),
            "room \"r\" has 2 of 2 users (code 1002034, room_full). \
             Wait until a user leaves, or raise max_member_count of the first login."
        );
    }
}

//! The numbers that the server API answers with.

use cooee_proto::{Error, ErrorCode};

/// A number of an answer; 0 is success. The Express documents name most of them, not all with
/// their meaning; `docs/server-api.md` lists which are used for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(pub u32);

impl Code {
    pub const OK: Self = Self(0);
    /// A parameter of the action is missing or malformed.
    pub const PARAMETER: Self = Self(2);
    pub const NO_ROOM: Self = Self(104);
    pub const APP_RATE: Self = Self(206);
    pub const ROOM_RATE: Self = Self(207);
    /// The same as [`Code::NO_ROOM`], as newer actions say it.
    pub const ROOM_MISSING: Self = Self(50001);
    pub const APP_ID: Self = Self(100_000_001);
    pub const NO_TIMESTAMP: Self = Self(100_000_002);
    pub const TIMESTAMP: Self = Self(100_000_003);
    /// The timestamp is too old or too new, or the nonce was used before.
    pub const SIGNATURE_EXPIRED: Self = Self(100_000_004);
    pub const SIGNATURE: Self = Self(100_000_005);
    pub const NO_ACTION: Self = Self(100_000_006);
    pub const UNKNOWN_ACTION: Self = Self(100_000_007);
    pub const NO_NONCE: Self = Self(100_000_008);
    pub const NO_SIGNATURE: Self = Self(100_000_009);
    pub const NO_VERSION: Self = Self(100_000_013);
    pub const VERSION: Self = Self(100_000_014);
    pub const INTERNAL: Self = Self(100_000_015);
    /// The action exists and this server does not offer it.
    pub const SERVICE_OFF: Self = Self(100_000_017);
}

/// Why an action was not performed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: Code,
    pub message: String,
}

impl Refusal {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The same for an action that names a missing room in the newer way.
    pub fn of_newer(error: Error) -> Self {
        match error.code {
            ErrorCode::ROOM_MISSING => Self::new(Code::ROOM_MISSING, error.message),
            _ => error.into(),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let code = match error.code {
            ErrorCode::ROOM_MISSING => Code::NO_ROOM,
            ErrorCode::APP_ID_WRONG => Code::APP_ID,
            ErrorCode::ROOM_INTERNAL | ErrorCode::DISCONNECTED => Code::INTERNAL,
            // All others are about an id or a text.
            _ => Code::PARAMETER,
        };
        Self::new(code, error.message)
    }
}

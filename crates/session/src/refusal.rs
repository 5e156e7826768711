//! What a refusal by the server means for trying again.

use cooee_proto::ErrorCode;

/// Over-rate codes of the app and of the room, which Cooee's own server does not send.
const APP_RATE: ErrorCode = ErrorCode(1002071);
const ROOM_RATE: ErrorCode = ErrorCode(1002072);

/// Whether the same request may succeed later. All other refusals are final at once.
pub(crate) fn is_temporary(code: ErrorCode) -> bool {
    [
        APP_RATE,
        ROOM_RATE,
        ErrorCode::SIGNAL_RATE,
        ErrorCode::ROOM_INTERNAL,
        ErrorCode::PUBLISH_INTERNAL,
        ErrorCode::PUBLISH_INTERRUPTED,
        ErrorCode::PLAY_INTERNAL,
        ErrorCode::PLAY_INTERRUPTED,
    ]
    .contains(&code)
}

/// Whether the server says that it does not know the session (any more).
pub(crate) fn is_session_unknown(code: ErrorCode) -> bool {
    [ErrorCode::SESSION_FAULT, ErrorCode::NOT_IN_ROOM].contains(&code)
}

/// Whether a returning client is told that it was thrown out meanwhile.
pub(crate) fn is_kick(code: ErrorCode) -> bool {
    [ErrorCode::KICKED_BY_SAME_USER, ErrorCode::KICKED_BY_SERVER, ErrorCode::KICKED_TOKEN_EXPIRED]
        .contains(&code)
}

/// Whether a play with this code goes on waiting for its stream.
pub(crate) fn is_waiting(code: ErrorCode) -> bool {
    code.is_ok() || code == ErrorCode::STREAM_MISSING || is_temporary(code)
}

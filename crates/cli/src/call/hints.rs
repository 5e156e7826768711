//! What to do about an error, for somebody at the command line instead of a programmer.

use cooee::{Error, ErrorCode};

/// The same error; where the hint names calls of the SDK, with one that names flags.
pub fn with_hint_for_the_command(error: Error) -> Error {
    let hint = match error.code {
        ErrorCode::NO_CREDENTIALS => {
            "Pass --token-file, --token-env, --app-sign-file or --app-sign-env; on the server's \
             machine, pass the server's --data-dir."
        }
        ErrorCode::STREAM_ID_LIVE => {
            "Name another stream with --stream, or listen only with --no-publish."
        }
        ErrorCode::KICKED_BY_SAME_USER => {
            "Another client logged in with this userID; give each client its own --user."
        }
        ErrorCode::KICKED_TOKEN_EXPIRED => {
            "Keep a fresh token in the file of --token-file; it is read again in time."
        }
        ErrorCode::CANNOT_CONNECT | ErrorCode::LOGIN_TIMED_OUT => {
            "Check --server and the network, and that `cooee serve` runs there."
        }
        _ => return error,
    };
    error.with_hint(hint)
}

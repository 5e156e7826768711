//! Whether a login is allowed, and what it may do.

use crate::{AppRecord, AuthMode, LoginProof, TokenExpiry};
use cooee_proto::{
    Error, ErrorCode, RoomId, UserId, WallTime,
    signal::{Auth, Login, TransportChoice},
};
use cooee_room::{OnExpiry, Rights};
use cooee_token::{ProofInput, check_app_sign_proof, verify};

/// What a proof is checked against beside the login itself.
pub(crate) struct Circumstances<'a> {
    /// The nonce of the connection's `hello`.
    pub(crate) nonce: &'a str,
    /// Whether a web page opened the connection.
    pub(crate) is_browser: bool,
    /// The server's clock.
    pub(crate) wall: WallTime,
}

/// The kind of proof.
pub(crate) fn proof_of(auth: &Auth) -> LoginProof {
    match auth {
        Auth::Token(token) if token.is_empty() => LoginProof::None,
        Auth::Token(_) => LoginProof::Token,
        Auth::AppSign(_) => LoginProof::AppSign,
    }
}

/// Checks the proof of a login; the rights are what it may do.
pub(crate) fn authenticate(
    record: &AppRecord,
    login: &Login,
    circumstances: &Circumstances<'_>,
) -> Result<Rights, Error> {
    match &login.auth {
        Auth::Token(token) if token.is_empty() => match record.auth {
            AuthMode::Open => Ok(Rights::unrestricted()),
            AuthMode::AppSignAndToken | AuthMode::TokenOnly => Err(Error::new(
                ErrorCode::NO_CREDENTIALS,
                "the login brings neither a Token nor an AppSign proof",
            )),
        },
        Auth::Token(token) => {
            let user_id = &login.user.user_id;
            token_rights(record, token, user_id, &login.room_id, circumstances.wall)
        }
        Auth::AppSign(proof) => {
            check_app_sign_login(record, login, circumstances, proof)?;
            Ok(Rights::unrestricted())
        }
    }
}

/// What the holder of a token may do in a room, if the token is good.
pub(crate) fn token_rights(
    record: &AppRecord,
    token: &str,
    user_id: &UserId,
    room_id: &RoomId,
    wall: WallTime,
) -> Result<Rights, Error> {
    let claims = verify(token, &record.server_secret, record.app_id, user_id, wall)?;
    let on_expiry = match record.on_token_expiry {
        TokenExpiry::Stay => OnExpiry::Stay,
        TokenExpiry::Kick => OnExpiry::Kick,
    };
    let expires = Some(claims.expire);
    if !record.strict {
        return Ok(Rights { expires, on_expiry, ..Rights::unrestricted() });
    }
    let privileges = claims.check_strict_login(room_id)?;
    let (may_publish, streams) = (privileges.may_publish, privileges.streams);
    Ok(Rights { may_publish, streams, expires, on_expiry })
}

fn check_app_sign_login(
    record: &AppRecord,
    login: &Login,
    circumstances: &Circumstances<'_>,
    proof: &str,
) -> Result<(), Error> {
    let refused = |message: String, hint: &str| {
        Err(Error::new(ErrorCode::AUTHENTICATION_FAILED, message).with_hint(hint))
    };
    if circumstances.is_browser {
        return refused(
            "an AppSign proof came from a web page (the connection has an Origin header)".into(),
            "Log in with a Token: an AppSign in a web page can be read by everyone.",
        );
    }
    if record.auth == AuthMode::TokenOnly {
        return refused(
            format!("app {} takes Tokens only, and the login brings an AppSign", record.app_id),
            "Get a Token from the application's server and put it into the room config, \
             or allow AppSign again with `cooee app auth`.",
        );
    }
    let offer = match &login.transport {
        TransportChoice::Offer(offer) => offer,
        TransportChoice::Reuse { .. } => "",
    };
    let input = ProofInput {
        nonce: circumstances.nonce,
        app_id: login.app_id,
        user_id: &login.user.user_id,
        room_id: &login.room_id,
        platform: &login.platform,
        offer,
    };
    check_app_sign_proof(&record.app_sign, &input, proof)
}

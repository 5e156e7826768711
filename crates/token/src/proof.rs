//! The AppSign proof: a native client shows that it knows the AppSign without sending it.
//!
//! ```text
//! proof   = lower-case hex of HMAC-SHA256(key, text)
//! key     = the 32 bytes that the 64 digits of the AppSign spell
//! text    = "cooee-appsign-v1" 0x00
//!           field(nonce) field(app) field(user) field(room) field(platform) field(offer)
//! field(x) = length of x in bytes as 32-bit big-endian integer, then x
//!
//! nonce    the ASCII text of hello's nonce, as it came
//! app      the appID in decimal, without leading zeros, ASCII
//! user     the userID, UTF-8
//! room     the roomID, UTF-8
//! platform the login's platform, UTF-8
//! offer    the 32 bytes of SHA-256 of the SDP offer as it is sent, UTF-8; of the empty text
//!          where the login re-uses a transport
//! ```
//!
//! The nonce makes each proof good for one WebSocket only, and the offer binds the client's
//! DTLS fingerprint: whoever changes the offer on its way breaks the proof.

use crate::AppSign;
use cooee_proto::{AppId, Error, ErrorCode, RoomId, UserId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// What an AppSign proof covers.
#[derive(Clone, Copy, Debug)]
pub struct ProofInput<'a> {
    /// `nonce` of the WebSocket's `hello`.
    pub nonce: &'a str,
    /// The app to log in to.
    pub app_id: AppId,
    /// The user who logs in.
    pub user_id: &'a UserId,
    /// The room to log in to.
    pub room_id: &'a RoomId,
    /// The login's `platform`.
    pub platform: &'a str,
    /// The login's SDP offer; empty where it re-uses a transport.
    pub offer: &'a str,
}

/// The proof that goes into a login's `auth`, 64 lower-case hexadecimal digits.
pub fn app_sign_proof(app_sign: &AppSign, input: &ProofInput<'_>) -> String {
    hex::encode(mac(app_sign, input).finalize().into_bytes())
}

/// Whether the proof was made with this AppSign over this input; if not, 1001005. The
/// comparison takes the same time wherever the difference is.
pub fn check_app_sign_proof(
    app_sign: &AppSign,
    input: &ProofInput<'_>,
    proof: &str,
) -> Result<(), Error> {
    let refused = |message: &str| Err(Error::new(ErrorCode::APP_SIGN_WRONG, message));
    let Ok(bytes) = hex::decode(proof) else {
        return refused("the AppSign proof is not hexadecimal");
    };
    match mac(app_sign, input).verify_slice(&bytes) {
        Ok(()) => Ok(()),
        Err(_) => refused(&format!(
            "the AppSign proof does not fit app {}, user {:?} and room {:?}",
            input.app_id,
            input.user_id.as_str(),
            input.room_id.as_str()
        )),
    }
}

fn mac(app_sign: &AppSign, input: &ProofInput<'_>) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(app_sign.key()).expect("HMAC takes keys of any length");
    mac.update(b"cooee-appsign-v1\0");
    let app_id = input.app_id.to_string();
    let offer = Sha256::digest(input.offer.as_bytes());
    let fields: [&[u8]; 6] = [
        input.nonce.as_bytes(),
        app_id.as_bytes(),
        input.user_id.as_str().as_bytes(),
        input.room_id.as_str().as_bytes(),
        input.platform.as_bytes(),
        &offer,
    ];
    for field in fields {
        let length = u32::try_from(field.len()).expect("a field is far shorter than 4 GiB");
        mac.update(&length.to_be_bytes());
        mac.update(field);
    }
    mac
}

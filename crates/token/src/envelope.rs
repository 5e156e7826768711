//! The Token04 envelope (reference §16.2): `04`, then Base64 of a big-endian record.

use crate::cipher::{self, Opened, Unreadable};
use crate::clock::utc;
use crate::{Claims, ServerSecret};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cooee_proto::{AppId, Error, ErrorCode, UserId, WallTime};
use std::fmt;

/// Which of its two ciphers a token uses. Servers accept both; GCM is the better one, since it
/// shows every change, while the CBC form lets its holder alter the first 16 bytes of the claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// AES-256-CBC with PKCS#7 padding: what the generators of 2023 make.
    Cbc,
    /// AES-256-GCM: what newer generators make.
    Gcm,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cbc => "CBC",
            Self::Gcm => "GCM",
        })
    }
}

impl Form {
    fn random_bytes(self) -> usize {
        match self {
            Self::Cbc => 16,
            Self::Gcm => 12,
        }
    }
}

/// Checks all that a login needs: form, secret, app, user and time. Privileges are a step of
/// their own, [`Claims::privileges`], since only a strict app enforces them.
///
/// The errors are 1002067 (empty), 1002079 (version), 1002075 (form, or changed after it was
/// made), 1002033 (another secret), 1002080 (nonce), 1002076 (app), 1002077 (user) and 1002078
/// (expired). A token counts while `now` is before its `expire`.
pub fn verify(
    token: &str,
    secret: &ServerSecret,
    app_id: AppId,
    user_id: &UserId,
    now: WallTime,
) -> Result<Claims, Error> {
    let claims = Token::parse(token)?.open(secret)?;
    claims.check(app_id, user_id, now)?;
    Ok(claims)
}

/// Makes a token. `random` must be new for each token; GCM uses its first 12 bytes. Claims that
/// do not fit into a token, which holds almost 64 KiB, are 1000017.
pub fn make(
    claims: &Claims,
    secret: &ServerSecret,
    form: Form,
    random: [u8; 16],
) -> Result<String, Error> {
    let sealed = cipher::seal(secret, form, &random, &claims.write());
    let random = &random[..form.random_bytes()];
    let mut record = claims.expire.seconds().to_be_bytes().to_vec();
    for part in [random, &sealed] {
        let length = u16::try_from(part.len()).map_err(|_| too_long(part.len()))?;
        record.extend(length.to_be_bytes());
        record.extend(part);
    }
    if form == Form::Gcm {
        record.push(MODE_GCM);
    }
    Ok(format!("{VERSION}{}", STANDARD.encode(record)))
}

/// A token whose envelope is in order; its claims are still encrypted.
#[derive(Clone)]
pub struct Token {
    form: Form,
    clear_expire: i64,
    random: Vec<u8>,
    sealed: Vec<u8>,
}

impl Token {
    /// Reads the envelope. The errors are 1002067 (empty), 1002079 (version) and 1002075.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::new(ErrorCode::NO_CREDENTIALS, "the token is empty"));
        }
        let Some(base64) = text.strip_prefix(VERSION) else {
            return Err(Error::new(ErrorCode::TOKEN_VERSION, wrong_version(text)));
        };
        let record = STANDARD.decode(base64).map_err(|_| {
            format_error("the part after its first two characters is not padded standard Base64")
        })?;
        Self::from_record(&record)
    }

    fn from_record(record: &[u8]) -> Result<Self, Error> {
        let too_short = || format_error("it ends too early");
        let mut rest = record;
        let clear_expire = take(&mut rest, 8).ok_or_else(too_short)?;
        let random = take_with_length(&mut rest).ok_or_else(too_short)?.to_vec();
        let sealed = take_with_length(&mut rest).ok_or_else(too_short)?.to_vec();
        let form = match rest {
            [] | [MODE_CBC] => Form::Cbc,
            [MODE_GCM] => Form::Gcm,
            [mode] => return Err(format_error(&format!("its mode byte is {mode}, not 0 or 1"))),
            _ => return Err(format_error(&format!("it has {} bytes too many", rest.len()))),
        };
        if random.len() != form.random_bytes() {
            let (found, expected) = (random.len(), form.random_bytes());
            let what = format!("a {form} token needs {expected} random bytes, it has {found}");
            return Err(format_error(&what));
        }
        if !cipher::fits(form, sealed.len()) {
            let what = format!("{} bytes cannot be the ciphertext of {form}", sealed.len());
            return Err(format_error(&what));
        }
        let clear_expire = i64::from_be_bytes(clear_expire.try_into().map_err(|_| too_short())?);
        Ok(Self { form, clear_expire, random, sealed })
    }

    /// Which cipher it uses.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The `expire` that is readable without the secret. Anybody can change it, so it is good
    /// for a hint and for nothing else.
    pub fn unverified_expire(&self) -> Option<WallTime> {
        u64::try_from(self.clear_expire).ok()?.checked_mul(1000).map(WallTime)
    }

    /// Decrypts the claims. The errors are 1002033 (another secret), 1002075 (changed after it
    /// was made, or claims of a wrong kind) and 1002080 (nonce).
    pub fn open(&self, secret: &ServerSecret) -> Result<Claims, Error> {
        let Self { form, random, sealed, .. } = self;
        let text = match cipher::open(secret, *form, random, sealed) {
            Opened::Text(text) => text,
            Opened::Unreadable(why) => return Err(unreadable(why)),
        };
        // Text that is no JSON must look like text that did not decrypt, see `Unreadable`.
        let claims = Claims::read(&text)
            .ok_or_else(|| unreadable(cipher::diagnose(secret, *form, random, sealed)))??;
        if claims.expire.seconds() != self.clear_expire {
            let clear = match self.unverified_expire() {
                Some(time) => utc(time),
                None => self.clear_expire.to_string(),
            };
            let what = format!(
                "its readable expire is {clear}, its encrypted claim expire is {}",
                utc(claims.expire)
            );
            return Err(format_error(&what));
        }
        Ok(claims)
    }
}

// The ciphertext stands for the claims: whoever holds it can log in.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}, redacted)", self.form)
    }
}

const VERSION: &str = "04";
const MODE_CBC: u8 = 0;
const MODE_GCM: u8 = 1;

fn format_error(what: &str) -> Error {
    Error::new(ErrorCode::TOKEN_FORMAT, format!("the token is malformed: {what}"))
}

fn too_long(sealed_bytes: usize) -> Error {
    let message =
        format!("the encrypted claims have {sealed_bytes} bytes; at most {} fit", u16::MAX);
    Error::new(ErrorCode::ILLEGAL_PARAMETER, message).with_hint("Put less into the payload.")
}

fn unreadable(why: Unreadable) -> Error {
    match why {
        Unreadable::OtherSecret => Error::new(
            ErrorCode::AUTHENTICATION_FAILED,
            "the token was made with another ServerSecret than this app's",
        )
        .with_hint(
            "Make the token with the ServerSecret that `cooee app show --secrets` prints for this app; \
             it changes when it is rotated.",
        ),
        Unreadable::Tampered => Error::new(
            ErrorCode::TOKEN_FORMAT,
            "the token was changed after it was made: its claims cannot be read",
        ),
    }
}

/// Names the version where there is one; other text is not repeated.
fn wrong_version(text: &str) -> String {
    match text.as_bytes() {
        [first, second, ..] if first.is_ascii_digit() && second.is_ascii_digit() => format!(
            "the token begins with {:?}; Token04 begins with \"04\"",
            char::from(*first).to_string() + &char::from(*second).to_string()
        ),
        _ => "the token does not begin with \"04\"".to_owned(),
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}

fn take_with_length<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u16::from_be_bytes(take(rest, 2)?.try_into().ok()?);
    take(rest, usize::from(length))
}

//! Who calls: the signature of a request (version 2.0).

use super::{
    answer::{Code, Refusal},
    parameters::Parameters,
};
use cooee_proto::{AppId, WallTime};
use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

/// How far the caller's clock may be from this server's, in seconds.
pub const WINDOW_SECONDS: i64 = 10 * 60;
/// The longest nonce; the documented ones have 16 characters.
const MOST_NONCE_BYTES: usize = 64;

/// The signed part of a request.
#[derive(Debug)]
pub struct Signed<'a> {
    pub app: AppId,
    pub nonce: &'a str,
    /// Unix seconds.
    pub timestamp: i64,
    timestamp_text: &'a str,
    signature: &'a str,
}

impl<'a> Signed<'a> {
    /// Reads it from the common parameters.
    pub fn read(parameters: &'a Parameters) -> Result<Self, Refusal> {
        let text = parameters.common("AppId", Code::APP_ID)?;
        let app = text.parse().ok().and_then(|number| AppId::new(number).ok());
        let app = app.ok_or_else(|| {
            Refusal::new(Code::APP_ID, format!("AppId is {text:?}, which is no AppID"))
        })?;
        let nonce = parameters.common("SignatureNonce", Code::NO_NONCE)?;
        if nonce.len() > MOST_NONCE_BYTES {
            let message = format!("SignatureNonce is longer than {MOST_NONCE_BYTES} bytes");
            return Err(Refusal::new(Code::NO_NONCE, message));
        }
        let timestamp_text = parameters.common("Timestamp", Code::NO_TIMESTAMP)?;
        let timestamp = timestamp_text.parse().map_err(|_| {
            let message = format!("Timestamp is {timestamp_text:?}, which is no Unix time in s");
            Refusal::new(Code::TIMESTAMP, message)
        })?;
        let signature = parameters.common("Signature", Code::NO_SIGNATURE)?;
        match parameters.common("SignatureVersion", Code::NO_VERSION)? {
            "2.0" => Ok(Self { app, nonce, timestamp, timestamp_text, signature }),
            other => {
                let message = format!("SignatureVersion is {other:?}; 2.0 is expected");
                Err(Refusal::new(Code::VERSION, message))
            }
        }
    }

    /// Checks the time and the signature.
    pub fn check(&self, server_secret: &str, now: WallTime) -> Result<(), Refusal> {
        let off = now.seconds().saturating_sub(self.timestamp);
        if !(-WINDOW_SECONDS..=WINDOW_SECONDS).contains(&off) {
            let message = format!(
                "Timestamp is {} and it is {} here; {WINDOW_SECONDS} s are borne",
                self.timestamp,
                now.seconds()
            );
            return Err(Refusal::new(Code::SIGNATURE_EXPIRED, message));
        }
        let expected = signature(self.app, self.nonce, server_secret, self.timestamp_text);
        if !bool::from(expected.as_bytes().ct_eq(self.signature.as_bytes())) {
            let message = "Signature is not the lower-case hexadecimal MD5 of AppId, \
                           SignatureNonce, ServerSecret and Timestamp";
            return Err(Refusal::new(Code::SIGNATURE, message));
        }
        Ok(())
    }
}

fn signature(app: AppId, nonce: &str, server_secret: &str, timestamp: &str) -> String {
    let app = app.to_string();
    let parts = [app.as_str(), nonce, server_secret, timestamp];
    hex::encode(parts.iter().fold(Md5::new(), |hash, part| hash.chain_update(part)).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "9193cc662a4c0ec135ec71fb57194b38";

    fn parameters(change: &[(&str, &str)]) -> Parameters {
        let common = [
            ("AppId", "12345"),
            ("SignatureNonce", "4fd24687296dd9f3"),
            ("Timestamp", "1615186943"),
            ("Signature", "43e5cfcca828314675f91b001390566a"),
            ("SignatureVersion", "2.0"),
        ];
        let changed = |name: &str| change.iter().find(|(other, _)| *other == name);
        let pairs = common.iter().map(|(name, value)| {
            let value = changed(name).map_or(*value, |(_, value)| *value);
            ((*name).to_owned(), value.to_owned())
        });
        Parameters::new(pairs.collect())
    }

    fn check(change: &[(&str, &str)], seconds: u64) -> Result<(), u32> {
        let parameters = parameters(change);
        let signed = Signed::read(&parameters).map_err(|refusal| refusal.code.0)?;
        let now = WallTime(seconds * 1000);
        signed.check(SECRET, now).map_err(|refusal| refusal.code.0)
    }

    #[test]
    fn the_documented_check_value_is_right() {
        let nonce = "4fd24687296dd9f3";
        let expected = "43e5cfcca828314675f91b001390566a";
        assert_eq!(signature(AppId(12345), nonce, SECRET, "1615186943"), expected);
        assert_eq!(check(&[], 1_615_186_943), Ok(()));
    }

    #[test]
    fn the_time_may_be_off_by_ten_minutes() {
        for (seconds, expected) in [
            (1_615_186_943 - 600, Ok(())),
            (1_615_186_943 + 600, Ok(())),
            (1_615_186_943 - 601, Err(100_000_004)),
            (1_615_186_943 + 601, Err(100_000_004)),
            (0, Err(100_000_004)),
        ] {
            assert_eq!(check(&[], seconds), expected);
        }
    }

    #[test]
    fn each_fault_has_its_number() {
        for (name, value, code) in [
            ("AppId", "", 100_000_001),
            ("AppId", "0", 100_000_001),
            ("AppId", "4294967296", 100_000_001),
            ("AppId", "12346", 100_000_005),
            ("Timestamp", "", 100_000_002),
            ("Timestamp", "now", 100_000_003),
            ("Timestamp", "1615186944", 100_000_005),
            ("Timestamp", "-9223372036854775808", 100_000_004),
            ("SignatureNonce", "", 100_000_008),
            ("SignatureNonce", "4fd24687296dd9f4", 100_000_005),
            ("Signature", "", 100_000_009),
            ("Signature", "43E5CFCCA828314675F91B001390566A", 100_000_005),
            ("Signature", "43e5", 100_000_005),
            ("SignatureVersion", "", 100_000_013),
            ("SignatureVersion", "1.0", 100_000_014),
        ] {
            assert_eq!(check(&[(name, value)], 1_615_186_943), Err(code), "{name} {value:?}");
        }
    }
}

//! The operator's sessions in browsers.

use crate::store::PasswordHash;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant},
};

/// How long a session lasts without a request.
pub const IDLE: Duration = Duration::from_secs(2 * 60 * 60);
/// How long a session lasts at most.
pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Sessions at once; a further one ends the one that was used longest ago.
const MOST: usize = 64;

/// What the cookie holds: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionSecret([u8; 32]);

impl SessionSecret {
    /// Reads a cookie's value.
    pub fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }

    /// The cookie's value.
    pub fn reveal(&self) -> String {
        hex::encode(self.0)
    }

    /// What a page has to send along with each change. It follows from the session, so a page of
    /// another site cannot know it, and the session does not follow from it.
    pub fn csrf_token(&self) -> String {
        hex::encode(self.csrf_code().finalize().into_bytes())
    }

    /// Compares in constant time.
    pub fn is_csrf_token(&self, text: &str) -> bool {
        let bytes = hex::decode(text).unwrap_or_default();
        self.csrf_code().verify_slice(&bytes).is_ok()
    }

    fn csrf_code(&self) -> Hmac<Sha256> {
        let mut code = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is a key");
        code.update(b"cooee console csrf");
        code
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(redacted)")
    }
}

/// All sessions, by the SHA-256 of what their cookies hold.
#[derive(Default)]
pub struct Sessions(BTreeMap<[u8; 32], Session>);

struct Session {
    password: PasswordHash,
    opened: Instant,
    used: Instant,
}

impl Session {
    fn ends(&self) -> Instant {
        (self.used + IDLE).min(self.opened + LONGEST)
    }
}

impl Sessions {
    /// Opens a session of who gave the password, under a fresh random secret.
    pub fn open(&mut self, now: Instant, password: PasswordHash) -> SessionSecret {
        self.0.retain(|_, session| now < session.ends() && session.password == password);
        if self.0.len() >= MOST
            && let Some((&oldest, _)) = self.0.iter().min_by_key(|(_, session)| session.used)
        {
            self.0.remove(&oldest);
        }
        let secret = SessionSecret(rand::random());
        self.0.insert(secret.hash(), Session { password, opened: now, used: now });
        secret
    }

    /// Uses a session; the result is how long it lasts without a further request, or `None`
    /// where it has ended or the password is another one by now.
    pub fn use_session(
        &mut self,
        now: Instant,
        secret: &SessionSecret,
        password: &PasswordHash,
    ) -> Option<Duration> {
        let session = self.0.get_mut(&secret.hash())?;
        if now >= session.ends() || session.password != *password {
            self.0.remove(&secret.hash());
            return None;
        }
        session.used = now;
        Some(session.ends() - now)
    }

    /// Whether a session lasts; asking is no use of it.
    pub fn lasts(&self, now: Instant, secret: &SessionSecret, password: &PasswordHash) -> bool {
        let session = self.0.get(&secret.hash());
        session.is_some_and(|session| now < session.ends() && session.password == *password)
    }

    /// Ends a session.
    pub fn close(&mut self, secret: &SessionSecret) {
        self.0.remove(&secret.hash());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> PasswordHash {
        PasswordHash(text.to_owned())
    }

    #[test]
    fn a_session_ends_when_it_is_not_used() {
        let (start, p) = (Instant::now(), password("p"));
        let mut sessions = Sessions::default();
        let secret = sessions.open(start, p.clone());
        let nearly = IDLE - Duration::from_secs(1);
        assert_eq!(sessions.use_session(start + nearly, &secret, &p), Some(IDLE));
        assert_eq!(sessions.use_session(start + nearly * 2, &secret, &p), Some(IDLE));
        assert_eq!(sessions.use_session(start + nearly * 2 + IDLE, &secret, &p), None);
        assert!(sessions.0.is_empty());
    }

    #[test]
    fn a_session_ends_after_a_day_though_it_is_used() {
        let (start, p) = (Instant::now(), password("p"));
        let mut sessions = Sessions::default();
        let secret = sessions.open(start, p.clone());
        let hour = Duration::from_secs(3600);
        for hours in 1..24 {
            let left = sessions.use_session(start + hour * hours, &secret, &p);
            assert_eq!(left, Some(IDLE.min(hour * (24 - hours))), "hour {hours}");
        }
        assert_eq!(sessions.use_session(start + hour * 24, &secret, &p), None);
    }

    #[test]
    fn another_password_ends_the_sessions_of_the_old_one() {
        let start = Instant::now();
        let mut sessions = Sessions::default();
        let secret = sessions.open(start, password("old"));
        let other = sessions.open(start, password("old"));
        assert_eq!(sessions.use_session(start, &secret, &password("new")), None);
        let newer = sessions.open(start, password("new"));
        assert_eq!(sessions.0.len(), 1);
        assert_eq!(sessions.use_session(start, &other, &password("new")), None);
        assert!(sessions.use_session(start, &newer, &password("new")).is_some());
    }

    #[test]
    fn one_that_is_closed_has_ended_and_others_go_on() {
        let (start, p) = (Instant::now(), password("p"));
        let mut sessions = Sessions::default();
        let [one, other] = [(); 2].map(|()| sessions.open(start, p.clone()));
        sessions.close(&one);
        assert_eq!(sessions.use_session(start, &one, &p), None);
        assert!(sessions.use_session(start, &other, &p).is_some());
        assert_eq!(sessions.use_session(start, &SessionSecret([0; 32]), &p), None);
    }

    #[test]
    fn the_number_is_bounded() {
        let (start, p) = (Instant::now(), password("p"));
        let mut sessions = Sessions::default();
        let first = sessions.open(start, p.clone());
        for second in 1..=MOST as u64 {
            sessions.open(start + Duration::from_secs(second), p.clone());
        }
        assert_eq!(sessions.0.len(), MOST);
        assert_eq!(sessions.use_session(start, &first, &p), None);
    }

    #[test]
    fn a_csrf_token_is_good_for_its_own_session_alone() {
        let [one, other] = [SessionSecret([1; 32]), SessionSecret([2; 32])];
        assert!(one.is_csrf_token(&one.csrf_token()));
        for wrong in [&other.csrf_token(), "", "zz", &one.csrf_token()[..62], &one.reveal()] {
            assert!(!one.is_csrf_token(wrong), "{wrong}");
        }
        assert_eq!(SessionSecret::read(&one.reveal()), Some(one));
        assert_eq!(SessionSecret::read("01"), None);
    }
}

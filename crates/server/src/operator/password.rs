//! Passwords: Argon2id, on a thread of its own, a few at a time.

use crate::store::PasswordHash;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use std::fmt;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// The shortest password, in characters: nobody guesses it at the speed that
/// [`super::throttle`] leaves.
pub const SHORTEST: usize = 12;
/// The longest, in characters; a limit against senseless work alone.
pub const LONGEST: usize = 256;

/// Hashes at once; each takes 19 MiB and some tens of milliseconds of one core.
const AT_ONCE: usize = 2;
/// Requests that may wait for their turn.
const WAITING: usize = 16;

/// A password as somebody typed it.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Any text may be tried.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether it may become the password; if not, why.
    pub fn check_strength(&self) -> Result<(), String> {
        match self.0.chars().count() {
            short @ ..SHORTEST => {
                Err(format!("the password has {short} characters; {SHORTEST} are the least"))
            }
            long if long > LONGEST => {
                Err(format!("the password has {long} characters; {LONGEST} are the most"))
            }
            _ if self.0.chars().all(|character| self.0.starts_with(character)) => {
                Err("the password is one character again and again".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn hash(&self) -> PasswordHash {
        let hash: argon2::password_hash::phc::PasswordHash = Argon2::default()
            .hash_password(self.0.as_bytes())
            .expect("the default parameters are valid and the system has random bytes");
        PasswordHash(hash.to_string())
    }

    fn is(&self, hash: &PasswordHash) -> bool {
        Argon2::default().verify_password(self.0.as_bytes(), hash.0.as_str()).is_ok()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(redacted)")
    }
}

/// Too many passwords wait to be hashed.
#[derive(Debug, PartialEq, Eq)]
pub struct Busy;

/// Where passwords are hashed.
pub struct Passwords {
    turns: Semaphore,
    places: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), places: Semaphore::new(AT_ONCE + WAITING) }
    }
}

impl Passwords {
    /// Hashes a password with a fresh salt.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, Busy> {
        self.in_turn(move || password.hash()).await
    }

    /// Whether it is the password that was hashed; it takes the same time if not.
    pub async fn verify(&self, password: Password, hash: PasswordHash) -> Result<bool, Busy> {
        self.in_turn(move || password.is(&hash)).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let _place = self.places.try_acquire().map_err(|_| Busy)?;
        let _turn = self.turns.acquire().await.map_err(|_| Busy)?;
        spawn_blocking(work).await.map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let passwords = Passwords::default();
        let typed = || Password::new("correct horse battery");
        let hash = passwords.hash(typed()).await.unwrap();
        assert!(hash.0.starts_with("$argon2id$"), "{}", hash.0);
        assert_ne!(passwords.hash(typed()).await.unwrap(), hash, "salted");
        assert_eq!(passwords.verify(typed(), hash.clone()).await, Ok(true));
        let other = Password::new("correct horse batterz");
        assert_eq!(passwords.verify(other, hash.clone()).await, Ok(false));
        assert!(!format!("{:?} {hash:?}", typed()).contains("horse"));
    }

    #[test]
    fn weak_passwords_are_refused() {
        let check = |text: &str| Password::new(text).check_strength();
        assert!(check("elevenchars").is_err());
        assert!(check("twelve chars").is_ok());
        assert!(check("十二个字符的密码也可以用哦").is_ok());
        assert!(check("aaaaaaaaaaaaaaaa").is_err());
        assert!(check(&"ab".repeat(128)).is_ok());
        assert!(check(&"ab".repeat(129)).is_err());
    }

    #[tokio::test]
    async fn only_so_many_wait() {
        let passwords = Passwords::default();
        let _turns = passwords.turns.acquire_many(AT_ONCE as u32).await.unwrap();
        let _places = passwords.places.acquire_many((AT_ONCE + WAITING) as u32).await.unwrap();
        assert_eq!(passwords.hash(Password::new("twelve chars")).await, Err(Busy));
    }
}

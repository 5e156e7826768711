//! Names and secrets that nobody can guess, from one injected seed.

use cooee_proto::SessionId;
use rand::{Rng, SeedableRng, rngs::StdRng};

/// A cryptographic generator; the same seed gives the same names.
pub(crate) struct Keys(StdRng);

impl Keys {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self(StdRng::from_seed(seed))
    }

    /// The name of a session or transport.
    pub(crate) fn session_id(&mut self) -> SessionId {
        SessionId(self.0.next_u64())
    }

    /// 128 bits as 32 lower-case hexadecimal digits.
    pub(crate) fn secret(&mut self) -> String {
        format!("{:016x}{:016x}", self.0.next_u64(), self.0.next_u64())
    }

    /// A number below `bound`, for spreading retries.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0.next_u64().checked_rem(bound).unwrap_or(0)
    }
}

/// Compares secrets in a time that depends on their lengths alone.
pub(crate) fn same_secret(ours: &str, theirs: &str) -> bool {
    let difference = ours.bytes().zip(theirs.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    ours.len() == theirs.len() && difference == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_fresh_and_repeatable() {
        let (mut one, mut other) = (Keys::new([1; 32]), Keys::new([1; 32]));
        let (first, second) = (one.secret(), one.secret());
        assert_eq!(first.len(), 32);
        assert_ne!(first, second);
        assert_eq!(first, other.secret());
        assert_ne!(first, Keys::new([2; 32]).secret());
    }

    #[test]
    fn only_equal_secrets_are_the_same() {
        assert!(same_secret("abc", "abc"));
        assert!(!same_secret("abc", "abd"));
        assert!(!same_secret("abc", "ab"));
        assert!(!same_secret("abc", ""));
    }
}

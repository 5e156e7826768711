//! Why sessions ended, for clients that were away when it happened.

use crate::keys::same_secret;
use cooee_proto::{Error, SessionId};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
};

/// The most farewells kept; the oldest go first.
const MOST: usize = 10_000;

/// The last sessions that the server ended. A client that was replaced by a login elsewhere
/// must hear so when it resumes; without that it would log in again and replace the other.
#[derive(Debug, Default)]
pub(crate) struct Farewells {
    by_session: BTreeMap<SessionId, Farewell>,
    by_age: VecDeque<(Instant, SessionId)>,
}

#[derive(Debug)]
struct Farewell {
    resume_key: String,
    error: Error,
}

impl Farewells {
    /// Remembers why a session ended.
    pub(crate) fn add(
        &mut self,
        until: Instant,
        session: SessionId,
        resume_key: String,
        error: Error,
    ) {
        self.by_session.insert(session, Farewell { resume_key, error });
        self.by_age.push_back((until, session));
        if self.by_age.len() > MOST {
            self.forget_first();
        }
    }

    /// Why the session ended, for who knows its key.
    pub(crate) fn get(&self, session: SessionId, resume_key: &str) -> Option<&Error> {
        let farewell = self.by_session.get(&session)?;
        same_secret(&farewell.resume_key, resume_key).then_some(&farewell.error)
    }

    /// When the first of them can be forgotten.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.by_age.front().map(|&(until, _)| until)
    }

    /// Forgets those whose time is over.
    pub(crate) fn sweep(&mut self, now: Instant) {
        while self.deadline().is_some_and(|until| until <= now) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, session)) = self.by_age.pop_front() {
            self.by_session.remove(&session);
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test needs one start")]
mod tests {
    use super::*;
    use cooee_proto::ErrorCode;
    use std::time::Duration;

    #[test]
    fn a_farewell_is_told_to_its_client_for_a_while() {
        let start = Instant::now();
        let later = start + Duration::from_secs(9);
        let error = Error::new(ErrorCode::KICKED_BY_SAME_USER, "elsewhere");
        let mut farewells = Farewells::default();
        farewells.add(later, SessionId(1), "key".to_owned(), error.clone());
        assert_eq!(farewells.get(SessionId(1), "key"), Some(&error));
        assert_eq!(farewells.get(SessionId(1), "other"), None);
        assert_eq!(farewells.get(SessionId(2), "key"), None);
        farewells.sweep(start);
        assert_eq!(farewells.deadline(), Some(later));
        farewells.sweep(later);
        assert_eq!(farewells.get(SessionId(1), "key"), None);
    }

    #[test]
    fn their_number_is_bounded() {
        let start = Instant::now();
        let mut farewells = Farewells::default();
        for number in 0..MOST as u64 + 5 {
            let error = Error::new(ErrorCode::SESSION_FAULT, "");
            farewells.add(start, SessionId(number), String::new(), error);
        }
        assert_eq!(farewells.by_session.len(), MOST);
        assert_eq!(farewells.get(SessionId(4), ""), None);
        assert!(farewells.get(SessionId(5), "").is_some());
    }
}

//! Notices that the way from the server is dead, long before ICE does.

use cooee_transport::Transport;
use std::time::{Duration, Instant};

/// While something is sent the server reports on it 20 times a second, so that a silence of this
/// length is no chance.
const SILENCE_WHILE_SENDING: Duration = Duration::from_millis(400);

/// Who only listens to somebody that stopped sending hears of the server when a check of the path
/// is answered, 1.25 times a second.
const SILENCE_WHILE_LISTENING: Duration = Duration::from_millis(1200);

/// A machine that is woken so late was busy or asleep, and what came in meanwhile waits to be
/// read.
const LATE: Duration = Duration::from_millis(100);

/// Watches one transport while something is played.
///
/// A publisher that crashed or stopped is no dead path: the server still reports, and answers
/// checks. And a path is doubted once at most until media comes again, so that a guess that was
/// wrong is not made over and over.
#[derive(Debug, Default)]
pub(crate) struct Watchdog {
    doubted_at: Option<Instant>,
    /// Silence before this does not count.
    since: Option<Instant>,
}

impl Watchdog {
    /// When the path is to be doubted unless something comes.
    pub fn deadline(&self, transport: &Transport, sending: bool) -> Option<Instant> {
        let heard = transport.last_heard()?;
        let media = transport.last_packet_received()?;
        if self.doubted_at.is_some_and(|doubted| media <= doubted) {
            return None;
        }
        let limit = if sending { SILENCE_WHILE_SENDING } else { SILENCE_WHILE_LISTENING };
        Some(self.since.map_or(heard, |since| since.max(heard)) + limit)
    }

    /// Whether the path is to be doubted at this moment.
    pub fn barks(&mut self, now: Instant, transport: &Transport, sending: bool) -> bool {
        let Some(deadline) = self.deadline(transport, sending) else { return false };
        if now < deadline {
            return false;
        }
        if now > deadline + LATE {
            self.since = Some(now);
            return false;
        }
        self.doubted_at = Some(now);
        true
    }
}

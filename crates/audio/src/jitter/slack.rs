//! How early the playout is, at the least, over its recent pulls.

use super::ticks::Ticks;

/// Remembers, for the last half second of pulls, the time minus the media time played.
///
/// A sound device may pull at uneven times; the least value tells how much delay there is to
/// rely on.
#[derive(Clone, Debug)]
pub(super) struct Slack {
    values: [Ticks; PULLS],
    /// How many of `values` are in use.
    count: usize,
    next: usize,
}

impl Slack {
    pub(super) fn new() -> Self {
        Self { values: [0; PULLS], count: 0, next: 0 }
    }

    /// Notes one pull.
    pub(super) fn note(&mut self, value: Ticks) {
        self.values[self.next] = value;
        self.next = (self.next + 1) % PULLS;
        self.count = (self.count + 1).min(PULLS);
    }

    /// The least recent value.
    pub(super) fn least(&self) -> Option<Ticks> {
        self.values[..self.count].iter().min().copied()
    }

    /// Tells that playing falls back by so much, compared with the past values.
    pub(super) fn shift(&mut self, by: Ticks) {
        for value in &mut self.values[..self.count] {
            *value += by;
        }
    }

    /// Forgets the past, after which values cannot be compared.
    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.next = 0;
    }
}

/// Half a second of pulls.
const PULLS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_of_the_last_half_second() {
        let mut slack = Slack::new();
        assert_eq!(slack.least(), None);
        slack.note(3);
        for _ in 0..PULLS - 1 {
            slack.note(7);
        }
        assert_eq!(slack.least(), Some(3));
        slack.note(8);
        assert_eq!(slack.least(), Some(7));
        slack.shift(-480);
        assert_eq!(slack.least(), Some(7 - 480));
        slack.clear();
        assert_eq!(slack.least(), None);
    }
}

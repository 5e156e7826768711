//! The pushes of a session, numbered, the last of them kept for a resume.

use cooee_proto::signal::{Event, ServerMessage};
use std::collections::VecDeque;

/// Numbers pushes from 1 and keeps the texts of the last ones.
#[derive(Debug)]
pub(crate) struct PushRing {
    most_pushes: usize,
    most_bytes: usize,
    /// The `seq` of the last push, 0 before the first.
    last: u64,
    kept: VecDeque<String>,
    bytes: usize,
}

impl PushRing {
    pub(crate) fn new(most_pushes: usize, most_bytes: usize) -> Self {
        Self { most_pushes, most_bytes, last: 0, kept: VecDeque::new(), bytes: 0 }
    }

    /// Numbers and keeps a push; the result is its text.
    pub(crate) fn push(&mut self, event: Event) -> &str {
        self.last += 1;
        let text = ServerMessage::Event { seq: self.last, event }.to_text();
        self.bytes += text.len();
        self.kept.push_back(text);
        while self.kept.len() > 1
            && (self.kept.len() > self.most_pushes || self.bytes > self.most_bytes)
        {
            let dropped = self.kept.pop_front();
            self.bytes -= dropped.map_or(0, |text| text.len());
        }
        self.kept.back().map_or("", String::as_str)
    }

    /// The `seq` of the last push, 0 before the first.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// The texts of all pushes after `seq`; `None` where some of them are no longer kept, or
    /// where `seq` was never given out.
    pub(crate) fn after(&self, seq: u64) -> Option<impl Iterator<Item = &str>> {
        let missed = usize::try_from(self.last.checked_sub(seq)?).ok()?;
        let skipped = self.kept.len().checked_sub(missed)?;
        Some(self.kept.iter().skip(skipped).map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(pushes: u32) -> PushRing {
        let mut ring = PushRing::new(4, 1000);
        (1..=pushes).for_each(|count| {
            ring.push(Event::OnlineUserCount { count });
        });
        ring
    }

    fn after(ring: &PushRing, seq: u64) -> Option<Vec<u64>> {
        let seqs = ring.after(seq)?.map(|text| match ServerMessage::parse(text).unwrap() {
            ServerMessage::Event { seq, .. } => seq,
            other => panic!("{other:?} is no push"),
        });
        Some(seqs.collect())
    }

    #[test]
    fn missed_pushes_come_again_in_order() {
        assert_eq!(after(&ring(3), 1), Some(vec![2, 3]));
        assert_eq!(after(&ring(3), 3), Some(vec![]));
        assert_eq!(after(&ring(0), 0), Some(vec![]));
    }

    #[test]
    fn what_is_no_longer_kept_or_never_was_is_refused() {
        assert_eq!(after(&ring(10), 6), Some(vec![7, 8, 9, 10]));
        assert_eq!(after(&ring(10), 5), None);
        assert_eq!(after(&ring(3), 4), None);
    }

    #[test]
    fn the_bytes_are_bounded_but_the_last_push_is_always_kept() {
        let mut ring = PushRing::new(4, 10);
        ring.push(Event::OnlineUserCount { count: 1 });
        ring.push(Event::OnlineUserCount { count: 2 });
        assert_eq!(after(&ring, 1), Some(vec![2]));
        assert_eq!(after(&ring, 0), None);
    }
}

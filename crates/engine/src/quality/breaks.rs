//! Stalls of what is played.

use cooee_audio::{FRAME_DURATION, jitter};
use cooee_proto::PlayerMediaEvent;
use std::time::Duration;

/// So long nothing real must be heard, although it should, to be a break: as the audible gaps of
/// the jitter buffer.
pub(crate) const BREAK: Duration = Duration::from_millis(200);

/// Notices when a played stream breaks off and when it comes back, frame by frame.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Breaks {
    /// How much was made up since something real was heard.
    run: Duration,
    broken: bool,
    /// How many breaks began.
    pub count: u64,
    /// How long nothing real was heard in all breaks, their first 200 ms included.
    pub time: Duration,
}

impl Breaks {
    /// Takes the figures before and after 10 ms were played. Once per break and once per end of
    /// a break there is an event.
    ///
    /// A sender that pauses (DTX) or was taken to have stopped is no break, and no end of one.
    pub fn played(
        &mut self,
        before: &jitter::Statistics,
        after: &jitter::Statistics,
    ) -> Option<PlayerMediaEvent> {
        if after.concealed_samples > before.concealed_samples {
            self.run += FRAME_DURATION;
            if self.broken {
                self.time += FRAME_DURATION;
            } else if self.run >= BREAK {
                self.broken = true;
                self.count += 1;
                self.time += self.run;
                return Some(PlayerMediaEvent::AudioBreakOccur);
            }
        } else if after.taken_packets > before.taken_packets
            || after.reconstructed_samples > before.reconstructed_samples
        {
            self.run = Duration::ZERO;
            if std::mem::take(&mut self.broken) {
                return Some(PlayerMediaEvent::AudioBreakResume);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PlayerMediaEvent::{AudioBreakOccur, AudioBreakResume};

    /// What each 10 ms were: received, made up, or nothing at all.
    fn events(frames: &str) -> (Vec<(usize, PlayerMediaEvent)>, Breaks) {
        let (mut breaks, mut statistics) = (Breaks::default(), jitter::Statistics::default());
        let mut events = Vec::new();
        for (at, frame) in frames.chars().enumerate() {
            let before = statistics;
            match frame {
                'r' => statistics.taken_packets += 1,
                'c' => statistics.concealed_samples += 480,
                'd' => statistics.reconstructed_samples += 480,
                _ => {}
            }
            events.extend(breaks.played(&before, &statistics).map(|event| (at, event)));
        }
        (events, breaks)
    }

    #[test]
    fn a_break_is_told_once_and_its_end_once() {
        let frames = ["rr", &"c".repeat(50), "rrr", &"c".repeat(20), "dr"].concat();
        let (events, breaks) = events(&frames);
        let expected = [
            (21, AudioBreakOccur),
            (52, AudioBreakResume),
            (74, AudioBreakOccur),
            (75, AudioBreakResume),
        ];
        assert_eq!(events, expected);
        assert_eq!((breaks.count, breaks.time), (2, Duration::from_millis(700)));
    }

    #[test]
    fn what_is_concealed_well_and_what_pauses_is_no_break() {
        let (events, breaks) =
            events(&["r", &"c".repeat(19), "rr", &"-".repeat(500), "r"].concat());
        assert_eq!(events, []);
        assert_eq!((breaks.count, breaks.time), (0, Duration::ZERO));
    }

    #[test]
    fn a_sender_that_is_given_up_has_not_come_back() {
        let (events, _) = events(&["r", &"c".repeat(30), &"-".repeat(900), "r"].concat());
        assert_eq!(events, [(20, AudioBreakOccur), (931, AudioBreakResume)]);
    }
}

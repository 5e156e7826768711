//! What a client's user heard.

use crate::Voice;
use crate::voice::{self, Levels};
use cooee_audio::{FRAME_DURATION, Frame};
use std::time::Duration;

/// Notes which voices were heard when.
#[derive(Default)]
pub(crate) struct Ear {
    heard: Vec<(Duration, Levels)>,
    /// The sound itself, if it is wanted.
    pub(crate) recording: Option<Vec<f32>>,
}

impl Ear {
    pub(crate) fn hear(&mut self, at: Duration, frame: &Frame) {
        self.heard.push((at, voice::levels(frame)));
        if let Some(recording) = &mut self.recording {
            recording.extend_from_slice(frame);
        }
    }

    /// The mean level of a voice in percent over all the time between two moments; when nothing
    /// was played it was silent.
    pub(crate) fn level(&self, voice: Voice, from: Duration, until: Duration) -> f32 {
        let frames = (until.saturating_sub(from)).as_secs_f32() / FRAME_DURATION.as_secs_f32();
        let levels = self.between(from, until).map(|levels| f32::from(levels[voice.number()]));
        levels.sum::<f32>() / frames.max(1.0)
    }

    /// The longest time between two moments in which a voice was below half its level.
    pub(crate) fn longest_gap(&self, voice: Voice, from: Duration, until: Duration) -> Duration {
        let heard = self.heard.iter().filter(|(at, levels)| {
            (from..until).contains(at) && levels[voice.number()] >= LOUD_ENOUGH
        });
        let mut last = from;
        let mut longest = Duration::ZERO;
        for at in heard.map(|(at, _)| *at).chain([until]) {
            longest = longest.max(at - last);
            last = at;
        }
        longest
    }

    fn between(&self, from: Duration, until: Duration) -> impl Iterator<Item = &Levels> {
        let start = self.heard.partition_point(|(at, _)| *at < from);
        self.heard[start..].iter().take_while(move |(at, _)| *at < until).map(|(_, levels)| levels)
    }
}

const LOUD_ENOUGH: u8 = 50;

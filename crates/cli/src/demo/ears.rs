//! B's ears while the demo is kept running: B plays whoever publishes, and says whom it hears.

use super::narrator::Narrator;
use crate::call::plays::{Plays, Step};
use cooee::{Engine, Event, StreamId, UpdateType, UserId};
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

/// How often levels are looked at.
const INTERVAL: Duration = Duration::from_millis(200);
/// From this level on (of 100) somebody is heard: above the noise of a quiet room.
const AUDIBLE: f64 = 10.0;
/// Who was silent for so long is said to be heard again.
const SILENCE: Duration = Duration::from_secs(10);
/// How often the levels of those who are heard are told.
const TOLD_EVERY: Duration = Duration::from_secs(5);

/// Plays every stream of the room that `b` logs in to, and tells what is heard, until the
/// engine is destroyed.
pub fn listen(narrator: &Narrator, b: &Engine) {
    let (narrator, engine, events) = (narrator.clone(), b.clone(), b.events());
    b.start_sound_level_monitor(INTERVAL);
    thread::spawn(move || {
        let (mut plays, mut ears) = (Plays::all(), Ears::default());
        for event in events {
            match event {
                Event::RoomStreamUpdate { update: UpdateType::Add, streams, .. } => {
                    for stream in streams {
                        ears.owners.insert(stream.stream_id.clone(), stream.user.user_id.clone());
                        perform(&engine, plays.came(stream.stream_id));
                    }
                }
                Event::RoomStreamUpdate { update: UpdateType::Delete, streams, .. } => {
                    for stream in streams {
                        ears.forget(&stream.stream_id);
                        perform(&engine, plays.went(&stream.stream_id));
                    }
                }
                Event::RemoteSoundLevelUpdate { levels } => {
                    if let Some(text) = ears.hear(Instant::now(), &levels) {
                        narrator.say(&text);
                    }
                }
                _ => {}
            }
        }
    });
}

fn perform(engine: &Engine, steps: Vec<Step>) {
    for step in steps {
        match step {
            Step::Start(stream) => engine.start_playing_stream(stream.as_str()),
            Step::Stop(stream) => engine.stop_playing_stream(stream.as_str()),
        }
    }
}

#[derive(Default)]
struct Ears {
    owners: BTreeMap<StreamId, UserId>,
    /// When each stream was heard last.
    heard: BTreeMap<StreamId, Instant>,
    told: Option<Instant>,
}

impl Ears {
    /// What is worth telling about these levels: somebody is heard for the first time or after
    /// a silence, or goes on for a while.
    fn hear(&mut self, now: Instant, levels: &BTreeMap<StreamId, f64>) -> Option<String> {
        let is_audible = |(_, level): &(&StreamId, &f64)| **level >= AUDIBLE;
        let audible: Vec<_> = levels.iter().filter(is_audible).collect();
        let mut is_news = self.told.is_none_or(|told| now - told >= TOLD_EVERY);
        for (stream, _) in &audible {
            let before = self.heard.insert((*stream).clone(), now);
            is_news |= before.is_none_or(|before| now - before >= SILENCE);
        }
        if audible.is_empty() || !is_news {
            return None;
        }
        self.told = Some(now);
        let told = audible.iter().map(|(stream, level)| {
            let user = self.owners.get(*stream).map_or("somebody", UserId::as_str);
            format!("{user} ({stream}, level {level:.0} of 100)")
        });
        Some(format!("B hears {}", told.collect::<Vec<_>>().join(", ")))
    }

    fn forget(&mut self, stream: &StreamId) {
        self.owners.remove(stream);
        self.heard.remove(stream);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_heard_is_told_once_and_then_now_and_then() {
        let mut ears = Ears::default();
        let [ann, bob] = ["ann-main", "bob-main"].map(|id| StreamId::new(id).unwrap());
        ears.owners.insert(ann.clone(), UserId::new("ann").unwrap());
        let start = Instant::now();
        let mut hear = |seconds, ann_level, bob_level| {
            let levels = BTreeMap::from([(ann.clone(), ann_level), (bob.clone(), bob_level)]);
            ears.hear(start + Duration::from_secs(seconds), &levels)
        };
        assert_eq!(hear(0, 0.0, 3.0), None);
        let first = hear(1, 42.4, 3.0);
        assert_eq!(first.as_deref(), Some("B hears ann (ann-main, level 42 of 100)"));
        assert_eq!(hear(2, 40.0, 0.0), None);
        let both = hear(3, 40.0, 20.0).unwrap();
        assert!(both.ends_with("level 40 of 100), somebody (bob-main, level 20 of 100)"), "{both}");
        assert_eq!(hear(7, 40.0, 0.0), None);
        assert!(hear(8, 40.0, 0.0).is_some());
        assert_eq!(hear(20, 0.0, 0.0), None);
    }
}

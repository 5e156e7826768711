//! Which streams of the room are played.

use cooee::StreamId;
use std::collections::BTreeSet;

/// The most streams that an engine plays at once.
const MOST_PLAYS: usize = cooee_proto::limits::PLAYS;

/// The plan, and what of it is under way.
pub struct Plays {
    wanted: Wanted,
    playing: BTreeSet<StreamId>,
    /// The streams of the room that found no place, in the order in which they came.
    waiting: Vec<StreamId>,
}

enum Wanted {
    All,
    These(Vec<StreamId>),
}

/// What to ask of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Play this stream.
    Start(StreamId),
    /// Stop playing this stream.
    Stop(StreamId),
}

impl Plays {
    /// Everything in the room, as far as there is place.
    pub fn all() -> Self {
        Self::new(Wanted::All)
    }

    /// These streams, whether they are there or not.
    pub fn these(streams: Vec<StreamId>) -> Self {
        Self::new(Wanted::These(streams))
    }

    fn new(wanted: Wanted) -> Self {
        Self { wanted, playing: BTreeSet::new(), waiting: Vec::new() }
    }

    /// Whether every stream of the room is wanted.
    pub fn wants_all(&self) -> bool {
        matches!(self.wanted, Wanted::All)
    }

    /// The login is done.
    pub fn logged_in(&mut self) -> Vec<Step> {
        match &self.wanted {
            Wanted::All => Vec::new(),
            Wanted::These(streams) => streams.iter().cloned().map(Step::Start).collect(),
        }
    }

    /// A stream appeared in the room.
    pub fn came(&mut self, stream: StreamId) -> Vec<Step> {
        if self.wants_all() && !self.playing.contains(&stream) && !self.waiting.contains(&stream) {
            self.waiting.push(stream);
        }
        self.fill_up()
    }

    /// A stream left the room. Streams that were asked for by name are waited for.
    pub fn went(&mut self, stream: &StreamId) -> Vec<Step> {
        self.waiting.retain(|waiting| waiting != stream);
        let mut steps = Vec::new();
        if self.playing.remove(stream) {
            steps.push(Step::Stop(stream.clone()));
        }
        steps.extend(self.fill_up());
        steps
    }

    /// The streams that wait for a place.
    pub fn waiting(&self) -> &[StreamId] {
        &self.waiting
    }

    fn fill_up(&mut self) -> Vec<Step> {
        let free = MOST_PLAYS - self.playing.len();
        let next: Vec<_> = self.waiting.drain(..free.min(self.waiting.len())).collect();
        self.playing.extend(next.iter().cloned());
        next.into_iter().map(Step::Start).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(number: usize) -> StreamId {
        StreamId::new(format!("s{number:02}")).unwrap()
    }

    #[test]
    fn all_streams_are_played_as_they_come_and_go() {
        let mut plays = Plays::all();
        assert_eq!(plays.logged_in(), []);
        assert_eq!(plays.came(stream(1)), [Step::Start(stream(1))]);
        assert_eq!(plays.came(stream(1)), [], "it is played already");
        assert_eq!(plays.went(&stream(1)), [Step::Stop(stream(1))]);
        assert_eq!(plays.went(&stream(1)), []);
    }

    #[test]
    fn a_thirteenth_stream_waits_for_a_place() {
        let mut plays = Plays::all();
        for number in 0..MOST_PLAYS {
            assert_eq!(plays.came(stream(number)), [Step::Start(stream(number))]);
        }
        assert_eq!(plays.came(stream(20)), []);
        assert_eq!(plays.came(stream(21)), []);
        assert_eq!(plays.waiting(), [stream(20), stream(21)]);
        assert_eq!(plays.went(&stream(20)), []);
        let steps = [Step::Stop(stream(3)), Step::Start(stream(21))];
        assert_eq!(plays.went(&stream(3)), steps);
        assert_eq!(plays.waiting(), []);
    }

    #[test]
    fn named_streams_are_played_from_the_login_on_and_waited_for() {
        let mut plays = Plays::these(vec![stream(1)]);
        assert_eq!(plays.logged_in(), [Step::Start(stream(1))]);
        assert_eq!(plays.came(stream(1)), []);
        assert_eq!(plays.came(stream(2)), []);
        assert_eq!(plays.went(&stream(1)), []);
    }
}

//! Which audio came already, as a packet or as a copy.

use super::ticks::Ticks;

/// Remembers where the audio of the last seconds started.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    starts: Box<[Option<Ticks>; PLACES]>,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self { starts: Box::new([None; PLACES]) }
    }

    /// Whether no audio that starts here came yet.
    pub(super) fn is_new(&self, start: Ticks) -> bool {
        self.starts[place(start)] != Some(start)
    }

    /// Notes audio that starts here; tells whether it came for the first time.
    pub(super) fn note(&mut self, start: Ticks) -> bool {
        self.starts[place(start)].replace(start) != Some(start)
    }

    pub(super) fn clear(&mut self) {
        self.starts.fill(None);
    }
}

fn place(start: Ticks) -> usize {
    start.div_euclid(SHORTEST_PACKET).rem_euclid(PLACES as Ticks) as usize
}

/// The shortest Opus packet: 2.5 ms. Two packets of one stream never share a place.
const SHORTEST_PACKET: Ticks = 120;

/// Enough for 5 seconds.
const PLACES: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_is_new_once() {
        let mut seen = Seen::new();
        let starts = || (0..200).map(|index| index * 960 - 5000);
        assert!(starts().all(|start| seen.note(start)));
        assert!(!starts().any(|start| seen.note(start)));
        seen.clear();
        assert!(seen.note(-5000));
    }
}

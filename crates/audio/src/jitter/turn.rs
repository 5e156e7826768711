//! What the buffer tells the one who plays.

/// What a turn of 10 ms is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Turn {
    /// Nothing is there to play, and nothing is missing.
    Idle,
    /// Nothing is there to play, and has not been for long.
    Gap,
    /// Take pieces until the frame is full, changing the delay like this.
    Play(Change),
}

/// How to change the delay within a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Change {
    /// Not at all.
    Keep,
    /// Forget all decoded audio: the pieces to come do not follow it.
    Jump,
    /// Play a piece of the past again, where that is as like as this.
    Lengthen(Stretch),
    /// Leave a piece out, where what follows it is as like as this.
    Shorten(Stretch),
}

/// What a change by time-stretching has to keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stretch {
    /// How much the audio on both sides has to be alike, from 1 for the same to -1 for anything.
    pub(crate) likeness: f32,
    /// By how many samples to change the delay at the most.
    pub(crate) at_most: usize,
}

/// The next piece of audio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A packet to decode.
    Received {
        /// The packet.
        payload: Vec<u8>,
        /// How much audio it holds.
        samples: usize,
        /// How much of that to leave out at the front, because its time is over.
        skip: usize,
    },
    /// So many samples, or fewer, are to be made up.
    Missing(usize),
}

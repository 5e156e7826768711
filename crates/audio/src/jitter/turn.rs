//! What the buffer tells the one who plays.

/// What a turn of 10 ms is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Nothing is there to play, and nothing is missing.
    Idle,
    /// Nothing is there to play, and has not been for long.
    Gap,
    /// Take pieces until the frame is full, changing the delay like this.
    Play(Change),
}

/// How to change the delay within a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Not at all.
    Keep,
    /// Forget all decoded audio: the pieces to come do not follow it.
    Jump,
    /// Put a frame in, if it is quiet or even if not.
    Insert {
        /// Do it even if it is not quiet.
        anyway: bool,
    },
    /// Leave a frame out, if it is quiet or even if not.
    Remove {
        /// Do it even if it is not quiet.
        anyway: bool,
    },
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

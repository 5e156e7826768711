//! Offers and the slots that they add.

use cooee_proto::Mid;

/// What an offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// The first offer of a transport with its pool of slots.
    Initial {
        /// Sending slots.
        send: usize,
        /// Receiving slots.
        receive: usize,
    },
    /// More slots; those that exist go on undisturbed.
    Grow {
        /// Further sending slots.
        send: usize,
        /// Further receiving slots.
        receive: usize,
    },
    /// New ICE credentials and a new search for a path from the local addresses known by the
    /// time of the answer. Keys, slots and sequence numbers stay.
    RestartIce,
}

/// An SDP offer for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The offer as SDP text.
    pub sdp: String,
    /// The slots that this offer adds, in the order of their lines. They are usable once the
    /// answer is accepted.
    pub slots: Vec<Slot>,
}

/// One pre-negotiated media line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its name.
    pub mid: Mid,
    /// Which way its media flows.
    pub direction: Direction,
}

/// Which way a slot's media flows, seen from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the server: a published stream.
    Send,
    /// From the server: a played stream.
    Receive,
}

//! What can go wrong between an engine and its transport.

use cooee_proto::Mid;

/// Why a call was refused. A refused call leaves the connection as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An offer is not yet answered. Accept its answer or call `rollback`, then offer again.
    #[error("an earlier offer is still unanswered; accept its answer or roll it back first")]
    OfferPending,
    /// The first offer was asked for twice.
    #[error("the transport was already negotiated; grow it or make a new one")]
    AlreadyNegotiated,
    /// Growth or an ICE restart was asked for before the first answer.
    #[error("the transport is not negotiated yet; make the initial offer first")]
    NotNegotiated,
    /// The offer would change nothing.
    #[error("the offer holds no slot; ask for at least one")]
    NoSlots,
    /// There is no offer that the answer could belong to.
    #[error("an answer came but no offer is pending")]
    NoOfferPending,
    /// The answer cannot be used. The offer is rolled back.
    #[error("the SDP answer is refused: {0}")]
    Answer(String),
    /// The transport has no such slot, or its offer is not yet answered.
    #[error("the transport has no slot {0}")]
    UnknownSlot(Mid),
    /// A packet was to be sent on a slot that only receives.
    #[error("slot {0} only receives")]
    NotASendingSlot(Mid),
    /// The remote side does not take this format on this slot.
    #[error("the server did not accept {format} on slot {mid}")]
    FormatNotNegotiated {
        /// The slot.
        mid: Mid,
        /// The format that was to be sent.
        format: &'static str,
    },
    /// ICE or DTLS is not done yet, so that nothing can be sent.
    #[error("the transport is not connected")]
    NotConnected,
    /// The transport has ended; make a new one.
    #[error("the transport is closed")]
    Closed,
}

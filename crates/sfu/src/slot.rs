//! A media line of a transport and what uses it.

use crate::StreamHandle;
use crate::rewrite::Rewriter;
use str0m::rtp::Ssrc;

/// A slot, seen from the client.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    /// Whether the client can send on it.
    pub sends: bool,
    /// The SSRC that the client receives on it, if it can.
    pub receives: Option<Ssrc>,
    /// The stream that comes from the client on it.
    pub publishing: Option<StreamHandle>,
    /// The stream that goes to the client on it.
    pub playing: Option<StreamHandle>,
    /// Joins the streams played on it to one.
    pub rewriter: Rewriter,
}

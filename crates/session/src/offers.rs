//! Offers of the transport: made, sent, answered; one at a time.

use crate::{
    Offer, OfferKind, Output, Session, SlotCount, TransportCommand, media_path::Wanted,
    refusal::is_session_unknown, requests::Purpose, slots,
};
use cooee_proto::{
    Error, ErrorCode,
    signal::{self, Answered, Request},
};
use std::time::Instant;

impl Session {
    pub(crate) fn handle_offered(&mut self, now: Instant, result: Result<Offer, String>) {
        let offer = result
            .inspect_err(|reason| tracing::warn!(reason, "the transport could not make an offer"));
        self.path.made(now, offer.ok(), &mut self.random);
    }

    pub(crate) fn handle_path_lost(&mut self, now: Instant) {
        self.path.disconnected(now);
        // The same trouble may have hit the WebSocket.
        self.doubt_link(now);
    }

    /// The transport is gone for good, here or at the server.
    pub(crate) fn handle_transport_gone(&mut self, now: Instant) {
        self.vacate_slots();
        self.path.closed(now, &mut self.random);
    }

    /// Asks for a new transport; everything that ran on the former one waits for its slots.
    pub(crate) fn offer_new_transport(&mut self) {
        self.vacate_slots();
        let shows = self.publications.values().filter(|publication| publication.shows_pictures());
        let sees = self.plays.values().filter(|play| play.sees_pictures());
        let streams = SlotCount {
            send: self.publications.len(),
            receive: self.plays.len(),
            send_video: shows.count(),
            receive_video: sees.count(),
        };
        let kind = OfferKind::New(slots::initial(self.config.initial_slots, streams));
        self.path.making(kind);
        self.output(Output::Transport(TransportCommand::Offer(kind)));
    }

    /// Sends the offer that is ready, or asks for the next one.
    pub(crate) fn drive_transport(&mut self, now: Instant, missing: SlotCount) {
        if let Some((kind, offer)) = self.path.unsent() {
            let replace = matches!(kind, OfferKind::New(_));
            let request = Request::Offer(signal::Offer { sdp: offer.sdp.clone(), replace });
            let id = self.ask(now, request, Purpose::Offer);
            self.path.sent(id);
        }
        match self.path.next_offer(now, missing) {
            Some(Wanted::New) => self.offer_new_transport(),
            Some(Wanted::Change(kind)) => {
                self.path.making(kind);
                self.output(Output::Transport(TransportCommand::Offer(kind)));
            }
            None => {}
        }
    }

    /// No answer came in time. The server may have applied the offer, so that nothing can be
    /// built on either state: a new transport is due.
    pub(crate) fn offer_unanswered(&mut self, now: Instant, id: u64) {
        if let Some(kind) = self.path.sent_with(id) {
            tracing::debug!(?kind, "an offer was not answered in time");
            self.path.unanswered(now, &mut self.random);
        }
    }

    pub(crate) fn offer_answered(
        &mut self,
        now: Instant,
        id: u64,
        result: Result<Answered, Error>,
    ) {
        let Some(kind) = self.path.sent_with(id) else { return };
        let error = match result {
            Ok(Answered { transport }) => {
                match self.path.answered(now, transport, &mut self.random) {
                    Some(sdp) => {
                        return self.output(Output::Transport(TransportCommand::Answer { sdp }));
                    }
                    None => Error::new(ErrorCode::ROOM_INTERNAL, "the answer holds no SDP"),
                }
            }
            Err(error) => {
                self.path.failed(now, kind, &mut self.random);
                error
            }
        };
        tracing::debug!(%error, ?kind, "an offer came to nothing");
        let is_new = matches!(kind, OfferKind::New(_));
        if !is_new {
            self.output(Output::Transport(TransportCommand::Rollback));
        }
        // A transport that the server does not know is replaced; only where that fails too,
        // or the server says so, it is the session that is unknown.
        if error.code == ErrorCode::NOT_IN_ROOM || is_new && is_session_unknown(error.code) {
            self.session_unknown(now, error);
        }
    }
}

//! Transports in the media threads: made, changed, replaced, lost and closed.

use crate::{
    Node, ShardId,
    node::Moment,
    session::{Asker, LoginMedia, Session, Stage},
    timers::Timer,
    transport::{OfferPurpose, PendingOffer, Transport},
};
use cooee_proto::{
    Error, ErrorCode, SessionId,
    signal::{Answered, Event, Offer, SentTransport},
};
use cooee_sfu::{Command, Feedback, Peer, StreamHandle};
use serde_json::json;
use tracing::{debug, info, warn};

/// The media thread of every transport, as long as streams do not cross media threads.
pub(crate) const SHARD: ShardId = ShardId(0);

impl Node {
    /// Connects or disconnects streams.
    pub(crate) fn route(&mut self, commands: impl IntoIterator<Item = Command>) {
        commands.into_iter().for_each(|command| self.command(SHARD, command));
    }

    /// Takes what a media thread tells.
    pub(crate) fn take_media_event(&mut self, at: Moment, shard: ShardId, event: cooee_sfu::Event) {
        use cooee_sfu::Event as Told;
        match event {
            Told::Answered { request, result, .. } => self.take_answer(at, request, result),
            Told::Connected { transport } => info!(%transport, "media connected"),
            Told::Closed { transport } => self.lose_transport(at, transport),
            Told::FirstMedia { stream } => debug!(stream = stream.0, "first media"),
            Told::StreamFeedback { stream, transport, feedback } => {
                self.tell_publisher(stream, transport, feedback);
            }
            Told::Figures(figures) => self.take_figures(shard, figures),
            Told::SlotRefused { transport, slot, stream, error } => {
                let (slot, message) = (slot.0, error.message);
                warn!(%transport, slot, stream = stream.0, message, "slot refused");
            }
        }
    }

    /// Passes on how a stream fares. A browser hears of it by its transport's reports.
    fn tell_publisher(&mut self, stream: StreamHandle, transport: SessionId, feedback: Feedback) {
        let Some(stream_id) = self.streams.name(stream).cloned() else { return };
        let Some(owner) = self.transports.get(transport).and_then(|it| it.owner) else { return };
        let publishes = |it: &Session| !it.is_browser && it.publishes.contains_key(&stream_id);
        if self.sessions.get(&owner).is_some_and(publishes) {
            let loss = (f64::from(feedback.loss) * 1000.0).round() / 1000.0;
            let jitter_ms = u32::try_from(feedback.jitter.as_millis()).unwrap_or(u32::MAX);
            self.push(owner, Event::StreamFeedback { stream_id, loss, jitter_ms });
        }
    }

    /// Makes a transport for a session by asking a media thread.
    pub(crate) fn make_transport(
        &mut self,
        session_id: SessionId,
        purpose: OfferPurpose,
        offer: String,
    ) -> SessionId {
        let id = self.next_session_id();
        let request = self.next_number();
        let Some(session) = self.sessions.get_mut(&session_id) else { return id };
        session.is_offering = true;
        let peer = if session.is_browser { Peer::Browser } else { Peer::Native };
        let transport = Transport {
            key: self.keys.secret(),
            app: session.app,
            user: session.user.user_id.clone(),
            shard: SHARD,
            owner: Some(session_id),
        };
        self.transports.insert(id, transport);
        self.offers.insert(request, PendingOffer { session: session_id, transport: id, purpose });
        self.command(SHARD, Command::Connect { transport: id, request, peer, offer });
        id
    }

    /// A session's `offer`.
    pub(crate) fn change_transport(&mut self, id: SessionId, asker: Asker, offer: Offer) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let refused = |message: &str, hint: &str| {
            Err(Error::new(ErrorCode::ILLEGAL_PARAMETER, message).with_hint(hint))
        };
        if session.is_offering {
            let hint = "Wait for the answer to the offer before.";
            return self.answer(asker, refused("an earlier offer is not answered yet", hint));
        }
        if offer.replace {
            self.make_transport(id, OfferPurpose::Replace(asker), offer.sdp);
            return;
        }
        let transport = session.transport.and_then(|id| Some((id, self.transports.get(id)?.shard)));
        let Some((transport, shard)) = transport else {
            let hint = "Send the offer with \"replace\": true.";
            return self.answer(asker, refused("the session has no media transport", hint));
        };
        session.is_offering = true;
        let request = self.next_number();
        let purpose = OfferPurpose::Change(asker);
        self.offers.insert(request, PendingOffer { session: id, transport, purpose });
        self.command(shard, Command::Offer { transport, request, offer: offer.sdp });
    }

    fn take_answer(&mut self, at: Moment, request: u64, result: Result<String, Error>) {
        let Some(PendingOffer { session: id, transport, purpose }) = self.offers.remove(&request)
        else {
            return;
        };
        let Some(session) = self.sessions.get_mut(&id) else { return };
        session.is_offering = false;
        match (purpose, result) {
            (OfferPurpose::Login, Ok(answer)) => {
                self.set_login_media(id, LoginMedia::Answered(answer));
            }
            (OfferPurpose::Login, Err(error)) => self.abandon_login(at, id, error),
            (OfferPurpose::Change(asker), Ok(answer)) => {
                self.answer_offer(asker, transport, answer);
            }
            (OfferPurpose::Replace(asker), Ok(answer)) => {
                if let Some(replaced) = session.transport {
                    self.close_transport(replaced);
                }
                self.set_transport(id, transport);
                self.answer_offer(asker, transport, answer);
            }
            (OfferPurpose::Change(asker), Err(error)) => self.answer(asker, Err(error)),
            (OfferPurpose::Replace(asker), Err(error)) => {
                self.transports.remove(transport);
                self.answer(asker, Err(error));
            }
        }
    }

    fn answer_offer(&mut self, asker: Asker, transport_id: SessionId, answer: String) {
        let Some(transport) = self.transports.get(transport_id) else { return };
        let transport_key = transport.key.clone();
        let transport = SentTransport { transport_id, transport_key, answer: Some(answer) };
        self.answer(asker, Ok(json!(Answered { transport })));
    }

    /// The session uses the transport from this moment.
    pub(crate) fn set_transport(&mut self, session: SessionId, transport: SessionId) {
        if let Some(known) = self.sessions.get_mut(&session) {
            known.transport = Some(transport);
        }
        if let Some(known) = self.transports.get_mut(transport) {
            known.owner = Some(session);
        }
        self.timers.set(Timer::Transport(transport), None);
    }

    /// The session uses a transport that an earlier login made.
    pub(crate) fn take_over_transport(
        &mut self,
        at: Moment,
        session: SessionId,
        transport: SessionId,
    ) {
        let owner = self.transports.get(transport).and_then(|transport| transport.owner);
        self.set_transport(session, transport);
        let Some((owner, earlier)) =
            owner.and_then(|owner| Some((owner, self.sessions.get_mut(&owner)?)))
        else {
            return;
        };
        earlier.transport = None;
        if !earlier.is_logged_in() {
            let message = "a later login of this user took the transport over";
            self.abandon_login(at, owner, Error::new(ErrorCode::SESSION_FAULT, message));
        }
    }

    /// The session that used the transport ended; a later login may use it for a while.
    pub(crate) fn orphan_transport(&mut self, at: Moment, id: SessionId) {
        if let Some(transport) = self.transports.get_mut(id) {
            transport.owner = None;
            let until = at.now + self.config.transport_timeout;
            self.timers.set(Timer::Transport(id), Some(until));
        }
    }

    /// Closes a transport from this side.
    pub(crate) fn close_transport(&mut self, id: SessionId) {
        if let Some(shard) = self.forget_transport(id) {
            self.command(shard, Command::Close { transport: id });
        }
    }

    fn forget_transport(&mut self, id: SessionId) -> Option<ShardId> {
        let transport = self.transports.remove(id)?;
        self.timers.set(Timer::Transport(id), None);
        self.offers.retain(|_, offer| offer.transport != id);
        Some(transport.shard)
    }

    fn lose_transport(&mut self, at: Moment, id: SessionId) {
        info!(transport = %id, "media lost");
        let owner = self.transports.get(id).and_then(|transport| transport.owner);
        let offers = self.offers.values().filter(|offer| offer.transport == id);
        let askers: Vec<_> = offers.filter_map(|offer| offer.purpose.asker()).collect();
        self.forget_transport(id);
        let error = Error::new(ErrorCode::SESSION_FAULT, "the media transport was lost");
        for asker in askers {
            self.answer(asker, Err(error.clone()));
        }
        let Some((owner, session)) = owner.and_then(|o| Some((o, self.sessions.get_mut(&o)?)))
        else {
            return;
        };
        session.is_offering = false;
        if session.transport == Some(id) {
            session.transport = None;
            match session.stage {
                Stage::LoggingIn { .. } => self.abandon_login(at, owner, error),
                Stage::LoggedIn => self.push(owner, Event::TransportLost { transport_id: id }),
            }
        }
    }
}

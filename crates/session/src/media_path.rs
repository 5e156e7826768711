//! The transport as its session sees it: one offer at a time, the pool of slots, and the ladder
//! on which a lost media path is repaired: ICE restart, then a new transport.

use crate::{Offer, OfferKind, SlotCount, random::Random, reconnect::Retry, slots::Slots};
use cooee_proto::{SessionId, signal::SentTransport};
use std::time::{Duration, Instant};

/// How long an ICE restart may take before a new transport is made.
const RESTART_PATIENCE: Duration = Duration::from_millis(500);
/// How long a new transport may take to connect, doubled with each try up to 40 s.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
const MOST_DOUBLINGS: u32 = 3;

/// See the module.
#[derive(Default)]
pub(crate) struct MediaPath {
    /// A transport was asked for; it is there until another takes its place or it is dropped.
    exists: bool,
    credentials: Option<Credentials>,
    connected: bool,
    exchange: Exchange,
    pub(crate) slots: Slots,
    /// The next rung of the ladder, where one is wanted.
    wanted: Option<Rung>,
    /// When the next rung is a new transport, unless media flows by then.
    replace_at: Option<Instant>,
    /// Since when the last ICE restart has its answer.
    restarted: Option<Instant>,
    retry: Retry,
}

/// What a later login names to use the transport again.
pub(crate) struct Credentials {
    pub(crate) transport_id: SessionId,
    pub(crate) transport_key: String,
}

/// Where the one offer stands.
#[derive(Default)]
enum Exchange {
    #[default]
    Idle,
    /// The transport makes it.
    Making(OfferKind),
    /// It is made, and to be sent by the login or, once logged in, by a request.
    Made(OfferKind, Offer),
    /// It is sent with this request.
    Sent(OfferKind, Offer, u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rung {
    RestartIce,
    New,
}

impl MediaPath {
    pub(crate) fn is_connected(&self) -> bool {
        self.connected
    }

    /// Whether there is anything that would have to be dropped.
    pub(crate) fn exists(&self) -> bool {
        self.exists
    }

    /// The transport's name for a login, if it works and nothing about it is undecided.
    pub(crate) fn reusable(&self) -> Option<&Credentials> {
        let settled = self.connected
            && self.wanted != Some(Rung::New)
            && matches!(self.exchange, Exchange::Idle);
        self.credentials.as_ref().filter(|_| settled)
    }

    /// Whether a notice of the server is about this transport.
    pub(crate) fn is_named(&self, transport_id: SessionId) -> bool {
        self.credentials.as_ref().is_some_and(|known| known.transport_id == transport_id)
    }

    /// Whether the server has another transport for this session than this client, or none.
    pub(crate) fn is_other_than(&self, transport_id: Option<SessionId>) -> bool {
        self.credentials.as_ref().is_some_and(|known| Some(known.transport_id) != transport_id)
    }

    /// The SDP for a login, once the offer of a new transport is made.
    pub(crate) fn login_offer(&self) -> Option<&str> {
        match &self.exchange {
            Exchange::Made(OfferKind::New(_), offer) => Some(&offer.sdp),
            _ => None,
        }
    }

    /// Whether a login has to ask for a new transport's offer.
    pub(crate) fn needs_login_offer(&self, now: Instant) -> bool {
        let made =
            matches!(self.exchange, Exchange::Making(_) | Exchange::Made(OfferKind::New(_), _));
        !made && self.reusable().is_none() && self.retry.is_due(now)
    }

    /// The offer that is to be sent by a request; [`MediaPath::sent`] follows.
    pub(crate) fn unsent(&self) -> Option<(OfferKind, &Offer)> {
        match &self.exchange {
            Exchange::Made(kind, offer) => Some((*kind, offer)),
            Exchange::Idle | Exchange::Making(_) | Exchange::Sent(..) => None,
        }
    }

    /// What to offer next, while logged in; `missing` slots are waited for.
    pub(crate) fn next_offer(&self, now: Instant, missing: SlotCount) -> Option<Wanted> {
        if !matches!(self.exchange, Exchange::Idle) || !self.retry.is_due(now) {
            return None;
        }
        match self.wanted {
            Some(Rung::New) => Some(Wanted::New),
            Some(Rung::RestartIce) => Some(Wanted::Change(OfferKind::RestartIce)),
            None => self.slots.growth(missing).map(OfferKind::Grow).map(Wanted::Change),
        }
    }

    /// The transport was asked for this offer.
    pub(crate) fn making(&mut self, kind: OfferKind) {
        if let OfferKind::New(_) = kind {
            *self = self.anew();
        }
        self.wanted = None;
        self.exchange = Exchange::Making(kind);
    }

    /// The transport made the offer, or could not.
    pub(crate) fn made(&mut self, now: Instant, offer: Option<Offer>, random: &mut Random) {
        let Exchange::Making(kind) = self.exchange else { return };
        match offer {
            Some(offer) => self.exchange = Exchange::Made(kind, offer),
            None => self.failed(now, kind, random),
        }
    }

    /// The offer was sent with this request.
    pub(crate) fn sent(&mut self, request: u64) {
        self.exchange = match std::mem::take(&mut self.exchange) {
            Exchange::Made(kind, offer) => Exchange::Sent(kind, offer, request),
            other @ (Exchange::Idle | Exchange::Making(_) | Exchange::Sent(..)) => other,
        };
    }

    /// The kind of the offer that was sent with this request.
    pub(crate) fn sent_with(&self, request: u64) -> Option<OfferKind> {
        match &self.exchange {
            Exchange::Sent(kind, _, sent) if *sent == request => Some(*kind),
            _ => None,
        }
    }

    /// The WebSocket was lost: an offer without answer is sent again on the next one.
    pub(crate) fn link_lost(&mut self) {
        self.exchange = match std::mem::take(&mut self.exchange) {
            Exchange::Sent(kind, offer, _) => Exchange::Made(kind, offer),
            other @ (Exchange::Idle | Exchange::Making(_) | Exchange::Made(..)) => other,
        };
    }

    /// The server answered. Returns the SDP to apply; `None` if there is none to apply.
    pub(crate) fn answered(
        &mut self,
        now: Instant,
        transport: SentTransport,
        random: &mut Random,
    ) -> Option<String> {
        let SentTransport { transport_id, transport_key, answer } = transport;
        self.credentials = Some(Credentials { transport_id, transport_key });
        let (kind, offer) = match std::mem::take(&mut self.exchange) {
            Exchange::Made(kind, offer) | Exchange::Sent(kind, offer, _) => (kind, offer),
            other @ (Exchange::Idle | Exchange::Making(_)) => {
                self.exchange = other;
                return None;
            }
        };
        if answer.is_none() {
            self.failed(now, kind, random);
            return None;
        }
        match kind {
            OfferKind::New(_) => {
                let doublings = self.retry.attempt().min(MOST_DOUBLINGS);
                self.replace_at = Some(now + CONNECT_PATIENCE * 2_u32.pow(doublings));
            }
            OfferKind::RestartIce => {
                self.restarted = Some(now);
                self.replace_at = (!self.connected).then(|| now + RESTART_PATIENCE);
            }
            OfferKind::Grow(_) => {}
        }
        self.slots.add(offer.slots);
        answer
    }

    /// The offer came to nothing.
    pub(crate) fn failed(&mut self, now: Instant, kind: OfferKind, random: &mut Random) {
        self.exchange = Exchange::Idle;
        match kind {
            OfferKind::New(_) => self.wanted = Some(Rung::New),
            OfferKind::RestartIce => return self.wanted = Some(Rung::New),
            OfferKind::Grow(_) => {}
        }
        self.retry.later(now, random);
    }

    /// Whether the server applied the offer will never be known: the transport is of no use for
    /// anything that follows, even if its media flow.
    pub(crate) fn unanswered(&mut self, now: Instant, random: &mut Random) {
        self.credentials = None;
        self.exchange = Exchange::Idle;
        self.wanted = Some(Rung::New);
        self.retry.later(now, random);
    }

    /// Media can flow; not so on a transport that is given up.
    pub(crate) fn connected(&mut self) {
        if self.credentials.is_none() {
            return;
        }
        self.connected = true;
        self.wanted = None;
        self.replace_at = None;
        self.retry.reset();
    }

    /// The path is lost: the first rung, or the second one if the first was just tried.
    pub(crate) fn disconnected(&mut self, now: Instant) {
        if !std::mem::take(&mut self.connected) {
            return;
        }
        let just_restarted = self.restarted.is_some_and(|at| now < at + 2 * RESTART_PATIENCE);
        if just_restarted {
            self.replace_at = Some(now + RESTART_PATIENCE);
        } else {
            self.want_restart();
        }
    }

    /// Look for a new path, if there is a transport that had one.
    pub(crate) fn want_restart(&mut self) {
        let restarting = matches!(
            self.exchange,
            Exchange::Making(OfferKind::RestartIce)
                | Exchange::Made(OfferKind::RestartIce, _)
                | Exchange::Sent(OfferKind::RestartIce, ..)
        );
        let connecting = !self.connected && self.replace_at.is_some();
        if self.credentials.is_some() && self.wanted.is_none() && !restarting && !connecting {
            self.wanted = Some(Rung::RestartIce);
        }
    }

    /// The transport is gone, here or at the server.
    pub(crate) fn closed(&mut self, now: Instant, random: &mut Random) {
        if self.exists {
            *self = self.anew();
            self.wanted = Some(Rung::New);
            self.retry.later(now, random);
        }
    }

    fn anew(&mut self) -> Self {
        Self { exists: true, retry: std::mem::take(&mut self.retry), ..Self::default() }
    }

    /// A hint that waiting is over.
    pub(crate) fn hurry(&mut self) {
        self.retry.reset();
    }

    /// Takes the next rung if its time has come.
    pub(crate) fn tick(&mut self, now: Instant, random: &mut Random) {
        if self.replace_at.is_some_and(|at| at <= now) {
            self.replace_at = None;
            self.wanted = Some(Rung::New);
            if self.restarted.is_none() {
                // Counts the try; the patience with the next one is pause enough.
                self.retry.pause(random);
            }
        }
    }

    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        [self.replace_at, self.retry.deadline(now)].into_iter().flatten().min()
    }
}

/// The next offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// For a new transport.
    New,
    /// For a change of the one there is.
    Change(OfferKind),
}

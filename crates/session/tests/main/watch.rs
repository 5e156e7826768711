//! Watches what a session puts out, and knows which order is allowed.

use cooee_proto::{
    ErrorCode, Mid, PlayerState, PublishChannel, PublisherState, RoomStateChangedReason as Reason,
    StreamId, UpdateType, UserId,
};
use cooee_session::{
    Direction, Event, MediaCommand, OfferKind, Output, RequestId, SlotCount, TransportCommand,
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Watch {
    pub socket_is_asked_for: bool,
    pub is_greeted: bool,
    pub transport_exists: bool,
    pub transport_is_connected: bool,
    offer_is_pending: bool,
    /// How many slots the transport offered so far; the names are those that the client gives.
    pub slots: BTreeSet<(Mid, Direction)>,
    mids: u64,
    offered: Vec<(Mid, Direction)>,
    sending: BTreeMap<PublishChannel, Mid>,
    receiving: BTreeMap<StreamId, Mid>,
    sending_video: BTreeMap<PublishChannel, Mid>,
    receiving_video: BTreeMap<StreamId, Mid>,
    /// Streams that the server last said to be live.
    pub live: BTreeSet<StreamId>,
    /// Calls without a result.
    pub calls: BTreeSet<RequestId>,
    room: Option<Reason>,
    publishes: BTreeMap<PublishChannel, (StreamId, PublisherState)>,
    plays: BTreeMap<StreamId, PlayerState>,
    users: BTreeSet<UserId>,
    streams: BTreeSet<StreamId>,
    last_request: u64,
}

impl Watch {
    pub fn is_in_room(&self) -> bool {
        matches!(self.room, Some(Reason::Logined | Reason::Reconnected))
    }

    pub fn socket_exists(&self) -> bool {
        self.socket_is_asked_for || self.is_greeted
    }

    pub fn socket_greeted(&mut self) {
        self.socket_is_asked_for = false;
        self.is_greeted = true;
    }

    pub fn socket_closed(&mut self) {
        self.socket_is_asked_for = false;
        self.is_greeted = false;
    }

    pub fn transport_gone(&mut self) {
        self.transport_exists = false;
        self.transport_is_connected = false;
    }

    pub fn all_slots_are_free(&self) {
        assert!(self.sending.is_empty(), "{:?} still sends", self.sending);
        assert!(self.receiving.is_empty(), "{:?} still receives", self.receiving);
        let pictures = (&self.sending_video, &self.receiving_video);
        assert!(pictures.0.is_empty() && pictures.1.is_empty(), "{pictures:?} still shown");
    }

    pub fn at_the_end(&self) {
        assert!(self.calls.is_empty(), "{:?} have no result", self.calls);
        assert!(self.publishes.is_empty() && self.plays.is_empty());
        assert!(self.room.is_none(), "still in {:?}", self.room);
        assert!(!self.socket_exists(), "a socket is left");
        assert!(!self.transport_exists, "a transport is left");
        self.all_slots_are_free();
    }

    pub fn see(&mut self, output: &Output) {
        match output {
            Output::OpenSocket => {
                assert!(!self.socket_exists(), "the socket before was not closed");
                self.socket_is_asked_for = true;
            }
            Output::CloseSocket => {
                assert!(self.socket_exists());
                self.socket_closed();
            }
            Output::SendText(text) => {
                assert!(self.is_greeted, "{text} on a socket that is not open");
                let message = cooee_proto::signal::ClientMessage::parse(text).unwrap();
                assert!(message.id > self.last_request, "request numbers are unique");
                self.last_request = message.id;
                if let Some(slot) = crate::client::slot_of(&message) {
                    assert!(
                        self.slots.iter().any(|(mid, _)| *mid == slot),
                        "{slot} is not there to be named"
                    );
                }
            }
            Output::Transport(command) => self.see_transport(command),
            Output::Media(command) => self.see_media(command),
            Output::Event(event) => self.see_event(event),
            Output::Done { request, .. } => {
                assert!(self.calls.remove(request), "{request:?} is done twice");
            }
        }
    }

    fn see_transport(&mut self, command: &TransportCommand) {
        match command {
            TransportCommand::Offer(kind) => {
                let count = match kind {
                    OfferKind::New(count) => {
                        self.all_slots_are_free();
                        self.transport_gone();
                        self.slots.clear();
                        *count
                    }
                    OfferKind::Grow(count) => {
                        assert!(self.transport_exists && !self.offer_is_pending);
                        *count
                    }
                    OfferKind::RestartIce => {
                        assert!(self.transport_exists && !self.offer_is_pending);
                        SlotCount::default()
                    }
                };
                self.offered.clear();
                let directions = [
                    (Direction::Send, count.send),
                    (Direction::Receive, count.receive),
                    (Direction::SendVideo, count.send_video),
                    (Direction::ReceiveVideo, count.receive_video),
                ];
                for (direction, count) in directions {
                    for _ in 0..count {
                        self.mids += 1;
                        self.offered.push((Mid(format!("m{}", self.mids)), direction));
                    }
                }
                self.offer_is_pending = true;
            }
            TransportCommand::Answer { .. } => {
                assert!(self.offer_is_pending, "an answer to no offer");
                self.offer_is_pending = false;
                self.transport_exists = true;
                self.slots.extend(self.offered.drain(..));
                let limit = cooee_proto::limits::PLAYS + cooee_proto::limits::PUBLISH_CHANNELS;
                assert!(self.slots.len() <= 2 * limit);
            }
            TransportCommand::Rollback => {
                assert!(self.offer_is_pending);
                self.offer_is_pending = false;
            }
            TransportCommand::Drop => {
                self.transport_gone();
                self.all_slots_are_free();
                self.offer_is_pending = false;
            }
        }
    }

    fn see_media(&mut self, command: &MediaCommand) {
        match command {
            MediaCommand::StartSending { channel, slot } => {
                self.take(slot, Direction::Send);
                assert!(self.sending.insert(*channel, slot.clone()).is_none());
            }
            MediaCommand::StopSending { channel } => {
                assert!(self.sending.remove(channel).is_some());
            }
            MediaCommand::AdaptSending { channel, listener_loss } => {
                assert!(self.publishes.contains_key(channel));
                assert!((0.0..=1.0).contains(listener_loss));
            }
            MediaCommand::StartReceiving { stream_id, slot } => {
                self.take(slot, Direction::Receive);
                assert!(self.receiving.insert(stream_id.clone(), slot.clone()).is_none());
            }
            MediaCommand::StopReceiving { stream_id } => {
                assert!(self.receiving.remove(stream_id).is_some());
            }
            MediaCommand::StartSendingVideo { channel, slot } => {
                assert!(self.publishes.contains_key(channel), "pictures of nothing");
                self.take(slot, Direction::SendVideo);
                assert!(self.sending_video.insert(*channel, slot.clone()).is_none());
            }
            MediaCommand::StopSendingVideo { channel } => {
                assert!(self.sending_video.remove(channel).is_some());
            }
            MediaCommand::StartReceivingVideo { stream_id, slot } => {
                self.take(slot, Direction::ReceiveVideo);
                assert!(self.receiving_video.insert(stream_id.clone(), slot.clone()).is_none());
            }
            MediaCommand::StopReceivingVideo { stream_id } => {
                assert!(self.receiving_video.remove(stream_id).is_some());
            }
        }
    }

    fn take(&self, slot: &Mid, direction: Direction) {
        let known = self.slots.contains(&(slot.clone(), direction));
        assert!(known, "{slot} is no {direction:?} slot of this transport");
        let sound = self.sending.values().chain(self.receiving.values());
        let pictures = self.sending_video.values().chain(self.receiving_video.values());
        let mut used = sound.chain(pictures);
        assert!(!used.any(|other| other == slot), "{slot} is used twice");
    }

    fn see_event(&mut self, event: &Event) {
        let connected = self.transport_is_connected;
        match event {
            Event::RoomStateChanged { reason, code, .. } => self.see_room(*reason, *code),
            Event::PublisherStateUpdate { channel, stream_id, state, code, .. } => {
                if let Some((running, before)) = self.publishes.get(channel)
                    && running == stream_id
                {
                    use PublisherState::{NoPublish, PublishRequesting, Publishing};
                    let allowed = match (before, state) {
                        (PublishRequesting, Publishing) => code.is_ok() && connected,
                        (Publishing | PublishRequesting, PublishRequesting) => !code.is_ok(),
                        (_, NoPublish) => true,
                        _ => false,
                    };
                    assert!(allowed, "{stream_id} {before:?} to {state:?} {code}");
                    if *state == NoPublish {
                        self.publishes.remove(channel);
                    } else {
                        self.publishes.insert(*channel, (stream_id.clone(), *state));
                    }
                } else if *state == PublisherState::PublishRequesting {
                    assert!(code.is_ok() && !self.publishes.contains_key(channel));
                    self.publishes.insert(*channel, (stream_id.clone(), *state));
                } else {
                    assert!(*state == PublisherState::NoPublish && !code.is_ok());
                }
            }
            Event::PlayerStateUpdate { stream_id, state, code, .. } => {
                use PlayerState::{NoPlay, PlayRequesting, Playing};
                let before = self.plays.get(stream_id).copied().unwrap_or(NoPlay);
                let live = self.live.contains(stream_id);
                let allowed = match (before, state) {
                    (NoPlay, PlayRequesting) => code.is_ok(),
                    (PlayRequesting, Playing) => code.is_ok() && connected && live,
                    (Playing | PlayRequesting, PlayRequesting) => !code.is_ok(),
                    (NoPlay, NoPlay) => !code.is_ok(),
                    (_, NoPlay) => true,
                    _ => false,
                };
                assert!(allowed, "{stream_id} {before:?} to {state:?} {code}, live {live}");
                match state {
                    NoPlay => self.plays.remove(stream_id),
                    PlayRequesting | Playing => self.plays.insert(stream_id.clone(), *state),
                };
            }
            Event::RoomUserUpdate { update, users, .. } => {
                for user in users {
                    let changed = match update {
                        UpdateType::Add => self.users.insert(user.user_id.clone()),
                        UpdateType::Delete => self.users.remove(&user.user_id),
                    };
                    assert!(changed, "{update:?} of {} twice", user.user_id);
                }
            }
            Event::RoomStreamUpdate { update, streams, .. } => {
                for stream in streams {
                    let changed = match update {
                        UpdateType::Add => self.streams.insert(stream.stream_id.clone()),
                        UpdateType::Delete => self.streams.remove(&stream.stream_id),
                    };
                    assert!(changed, "{update:?} of {} twice", stream.stream_id);
                }
            }
            _ => {}
        }
    }

    fn see_room(&mut self, reason: Reason, code: ErrorCode) {
        use Reason::{
            KickOut, LoginFailed, Logined, Logining, Logout, LogoutFailed, ReconnectFailed,
            Reconnected, Reconnecting,
        };
        let allowed = match (self.room, reason) {
            (None, Logining) | (Some(Logining), Logined) => code.is_ok(),
            (Some(Logined | Reconnected), Reconnecting) => code == ErrorCode::LINK_BROKEN,
            (Some(Reconnecting), Reconnected) => code.is_ok(),
            (Some(Logining), LoginFailed) => !code.is_ok(),
            (Some(Reconnecting), ReconnectFailed | KickOut) => !code.is_ok(),
            (Some(Logined | Reconnected), KickOut) => !code.is_ok(),
            (Some(_), Logout) => code.is_ok(),
            (_, LogoutFailed) => code == ErrorCode::NOT_THAT_ROOM,
            _ => false,
        };
        assert!(allowed, "{:?} to {reason:?} {code}", self.room);
        match reason {
            LoginFailed | ReconnectFailed | KickOut | Logout => {
                assert!(self.publishes.is_empty(), "publishes end before the room");
                assert!(self.plays.is_empty(), "plays end before the room");
                self.room = None;
                self.users.clear();
                self.streams.clear();
            }
            LogoutFailed => {}
            Logining | Logined | Reconnecting | Reconnected => self.room = Some(reason),
        }
    }
}

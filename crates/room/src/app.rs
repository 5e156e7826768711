//! The machine itself: what an app holds, and which rule takes which input.

use crate::claim::Claims;
use crate::login::PendingLogin;
use crate::member::Member;
use crate::publish::LiveStream;
use crate::room::Room;
use crate::timer::{Timer, Timers};
use crate::{Input, Output, RegistryAnswer, Reply, Request, RequestId};
use cooee_proto::signal::Event;
use cooee_proto::{
    Error, ErrorCode, RoomId, RoomSnapshot, SessionId, StreamId, UserId, WallTime, limits,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// What an operator may tune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// How long a silent session is kept.
    pub heartbeat_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self { heartbeat_timeout: limits::HEARTBEAT_TIMEOUT }
    }
}

/// How much an app holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rooms with at least one user.
    pub rooms: usize,
    /// Users in rooms.
    pub users: usize,
    /// Live streams.
    pub streams: usize,
    /// Plays, those that wait for their stream included.
    pub plays: usize,
}

/// All rooms of one app on this node.
#[derive(Debug)]
pub struct App {
    pub(crate) config: Config,
    pub(crate) outputs: VecDeque<Output>,
    pub(crate) timers: Timers,
    pub(crate) claims: Claims,
    /// Logins that wait for their claim.
    pub(crate) logins: BTreeMap<SessionId, PendingLogin>,
    /// Sessions in a room.
    pub(crate) members: BTreeMap<SessionId, Member>,
    /// The member that is this user.
    pub(crate) users: BTreeMap<UserId, SessionId>,
    pub(crate) rooms: BTreeMap<RoomId, Room>,
    /// Live streams.
    pub(crate) streams: BTreeMap<StreamId, LiveStream>,
    /// Who plays a stream, live or not.
    pub(crate) players: BTreeMap<StreamId, BTreeSet<SessionId>>,
    next_order: u64,
}

/// The time of one input: monotonic for deadlines, wall for tokens and message stamps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now: Instant,
    pub(crate) wall: WallTime,
}

impl App {
    /// An app without rooms.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            outputs: VecDeque::new(),
            timers: Timers::default(),
            claims: Claims::default(),
            logins: BTreeMap::new(),
            members: BTreeMap::new(),
            users: BTreeMap::new(),
            rooms: BTreeMap::new(),
            streams: BTreeMap::new(),
            players: BTreeMap::new(),
            next_order: 0,
        }
    }

    /// Takes one input. Drain [`App::poll`] before the next.
    ///
    /// What was due before the input happens before it: a sign of life that comes after the
    /// heartbeat time-out is too late.
    pub fn handle(&mut self, now: Instant, wall: WallTime, input: Input) {
        debug_assert!(self.outputs.is_empty(), "outputs are drained before the next input");
        let moment = Moment { now, wall };
        while let Some(timer) = self.timers.pop_due(now) {
            match timer {
                Timer::Presence(session) => self.check_presence(moment, session),
                Timer::Rights(session) => self.check_rights(moment, session),
                Timer::UserCount(room_id) => self.tell_user_count(moment, room_id),
            }
        }
        match input {
            Input::Request { session, id, request } => self.request(moment, session, id, request),
            Input::Alive { session } => self.alive(moment, session),
            Input::LinkClosed { session } => self.link_closed(session),
            Input::Kick { target, error, reason } => self.kick(&target, &error, reason),
            Input::Operate { id, operation } => self.operate(moment, id, operation),
            Input::Registry(RegistryAnswer::Granted { claim, epoch }) => {
                self.granted(moment, claim, epoch);
            }
            Input::Registry(RegistryAnswer::Refused { claim, error }) => {
                self.refused(claim, &error);
            }
            Input::Timeout => {}
        }
    }

    /// The next output, until `None`.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When the machine wants [`Input::Timeout`] at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        self.timers.deadline()
    }

    /// The room as this session may see it; `None` if it is in no room.
    pub fn snapshot(&self, session: SessionId) -> Option<RoomSnapshot> {
        let member = self.members.get(&session)?;
        let room = self.room(&member.room_id);
        let others = room.members.values().filter(|&&other| other != session);
        let users = match member.wants_user_updates {
            true => others.map(|other| self.member(*other).user.clone()).collect(),
            false => Vec::new(),
        };
        let streams = room.streams.values().map(|stream_id| &self.streams[stream_id]);
        Some(RoomSnapshot {
            room_id: member.room_id.clone(),
            room_session_id: room.session_id.clone(),
            users,
            streams: streams
                .filter(|stream| stream.session != session)
                .map(|stream| stream.description.clone())
                .collect(),
            extra_info: room.extra_info.clone(),
            online_user_count: room.user_count(),
        })
    }

    /// How much the app holds.
    pub fn counts(&self) -> Counts {
        Counts {
            rooms: self.rooms.len(),
            users: self.members.len(),
            streams: self.streams.len(),
            plays: self.players.values().map(BTreeSet::len).sum(),
        }
    }

    fn request(&mut self, moment: Moment, session: SessionId, id: RequestId, request: Request) {
        self.alive(moment, session);
        let request = match request {
            Request::Login(login) => return self.login(moment, session, id, login),
            Request::Logout if self.logins.contains_key(&session) => {
                return self.take_back_login(session, id);
            }
            request => request,
        };
        if !self.members.contains_key(&session) {
            return self.reply(session, id, Err(not_in_room(&request)));
        }
        let result = match request {
            Request::Login(_) => unreachable!("logins are taken above"),
            Request::Logout => return self.logout(session, id),
            Request::Publish { stream_id, extra_info, mic_state, camera_state } => {
                let publish =
                    crate::publish::Publish { stream_id, extra_info, mic_state, camera_state };
                return self.publish(moment, session, id, publish);
            }
            Request::Unpublish { stream_id } => return self.unpublish(session, id, &stream_id),
            Request::Play { stream_id } => self.play(session, stream_id),
            Request::Unplay { stream_id } => self.unplay(session, &stream_id),
            Request::SetStreamExtraInfo { stream_id, extra_info } => {
                self.set_stream_extra_info(session, &stream_id, extra_info)
            }
            Request::SetMicState { stream_id, state } => {
                self.set_mic_state(session, &stream_id, state)
            }
            Request::SetCameraState { stream_id, state } => {
                self.set_camera_state(session, &stream_id, state)
            }
            Request::SetRoomExtraInfo { key, value } => {
                self.set_room_extra_info(moment, session, key, value)
            }
            Request::SendBroadcastMessage { message } => {
                self.send_broadcast_message(moment, session, message)
            }
            Request::SendBarrageMessage { message } => {
                self.send_barrage_message(moment, session, message)
            }
            Request::SendCustomCommand { command, to_users } => {
                self.send_custom_command(moment, session, command, &to_users)
            }
            Request::RenewRights(rights) => {
                return self.renew_rights(moment, session, id, rights);
            }
        };
        self.reply(session, id, result);
    }

    pub(crate) fn reply(
        &mut self,
        session: SessionId,
        id: RequestId,
        result: Result<Reply, Error>,
    ) {
        self.outputs.push_back(Output::Reply { session, id, result });
    }

    pub(crate) fn send(&mut self, session: SessionId, event: Event) {
        self.outputs.push_back(Output::Send { session, event });
    }

    /// Sends to everyone in the room but one session.
    pub(crate) fn send_to_others(&mut self, room_id: &RoomId, but: SessionId, event: &Event) {
        let room = self.rooms.get(room_id).expect("the room of a member exists");
        for &session in room.members.values().filter(|&&session| session != but) {
            self.outputs.push_back(Output::Send { session, event: event.clone() });
        }
    }

    pub(crate) fn member(&self, session: SessionId) -> &Member {
        self.members.get(&session).expect("the session was found to be in a room")
    }

    pub(crate) fn member_mut(&mut self, session: SessionId) -> &mut Member {
        self.members.get_mut(&session).expect("the session was found to be in a room")
    }

    pub(crate) fn room(&self, room_id: &RoomId) -> &Room {
        self.rooms.get(room_id).expect("the room of a member exists")
    }

    pub(crate) fn room_mut(&mut self, room_id: &RoomId) -> &mut Room {
        self.rooms.get_mut(room_id).expect("the room of a member exists")
    }

    /// A number higher than those before: sorts users by login and streams by publish.
    pub(crate) fn order(&mut self) -> u64 {
        self.next_order += 1;
        self.next_order
    }
}

fn not_in_room(request: &Request) -> Error {
    match request {
        Request::RenewRights(_) => {
            Error::new(ErrorCode::NOT_THAT_ROOM, "the token of no login can be renewed")
        }
        _ => Error::new(ErrorCode::NOT_IN_ROOM, "the session is in no room"),
    }
}

//! The way into a room.

use crate::app::{App, Moment};
use crate::departure::Departure;
use crate::member::Member;
use crate::rate::Rate;
use crate::room::Room;
use crate::timer::Timer;
use crate::{Claim, Epoch, Fact, Login, Output, Reply, RequestId};
use cooee_proto::signal::Event;
use cooee_proto::{Error, ErrorCode, RoomId, SessionId, UpdateType, UserId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// A login whose claim is not answered.
#[derive(Debug)]
pub(crate) struct PendingLogin {
    pub(crate) id: RequestId,
    pub(crate) login: Login,
    pub(crate) last_alive: Instant,
}

impl App {
    pub(crate) fn login(
        &mut self,
        moment: Moment,
        session: SessionId,
        id: RequestId,
        login: Login,
    ) {
        if self.members.contains_key(&session) || self.logins.contains_key(&session) {
            let error = Error::new(
                ErrorCode::ALREADY_LOGGED_IN,
                format!(
                    "the session is already logged in, or about to be; room {:?} was asked for",
                    login.room_id.as_str()
                ),
            );
            return self.reply(session, id, Err(error));
        }
        // A full room is refused before the claim, so that the user's older login lives on.
        if let Some(error) = self.room_full(&login.room_id, &login.user.user_id) {
            return self.reply(session, id, Err(error));
        }
        let what = Claim::User { user_id: login.user.user_id.clone(), session };
        self.logins.insert(session, PendingLogin { id, login, last_alive: moment.now });
        self.set_presence_timer(session, moment.now);
        let claim = self.claims.want(what);
        self.emit_claim(claim);
    }

    /// A logout before the login was answered.
    pub(crate) fn take_back_login(&mut self, session: SessionId, id: RequestId) {
        let error = Error::new(ErrorCode::DISCONNECTED, "logged out before the login was answered");
        self.refuse_login(session, error);
        self.reply(session, id, Ok(Reply::Done));
    }

    /// Ends a login that waits for its claim.
    pub(crate) fn refuse_login(&mut self, session: SessionId, error: Error) {
        let Some(PendingLogin { id, login, .. }) = self.logins.remove(&session) else { return };
        self.timers.cancel(&Timer::Presence(session));
        self.claims.withdraw(&Claim::User { user_id: login.user.user_id, session });
        self.reply(session, id, Err(error));
    }

    /// The session holds its userID: it enters the room, and the user's older session leaves.
    pub(crate) fn enter(&mut self, moment: Moment, session: SessionId, epoch: Epoch) {
        let PendingLogin { id, login, last_alive } =
            self.logins.remove(&session).expect("a wanted user claim has its login");
        let Login { room_id, user, config, rights, platform, proof } = login;
        // The room outlives the older session if the newer one follows it there.
        let is_relogin = self.replace_user(&user.user_id, Some(&room_id));
        if let Some(error) = self.room_full(&room_id, &user.user_id) {
            self.timers.cancel(&Timer::Presence(session));
            let what = Claim::User { user_id: user.user_id, session };
            self.outputs.push_back(Output::Release { what, epoch });
            return self.reply(session, id, Err(error));
        }
        let room_session_id = || format!("{}-{}", moment.wall.0, epoch.0);
        self.open_room(moment, &room_id, || {
            Room::new(room_session_id(), moment.wall, config.max_member_count)
        });
        let order = self.order();
        self.room_mut(&room_id).members.insert(order, session);
        self.users.insert(user.user_id.clone(), session);
        let member = Member {
            user: user.clone(),
            room_id: room_id.clone(),
            wants_user_updates: config.is_user_status_notify,
            epoch,
            order,
            logged_in: moment.wall,
            rights,
            warned: false,
            last_alive,
            link_closed: false,
            pending_publishes: BTreeMap::new(),
            publishes: BTreeSet::new(),
            plays: BTreeSet::new(),
            broadcast_rate: Rate::default(),
            command_to_one_rate: Rate::default(),
            command_to_many_rate: Rate::default(),
        };
        self.members.insert(session, member);
        let update = self.next_user_update(&room_id);
        let room = self.room_name(&room_id);
        self.outputs.push_back(Output::Fact(Fact::LoggedIn {
            room,
            user: user.clone(),
            session,
            platform,
            proof,
            is_relogin,
            update,
        }));
        let snapshot = self.snapshot(session).expect("the session is in a room");
        self.reply(session, id, Ok(Reply::LoggedIn(snapshot)));
        let event = Event::RoomUsers { update: UpdateType::Add, users: vec![user] };
        self.send_user_update(&room_id, session, &event);
        self.check_rights(moment, session);
    }

    /// The registry says that somebody else is this user now; returns whether there was a session
    /// to make way.
    pub(crate) fn replace_user(&mut self, user_id: &UserId, kept_room: Option<&RoomId>) -> bool {
        let Some(&older) = self.users.get(user_id) else { return false };
        let error = Error::new(
            ErrorCode::KICKED_BY_SAME_USER,
            format!("user {:?} logged in again elsewhere", user_id.as_str()),
        );
        self.leave(older, &Departure::Replaced(error), kept_room);
        true
    }

    /// Sends to everyone in the room who asked for user updates, but one session.
    pub(crate) fn send_user_update(&mut self, room_id: &RoomId, but: SessionId, event: &Event) {
        let room = self.rooms.get(room_id).expect("the room of a member exists");
        for &session in room.members.values().filter(|&&session| session != but) {
            if self.members[&session].wants_user_updates {
                self.outputs.push_back(Output::Send { session, event: event.clone() });
            }
        }
    }

    /// Why this user may not enter, if the room is full.
    fn room_full(&self, room_id: &RoomId, user_id: &UserId) -> Option<Error> {
        let room = self.rooms.get(room_id)?;
        let is_there = self
            .users
            .get(user_id)
            .is_some_and(|session| self.member(*session).room_id == *room_id);
        let (count, most) = (room.user_count(), room.max_member_count);
        if most == 0 || is_there || count < most {
            return None;
        }
        let message = format!("room {:?} has {count} of {most} users", room_id.as_str());
        Some(Error::new(ErrorCode::ROOM_FULL, message))
    }
}

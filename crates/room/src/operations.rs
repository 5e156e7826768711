//! What is done to rooms from outside.

use crate::app::{App, Moment};
use crate::departure::Departure;
use crate::message::check_text;
use crate::{Operation, Output, Reply, RequestId, RoomEnd};
use cooee_proto::signal::Event;
use cooee_proto::{
    BarrageMessage, BroadcastMessage, Error, ErrorCode, RemoteDeviceState, RoomId, SessionId,
    StreamDeleteReason, StreamId, User, UserId,
};
use std::collections::BTreeSet;

impl App {
    pub(crate) fn operate(&mut self, moment: Moment, id: RequestId, operation: Operation) {
        let result = match operation {
            Operation::Kick { room_id, users, error } => self.kick_users(&room_id, users, &error),
            Operation::CloseRoom { room_id, error, wants_callback } => {
                self.close_room(&room_id, &error, wants_callback)
            }
            Operation::EndStream { stream_id, error, players } => {
                self.end_stream(&stream_id, error, players)
            }
            Operation::SendBroadcastMessage { room_id, from_user, message } => {
                self.broadcast_from_outside(moment, &room_id, from_user, message)
            }
            Operation::SendBarrageMessage { room_id, from_user, message } => {
                self.barrage_from_outside(moment, &room_id, from_user, message)
            }
            Operation::SendCustomCommand { room_id, from_user, command, to_users } => {
                self.command_from_outside(&room_id, from_user, command, to_users)
            }
        };
        self.outputs.push_back(Output::Operated { id, result });
    }

    fn kick_users(
        &mut self,
        room_id: &RoomId,
        users: Vec<UserId>,
        error: &Error,
    ) -> Result<Reply, Error> {
        self.check_room(room_id)?;
        let mut missing = Vec::new();
        for user_id in users {
            match self.session_in(room_id, &user_id) {
                Some(session) => {
                    let (error, reason) = (error.clone(), StreamDeleteReason::Kicked);
                    self.leave(session, &Departure::Kicked { error, reason }, None);
                }
                None => missing.push(user_id),
            }
        }
        Ok(Reply::Passed { missing })
    }

    fn close_room(
        &mut self,
        room_id: &RoomId,
        error: &Error,
        wants_callback: bool,
    ) -> Result<Reply, Error> {
        self.check_room(room_id)?;
        // Nobody stays who had to hear of the others: each is told of his own end alone.
        let members = std::mem::take(&mut self.room_mut(room_id).members);
        for session in members.into_values() {
            let (error, reason) = (error.clone(), StreamDeleteReason::RemovedByServer);
            self.leave(session, &Departure::Kicked { error, reason }, Some(room_id));
        }
        self.close_room_if_empty(room_id, RoomEnd::Closed { wants_callback });
        Ok(Reply::Done)
    }

    fn end_stream(
        &mut self,
        stream_id: &StreamId,
        error: Error,
        players: Option<ErrorCode>,
    ) -> Result<Reply, Error> {
        if let Some(code) = players {
            self.end_plays_of(stream_id, code);
        }
        let pending = self.members.iter();
        let pending = pending.filter(|(_, it)| it.pending_publishes.contains_key(stream_id));
        for session in pending.map(|(&session, _)| session).collect::<Vec<_>>() {
            self.refuse_publish(session, stream_id, &error);
        }
        let session = match self.streams.get(stream_id) {
            Some(stream) => stream.session,
            None if players.is_some() => return Ok(Reply::Done),
            None => return Err(no_stream(stream_id)),
        };
        let reason = StreamDeleteReason::RemovedByServer;
        self.end_streams(session, vec![stream_id.clone()], reason);
        self.send(session, Event::PublishStopped { stream_id: stream_id.clone(), error });
        Ok(Reply::Done)
    }

    /// Ends all plays of a stream, live or not.
    fn end_plays_of(&mut self, stream_id: &StreamId, code: ErrorCode) {
        for session in self.players_of(stream_id) {
            self.member_mut(session).plays.remove(stream_id);
            self.end_play(session, stream_id.clone());
            let mic_state = RemoteDeviceState::default();
            let camera_state = RemoteDeviceState::disabled();
            let stream_id = stream_id.clone();
            self.send(
                session,
                Event::PlayState { stream_id, live: false, code, mic_state, camera_state },
            );
        }
    }

    fn broadcast_from_outside(
        &mut self,
        moment: Moment,
        room_id: &RoomId,
        from_user: User,
        message: String,
    ) -> Result<Reply, Error> {
        self.check_room(room_id)?;
        check_text("the message", &message)?;
        let room = self.room_mut(room_id);
        room.broadcasts += 1;
        let message_id = room.broadcasts;
        let sender = from_user.user_id.clone();
        let message =
            BroadcastMessage { message_id, message, send_time_ms: moment.wall, from_user };
        let event = Event::BroadcastMessages { messages: vec![message] };
        self.send_to_all_but(room_id, &sender, &event);
        Ok(Reply::BroadcastSent { message_id })
    }

    fn barrage_from_outside(
        &mut self,
        moment: Moment,
        room_id: &RoomId,
        from_user: User,
        message: String,
    ) -> Result<Reply, Error> {
        self.check_room(room_id)?;
        check_text("the message", &message)?;
        let room = self.room_mut(room_id);
        room.barrages += 1;
        let message_id = room.barrages.to_string();
        let sender = from_user.user_id.clone();
        let message = BarrageMessage {
            message_id: message_id.clone(),
            message,
            send_time_ms: moment.wall,
            from_user,
        };
        let event = Event::BarrageMessages { messages: vec![message] };
        self.send_to_all_but(room_id, &sender, &event);
        Ok(Reply::BarrageSent { message_id })
    }

    fn command_from_outside(
        &mut self,
        room_id: &RoomId,
        from_user: User,
        command: String,
        to_users: Vec<UserId>,
    ) -> Result<Reply, Error> {
        self.check_room(room_id)?;
        check_text("the command", &command)?;
        let sender = from_user.user_id.clone();
        let event = Event::CustomCommand { from_user, command };
        if to_users.is_empty() {
            self.send_to_all_but(room_id, &sender, &event);
            return Ok(Reply::Passed { missing: Vec::new() });
        }
        let mut missing = Vec::new();
        for user_id in to_users.into_iter().collect::<BTreeSet<_>>() {
            match self.session_in(room_id, &user_id) {
                Some(session) if user_id != sender => self.send(session, event.clone()),
                Some(_) => {}
                None => missing.push(user_id),
            }
        }
        Ok(Reply::Passed { missing })
    }

    fn send_to_all_but(&mut self, room_id: &RoomId, sender: &UserId, event: &Event) {
        let room = self.room(room_id);
        let others = room.members.values().copied();
        let others = others.filter(|&session| self.member(session).user.user_id != *sender);
        for session in others.collect::<Vec<_>>() {
            self.send(session, event.clone());
        }
    }

    fn session_in(&self, room_id: &RoomId, user_id: &UserId) -> Option<SessionId> {
        let session = *self.users.get(user_id)?;
        (self.member(session).room_id == *room_id).then_some(session)
    }

    fn check_room(&self, room_id: &RoomId) -> Result<(), Error> {
        if self.rooms.contains_key(room_id) {
            return Ok(());
        }
        let message = format!("room {:?} does not exist", room_id.as_str());
        Err(Error::new(ErrorCode::ROOM_MISSING, message))
    }
}

fn no_stream(stream_id: &StreamId) -> Error {
    let message = format!("stream {:?} is not live", stream_id.as_str());
    Error::new(ErrorCode::STREAM_MISSING, message)
}

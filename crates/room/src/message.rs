//! Room messages and custom commands: not stored, never sent back to their sender.

use crate::Reply;
use crate::app::{App, Moment};
use cooee_proto::signal::Event;
use cooee_proto::{BarrageMessage, BroadcastMessage, Error, ErrorCode, SessionId, UserId, limits};
use std::collections::BTreeSet;

impl App {
    pub(crate) fn send_broadcast_message(
        &mut self,
        moment: Moment,
        session: SessionId,
        message: String,
    ) -> Result<Reply, Error> {
        check_text("the message", &message)?;
        let most = limits::BROADCASTS_PER_USER_PER_SECOND;
        let member = self.member_mut(session);
        if !member.broadcast_rate.allows(moment.now, most) {
            return Err(too_fast(format!("a user may send {most} broadcast messages a second")));
        }
        let (from_user, room_id) = (member.user.clone(), member.room_id.clone());
        let most = limits::BROADCASTS_PER_ROOM_PER_SECOND;
        let room = self.room_mut(&room_id);
        if !room.broadcast_rate.allows(moment.now, most) {
            return Err(too_fast(format!("a room carries {most} broadcast messages a second")));
        }
        room.broadcast_rate.count(moment.now);
        room.broadcasts += 1;
        let message_id = room.broadcasts;
        self.member_mut(session).broadcast_rate.count(moment.now);
        let message =
            BroadcastMessage { message_id, message, send_time_ms: moment.wall, from_user };
        let event = Event::BroadcastMessages { messages: vec![message] };
        self.send_to_others(&room_id, session, &event);
        Ok(Reply::BroadcastSent { message_id })
    }

    pub(crate) fn send_barrage_message(
        &mut self,
        moment: Moment,
        session: SessionId,
        message: String,
    ) -> Result<Reply, Error> {
        check_text("the message", &message)?;
        let member = self.member(session);
        let (from_user, room_id) = (member.user.clone(), member.room_id.clone());
        let room = self.room_mut(&room_id);
        room.barrages += 1;
        let message_id = room.barrages.to_string();
        let reply = Reply::BarrageSent { message_id: message_id.clone() };
        if !room.barrage_rate.allows(moment.now, limits::BARRAGES_PER_ROOM_PER_SECOND) {
            return Ok(reply);
        }
        room.barrage_rate.count(moment.now);
        let message = BarrageMessage { message_id, message, send_time_ms: moment.wall, from_user };
        let event = Event::BarrageMessages { messages: vec![message] };
        self.send_to_others(&room_id, session, &event);
        Ok(reply)
    }

    pub(crate) fn send_custom_command(
        &mut self,
        moment: Moment,
        session: SessionId,
        command: String,
        to_users: &[UserId],
    ) -> Result<Reply, Error> {
        check_text("the command", &command)?;
        let targets: BTreeSet<&UserId> = to_users.iter().collect();
        let member = self.member_mut(session);
        let (rate, most, kind) = match targets.len() {
            1 => {
                let most = limits::COMMANDS_TO_ONE_PER_SECOND;
                (&mut member.command_to_one_rate, most, "to one target")
            }
            _ => {
                let most = limits::COMMANDS_TO_MANY_PER_SECOND;
                (&mut member.command_to_many_rate, most, "to several targets")
            }
        };
        if !rate.allows(moment.now, most) {
            return Err(too_fast(format!("a user may send {most} commands {kind} a second")));
        }
        rate.count(moment.now);
        let (from_user, room_id) = (member.user.clone(), member.room_id.clone());
        let event = Event::CustomCommand { from_user, command };
        if targets.is_empty() {
            self.send_to_others(&room_id, session, &event);
            return Ok(Reply::Done);
        }
        for user_id in targets {
            let target = self.users.get(user_id).copied().filter(|&target| target != session);
            let Some(target) = target else { continue };
            if self.member(target).room_id == room_id {
                self.send(target, event.clone());
            }
        }
        Ok(Reply::Done)
    }
}

pub(crate) fn check_text(what: &str, text: &str) -> Result<(), Error> {
    let (bytes, most) = (text.len(), limits::MESSAGE_BYTES);
    if bytes == 0 {
        return Err(Error::new(ErrorCode::MESSAGE_EMPTY, format!("{what} is empty")));
    }
    if bytes > most {
        let message = format!("{what} has {bytes} bytes; at most {most} are allowed");
        return Err(Error::new(ErrorCode::MESSAGE_TOO_LONG, message));
    }
    Ok(())
}

fn too_fast(message: String) -> Error {
    Error::new(ErrorCode::MESSAGE_RATE, message)
}

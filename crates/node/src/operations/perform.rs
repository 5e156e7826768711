//! How operations are performed.

use super::{Answer, LoginOrder, Operation, PresentStream, PresentUser, bans::stream_forbidden};
use crate::{Node, Output, node::Moment};
use cooee_proto::{AppId, Error, ErrorCode, RoomId, StreamId, UserId};
use cooee_room::{Input, Reply, RequestId, RoomView};
use tracing::info;

impl Node {
    /// Performs an operation of the shell's.
    pub(crate) fn operate(&mut self, at: Moment, request: u64, operation: Operation) {
        if let Some(app) = operation.app().filter(|app| !self.apps.contains_key(app)) {
            let message = format!("appID {app} is not known to this server");
            let error = Error::new(ErrorCode::APP_ID_WRONG, message);
            return self.operated(request, Err(error));
        }
        let result = match operation {
            Operation::KickUsers { app, room, users, reason } => {
                info!(%app, room = room.as_str(), users = users.len(), "kick");
                let error = kicked(reason, "the server asked this user to leave");
                let kick = cooee_room::Operation::Kick { room_id: room, users, error };
                return self.ask_rooms_to(at, app, request, kick);
            }
            Operation::CloseRoom { app, room: room_id, reason, wants_callback } => {
                info!(%app, room = room_id.as_str(), "room closed by the server");
                let error = kicked(reason, "the server closed the room");
                let close = cooee_room::Operation::CloseRoom { room_id, error, wants_callback };
                return self.ask_rooms_to(at, app, request, close);
            }
            Operation::StopStream { app, stream: stream_id } => {
                info!(%app, stream = stream_id.as_str(), "stream stopped by the server");
                let message = format!("the server stopped stream {:?}", stream_id.as_str());
                let error = Error::new(ErrorCode::PUBLISH_FORBIDDEN, message)
                    .with_hint("It may be published again.");
                let stop = cooee_room::Operation::EndStream { stream_id, error, players: None };
                return self.ask_rooms_to(at, app, request, stop);
            }
            Operation::ForbidStream { app, stream } => {
                info!(%app, stream = stream.as_str(), "stream forbidden");
                if let Err(error) = self.bans.forbid_stream(app, stream.clone()) {
                    return self.operated(request, Err(error));
                }
                let end = cooee_room::Operation::EndStream {
                    error: stream_forbidden(ErrorCode::PUBLISH_FORBIDDEN, &stream),
                    players: Some(ErrorCode::PLAY_FORBIDDEN),
                    stream_id: stream,
                };
                return self.ask_rooms_to(at, app, request, end);
            }
            Operation::ResumeStream { app, stream } => {
                info!(%app, stream = stream.as_str(), "stream allowed");
                self.bans.resume_stream(app, &stream);
                Ok(Answer::Done)
            }
            Operation::SendBroadcastMessage { app, room: room_id, from_user, message } => {
                let send =
                    cooee_room::Operation::SendBroadcastMessage { room_id, from_user, message };
                return self.ask_rooms_to(at, app, request, send);
            }
            Operation::SendBarrageMessage { app, room: room_id, from_user, message } => {
                let send =
                    cooee_room::Operation::SendBarrageMessage { room_id, from_user, message };
                return self.ask_rooms_to(at, app, request, send);
            }
            Operation::SendCustomCommand { app, room, from_user, command, to_users } => {
                let room_id = room;
                let send = cooee_room::Operation::SendCustomCommand {
                    room_id,
                    from_user,
                    command,
                    to_users,
                };
                return self.ask_rooms_to(at, app, request, send);
            }
            Operation::SetRule { app, rule } => {
                info!(%app, login = rule.forbids_login, publish = rule.forbids_publish, "rule set");
                self.bans.set_rule(app, rule, at.wall).map(|()| Answer::Done)
            }
            Operation::DeleteRule { app, target } => {
                self.bans.delete_rule(app, &target);
                Ok(Answer::Done)
            }
            Operation::Rules { app } => Ok(Answer::Rules(self.bans.rules(app, at.wall))),
            Operation::ForbiddenStreams { app } => {
                Ok(Answer::ForbiddenStreams(self.bans.forbidden_streams(app)))
            }
            Operation::UserCounts { app, rooms } => {
                let count = |room| self.room(app, &room).map_or(0, |view| view.user_count());
                let counts = rooms.into_iter().map(|room| (room.clone(), count(room)));
                Ok(Answer::UserCounts(counts.collect()))
            }
            Operation::Users { app, room, marker, limit, order } => {
                self.room(app, &room).map(|view| page(view, marker, limit, order))
            }
            Operation::UserStates { app, room, users } => self.room(app, &room).map(|view| {
                let since = |user: &UserId| view.user(user).map(|user| user.logged_in);
                let states = users.into_iter().map(|user| (user.clone(), since(&user)));
                Answer::UserStates(states.collect())
            }),
            Operation::Streams { app, room } => self.room(app, &room).map(|view| {
                let streams = view.streams().map(|it| PresentStream {
                    stream_id: it.stream.stream_id.clone(),
                    user: it.stream.user.clone(),
                    extra_info: it.stream.extra_info.clone(),
                    created: it.created,
                });
                Answer::Streams(streams.collect())
            }),
            Operation::StreamState { app, stream } => self.stream_state(app, &stream),
            Operation::Live { app } => Ok(Answer::Live(self.live(at, app))),
        };
        self.operated(request, result);
    }

    /// Takes the rooms' answer to an operation.
    pub(crate) fn take_operated(&mut self, id: RequestId, result: Result<Reply, Error>) {
        let result = match result {
            Ok(Reply::Passed { missing }) => Ok(Answer::Passed { missing }),
            Ok(Reply::BroadcastSent { message_id }) => {
                Ok(Answer::Sent { message_id: message_id.to_string() })
            }
            Ok(Reply::BarrageSent { message_id }) => Ok(Answer::Sent { message_id }),
            Ok(Reply::Done | Reply::LoggedIn(_) | Reply::Playing(_)) => Ok(Answer::Done),
            Err(error) => Err(error),
        };
        self.operated(id.0, result);
    }

    fn ask_rooms_to(
        &mut self,
        at: Moment,
        app: AppId,
        request: u64,
        operation: cooee_room::Operation,
    ) {
        self.tell_rooms(at, app, Input::Operate { id: RequestId(request), operation });
    }

    fn operated(&mut self, request: u64, result: Result<Answer, Error>) {
        self.put_out(Output::Operated { request, result });
    }

    fn stream_state(&self, app: AppId, stream: &StreamId) -> Result<Answer, Error> {
        let live = self.apps.get(&app).and_then(|app| app.rooms.stream_created(stream));
        let live = live.map(|created| Answer::StreamState { created, closed: None });
        let state = live.or_else(|| {
            let (created, closed) = self.ended_streams.get(app, stream)?;
            Some(Answer::StreamState { created, closed: Some(closed) })
        });
        state.ok_or_else(|| {
            let message =
                format!("stream {:?} is not live and did not end lately", stream.as_str());
            Error::new(ErrorCode::STREAM_MISSING, message)
        })
    }

    fn room(&self, app: AppId, room: &RoomId) -> Result<RoomView<'_>, Error> {
        let rooms = self.apps.get(&app).map(|app| &app.rooms);
        rooms.and_then(|rooms| rooms.room_view(room)).ok_or_else(|| {
            let message = format!("room {:?} does not exist", room.as_str());
            Error::new(ErrorCode::ROOM_MISSING, message)
        })
    }
}

fn kicked(reason: String, otherwise: &str) -> Error {
    let message = if reason.is_empty() { otherwise.to_owned() } else { reason };
    Error::new(ErrorCode::KICKED_BY_SERVER, message)
}

fn page(view: RoomView<'_>, marker: Option<u64>, limit: usize, order: LoginOrder) -> Answer {
    let is_later = |place: u64| match (marker, order) {
        (None, _) => true,
        (Some(marker), LoginOrder::Ascending) => place > marker,
        (Some(marker), LoginOrder::Descending) => place < marker,
    };
    let users: Vec<_> = match order {
        LoginOrder::Ascending => view.users().filter(|user| is_later(user.order)).collect(),
        LoginOrder::Descending => view.users().rev().filter(|user| is_later(user.order)).collect(),
    };
    let marker = (users.len() > limit).then(|| users.get(limit.wrapping_sub(1)));
    let present = users.iter().take(limit);
    let present =
        present.map(|it| PresentUser { user: it.user.clone(), logged_in: it.logged_in }).collect();
    Answer::Users { users: present, marker: marker.flatten().map(|last| last.order) }
}

//! Plays, which may wait for their stream and may cross rooms.

use crate::app::App;
use crate::{Media, Output, Reply};
use cooee_proto::signal::{Event, PlayAnswer};
use cooee_proto::{Error, ErrorCode, RemoteDeviceState, SessionId, Stream, StreamId, limits};

impl App {
    pub(crate) fn play(&mut self, session: SessionId, stream_id: StreamId) -> Result<Reply, Error> {
        let plays = &mut self.member_mut(session).plays;
        if !plays.contains(&stream_id) && plays.len() >= limits::PLAYS {
            return Err(Error::new(
                ErrorCode::TOO_MANY_PLAYS,
                format!("the session plays {} streams already", plays.len()),
            ));
        }
        plays.insert(stream_id.clone());
        self.players.entry(stream_id.clone()).or_default().insert(session);
        let answer = match self.streams.get(&stream_id) {
            Some(stream) => {
                let Stream { mic_state, camera_state, .. } = stream.description;
                self.outputs.push_back(Output::Media(Media::Play { session, stream_id }));
                PlayAnswer { live: true, mic_state, camera_state }
            }
            None => PlayAnswer {
                live: false,
                mic_state: RemoteDeviceState::default(),
                camera_state: RemoteDeviceState::disabled(),
            },
        };
        Ok(Reply::Playing(answer))
    }

    pub(crate) fn unplay(
        &mut self,
        session: SessionId,
        stream_id: &StreamId,
    ) -> Result<Reply, Error> {
        if self.member_mut(session).plays.remove(stream_id) {
            self.end_play(session, stream_id.clone());
        }
        Ok(Reply::Done)
    }

    /// Ends all plays of a session.
    pub(crate) fn end_plays(&mut self, session: SessionId) {
        for stream_id in std::mem::take(&mut self.member_mut(session).plays) {
            self.end_play(session, stream_id);
        }
    }

    /// The stream appeared: those who waited for it get it.
    pub(crate) fn begin_plays_of(&mut self, stream_id: &StreamId) {
        let Stream { mic_state, camera_state, .. } = self.streams[stream_id].description;
        for session in self.players_of(stream_id) {
            let media = Media::Play { session, stream_id: stream_id.clone() };
            self.outputs.push_back(Output::Media(media));
            let event = Event::PlayState {
                stream_id: stream_id.clone(),
                live: true,
                code: ErrorCode::OK,
                mic_state,
                camera_state,
            };
            self.send(session, event);
        }
    }

    /// The stream ended: those who play it wait for its return.
    pub(crate) fn interrupt_plays_of(&mut self, stream_id: &StreamId) {
        for session in self.players_of(stream_id) {
            let media = Media::Unplay { session, stream_id: stream_id.clone() };
            self.outputs.push_back(Output::Media(media));
            let event = Event::PlayState {
                stream_id: stream_id.clone(),
                live: false,
                code: ErrorCode::STREAM_MISSING,
                mic_state: RemoteDeviceState::default(),
                camera_state: RemoteDeviceState::disabled(),
            };
            self.send(session, event);
        }
    }

    pub(crate) fn players_of(&self, stream_id: &StreamId) -> Vec<SessionId> {
        self.players.get(stream_id).into_iter().flatten().copied().collect()
    }

    pub(crate) fn end_play(&mut self, session: SessionId, stream_id: StreamId) {
        let players = self.players.get_mut(&stream_id).expect("a play is known by its stream");
        players.remove(&session);
        if players.is_empty() {
            self.players.remove(&stream_id);
        }
        if self.streams.contains_key(&stream_id) {
            self.outputs.push_back(Output::Media(Media::Unplay { session, stream_id }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Epoch, Input, Login, RegistryAnswer, Request, RequestId, Rights};
    use cooee_proto::{RoomId, User, UserId, WallTime};
    use std::time::Instant;

    #[test]
    fn a_client_that_plays_ever_other_streams_leaves_nothing_behind() {
        #[expect(clippy::disallowed_methods, reason = "the one start of virtual time")]
        let now = Instant::now();
        let mut app = App::new(Config::default());
        let mut handle = |input| {
            app.handle(now, WallTime(0), input);
            let claim = app.outputs.iter().find_map(|output| match output {
                Output::Claim { claim, .. } => Some(*claim),
                _ => None,
            });
            app.outputs.clear();
            (app.players.len(), claim)
        };
        let ask = |request| Input::Request { session: SessionId(1), id: RequestId(1), request };
        let login = Login {
            room_id: RoomId::new("r").unwrap(),
            user: User::from_id(UserId::new("u").unwrap()),
            config: Default::default(),
            rights: Rights::unrestricted(),
            platform: "linux".to_owned(),
            proof: crate::LoginProof::Token,
        };
        let (_, claim) = handle(ask(Request::Login(login)));
        let granted = RegistryAnswer::Granted { claim: claim.unwrap(), epoch: Epoch(1) };
        handle(Input::Registry(granted));
        for number in 0..50 {
            let stream_id = StreamId::new(format!("s{number}")).unwrap();
            assert_eq!(handle(ask(Request::Play { stream_id: stream_id.clone() })).0, 1);
            assert_eq!(handle(ask(Request::Unplay { stream_id })).0, 0);
        }
    }
}

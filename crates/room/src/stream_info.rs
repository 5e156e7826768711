//! What a publisher says about its stream: extra info, microphone and camera state.

use crate::Reply;
use crate::app::App;
use cooee_proto::signal::Event;
use cooee_proto::{Error, ErrorCode, RemoteDeviceState, SessionId, StreamId, limits};
use std::mem;

impl App {
    pub(crate) fn set_stream_extra_info(
        &mut self,
        session: SessionId,
        stream_id: &StreamId,
        extra_info: String,
    ) -> Result<Reply, Error> {
        check_extra_info(&extra_info)?;
        let member = self.member_mut(session);
        if member.publishes.contains(stream_id) {
            self.change_extra_info(stream_id, extra_info);
        } else if let Some(pending) = member.pending_publishes.get_mut(stream_id) {
            pending.extra_info = extra_info;
        } else {
            return Err(Error::new(
                ErrorCode::STREAM_EXTRA_INFO_FAILED,
                format!("the session does not publish stream {:?}", stream_id.as_str()),
            ));
        }
        Ok(Reply::Done)
    }

    pub(crate) fn set_mic_state(
        &mut self,
        session: SessionId,
        stream_id: &StreamId,
        state: RemoteDeviceState,
    ) -> Result<Reply, Error> {
        let member = self.member_mut(session);
        if member.publishes.contains(stream_id) {
            self.change_mic_state(stream_id, state);
        } else if let Some(pending) = member.pending_publishes.get_mut(stream_id) {
            pending.mic_state = state;
        } else {
            return Err(Error::new(
                ErrorCode::ILLEGAL_PARAMETER,
                format!("the session does not publish stream {:?}", stream_id.as_str()),
            ));
        }
        Ok(Reply::Done)
    }

    pub(crate) fn set_camera_state(
        &mut self,
        session: SessionId,
        stream_id: &StreamId,
        state: RemoteDeviceState,
    ) -> Result<Reply, Error> {
        let member = self.member_mut(session);
        if member.publishes.contains(stream_id) {
            self.change_camera_state(stream_id, state);
        } else if let Some(pending) = member.pending_publishes.get_mut(stream_id) {
            pending.camera_state = state;
        } else {
            return Err(Error::new(
                ErrorCode::ILLEGAL_PARAMETER,
                format!("the session does not publish stream {:?}", stream_id.as_str()),
            ));
        }
        Ok(Reply::Done)
    }

    pub(crate) fn change_extra_info(&mut self, stream_id: &StreamId, extra_info: String) {
        let stream = self.streams.get_mut(stream_id).expect("the stream is live");
        stream.description.extra_info = extra_info;
        let (session, streams) = (stream.session, vec![stream.description.clone()]);
        let room_id = self.member(session).room_id.clone();
        self.send_to_others(&room_id, session, &Event::StreamExtraInfo { streams });
    }

    pub(crate) fn change_mic_state(&mut self, stream_id: &StreamId, state: RemoteDeviceState) {
        let stream = self.streams.get_mut(stream_id).expect("the stream is live");
        let session = stream.session;
        if mem::replace(&mut stream.description.mic_state, state) == state {
            return;
        }
        for player in self.players_of(stream_id) {
            if player != session {
                let stream_id = stream_id.clone();
                self.send(player, Event::RemoteMicState { stream_id, state });
            }
        }
    }

    /// Unlike the microphone's, the publisher himself is told too where he plays his own stream:
    /// it decides whether there are pictures to play.
    pub(crate) fn change_camera_state(&mut self, stream_id: &StreamId, state: RemoteDeviceState) {
        let stream = self.streams.get_mut(stream_id).expect("the stream is live");
        if mem::replace(&mut stream.description.camera_state, state) == state {
            return;
        }
        for player in self.players_of(stream_id) {
            let stream_id = stream_id.clone();
            self.send(player, Event::RemoteCameraState { stream_id, state });
        }
    }
}

pub(crate) fn check_extra_info(extra_info: &str) -> Result<(), Error> {
    let (bytes, most) = (extra_info.len(), limits::STREAM_EXTRA_INFO_BYTES);
    if bytes > most {
        let message = format!("the extra info has {bytes} bytes; at most {most} are allowed");
        return Err(Error::new(ErrorCode::STREAM_EXTRA_INFO_TOO_LONG, message));
    }
    Ok(())
}

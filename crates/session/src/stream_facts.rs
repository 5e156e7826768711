//! What is told about a published stream beside its media: extra info, microphone and camera
//! state.

use crate::{
    Reply, RequestId, Session,
    requests::{ExtraInfoChange, Purpose},
};
use cooee_proto::{
    Error, ErrorCode, PublishChannel, RemoteDeviceState, limits,
    signal::{Request, SetCameraState, SetMicState, SetStreamExtraInfo},
};
use std::time::Instant;

const SET_EXTRA_INFO: &str = "set_stream_extra_info";

impl Session {
    pub(crate) fn set_mic_state(&mut self, channel: PublishChannel, state: RemoteDeviceState) {
        if let Some(publication) = self.publications.get_mut(&channel) {
            publication.mic_state = state;
        }
    }

    pub(crate) fn set_camera_state(&mut self, channel: PublishChannel, state: RemoteDeviceState) {
        if let Some(publication) = self.publications.get_mut(&channel) {
            publication.camera_state = state;
        }
    }

    pub(crate) fn set_stream_extra_info(
        &mut self,
        now: Instant,
        call: RequestId,
        channel: PublishChannel,
        extra_info: String,
    ) {
        if let Some(error) = extra_info_refusal(&extra_info) {
            return self.done(call, SET_EXTRA_INFO, Err(error));
        }
        let connected = self.is_connected();
        let Some(publication) = self.publications.get_mut(&channel) else {
            self.early_extra_infos.insert(channel, extra_info);
            return self.done(call, SET_EXTRA_INFO, Ok(Reply::Nothing));
        };
        if !publication.acknowledged {
            // It goes out with the publish, or right after it.
            publication.extra_info = extra_info;
            return self.done(call, SET_EXTRA_INFO, Ok(Reply::Nothing));
        }
        if !connected {
            let error = Error::new(ErrorCode::STREAM_EXTRA_INFO_FAILED, "the link is broken");
            return self.done(call, SET_EXTRA_INFO, Err(error));
        }
        let from = std::mem::replace(&mut publication.extra_info, extra_info.clone());
        let change = ExtraInfoChange { call, from, to: extra_info };
        self.send_extra_info(now, channel, Some(change));
    }

    fn send_extra_info(
        &mut self,
        now: Instant,
        channel: PublishChannel,
        change: Option<ExtraInfoChange>,
    ) {
        let Some(publication) = self.publications.get_mut(&channel) else { return };
        let extra_info = publication.extra_info.clone();
        publication.told.extra_info = Some(extra_info.clone());
        let stream_id = publication.stream_id.clone();
        let request = Request::SetStreamExtraInfo(SetStreamExtraInfo { stream_id, extra_info });
        self.ask(now, request, Purpose::StreamExtraInfo { channel, change });
    }

    pub(crate) fn extra_info_answered(
        &mut self,
        channel: PublishChannel,
        change: Option<ExtraInfoChange>,
        result: Result<(), Error>,
    ) {
        match change {
            Some(change) => {
                if result.is_err() {
                    self.undo_extra_info(channel, &change, true);
                }
                self.done(change.call, SET_EXTRA_INFO, result.map(|()| Reply::Nothing));
            }
            None => {
                if let Err(error) = result {
                    self.debug_error(SET_EXTRA_INFO, &error);
                }
            }
        }
    }

    pub(crate) fn extra_info_unanswered(
        &mut self,
        channel: PublishChannel,
        change: Option<ExtraInfoChange>,
        error: &Error,
    ) {
        if let Some(publication) = self.publications.get_mut(&channel) {
            publication.told.extra_info = None;
        }
        if let Some(change) = change {
            self.undo_extra_info(channel, &change, false);
            let code = ErrorCode::STREAM_EXTRA_INFO_FAILED;
            let error = Error::new(code, error.message.clone());
            self.done(change.call, SET_EXTRA_INFO, Err(error));
        }
    }

    /// A failed call changes nothing, unless a later call already changed more.
    fn undo_extra_info(&mut self, channel: PublishChannel, change: &ExtraInfoChange, told: bool) {
        if let Some(publication) = self.publications.get_mut(&channel)
            && publication.extra_info == change.to
        {
            publication.extra_info = change.from.clone();
            if told {
                publication.told.extra_info = Some(change.from.clone());
            }
        }
    }

    pub(crate) fn mic_state_unanswered(&mut self, channel: PublishChannel) {
        if let Some(publication) = self.publications.get_mut(&channel) {
            publication.told.mic_state = None;
        }
    }

    pub(crate) fn camera_state_unanswered(&mut self, channel: PublishChannel) {
        if let Some(publication) = self.publications.get_mut(&channel) {
            publication.told.camera_state = None;
        }
    }

    /// Tells what changed since the publish.
    pub(crate) fn tell_changes(&mut self, now: Instant, channel: PublishChannel) {
        let Some(publication) = self.publications.get_mut(&channel) else { return };
        if !publication.acknowledged || publication.asked.is_some() {
            return;
        }
        let extra_info_is_old =
            publication.told.extra_info.as_ref() != Some(&publication.extra_info);
        let state = publication.mic_state;
        if publication.told.mic_state != Some(state) {
            publication.told.mic_state = Some(state);
            let stream_id = publication.stream_id.clone();
            let request = Request::SetMicState(SetMicState { stream_id, state });
            self.ask(now, request, Purpose::MicState { channel });
        }
        self.tell_camera(now, channel);
        if extra_info_is_old {
            self.send_extra_info(now, channel, None);
        }
    }
}

impl Session {
    /// Tells the camera's state where the server knows of the pictures.
    fn tell_camera(&mut self, now: Instant, channel: PublishChannel) {
        let Some(publication) = self.publications.get_mut(&channel) else { return };
        let state = publication.camera_state;
        let is_known = publication.told.camera_state == Some(state);
        if publication.told.video_slot.is_none() || state.is_disabled() || is_known {
            return;
        }
        publication.told.camera_state = Some(state);
        let stream_id = publication.stream_id.clone();
        let request = Request::SetCameraState(SetCameraState { stream_id, state });
        self.ask(now, request, Purpose::CameraState { channel });
    }
}

pub(crate) fn extra_info_refusal(extra_info: &str) -> Option<Error> {
    let length = extra_info.len();
    (length > limits::STREAM_EXTRA_INFO_BYTES).then(|| {
        let message = format!("the stream extra info has {length} bytes");
        Error::new(ErrorCode::STREAM_EXTRA_INFO_TOO_LONG, message)
    })
}

//! Streams, from publish to their end.

use crate::app::{App, Moment};
use crate::stream_info::check_extra_info;
use crate::{Claim, Epoch, Fact, Media, Output, Reply, RequestId};
use cooee_proto::signal::Event;
use cooee_proto::{
    Error, ErrorCode, RemoteDeviceState, SessionId, Stream, StreamDeleteReason, StreamDeletion,
    StreamId, UpdateType, WallTime, limits,
};

/// A stream that everyone in the app can play.
#[derive(Debug)]
pub(crate) struct LiveStream {
    pub(crate) session: SessionId,
    pub(crate) description: Stream,
    /// Of the grant of the streamID.
    pub(crate) epoch: Epoch,
    /// Its place in the room.
    order: u64,
    pub(crate) created: WallTime,
}

/// A publish whose claim is not answered.
#[derive(Debug)]
pub(crate) struct PendingPublish {
    /// The first, and those that repeated it.
    ids: Vec<RequestId>,
    pub(crate) extra_info: String,
    pub(crate) mic_state: RemoteDeviceState,
    pub(crate) camera_state: RemoteDeviceState,
}

/// What a session wants to publish.
#[derive(Debug)]
pub(crate) struct Publish {
    pub(crate) stream_id: StreamId,
    pub(crate) extra_info: String,
    pub(crate) mic_state: RemoteDeviceState,
    pub(crate) camera_state: RemoteDeviceState,
}

impl App {
    pub(crate) fn publish(
        &mut self,
        moment: Moment,
        session: SessionId,
        id: RequestId,
        publish: Publish,
    ) {
        if let Err(error) = check_extra_info(&publish.extra_info) {
            return self.reply(session, id, Err(error));
        }
        let member = self.member_mut(session);
        if member.publishes.contains(&publish.stream_id) {
            return self.publish_again(session, id, publish);
        }
        if let Some(pending) = member.pending_publishes.get_mut(&publish.stream_id) {
            pending.ids.push(id);
            pending.extra_info = publish.extra_info;
            pending.mic_state = publish.mic_state;
            pending.camera_state = publish.camera_state;
            return;
        }
        if let Err(error) = self.check_publish(moment, session, &publish.stream_id) {
            return self.reply(session, id, Err(error));
        }
        let Publish { stream_id, extra_info, mic_state, camera_state } = publish;
        let what = Claim::Stream { stream_id: stream_id.clone(), session };
        let pending = PendingPublish { ids: vec![id], extra_info, mic_state, camera_state };
        self.member_mut(session).pending_publishes.insert(stream_id, pending);
        let claim = self.claims.want(what);
        self.emit_claim(claim);
    }

    pub(crate) fn unpublish(&mut self, session: SessionId, id: RequestId, stream_id: &StreamId) {
        let error = Error::new(
            ErrorCode::PUBLISH_INTERRUPTED,
            format!("stream {:?} was stopped before it was live", stream_id.as_str()),
        );
        self.refuse_publish(session, stream_id, &error);
        self.reply(session, id, Ok(Reply::Done));
        if self.member(session).publishes.contains(stream_id) {
            self.end_streams(session, vec![stream_id.clone()], StreamDeleteReason::Stopped);
        }
    }

    /// The session holds the streamID: the stream is live.
    pub(crate) fn go_live(
        &mut self,
        moment: Moment,
        session: SessionId,
        stream_id: StreamId,
        epoch: Epoch,
    ) {
        let order = self.order();
        let member = self.member_mut(session);
        let PendingPublish { ids, extra_info, mic_state, camera_state } = member
            .pending_publishes
            .remove(&stream_id)
            .expect("a wanted stream claim has its publish");
        member.publishes.insert(stream_id.clone());
        let user = member.user.clone();
        let room_id = member.room_id.clone();
        let stream = stream_id.clone();
        let description = Stream { stream_id: stream, user, extra_info, mic_state, camera_state };
        self.room_mut(&room_id).streams.insert(order, stream_id.clone());
        let created = moment.wall;
        let live = LiveStream { session, description: description.clone(), epoch, order, created };
        self.streams.insert(stream_id.clone(), live);
        let stream = self.stream_name(&stream_id);
        let update = self.next_stream_update(&room_id);
        let fact =
            Fact::StreamCreated { stream, extra_info: description.extra_info.clone(), update };
        self.outputs.push_back(Output::Fact(fact));

        let media = Media::Publish { session, stream_id: stream_id.clone() };
        self.outputs.push_back(Output::Media(media));
        for id in ids {
            self.reply(session, id, Ok(Reply::Done));
        }
        let event = Event::RoomStreams {
            update: UpdateType::Add,
            streams: vec![description],
            reasons: Vec::new(),
        };
        self.send_to_others(&room_id, session, &event);
        self.begin_plays_of(&stream_id);
    }

    /// Ends a publish that waits for its claim, if there is one.
    pub(crate) fn refuse_publish(
        &mut self,
        session: SessionId,
        stream_id: &StreamId,
        error: &Error,
    ) {
        let pending = self.member_mut(session).pending_publishes.remove(stream_id);
        let Some(PendingPublish { ids, .. }) = pending else { return };
        self.claims.withdraw(&Claim::Stream { stream_id: stream_id.clone(), session });
        for id in ids {
            self.reply(session, id, Err(error.clone()));
        }
    }

    /// Ends all publishes of a session that wait for their claims.
    pub(crate) fn end_pending_publishes(&mut self, session: SessionId, error: Option<&Error>) {
        let error = Self::ended_first(error);
        let pending = self.member(session).pending_publishes.keys().cloned();
        for stream_id in pending.collect::<Vec<_>>() {
            self.refuse_publish(session, &stream_id, &error);
        }
    }

    /// Ends all live streams of a session, in the order of their publishes.
    pub(crate) fn end_publishes(&mut self, session: SessionId, reason: StreamDeleteReason) {
        let mut ending: Vec<StreamId> = self.member(session).publishes.iter().cloned().collect();
        ending.sort_by_key(|stream_id| self.streams[stream_id].order);
        if !ending.is_empty() {
            self.end_streams(session, ending, reason);
        }
    }

    pub(crate) fn end_streams(
        &mut self,
        session: SessionId,
        ending: Vec<StreamId>,
        reason: StreamDeleteReason,
    ) {
        let room_id = self.member(session).room_id.clone();
        let mut streams = Vec::new();
        let mut epochs = Vec::new();
        for stream_id in &ending {
            let name = self.stream_name(stream_id);
            let update = self.next_stream_update(&room_id);
            let fact = Fact::StreamClosed { stream: name, reason, update };
            self.outputs.push_back(Output::Fact(fact));
            let stream = self.streams.remove(stream_id).expect("a live stream is known");
            self.member_mut(session).publishes.remove(stream_id);
            self.room_mut(&room_id).streams.remove(&stream.order);
            streams.push(stream.description);
            epochs.push(stream.epoch);
        }
        let reasons = ending.iter().cloned();
        let event = Event::RoomStreams {
            update: UpdateType::Delete,
            streams,
            reasons: reasons.map(|stream_id| StreamDeletion { stream_id, code: reason }).collect(),
        };
        self.send_to_others(&room_id, session, &event);
        for (stream_id, epoch) in ending.into_iter().zip(epochs) {
            self.interrupt_plays_of(&stream_id);
            let media = Media::Unpublish { session, stream_id: stream_id.clone() };
            self.outputs.push_back(Output::Media(media));
            let what = Claim::Stream { stream_id, session };
            self.outputs.push_back(Output::Release { what, epoch });
        }
    }

    /// The same session repeats a publish, after a resume perhaps: others hear only what
    /// differs.
    fn publish_again(&mut self, session: SessionId, id: RequestId, publish: Publish) {
        let Publish { stream_id, extra_info, mic_state, camera_state } = publish;
        let media = Media::Publish { session, stream_id: stream_id.clone() };
        self.outputs.push_back(Output::Media(media));
        self.reply(session, id, Ok(Reply::Done));
        if self.streams[&stream_id].description.extra_info != extra_info {
            self.change_extra_info(&stream_id, extra_info);
        }
        self.change_mic_state(&stream_id, mic_state);
        self.change_camera_state(&stream_id, camera_state);
    }

    fn check_publish(
        &self,
        moment: Moment,
        session: SessionId,
        stream_id: &StreamId,
    ) -> Result<(), Error> {
        let member = self.member(session);
        member.rights.check_publish(stream_id, moment.wall)?;
        if self.streams.contains_key(stream_id) {
            return Err(stream_id_live(stream_id));
        }
        let count = member.publishes.len() + member.pending_publishes.len();
        if count >= limits::PUBLISH_CHANNELS {
            let message = format!("the session publishes {count} streams already");
            return Err(Error::new(ErrorCode::CHANNEL_BUSY, message));
        }
        Ok(())
    }
}

pub(crate) fn stream_id_live(stream_id: &StreamId) -> Error {
    let message = format!("stream {:?} is published by another session", stream_id.as_str());
    Error::new(ErrorCode::STREAM_ID_LIVE, message)
}

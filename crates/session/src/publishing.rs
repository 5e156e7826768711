//! Published streams: each is asked for until it is live, and again whenever it is not.

use crate::{
    Direction, Event, ExtendedData, MediaCommand, Output, Session, SlotCount,
    login::explained,
    reconnect::Retry,
    refusal::is_temporary,
    requests::{Ending, Purpose},
    stream_facts::extra_info_refusal,
};
use cooee_proto::{
    Error, ErrorCode, Mid, PublishChannel, PublisherState, RemoteDeviceState, StreamId,
    signal::{Publish, Request},
};
use std::time::Instant;

const START: &str = "start_publishing_stream";

/// One channel's stream, from the start call to its end.
#[derive(Debug)]
pub(crate) struct Publication {
    pub(crate) stream_id: StreamId,
    pub(crate) extra_info: String,
    pub(crate) mic_state: RemoteDeviceState,
    pub(crate) camera_state: RemoteDeviceState,
    slot: Option<Mid>,
    /// Of its pictures.
    video_slot: Option<Mid>,
    /// Media was told to use the slot.
    sending: bool,
    /// Media was told to use the slot of the pictures.
    sending_video: bool,
    /// The unanswered publish request.
    pub(crate) asked: Option<u64>,
    /// The server publishes it from this slot.
    pub(crate) acknowledged: bool,
    /// The server is to be asked again although it acknowledged.
    ask_again: bool,
    pub(crate) told: Told,
    /// It was live once, so that what follows is an interruption.
    was_live: bool,
    /// Why the server did not take it yet.
    trouble: Option<Error>,
    reported: (PublisherState, ErrorCode),
    give_up_at: Option<Instant>,
    pub(crate) retry: Retry,
}

/// What the session at the server was told of a stream.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// A publish was sent in this session.
    introduced: bool,
    pub(crate) extra_info: Option<String>,
    pub(crate) mic_state: Option<RemoteDeviceState>,
    pub(crate) camera_state: Option<RemoteDeviceState>,
    pub(crate) video_slot: Option<Mid>,
}

impl Publication {
    /// Whether it has pictures, be they covered for the moment.
    pub(crate) fn shows_pictures(&self) -> bool {
        !self.camera_state.is_disabled()
    }

    fn status(&self, path_is_connected: bool) -> (PublisherState, Option<Error>) {
        if self.acknowledged && path_is_connected {
            return (PublisherState::Publishing, None);
        }
        let interruption = self.was_live.then(|| {
            Error::new(ErrorCode::PUBLISH_INTERRUPTED, "the stream does not reach the server")
        });
        (PublisherState::PublishRequesting, interruption.or_else(|| self.trouble.clone()))
    }

    /// The server forgot the session: nothing it was told counts.
    pub(crate) fn forgotten(&mut self) {
        self.acknowledged = false;
        self.ask_again = false;
        self.told = Told::default();
    }

    /// The server may have changed its mind unheard.
    pub(crate) fn ask_again(&mut self) {
        self.ask_again = true;
    }

    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        [self.give_up_at, self.retry.deadline(now)].into_iter().flatten().min()
    }
}

impl Session {
    pub(crate) fn start_publishing(
        &mut self,
        now: Instant,
        channel: PublishChannel,
        stream_id: StreamId,
        extra_info: String,
        (mic_state, camera_state): (RemoteDeviceState, RemoteDeviceState),
    ) {
        if let Some(error) = self.publish_refusal(channel, &stream_id, &extra_info) {
            self.debug_error(START, &error);
            let repeats = |publication: &Publication| publication.stream_id == stream_id;
            if !self.publications.get(&channel).is_some_and(repeats) {
                let state = PublisherState::NoPublish;
                self.publisher_event(channel, stream_id, state, Some(&error));
            }
            return;
        }
        let early = self.early_extra_infos.remove(&channel);
        let extra_info = if extra_info.is_empty() { early.unwrap_or_default() } else { extra_info };
        let requesting = PublisherState::PublishRequesting;
        let publication = Publication {
            stream_id: stream_id.clone(),
            extra_info,
            mic_state,
            camera_state,
            slot: None,
            video_slot: None,
            sending: false,
            sending_video: false,
            asked: None,
            acknowledged: false,
            ask_again: false,
            told: Told::default(),
            was_live: false,
            trouble: None,
            reported: (requesting, ErrorCode::OK),
            give_up_at: now.checked_add(self.config.av_retry),
            retry: Retry::default(),
        };
        self.publications.insert(channel, publication);
        self.publisher_event(channel, stream_id, requesting, None);
    }

    fn publish_refusal(
        &self,
        channel: PublishChannel,
        stream_id: &StreamId,
        extra_info: &str,
    ) -> Option<Error> {
        if self.stay.is_none() {
            return Some(Error::new(ErrorCode::NOT_IN_ROOM, "the engine is in no room"));
        }
        if let Some(busy) = self.publications.get(&channel) {
            let message =
                format!("channel {channel:?} publishes {:?} already", busy.stream_id.as_str());
            return Some(Error::new(ErrorCode::CHANNEL_BUSY, message));
        }
        if self.publications.values().any(|other| other.stream_id == *stream_id) {
            let message = format!("another channel publishes {:?} already", stream_id.as_str());
            return Some(Error::new(ErrorCode::STREAM_ID_LIVE, message));
        }
        extra_info_refusal(extra_info)
    }

    pub(crate) fn stop_publishing(&mut self, channel: PublishChannel) {
        self.early_extra_infos.remove(&channel);
        self.end_publication(channel, None);
    }

    /// Asks the server for what is not as it should be. Returns how many streams lack a slot.
    pub(crate) fn drive_publications(&mut self, now: Instant) -> SlotCount {
        let mut missing = SlotCount::default();
        for channel in PublishChannel::ALL {
            missing.send_video += self.fit_sending_video(channel);
            let Some(publication) = self.publications.get_mut(&channel) else { continue };
            if publication.slot.is_none() {
                publication.slot = self.path.slots.take(Direction::Send);
            }
            let Some(slot) = publication.slot.clone() else {
                missing.send += 1;
                continue;
            };
            let wanted = !publication.acknowledged
                || publication.ask_again
                || publication.told.video_slot != publication.video_slot;
            if wanted && publication.asked.is_none() && publication.retry.is_due(now) {
                publication.ask_again = false;
                let video_slot = publication.video_slot.clone();
                let shown = video_slot.as_ref().map(|_| publication.camera_state);
                let publish = Publish {
                    stream_id: publication.stream_id.clone(),
                    slot,
                    extra_info: publication.extra_info.clone(),
                    mic_state: publication.mic_state,
                    video_slot,
                    camera_state: shown.unwrap_or(RemoteDeviceState::Disable),
                };
                publication.told = Told {
                    introduced: true,
                    extra_info: Some(publish.extra_info.clone()),
                    mic_state: Some(publish.mic_state),
                    camera_state: Some(publish.camera_state),
                    video_slot: publish.video_slot.clone(),
                };
                let id = self.ask(now, Request::Publish(publish), Purpose::Publish { channel });
                if let Some(publication) = self.publications.get_mut(&channel) {
                    publication.asked = Some(id);
                }
            }
            self.tell_changes(now, channel);
        }
        missing
    }

    /// The server tells how an own stream fares.
    pub(crate) fn stream_feedback(&mut self, stream_id: &StreamId, loss: f64) {
        let mut publications = self.publications.iter();
        if let Some((&channel, _)) = publications.find(|(_, it)| it.stream_id == *stream_id) {
            let listener_loss = loss.clamp(0.0, 1.0) as f32;
            self.output(Output::Media(MediaCommand::AdaptSending { channel, listener_loss }));
        }
    }

    /// The server ended an own stream.
    pub(crate) fn publish_stopped(&mut self, stream_id: &StreamId, error: &Error) {
        let mut publications = self.publications.iter();
        if let Some((&channel, _)) = publications.find(|(_, it)| it.stream_id == *stream_id) {
            self.debug_error(START, error);
            self.finish_publication(channel, Some(error));
        }
    }

    pub(crate) fn publish_answered(
        &mut self,
        now: Instant,
        channel: PublishChannel,
        id: u64,
        result: Result<(), Error>,
    ) {
        let Some(publication) = self.publications.get_mut(&channel) else { return };
        if publication.asked != Some(id) {
            return;
        }
        publication.asked = None;
        match result {
            Ok(()) => {
                publication.acknowledged = true;
                publication.trouble = None;
                publication.retry.reset();
                if let Some(slot) = publication.slot.clone().filter(|_| !publication.sending) {
                    publication.sending = true;
                    self.media(MediaCommand::StartSending { channel, slot });
                }
                self.start_sending_video(channel);
            }
            Err(error) if is_temporary(error.code) => {
                publication.acknowledged = false;
                publication.trouble = Some(error);
                publication.retry.later(now, &mut self.random);
            }
            Err(error) => {
                self.debug_error(START, &error);
                self.finish_publication(channel, Some(&error));
            }
        }
    }

    /// Sees to it that there is a slot for pictures exactly where there are pictures. Returns how
    /// many slots are missing for that.
    fn fit_sending_video(&mut self, channel: PublishChannel) -> usize {
        let Some(publication) = self.publications.get_mut(&channel) else { return 0 };
        if publication.shows_pictures() {
            if publication.video_slot.is_none() {
                publication.video_slot = self.path.slots.take(Direction::SendVideo);
            }
            return usize::from(publication.video_slot.is_none());
        }
        self.stop_sending_video(channel);
        0
    }

    /// The server takes the pictures on the slot that it was told last.
    fn start_sending_video(&mut self, channel: PublishChannel) {
        let Some(publication) = self.publications.get_mut(&channel) else { return };
        let told = publication.told.video_slot == publication.video_slot;
        if let Some(slot) = publication.video_slot.clone().filter(|_| told)
            && !std::mem::replace(&mut publication.sending_video, true)
        {
            self.media(MediaCommand::StartSendingVideo { channel, slot });
        }
    }

    fn stop_sending_video(&mut self, channel: PublishChannel) {
        let Some(publication) = self.publications.get_mut(&channel) else { return };
        let slot = publication.video_slot.take();
        if std::mem::take(&mut publication.sending_video) {
            self.media(MediaCommand::StopSendingVideo { channel });
        }
        if let Some(slot) = slot {
            self.path.slots.give_back(Direction::SendVideo, slot);
        }
    }

    pub(crate) fn publish_unanswered(&mut self, channel: PublishChannel, id: u64) {
        let Some(publication) = self.publications.get_mut(&channel) else { return };
        if publication.asked == Some(id) {
            publication.asked = None;
            publication.ask_again = true;
        }
    }

    /// A publish got no answer in time; the next one comes after a pause.
    pub(crate) fn postpone_publish(&mut self, now: Instant, channel: PublishChannel) {
        if let Some(publication) = self.publications.get_mut(&channel) {
            publication.retry.later(now, &mut self.random);
        }
    }

    /// The slots are gone with their transport.
    pub(crate) fn vacate_sending_slots(&mut self) {
        for channel in PublishChannel::ALL {
            let Some(publication) = self.publications.get_mut(&channel) else { continue };
            publication.slot = None;
            publication.asked = None;
            publication.acknowledged = false;
            publication.video_slot = None;
            let sending_video = std::mem::take(&mut publication.sending_video);
            if std::mem::take(&mut publication.sending) {
                self.media(MediaCommand::StopSending { channel });
            }
            if sending_video {
                self.media(MediaCommand::StopSendingVideo { channel });
            }
        }
    }

    pub(crate) fn expire_publications(&mut self, now: Instant) {
        for channel in PublishChannel::ALL {
            let over = |publication: &Publication| {
                publication.give_up_at.is_some_and(|deadline| deadline <= now)
            };
            if self.publications.get(&channel).is_some_and(over) {
                let message = format!("gave up after {:?}", self.config.av_retry);
                let error = Error::new(ErrorCode::PUBLISH_RETRY_BUDGET_USED_UP, message);
                self.end_publication(channel, Some(&error));
            }
        }
    }

    /// Tells the application what changed.
    pub(crate) fn report_publications(&mut self, now: Instant) {
        let connected = self.path.is_connected();
        for channel in PublishChannel::ALL {
            let Some(publication) = self.publications.get_mut(&channel) else { continue };
            let (state, error) = publication.status(connected);
            let code = error.as_ref().map_or(ErrorCode::OK, |error| error.code);
            let same_state = publication.reported.0 == state;
            if same_state && (code.is_ok() || publication.reported.1 == code) {
                continue;
            }
            publication.reported = (state, code);
            if !same_state {
                let live = state == PublisherState::Publishing;
                publication.was_live |= live;
                let give_up_at = now.checked_add(self.config.av_retry);
                publication.give_up_at = give_up_at.filter(|_| !live);
            }
            let stream_id = publication.stream_id.clone();
            self.publisher_event(channel, stream_id, state, error.as_ref());
        }
    }

    /// Ends a publish that the server may know of.
    fn end_publication(&mut self, channel: PublishChannel, error: Option<&Error>) {
        let Some(publication) = self.publications.get(&channel) else { return };
        if publication.told.introduced {
            self.endings.push_back(Ending::Unpublish(publication.stream_id.clone()));
        }
        self.finish_publication(channel, error);
    }

    /// Ends a publish that the server does not know of.
    pub(crate) fn finish_publication(&mut self, channel: PublishChannel, error: Option<&Error>) {
        self.stop_sending_video(channel);
        let Some(publication) = self.publications.remove(&channel) else { return };
        if publication.sending {
            self.media(MediaCommand::StopSending { channel });
        }
        if let Some(slot) = publication.slot {
            self.path.slots.give_back(Direction::Send, slot);
        }
        let state = PublisherState::NoPublish;
        self.publisher_event(channel, publication.stream_id, state, error);
    }

    fn publisher_event(
        &mut self,
        channel: PublishChannel,
        stream_id: StreamId,
        state: PublisherState,
        error: Option<&Error>,
    ) {
        let code = error.map_or(ErrorCode::OK, |error| error.code);
        let extended_data = error.map_or_else(ExtendedData::new, explained);
        self.event(Event::PublisherStateUpdate { channel, stream_id, state, code, extended_data });
    }
}

//! Played streams: each is asked for until it is live, and again whenever it is not.

use crate::{
    Direction, Event, ExtendedData, MediaCommand, Session, SlotCount,
    login::explained,
    reconnect::Retry,
    refusal::is_waiting,
    requests::{Ending, Purpose},
};
use cooee_proto::{
    Error, ErrorCode, Mid, PlayerState, RemoteDeviceState, StreamId, limits,
    signal::{self, PlayAnswer, Request},
};
use std::time::Instant;

const START: &str = "start_playing_stream";

/// One played stream, from the start call to its end.
#[derive(Debug)]
pub(crate) struct Play {
    slot: Option<Mid>,
    /// Of its pictures.
    video_slot: Option<Mid>,
    /// The slot of the pictures that the server was told last.
    told_video_slot: Option<Mid>,
    /// Whether the application wants its pictures.
    wants_video: bool,
    /// Media was told to listen on the slot.
    receiving: bool,
    /// Media was told to look at the slot of the pictures.
    receiving_video: bool,
    /// The unanswered play request.
    asked: Option<u64>,
    /// The server knows that the stream is wanted on this slot.
    pub(crate) acknowledged: bool,
    /// The server is to be asked again although it acknowledged.
    ask_again: bool,
    /// The session at the server was told of this play.
    introduced: bool,
    /// The server says that the stream exists.
    live: bool,
    /// It was heard once, so that what follows is an interruption.
    was_live: bool,
    /// Why the stream does not come.
    trouble: Option<Error>,
    /// The microphone as it was told to the application last.
    mic_state: Option<RemoteDeviceState>,
    /// The camera as the server told it last; disabled where there are no pictures.
    camera_state: RemoteDeviceState,
    reported: (PlayerState, ErrorCode),
    give_up_at: Option<Instant>,
    pub(crate) retry: Retry,
}

impl Play {
    /// Whether there are pictures, and they are wanted.
    pub(crate) fn sees_pictures(&self) -> bool {
        self.wants_video && !self.camera_state.is_disabled()
    }

    fn status(&self, path_is_connected: bool) -> (PlayerState, Option<Error>) {
        if self.live && path_is_connected {
            return (PlayerState::Playing, None);
        }
        let interruption =
            || Error::new(ErrorCode::PLAY_INTERRUPTED, "the stream does not reach this client");
        let trouble = self.trouble.clone().or_else(|| self.was_live.then(interruption));
        (PlayerState::PlayRequesting, trouble)
    }

    /// The server forgot the session: nothing it said counts.
    pub(crate) fn forgotten(&mut self) {
        self.acknowledged = false;
        self.ask_again = false;
        self.introduced = false;
        self.live = false;
        self.trouble = None;
    }

    /// The server may have news that were lost.
    pub(crate) fn ask_again(&mut self) {
        self.ask_again = true;
    }

    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        [self.give_up_at, self.retry.deadline(now)].into_iter().flatten().min()
    }
}

impl Session {
    pub(crate) fn start_playing(&mut self, now: Instant, stream_id: StreamId, video: bool) {
        if self.plays.contains_key(&stream_id) {
            return;
        }
        let error = if self.stay.is_none() {
            Some(Error::new(ErrorCode::NOT_IN_ROOM, "the engine is in no room"))
        } else if self.plays.len() >= limits::PLAYS {
            let message = format!("the engine plays {} streams already", limits::PLAYS);
            Some(Error::new(ErrorCode::TOO_MANY_PLAYS, message))
        } else {
            None
        };
        if let Some(error) = error {
            self.debug_error(START, &error);
            return self.player_event(stream_id, PlayerState::NoPlay, Some(&error));
        }
        let requesting = PlayerState::PlayRequesting;
        let play = Play {
            slot: None,
            video_slot: None,
            told_video_slot: None,
            wants_video: video,
            receiving: false,
            receiving_video: false,
            asked: None,
            acknowledged: false,
            ask_again: false,
            introduced: false,
            live: false,
            was_live: false,
            trouble: None,
            mic_state: None,
            camera_state: RemoteDeviceState::Disable,
            reported: (requesting, ErrorCode::OK),
            give_up_at: now.checked_add(self.config.av_retry),
            retry: Retry::default(),
        };
        self.plays.insert(stream_id.clone(), play);
        self.player_event(stream_id, requesting, None);
    }

    pub(crate) fn stop_playing(&mut self, stream_id: &StreamId) {
        self.end_play(stream_id, None);
    }

    pub(crate) fn set_play_video(&mut self, stream_id: &StreamId, video: bool) {
        if let Some(play) = self.plays.get_mut(stream_id) {
            play.wants_video = video;
        }
    }

    /// Asks the server for what is not as it should be. Counts the slots that are missing.
    pub(crate) fn drive_plays(&mut self, now: Instant, missing: &mut SlotCount) {
        let stream_ids: Vec<_> = self.plays.keys().cloned().collect();
        for stream_id in stream_ids {
            missing.receive_video += self.fit_receiving_video(&stream_id);
            let Some(play) = self.plays.get_mut(&stream_id) else { continue };
            if play.slot.is_none() {
                play.slot = self.path.slots.take(Direction::Receive);
            }
            let Some(slot) = play.slot.clone() else {
                missing.receive += 1;
                continue;
            };
            let wanted =
                !play.acknowledged || play.ask_again || play.told_video_slot != play.video_slot;
            if !wanted || play.asked.is_some() || !play.retry.is_due(now) {
                continue;
            }
            play.ask_again = false;
            play.introduced = true;
            let video_slot = play.video_slot.clone();
            play.told_video_slot.clone_from(&video_slot);
            let looks = video_slot.clone().filter(|_| !play.receiving_video);
            play.receiving_video |= looks.is_some();
            // Media may overtake the answer, so listening starts with the question.
            if !std::mem::replace(&mut play.receiving, true) {
                let (stream_id, slot) = (stream_id.clone(), slot.clone());
                self.media(MediaCommand::StartReceiving { stream_id, slot });
            }
            if let Some(slot) = looks {
                let stream_id = stream_id.clone();
                self.media(MediaCommand::StartReceivingVideo { stream_id, slot });
            }
            let stream = stream_id.clone();
            let request = Request::Play(signal::Play { stream_id: stream, slot, video_slot });
            let purpose = Purpose::Play { stream_id: stream_id.clone() };
            let id = self.ask(now, request, purpose);
            if let Some(play) = self.plays.get_mut(&stream_id) {
                play.asked = Some(id);
            }
        }
    }

    /// Sees to it that there is a slot for pictures exactly where there are pictures that are
    /// wanted. Returns how many slots are missing for that.
    fn fit_receiving_video(&mut self, stream_id: &StreamId) -> usize {
        let Some(play) = self.plays.get_mut(stream_id) else { return 0 };
        if play.sees_pictures() {
            if play.video_slot.is_none() {
                play.video_slot = self.path.slots.take(Direction::ReceiveVideo);
            }
            return usize::from(play.video_slot.is_none());
        }
        self.stop_receiving_video(stream_id);
        0
    }

    fn stop_receiving_video(&mut self, stream_id: &StreamId) {
        let Some(play) = self.plays.get_mut(stream_id) else { return };
        let slot = play.video_slot.take();
        if std::mem::take(&mut play.receiving_video) {
            self.media(MediaCommand::StopReceivingVideo { stream_id: stream_id.clone() });
        }
        if let Some(slot) = slot {
            self.path.slots.give_back(Direction::ReceiveVideo, slot);
        }
    }

    pub(crate) fn play_answered(
        &mut self,
        now: Instant,
        stream_id: &StreamId,
        id: u64,
        result: Result<PlayAnswer, Error>,
    ) {
        let Some(play) = self.plays.get_mut(stream_id) else { return };
        if play.asked != Some(id) {
            return;
        }
        play.asked = None;
        match result {
            Ok(PlayAnswer { live, mic_state, camera_state }) => {
                play.acknowledged = true;
                play.retry.reset();
                self.play_state(stream_id, live, ErrorCode::OK, mic_state, camera_state);
            }
            Err(error) if is_waiting(error.code) => {
                play.acknowledged = false;
                play.live = false;
                play.trouble = Some(error);
                play.retry.later(now, &mut self.random);
            }
            Err(error) => {
                self.debug_error(START, &error);
                self.finish_play(stream_id, Some(&error));
            }
        }
    }

    /// The server tells whether a wanted stream exists.
    pub(crate) fn play_state(
        &mut self,
        stream_id: &StreamId,
        live: bool,
        code: ErrorCode,
        mic_state: RemoteDeviceState,
        camera_state: RemoteDeviceState,
    ) {
        let Some(play) = self.plays.get_mut(stream_id) else { return };
        play.live = live;
        play.trouble = None;
        if live {
            self.remote_mic_state(stream_id, mic_state);
            return self.remote_camera_state(stream_id, camera_state);
        }
        // The next stream of this id may have another microphone and camera.
        play.mic_state = None;
        play.camera_state = RemoteDeviceState::Disable;
        let code = if code.is_ok() { ErrorCode::STREAM_MISSING } else { code };
        let message = format!("stream {:?} is not published", stream_id.as_str());
        let error = Error::new(code, message);
        if is_waiting(code) {
            play.trouble = Some(error);
        } else {
            self.debug_error(START, &error);
            self.end_play(stream_id, Some(&error));
        }
    }

    /// The microphone of a played stream is in this state.
    pub(crate) fn remote_mic_state(&mut self, stream_id: &StreamId, state: RemoteDeviceState) {
        let Some(play) = self.plays.get_mut(stream_id) else { return };
        if play.mic_state.replace(state) != Some(state) {
            let stream_id = stream_id.clone();
            self.event(Event::RemoteMicStateUpdate { stream_id, state });
        }
    }

    /// The camera of a played stream is in this state.
    pub(crate) fn remote_camera_state(&mut self, stream_id: &StreamId, state: RemoteDeviceState) {
        let Some(play) = self.plays.get_mut(stream_id) else { return };
        if std::mem::replace(&mut play.camera_state, state) != state {
            let stream_id = stream_id.clone();
            self.event(Event::RemoteCameraStateUpdate { stream_id, state });
        }
    }

    pub(crate) fn play_unanswered(&mut self, stream_id: &StreamId, id: u64) {
        let Some(play) = self.plays.get_mut(stream_id) else { return };
        if play.asked == Some(id) {
            play.asked = None;
            play.ask_again = true;
        }
    }

    /// A play got no answer in time; the next one comes after a pause.
    pub(crate) fn postpone_play(&mut self, now: Instant, stream_id: &StreamId) {
        if let Some(play) = self.plays.get_mut(stream_id) {
            play.retry.later(now, &mut self.random);
        }
    }

    /// The slots are gone with their transport.
    pub(crate) fn vacate_receiving_slots(&mut self) {
        let mut stopped = Vec::new();
        let mut stopped_video = Vec::new();
        for (stream_id, play) in &mut self.plays {
            play.slot = None;
            play.asked = None;
            play.acknowledged = false;
            play.video_slot = None;
            if std::mem::take(&mut play.receiving) {
                stopped.push(stream_id.clone());
            }
            if std::mem::take(&mut play.receiving_video) {
                stopped_video.push(stream_id.clone());
            }
        }
        for stream_id in stopped {
            self.media(MediaCommand::StopReceiving { stream_id });
        }
        for stream_id in stopped_video {
            self.media(MediaCommand::StopReceivingVideo { stream_id });
        }
    }

    pub(crate) fn expire_plays(&mut self, now: Instant) {
        let over = |play: &Play| play.give_up_at.is_some_and(|deadline| deadline <= now);
        let expired = self.plays.iter().filter(|(_, play)| over(play));
        let expired: Vec<_> = expired.map(|(stream_id, _)| stream_id.clone()).collect();
        for stream_id in expired {
            let message = format!("gave up after {:?}", self.config.av_retry);
            let error = Error::new(ErrorCode::PLAY_INTERRUPTED, message);
            self.end_play(&stream_id, Some(&error));
        }
    }

    /// Tells the application what changed.
    pub(crate) fn report_plays(&mut self, now: Instant) {
        let connected = self.path.is_connected();
        let mut changes = Vec::new();
        for (stream_id, play) in &mut self.plays {
            let (state, error) = play.status(connected);
            let code = error.as_ref().map_or(ErrorCode::OK, |error| error.code);
            let same_state = play.reported.0 == state;
            if same_state && (code.is_ok() || play.reported.1 == code) {
                continue;
            }
            play.reported = (state, code);
            if !same_state {
                let live = state == PlayerState::Playing;
                play.was_live |= live;
                let give_up_at = now.checked_add(self.config.av_retry);
                play.give_up_at = give_up_at.filter(|_| !live);
            }
            changes.push((stream_id.clone(), state, error));
        }
        for (stream_id, state, error) in changes {
            self.player_event(stream_id, state, error.as_ref());
        }
    }

    /// Ends a play that the server may know of.
    fn end_play(&mut self, stream_id: &StreamId, error: Option<&Error>) {
        let Some(play) = self.plays.get(stream_id) else { return };
        if play.introduced {
            self.endings.push_back(Ending::Unplay(stream_id.clone()));
        }
        self.finish_play(stream_id, error);
    }

    /// Ends a play that the server does not know of.
    pub(crate) fn finish_play(&mut self, stream_id: &StreamId, error: Option<&Error>) {
        self.stop_receiving_video(stream_id);
        let Some(play) = self.plays.remove(stream_id) else { return };
        if play.receiving {
            self.media(MediaCommand::StopReceiving { stream_id: stream_id.clone() });
        }
        if let Some(slot) = play.slot {
            self.path.slots.give_back(Direction::Receive, slot);
        }
        self.player_event(stream_id.clone(), PlayerState::NoPlay, error);
    }

    fn player_event(&mut self, stream_id: StreamId, state: PlayerState, error: Option<&Error>) {
        let code = error.map_or(ErrorCode::OK, |error| error.code);
        let extended_data = error.map_or_else(ExtendedData::new, explained);
        self.event(Event::PlayerStateUpdate { stream_id, state, code, extended_data });
    }
}

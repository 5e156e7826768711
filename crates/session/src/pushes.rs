//! What the server tells unasked.

use crate::{Event, Session};
use cooee_proto::{RoomSnapshot, signal};
use std::time::Instant;

impl Session {
    /// Takes a push, once: those seen before, and those of no session, are left out.
    pub(crate) fn handle_push(&mut self, now: Instant, seq: u64, push: signal::Event) {
        let Some(stay) = self.stay.as_mut().filter(|stay| stay.is_connected()) else { return };
        let Some(known) = stay.known.as_mut().filter(|known| seq > known.last_seq) else { return };
        known.last_seq = seq;
        let room_id = stay.room_id.clone();
        let event = match push {
            signal::Event::RoomUsers { update, users } => stay.view.users(update, users),
            signal::Event::RoomStreams { update, streams, reasons } => {
                stay.view.streams(update, streams, reasons)
            }
            signal::Event::StreamExtraInfo { streams } => stay.view.stream_extra_infos(streams),
            signal::Event::RoomExtraInfo { infos } => stay.view.extra_infos(infos),
            signal::Event::OnlineUserCount { count } => Some(stay.view.user_count(count)),
            signal::Event::BroadcastMessages { messages } => {
                Some(Event::RecvBroadcastMessages { room_id, messages })
            }
            signal::Event::BarrageMessages { messages } => {
                Some(Event::RecvBarrageMessages { room_id, messages })
            }
            signal::Event::CustomCommand { from_user, command } => {
                Some(Event::RecvCustomCommand { room_id, from_user, command })
            }
            signal::Event::TokenWillExpire { remain_seconds } => {
                Some(Event::RoomTokenWillExpire { room_id, remain_seconds })
            }
            signal::Event::PlayState { stream_id, live, code, mic_state, camera_state } => {
                return self.play_state(&stream_id, live, code, mic_state, camera_state);
            }
            signal::Event::RemoteMicState { stream_id, state } => {
                return self.remote_mic_state(&stream_id, state);
            }
            signal::Event::RemoteCameraState { stream_id, state } => {
                return self.remote_camera_state(&stream_id, state);
            }
            signal::Event::StreamFeedback { stream_id, loss, jitter_ms: _ } => {
                return self.stream_feedback(&stream_id, loss);
            }
            signal::Event::PublishStopped { stream_id, error } => {
                return self.publish_stopped(&stream_id, &error);
            }
            signal::Event::TransportLost { transport_id } => {
                if self.path.is_named(transport_id) {
                    self.handle_transport_gone(now);
                }
                return;
            }
            signal::Event::KickedOut { error } => return self.refused(&error, true),
            signal::Event::Draining { retry_after_ms } => return self.drained(now, retry_after_ms),
        };
        if let Some(event) = event {
            self.event(event);
        }
    }

    /// Takes the whole room after a login, or after a resume that could not replay.
    pub(crate) fn room_snapshot(&mut self, room: RoomSnapshot) {
        let Some(stay) = &mut self.stay else { return };
        for event in stay.view.snapshot(room) {
            self.event(event);
        }
    }
}

//! Tells what happens while it happens: each call, and each callback with its time since the
//! call that caused it.

use crate::failure::Failure;
use cooee::{Event, Events, UpdateType};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Tells a story with the time since its beginning.
#[derive(Clone)]
pub struct Narrator {
    began: Instant,
    /// When each call was made last, by either engine.
    calls: Arc<Mutex<BTreeMap<&'static str, Instant>>>,
}

impl Narrator {
    pub fn new() -> Self {
        Self { began: Instant::now(), calls: Arc::default() }
    }

    pub fn say(&self, text: &str) {
        println!("{:8.3} s  {text}", self.began.elapsed().as_secs_f64());
    }

    /// Tells the callbacks of one engine from here on.
    pub fn follow(&self, name: &'static str, events: Events) -> Steps {
        let shared = Arc::new(Shared::default());
        let thread = thread::spawn({
            let (narrator, shared) = (self.clone(), shared.clone());
            move || {
                for event in events {
                    let (text, causes) = describe(&event);
                    narrator.tell(name, &text, causes);
                    shared.state().push(text);
                    shared.told.notify_all();
                }
            }
        });
        Steps { name, narrator: self.clone(), shared, thread }
    }

    /// Tells a callback with the time since the newest of the calls that can have caused it.
    fn tell(&self, name: &str, text: &str, causes: &[&'static str]) {
        let calls = self.calls();
        let newest = causes.iter().filter_map(|cause| Some((*calls.get(cause)?, cause))).max();
        let since = newest.map(|(called, cause)| {
            format!("+{:.1} ms after {cause}", called.elapsed().as_secs_f64() * 1000.0)
        });
        self.say(&format!("{name} ◀ {text:<56} {}", since.unwrap_or_default()));
    }

    fn calls(&self) -> MutexGuard<'_, BTreeMap<&'static str, Instant>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One engine's part of the story.
pub struct Steps {
    name: &'static str,
    narrator: Narrator,
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    /// What was told and not yet waited for.
    state: Mutex<Vec<String>>,
    told: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, Vec<String>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Steps {
    /// Tells that the engine is called, at this moment.
    pub fn call(&self, function: &'static str) {
        self.narrator.calls().insert(function, Instant::now());
        self.narrator.say(&format!("{} calls {function}", self.name));
    }

    /// Waits for a callback whose words contain this one.
    pub fn wait_for(&self, word: &str, patience: Duration) -> Result<(), Failure> {
        let is_told = |told: &[String]| told.iter().any(|text| has_word(text, word));
        let waiting = self
            .shared
            .told
            .wait_timeout_while(self.shared.state(), patience, |state| !is_told(state));
        let (mut told, _) = waiting.unwrap_or_else(PoisonError::into_inner);
        if !is_told(&told) {
            let message =
                format!("{} waited {} s in vain for {word}", self.name, patience.as_secs());
            return Err(Failure::new(message));
        }
        told.clear();
        Ok(())
    }

    /// Waits until the last callback of a destroyed engine is told.
    pub fn end(self) {
        if self.thread.join().is_err() {
            tracing::error!("a narrator panicked");
        }
    }
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .any(|candidate| candidate == word)
}

/// A callback in words, and the calls of this engine or the other one that can have caused it.
fn describe(event: &Event) -> (String, &'static [&'static str]) {
    match event {
        Event::RoomStateChanged { room_id, reason, code, .. } => {
            let reason = constant(&format!("{reason:?}"));
            let causes: &[_] =
                if reason.starts_with("LOGOUT") { &["logout_room"] } else { &["login_room"] };
            (format!("on_room_state_changed({room_id}, {reason}, {code})"), causes)
        }
        Event::RoomUserUpdate { room_id, update, users } => {
            let users: Vec<_> = users.iter().map(|user| user.user_id.as_str()).collect();
            let (users, word) = (users.join(" "), update_word(*update));
            let text = format!("on_room_user_update({room_id}, {word}, {users})");
            (text, &["login_room", "logout_room"])
        }
        Event::RoomOnlineUserCountUpdate { room_id, count } => {
            (format!("on_room_online_user_count_update({room_id}, {count})"), &["login_room"])
        }
        Event::RoomStreamUpdate { room_id, update, streams, .. } => {
            let streams: Vec<_> = streams.iter().map(|stream| stream.stream_id.as_str()).collect();
            let (streams, word) = (streams.join(" "), update_word(*update));
            let text = format!("on_room_stream_update({room_id}, {word}, {streams})");
            (text, &["login_room", "start_publishing_stream", "stop_publishing_stream"])
        }
        Event::PublisherStateUpdate { stream_id, state, code, .. } => {
            let state = constant(&format!("{state:?}"));
            let text = format!("on_publisher_state_update({stream_id}, {state}, {code})");
            (text, &["start_publishing_stream", "stop_publishing_stream"])
        }
        Event::PublisherCapturedAudioFirstFrame { .. } => {
            let text = "on_publisher_captured_audio_first_frame()".to_owned();
            (text, &["start_publishing_stream"])
        }
        Event::PublisherSendAudioFirstFrame { channel } => {
            let text = format!("on_publisher_send_audio_first_frame({channel:?})");
            (text, &["start_publishing_stream"])
        }
        Event::PlayerStateUpdate { stream_id, state, code, .. } => {
            let state = constant(&format!("{state:?}"));
            let text = format!("on_player_state_update({stream_id}, {state}, {code})");
            (text, &["start_playing_stream", "stop_playing_stream", "stop_publishing_stream"])
        }
        Event::PlayerRecvAudioFirstFrame { stream_id } => {
            let text = format!("on_player_recv_audio_first_frame({stream_id})");
            (text, &["start_playing_stream"])
        }
        Event::RemoteMicStateUpdate { stream_id, state } => {
            let state = constant(&format!("{state:?}"));
            let text = format!("on_remote_mic_state_update({stream_id}, {state})");
            (text, &["start_playing_stream"])
        }
        Event::PublisherQualityUpdate { stream_id, quality } => (
            format!(
                "on_publisher_quality_update({stream_id}, {:?}, {:.0} kbit/s, lost {:.1}%)",
                quality.level,
                quality.audio_kbps,
                quality.packet_lost_rate * 100.0
            ),
            &[],
        ),
        Event::PlayerQualityUpdate { stream_id, quality } => (
            format!(
                "on_player_quality_update({stream_id}, {:?}, MOS {:.2}, {} ms, lost {:.1}%)",
                quality.level,
                quality.mos.unwrap_or(-1.0),
                quality.peer_to_peer_delay.as_millis(),
                quality.packet_lost_rate * 100.0
            ),
            &[],
        ),
        Event::NetworkQuality { user_id, upstream, downstream } => {
            (format!("on_network_quality({user_id:?}, {upstream:?}, {downstream:?})"), &[])
        }
        Event::PlayerMediaEvent { stream_id, event } => {
            (format!("on_player_media_event({stream_id}, {event:?})"), &[])
        }
        Event::DebugError { function, error } => {
            (format!("on_debug_error({}, {function}, {})", error.code, error.message), &[])
        }
        other => (format!("{other:?}"), &[]),
    }
}

fn update_word(update: UpdateType) -> &'static str {
    match update {
        UpdateType::Add => "ADD",
        UpdateType::Delete => "DELETE",
    }
}

/// `NoPublish` as the reference writes it: `NO_PUBLISH`. Names such as `PlayRequesting` keep
/// their words.
fn constant(name: &str) -> String {
    let mut text = String::new();
    for (index, character) in name.chars().enumerate() {
        if character.is_ascii_uppercase() && index > 0 {
            text.push('_');
        }
        text.push(character.to_ascii_uppercase());
    }
    text
}

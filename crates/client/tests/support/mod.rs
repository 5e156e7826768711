//! A server with an app, engines in it, and waiting for what they tell.

#![allow(dead_code, reason = "each test binary uses its part")]

use cooee::{
    AudioSink, AudioSource, Engine, EngineProfile, ErrorCode, Event, Events, PlayerState,
    PublishChannel, PublisherState, RoomConfig, RoomStateChangedReason,
};
use cooee_proto::WallTime;
use cooee_server::config::Config;
use cooee_server::store::{AppRecord, AuthMode, Store};
use cooee_server::{Running, Server};
use cooee_testkit::Voice;
use cooee_token::{Claims, Form};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// More than anything here needs; what takes longer has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running server with one app.
pub struct TestServer {
    pub app: AppRecord,
    pub running: Option<Running>,
    config: Config,
    _data_dir: tempfile::TempDir,
}

impl TestServer {
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let data_dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(data_dir.path().to_owned());
        config.listen = "127.0.0.1:0".parse().unwrap();
        config.media = Some("0.0.0.0:0".parse().unwrap());
        change(&mut config);
        let app = Store::open(&config.data_dir)
            .unwrap()
            .create_app("test", AuthMode::AppSignAndToken)
            .unwrap();
        let running = Server::start(&config).unwrap();
        config.listen = running.http_addr;
        config.media = Some(running.media_addr);
        Self { app, running: Some(running), config, _data_dir: data_dir }
    }

    pub fn stop(&mut self) {
        self.running.take().unwrap().stop();
    }

    /// On the same ports.
    pub fn start_again(&mut self) {
        self.running = Some(Server::start(&self.config).unwrap());
    }

    pub fn store(&self) -> Store {
        Store::open(&self.config.data_dir).unwrap()
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.config.listen)
    }

    pub fn profile(&self) -> EngineProfile {
        self.token_profile().with_app_sign(self.app.app_sign.reveal())
    }

    /// A profile without the AppSign.
    pub fn token_profile(&self) -> EngineProfile {
        EngineProfile::new(self.app.app_id.0, self.url())
    }

    /// A token that is good for so many seconds from this moment, or has been bad for so many.
    pub fn token(&self, user_id: &str, seconds: i64) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let at = |seconds: i64| WallTime(1000 * (now + seconds) as u64);
        let claims = Claims {
            app_id: self.app.app_id,
            user_id: user_id.to_owned(),
            nonce: 1,
            ctime: at(-100_000),
            expire: at(seconds),
            payload: String::new(),
        };
        cooee_token::make(&claims, &self.app.server_secret, Form::Gcm, [7; 16]).unwrap()
    }

    /// An engine without devices: it captures silence and plays to nowhere.
    pub fn engine(&self) -> (Engine, Events) {
        engine(self.profile())
    }

    /// An engine that is logged in.
    pub fn user(&self, room_id: &str, user_id: &str) -> (Engine, Events) {
        let (engine, events) = self.engine();
        let config = RoomConfig { is_user_status_notify: true, ..RoomConfig::default() };
        engine.login_room(room_id, user_id, config).wait().unwrap();
        (engine, events)
    }

    /// An engine that is logged in and publishes a tone.
    pub fn publisher(
        &self,
        room_id: &str,
        user_id: &str,
        stream_id: &str,
        voice: Voice,
    ) -> (Engine, Events) {
        let (engine, events) = self.user(room_id, user_id);
        engine.set_audio_source(tone(voice), PublishChannel::Main);
        engine.start_publishing_stream(stream_id, PublishChannel::Main);
        publisher_state(&events, stream_id, PublisherState::Publishing);
        (engine, events)
    }
}

/// An engine without devices: it captures silence and plays to nowhere.
pub fn engine(profile: EngineProfile) -> (Engine, Events) {
    let engine = Engine::create(profile).unwrap();
    engine.enable_camera(false);
    engine.set_audio_source(AudioSource::Silence, PublishChannel::Main);
    engine.set_audio_sink(AudioSink::Nowhere);
    let events = engine.events();
    (engine, events)
}

/// A tone without an end.
pub fn tone(voice: Voice) -> AudioSource {
    AudioSource::Samples { samples: voice.frame().as_slice().into(), repeat: true }
}

/// Takes events until one fits, and gives what was looked for in it.
pub fn wait_for<T>(events: &Events, what: &str, mut look: impl FnMut(&Event) -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    let mut seen = Vec::new();
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let Some(event) = events.next_within(left) else {
            panic!("no {what} came; what came: {seen:#?}");
        };
        if let Some(found) = look(&event) {
            return found;
        }
        seen.push(event);
    }
}

/// Waits for a room state; gives its code.
pub fn room_state(events: &Events, wanted: RoomStateChangedReason) -> ErrorCode {
    wait_for(events, &format!("{wanted:?}"), |event| match event {
        Event::RoomStateChanged { reason, code, .. } if *reason == wanted => Some(*code),
        _ => None,
    })
}

/// Waits for a publisher state; gives its code.
pub fn publisher_state(events: &Events, stream: &str, wanted: PublisherState) -> ErrorCode {
    wait_for(events, &format!("{stream} {wanted:?}"), |event| match event {
        Event::PublisherStateUpdate { stream_id, state, code, .. }
            if stream_id.as_str() == stream && *state == wanted =>
        {
            Some(*code)
        }
        _ => None,
    })
}

/// Waits for a player state; gives its code.
pub fn player_state(events: &Events, stream: &str, wanted: PlayerState) -> ErrorCode {
    wait_for(events, &format!("{stream} {wanted:?}"), |event| match event {
        Event::PlayerStateUpdate { stream_id, state, code, .. }
            if stream_id.as_str() == stream && *state == wanted =>
        {
            Some(*code)
        }
        _ => None,
    })
}

/// Waits until a played stream is audible, or silent. The engine's sound levels must be
/// monitored.
pub fn audible(events: &Events, stream: &str, wanted: bool) {
    wait_for(events, &format!("{stream} audible: {wanted}"), |event| match event {
        Event::RemoteSoundLevelUpdate { levels } => {
            let level = levels.iter().find(|(id, _)| id.as_str() == stream)?.1;
            (if wanted { *level > 20.0 } else { *level < 1.0 }).then_some(())
        }
        _ => None,
    });
}

/// Waits for a call's debug error; gives its code.
pub fn debug_error(events: &Events, call: &str) -> ErrorCode {
    wait_for(events, &format!("debug error of {call}"), |event| match event {
        Event::DebugError { function, error } if *function == call => Some(error.code),
        _ => None,
    })
}

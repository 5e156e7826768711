//! A server with an app, engines in it, and waiting for what they tell.

use cooee::{AudioSink, AudioSource, Engine, EngineProfile, Event, Events, PublishChannel};
use cooee_server::config::Config;
use cooee_server::store::{AppRecord, AuthMode, Store};
use cooee_server::{Running, Server};
use std::time::{Duration, Instant};

/// More than anything here needs; what takes longer has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running server with one app.
pub struct TestServer {
    pub app: AppRecord,
    pub running: Running,
    _data_dir: tempfile::TempDir,
}

impl TestServer {
    pub fn start() -> Self {
        let data_dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(data_dir.path().to_owned());
        config.listen = "127.0.0.1:0".parse().unwrap();
        config.media = Some("0.0.0.0:0".parse().unwrap());
        let app = Store::open(&config.data_dir)
            .unwrap()
            .create_app("test", AuthMode::AppSignAndToken)
            .unwrap();
        let running = Server::start(&config).unwrap();
        Self { app, running, _data_dir: data_dir }
    }

    pub fn profile(&self) -> EngineProfile {
        EngineProfile::new(self.app.app_id.0, format!("http://{}", self.running.http_addr))
            .with_app_sign(self.app.app_sign.reveal())
    }

    /// An engine without devices: it captures silence and plays to nowhere.
    pub fn engine(&self) -> (Engine, Events) {
        let engine = Engine::create(self.profile()).unwrap();
        engine.enable_camera(false);
        engine.set_audio_source(AudioSource::Silence, PublishChannel::Main);
        engine.set_audio_sink(AudioSink::Nowhere);
        let events = engine.events();
        (engine, events)
    }
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

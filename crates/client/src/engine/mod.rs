//! The engine's handle: what applications hold.

mod audio;
mod messages;
mod playing;
mod processing;
mod publishing;
mod room;

pub use publishing::{AudioConfig, PublisherConfig};
pub use room::RoomLoginResult;

use crate::callbacks::Callbacks;
use crate::events::Events;
use crate::pending::{Pending, destroyed};
use crate::profile::EngineProfile;
use crate::shell::{self, CustomAudio, Order};
use cooee_engine::{Command, Reply, Statistics};
use cooee_proto::{AppId, Error, ErrorCode};
use cooee_token::AppSign;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One client of the cloud: it logs in to a room, publishes and plays (Express:
/// `ZegoExpressEngine`).
///
/// A handle can be cloned and sent between threads; a process may have many engines. Calls
/// never block: what goes wrong is told by `on_debug_error`, by the state callbacks, and by the
/// [`Pending`] of those calls that have a result. The engine ends with
/// [`Engine::destroy_engine`], or when its last handle is dropped.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    callbacks: Arc<Callbacks>,
    thread: shell::EngineThread,
    custom_audio: Arc<CustomAudio>,
    microphone_muted: AtomicBool,
    speaker_muted: AtomicBool,
}

impl Engine {
    /// Creates an engine (Express: `createEngineWithProfile`). Nothing is connected or opened
    /// before the login.
    ///
    /// Fails with 1001000 to 1001003 where AppID or AppSign is malformed, with 1000017 where
    /// the server's URL is or a trusted certificate cannot be read, and with 1002030 where no UDP socket can be had.
    pub fn create(profile: EngineProfile) -> Result<Self, Error> {
        let app_id = AppId::new(profile.app_id)?;
        let app_sign = profile.app_sign.as_deref().map(AppSign::new).transpose()?;
        let url = shell::signalling_url(&profile.server)?;
        let is_tls = url.scheme_str() == Some("wss");
        let tls = is_tls.then(|| shell::tls_config(&profile.trusted_certificates)).transpose()?;
        let callbacks = Arc::new(Callbacks::default());
        let custom_audio = Arc::new(CustomAudio::default());
        let mut config = cooee_engine::Config::new(app_id, app_sign);
        config.scenario = profile.scenario;
        let thread =
            shell::EngineThread::start(config, url, tls, callbacks.clone(), custom_audio.clone())?;
        let inner = Inner {
            callbacks,
            thread,
            custom_audio,
            microphone_muted: AtomicBool::new(false),
            speaker_muted: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Logs out, releases devices, sockets and threads, and lets go of all callbacks (Express:
    /// `destroyEngine`). Returns when that is done, within half a second; from a callback it
    /// returns at once. A second call does nothing; other calls fail with 1000001 afterwards.
    pub fn destroy_engine(&self) {
        self.inner.thread.destroy();
    }

    /// The version of this SDK (Express: `getVersion`).
    pub fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Everything that the callbacks tell, as one stream of values.
    pub fn events(&self) -> Events {
        self.inner.callbacks.subscribe()
    }

    /// Switches the camera (Express: `enableCamera`). This SDK is for audio and never opens
    /// one: `false` is always true already, `true` is refused with 1000010.
    pub fn enable_camera(&self, enable: bool) {
        if enable {
            let message = "enable_camera(true) was called, but there is no video here";
            self.report("enable_camera", Error::new(ErrorCode::FEATURE_MISSING, message));
        }
    }

    /// Tells that the computer's network changed or that it woke from sleep, so that what is
    /// broken is retried at once. The engine also looks by itself every 2 s.
    pub fn network_changed(&self) {
        self.inner.thread.order(Order::NetworkChanged);
    }

    /// Figures of the transport and of each played stream.
    pub fn statistics(&self) -> Pending<Statistics> {
        let (sender, pending) = Pending::new();
        self.inner.thread.order(Order::Inspect(Box::new(move |engine| {
            let _ = sender.send(Ok(engine.statistics()));
        })));
        pending
    }

    pub(crate) fn callbacks(&self) -> &Callbacks {
        &self.inner.callbacks
    }

    /// Calls without waiting for a result.
    fn call(&self, command: Command) {
        self.inner.thread.order(Order::Call { command, reply: None });
    }

    /// Calls and gives the result, turned into what this call promises.
    fn ask<T: Send + 'static>(
        &self,
        command: Command,
        convert: impl FnOnce(Reply) -> T + Send + 'static,
    ) -> Pending<T> {
        let (sender, pending) = Pending::new();
        let reply = Box::new(move |result: Result<Reply, Error>| {
            // Nobody waits if the application dropped its `Pending`.
            let _ = sender.send(result.map(convert));
        });
        self.inner.thread.order(Order::Call { command, reply: Some(reply) });
        pending
    }

    /// Tells `on_debug_error` about a call that ended here.
    fn report(&self, function: &'static str, error: Error) {
        self.inner.thread.order(Order::Report { function, error });
    }

    fn report_error(&self, function: &'static str, result: Result<(), Error>) -> Result<(), Error> {
        result.inspect_err(|error| self.report(function, error.clone()))
    }

    fn is_destroyed(&self) -> Result<(), Error> {
        if self.inner.thread.is_over() { Err(destroyed()) } else { Ok(()) }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.thread.destroy();
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

/// A switch that the application may read back at once.
fn set(switch: &AtomicBool, on: bool) {
    switch.store(on, Ordering::Relaxed);
}

fn get(switch: &AtomicBool) -> bool {
    switch.load(Ordering::Relaxed)
}

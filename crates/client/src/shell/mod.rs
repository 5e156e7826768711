//! What carries the engine machine: one thread with its sockets and sound, and one that runs
//! the application's callbacks.

mod capture;
mod custom_audio;
mod devices;
mod event_loop;
mod frame_clock;
mod local_addresses;
mod playout;
mod sound;
mod thread;
mod tls;
mod url;
mod web_socket;

pub use capture::AudioSource;
pub(crate) use capture::Source;
pub(crate) use custom_audio::{CustomAudio, RenderFeed};
pub(crate) use devices::direction;
pub use playout::AudioSink;
pub(crate) use playout::Sink;
pub(crate) use sound::SoundOrder;
pub(crate) use thread::EngineThread;
pub(crate) use tls::tls_config;
pub(crate) use url::signalling_url;

use cooee_engine::{Command, Reply};
use cooee_proto::Error;

/// Where the result of a call goes.
pub(crate) type ReplyTo = Box<dyn FnOnce(Result<Reply, Error>) + Send>;

/// What a handle asks of its engine's thread.
pub(crate) enum Order {
    /// Call the engine.
    Call { command: Command, reply: Option<ReplyTo> },
    /// Look at the engine.
    Inspect(Box<dyn FnOnce(&cooee_engine::Engine) + Send>),
    /// Tell `on_debug_error`.
    Report { function: &'static str, error: Error },
    /// Capture or play elsewhere.
    Sound(SoundOrder),
    /// The computer's network changed.
    NetworkChanged,
    /// Log out, release everything and end.
    Destroy,
}

//! What carries the engine machine: one thread with its sockets and sound, and one that runs
//! the application's callbacks.

mod capture;
mod custom_audio;
mod devices;
mod event_loop;
mod frame_clock;
mod playout;
mod thread;
mod url;
mod web_socket;

pub use capture::AudioSource;
pub(crate) use custom_audio::CustomAudio;
pub use playout::AudioSink;
pub(crate) use thread::EngineThread;
pub(crate) use url::signalling_url;

use cooee_engine::{Command, Reply};
use cooee_proto::{DeviceType, Error, PublishChannel};

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
    /// Capture from elsewhere.
    SetSource { source: AudioSource, channel: PublishChannel },
    /// Play elsewhere.
    SetSink(AudioSink),
    /// Put the application in the place of the devices, or end that.
    EnableCustomAudio { enable: bool, channel: PublishChannel },
    /// Use another device.
    UseDevice { device_type: DeviceType, device_id: String },
    /// The computer's network changed.
    NetworkChanged,
    /// Log out, release everything and end.
    Destroy,
}

//! What a session machine is made with.

use cooee_proto::AppId;
use cooee_token::AppSign;
use std::time::Duration;

/// The settings of a [`crate::Session`].
#[derive(Clone, Debug)]
pub struct Config {
    /// The project.
    pub app_id: AppId,
    /// The project's secret. Without it each login needs a Token.
    pub app_sign: Option<AppSign>,
    /// What the client runs on: `linux`, `macos`, `windows`, `android`, `ios`.
    pub platform: String,
    /// How long a login or a lost link is retried (Express: `room_retry_time`). Default 20 min.
    pub room_retry: Duration,
    /// How long a publish or a play is retried (Express: `av_retry_time`). Default 20 min.
    pub av_retry: Duration,
    /// How long a request may stay unanswered before it fails and the link is probed.
    /// Default 5 s; more tolerates slower links but notices dead ones later.
    pub request_timeout: Duration,
    /// The slots of the first offer. Default 1 sending and 2 receiving; each slot costs the
    /// server memory whether used or not.
    pub initial_slots: SlotCount,
}

impl Config {
    /// The default settings for an app.
    pub fn new(app_id: AppId, app_sign: Option<AppSign>) -> Self {
        Self {
            app_id,
            app_sign,
            platform: std::env::consts::OS.to_owned(),
            room_retry: Duration::from_secs(20 * 60),
            av_retry: Duration::from_secs(20 * 60),
            request_timeout: Duration::from_secs(5),
            initial_slots: SlotCount { send: 1, receive: 2, ..SlotCount::default() },
        }
    }
}

/// A number of slots of each direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotCount {
    /// Sending slots: one for each published stream.
    pub send: usize,
    /// Receiving slots: one for each played stream.
    pub receive: usize,
    /// Sending slots for pictures: one for each published stream that has them.
    pub send_video: usize,
    /// Receiving slots for pictures: one for each played stream that has them.
    pub receive_video: usize,
}

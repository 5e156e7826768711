//! What an engine is made with.

use crate::Scenario;
use cooee_audio::codec::{Codec, OpusCodec};
use cooee_proto::AppId;
use cooee_token::AppSign;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// The settings of an [`Engine`](crate::Engine).
#[derive(Clone)]
pub struct Config {
    /// The project.
    pub app_id: AppId,
    /// The project's secret. Without it each login needs a Token.
    pub app_sign: Option<AppSign>,
    /// What the call is for; it decides the default bitrate.
    pub scenario: Scenario,
    /// How long a login or a lost link is retried. Default 20 min.
    pub room_retry: Duration,
    /// How long a publish or a play is retried. Default 20 min.
    pub av_retry: Duration,
    /// The addresses of the UDP sockets, at the start.
    pub local_addresses: Vec<SocketAddr>,
    /// Makes the encoders and decoders.
    pub codec: Arc<dyn Codec>,
}

impl Config {
    /// The default settings for an app.
    pub fn new(app_id: AppId, app_sign: Option<AppSign>) -> Self {
        let session = cooee_session::Config::new(app_id, None);
        Self {
            app_id,
            app_sign,
            scenario: Scenario::default(),
            room_retry: session.room_retry,
            av_retry: session.av_retry,
            local_addresses: Vec::new(),
            codec: Arc::new(OpusCodec),
        }
    }

    pub(crate) fn session(&self) -> cooee_session::Config {
        cooee_session::Config {
            room_retry: self.room_retry,
            av_retry: self.av_retry,
            ..cooee_session::Config::new(self.app_id, self.app_sign.clone())
        }
    }
}

//! What an operator can set, and where it comes from: defaults, then the configuration file,
//! then the environment, then flags; the later one wins.
//!
//! [`SETTINGS`] is the one list of all options. The flags and their help, the environment
//! variables, the keys of the file and the page `docs/configuration.md` follow it.

mod flags;
mod layers;
mod settings;
mod tls_source;

#[cfg(test)]
mod tests;

pub use flags::{DataArgs, ServeArgs};
pub use layers::{ConfigError, Given, load};
pub use settings::{Kind, SETTINGS, Setting};
pub use tls_source::TlsSource;

use crate::callbacks::Schedule;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// All settings of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where HTTP and WebSocket are served.
    pub listen: SocketAddr,
    /// The UDP socket for media; `None` for the address and port of `listen`.
    pub media: Option<SocketAddr>,
    /// The addresses that clients are told to send media to; empty for all usable ones of this
    /// machine.
    pub advertise_ip: Vec<IpAddr>,
    /// The folder of the store.
    pub data_dir: PathBuf,
    /// The certificate for HTTPS, in PEM form; `None` without, or with `tls_self_signed`.
    pub tls_cert: Option<PathBuf>,
    /// The key of `tls_cert`.
    pub tls_key: Option<PathBuf>,
    /// Whether HTTPS is served with a certificate of the server's own.
    pub tls_self_signed: bool,
    /// The origins whose web pages may connect, in lower case; empty for all.
    pub allow_origin: Vec<String>,
    /// How long a silent client is kept.
    pub heartbeat_timeout: Duration,
    /// Certificates that callbacks trust beside those of the system, in PEM form.
    pub callback_ca: Option<PathBuf>,
    /// When callbacks that were not taken are posted again; no option of the command changes it.
    pub callback_schedule: Schedule,
    /// Whether publishers are told what the players of their streams miss.
    pub listener_feedback: bool,
    /// Which log lines are written, in the syntax of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// How log lines are written.
    pub log_format: LogFormat,
}

impl Config {
    /// The defaults, with the one setting that has no fixed default.
    pub fn new(data_dir: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 7870)),
            media: None,
            advertise_ip: Vec::new(),
            data_dir,
            tls_cert: None,
            tls_key: None,
            tls_self_signed: false,
            allow_origin: Vec::new(),
            heartbeat_timeout: cooee_proto::limits::HEARTBEAT_TIMEOUT,
            callback_ca: None,
            callback_schedule: Schedule::default(),
            listener_feedback: true,
            log: "info".to_owned(),
            log_format: LogFormat::Text,
        }
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

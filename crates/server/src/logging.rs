//! The log: lines with fields, to standard error.

use crate::config::{Config, LogFormat};
use tracing_subscriber::EnvFilter;

/// Writes the log of this process as the configuration says. A second call changes nothing.
pub fn start(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let result = match config.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    // Another subscriber is set already: the program chose its own.
    result.ok();
}

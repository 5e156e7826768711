//! The log: lines with fields, to standard error.

use crate::config::{Config, LogFormat};
use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, fmt, prelude::*};

/// Libraries that write secrets below the level `info`, whatever is asked for: the texts of
/// WebSockets with their tokens, and the credentials of ICE.
const TALKATIVE: [&str; 2] = ["tungstenite", "is"];

/// Writes the log of this process as the configuration says. A second call changes nothing.
pub fn start(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match config.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let lines = tracing_subscriber::registry().with(lines).with(filter).with(filter_fn(is_safe));
    // Another subscriber is set already: the program chose its own.
    lines.try_init().ok();
}

fn is_safe(line: &Metadata<'_>) -> bool {
    let library = line.target().split("::").next().unwrap_or_default();
    *line.level() <= Level::INFO || !TALKATIVE.contains(&library)
}

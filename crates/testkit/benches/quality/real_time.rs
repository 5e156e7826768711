//! What browsers and libwebrtc made of the same clips over the same losses, in real time.
//!
//! Another program measures that before this one runs, because it takes browsers and real time.
//! The seam between both:
//!
//! - It writes a list of [`Measured`] as JSON to the file that `COOEE_REAL_TIME` names, which
//!   `./x bench quality` sets to `quality/real-time.json` in the target folder. Without the file
//!   the tables and the plot show virtual time alone.
//! - Clips: those of `speech.rs`, in that order.
//! - Scores: `scores.py`, run by the Python of `COOEE_SCORES_PYTHON`.

use serde::Deserialize;
use std::path::Path;

/// One kind of client over one network.
#[derive(Clone, Debug, Deserialize)]
pub struct Measured {
    /// Such as "Chromium via Cooee", "Chromium via Cooee, feedback off", "libwebrtc via Cooee"
    /// and "libwebrtc directly".
    pub client: String,
    /// The name of the row in `rows.rs` with the same network.
    pub condition: String,
    /// PESQ-WB, the median of the runs.
    pub pesq: f64,
    /// STOI, the median of the runs.
    pub stoi: Option<f64>,
    /// From sound to sound, beyond the network's own, in milliseconds.
    pub delay_ms: Option<f64>,
    /// What the talker sent, with IP and UDP headers.
    pub kbit_per_second: Option<f64>,
    /// Which share of the talker's packets carried forward error correction, 0 to 1.
    pub fec_share: Option<f64>,
    pub runs: u32,
}

/// What was measured; nothing if nobody measured.
pub fn read() -> Vec<Measured> {
    let Some(path) = std::env::var_os("COOEE_REAL_TIME") else { return Vec::new() };
    let Ok(text) = std::fs::read_to_string(Path::new(&path)) else { return Vec::new() };
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

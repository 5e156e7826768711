//! What the transport asks of str0m, and the numbers that come of it.

use std::time::Duration;
use str0m::config::DtlsVersion;
use str0m::format::Codec;
use str0m::media::Pt;
use str0m::rtp::{Extension, ExtensionMap};
use str0m::{Rtc, RtcConfig};

/// The first check of a path is repeated after this time, then after twice as long, and so on.
const FIRST_CHECK_TIMEOUT: Duration = Duration::from_millis(50);
/// The longest time between two checks of a path.
const LONGEST_CHECK_TIMEOUT: Duration = Duration::from_millis(800);
/// A path is given up after so many unanswered checks.
const CHECKS: usize = 5;
/// How often RTCP reports are sent: the pace at which a publisher learns of loss.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// Opus with redundancy over DTLS 1.3, the extensions we use, and the pace of checks and reports.
pub(crate) fn webrtc() -> RtcConfig {
    let mut extensions = ExtensionMap::empty();
    extensions.set(1, Extension::AudioLevel);
    extensions.set(3, Extension::TransportSequenceNumber);
    extensions.set(4, Extension::RtpMid);
    let mut config = RtcConfig::new()
        .clear_codecs()
        .enable_opus(true, true)
        .set_extension_map(extensions)
        .set_rtp_mode(true)
        // The only way to the feedback on single packets that has no pacer behind it.
        .enable_raw_packets(true)
        .set_dtls_version(DtlsVersion::Dtls13)
        .set_rtcp_report_interval_audio(REPORT_INTERVAL)
        .set_stats_interval(Some(REPORT_INTERVAL));
    config.set_initial_stun_rto(FIRST_CHECK_TIMEOUT);
    config.set_max_stun_rto(LONGEST_CHECK_TIMEOUT);
    config.set_max_stun_retransmits(CHECKS);
    config
}

/// The payload types that stand for our formats.
#[derive(Clone, Copy)]
pub(crate) struct PayloadTypes {
    pub(crate) opus: Pt,
    /// `None` if the server does not take redundancy.
    pub(crate) red: Option<Pt>,
}

impl PayloadTypes {
    /// Those that are agreed so far.
    pub(crate) fn of(rtc: &Rtc) -> Self {
        let mut params = rtc.codec_config().params().iter();
        let opus = params.find(|params| params.spec().codec == Codec::Opus);
        // Answers cannot take Opus out of the configuration, only change its numbers.
        let opus = opus.expect("Opus is configured");
        Self { opus: opus.pt(), red: opus.red() }
    }
}

//! What all transports of a shard share.

use crate::{Peer, reports};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use str0m::config::{CryptoProvider, DtlsCert, DtlsVersion};
use str0m::crypto::from_feature_flags;
use str0m::rtp::Extension;
use str0m::{Candidate, Rtc, RtcConfig};

/// RTP time units of a second of audio.
pub(crate) const CLOCK_RATE: f64 = 48_000.0;
/// How often RTCP reports are sent: the pace at which a publisher learns what was lost.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// The shard's certificate, cryptography and candidates.
#[derive(Debug)]
pub(crate) struct Context {
    crypto: Arc<CryptoProvider>,
    /// The same, with reports that tell the listeners' loss.
    crypto_for_browsers: Arc<CryptoProvider>,
    certificate: Option<DtlsCert>,
    candidates: Vec<Candidate>,
}

impl Context {
    /// A context with a certificate of its own: making one for each transport would cost more
    /// than the rest of a join.
    pub fn new(addresses: &[SocketAddr]) -> Self {
        let crypto = Arc::new(from_feature_flags());
        let candidates = addresses
            .iter()
            .filter_map(|address| match Candidate::host(*address, "udp") {
                Ok(candidate) => Some(candidate),
                Err(error) => {
                    tracing::warn!(%address, %error, "an address cannot be advertised");
                    None
                }
            })
            .collect();
        let certificate = crypto.dtls_provider.generate_certificate();
        Self { crypto, crypto_for_browsers: Arc::new(reports::crypto()), certificate, candidates }
    }

    /// A server side that waits for an offer.
    pub fn rtc(&self, now: Instant, peer: Peer) -> Rtc {
        let (version, crypto) = match peer {
            Peer::Native => (DtlsVersion::Dtls13, &self.crypto),
            Peer::Browser => (DtlsVersion::Dtls12, &self.crypto_for_browsers),
        };
        let mut config = RtcConfig::new()
            .set_crypto_provider(crypto.clone())
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_rtcp_report_interval_audio(REPORT_INTERVAL)
            .set_stats_interval(Some(REPORT_INTERVAL))
            .set_dtls_version(version)
            .clear_codecs()
            .enable_opus(true, true)
            .clear_extension_map()
            .set_extension(1, Extension::AudioLevel)
            .set_extension(3, Extension::TransportSequenceNumber)
            .set_extension(4, Extension::RtpMid);
        if let Some(certificate) = &self.certificate {
            config = config.set_dtls_cert(certificate.clone());
        }
        let mut rtc = config.build(now);
        for candidate in &self.candidates {
            rtc.add_local_candidate(candidate.clone());
        }
        rtc
    }
}

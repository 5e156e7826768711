//! What all transports of a shard share.

use crate::{Peer, reports};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use str0m::bwe::Bitrate;
use str0m::config::{CryptoProvider, DtlsCert, DtlsVersion};
use str0m::crypto::from_feature_flags;
use str0m::format::CodecConfig;
use str0m::rtp::Extension;
use str0m::{Candidate, Rtc, RtcConfig};

/// How often RTCP reports are sent: the pace at which a publisher learns what was lost.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// What a player's link is believed to carry before anything is known of it.
pub(crate) const FIRST_ESTIMATE: Bitrate = Bitrate::kbps(800);
/// H.264 constrained baseline, level 3.1.
const H264_PROFILE: u32 = 0x42_e01f;
/// Its payload types and its retransmissions', until a client offers its own.
const H264_TYPES: (u8, u8) = (108, 109);

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
        if peer == Peer::Browser {
            config = config.enable_bwe(Some(FIRST_ESTIMATE));
            offer_pictures(config.codec_config());
        }
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

/// Adds the codecs of pictures. Only they are congestion-controlled: sound goes out at once, and
/// a transport without pictures sends no probes. The answer still tells the client to report
/// about sound, see [`crate::offer`].
fn offer_pictures(codecs: &mut CodecConfig) {
    let sound = codecs.params().iter().map(|params| {
        let mut params = *params;
        params.set_fb_transport_cc(false);
        params
    });
    *codecs = CodecConfig::new_from_payload_params(sound.collect());
    codecs.enable_vp8(true);
    let (payload_type, retransmissions) = H264_TYPES;
    codecs.add_h264(payload_type.into(), Some(retransmissions.into()), true, H264_PROFILE);
}

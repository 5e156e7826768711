//! RTCP of browsers, beside str0m: reports to them that tell their listeners' loss, and their
//! reports about arrivals.
//!
//! A browser protects its audio by what the reports about its own stream say, and str0m's say
//! what was lost on the way to the server. There is no way to hand str0m other figures, but it
//! takes its ciphers from outside: the cipher here raises the fraction lost in each report before
//! it is sealed. All else in the report stays what str0m measured, the count of lost packets
//! among it, so that the browser's bandwidth estimate is that of its uplink.
//!
//! In the same way the cipher overhears the transport-wide feedback of those who play pictures,
//! which the [brake](crate::brake) lives on: str0m keeps it to itself, or copies all media.

use crate::arrivals::Arrivals;
use std::cell::RefCell;
use str0m::config::CryptoProvider;
use str0m::crypto::{
    AeadAes256GcmCipher, CryptoError, SrtpProvider, SupportedAeadAes128Gcm, SupportedAeadAes256Gcm,
    SupportedAes128CmSha1_80, from_feature_flags,
};
use str0m::rtp::Ssrc;

/// What a sender is told to have lost, for one of his SSRCs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loss {
    pub ssrc: Ssrc,
    /// In 256ths, as in a report.
    pub fraction: u8,
}

impl Loss {
    /// From a share, 0..=1.
    pub fn new(ssrc: Ssrc, share: f32) -> Self {
        // Saturates.
        Self { ssrc, fraction: (share * 256.0).round() as u8 }
    }
}

thread_local! {
    /// The losses of the sender whose packets this thread is sealing. str0m calls ciphers with
    /// nothing but the packet, and one cipher does not know of which transport it is.
    static LOSSES: RefCell<Vec<Loss>> = const { RefCell::new(Vec::new()) };
    /// The feedback that this thread opened, while somebody wants it.
    static ARRIVALS: RefCell<Option<Vec<Arrivals>>> = const { RefCell::new(None) };
}

/// Does something in which str0m may seal reports; those about these SSRCs tell at least these
/// losses.
pub(crate) fn telling<T>(losses: &mut Vec<Loss>, act: impl FnOnce() -> T) -> T {
    if losses.is_empty() {
        return act();
    }
    LOSSES.with_borrow_mut(|told| std::mem::swap(told, losses));
    let done = act();
    LOSSES.with_borrow_mut(|told| std::mem::swap(told, losses));
    done
}

/// Does something in which str0m may open transport-wide feedback; returns that too.
pub(crate) fn overhearing<T>(act: impl FnOnce() -> T) -> (T, Vec<Arrivals>) {
    ARRIVALS.set(Some(Vec::new()));
    let done = act();
    (done, ARRIVALS.take().unwrap_or_default())
}

/// Cryptography whose ciphers heed [`telling`] and [`overhearing`].
pub(crate) fn crypto() -> CryptoProvider {
    CryptoProvider { srtp_provider: &Srtp, ..from_feature_flags() }
}

/// The provider's own SRTP, with another cipher for AES-256-GCM. All browsers choose that; others
/// get reports as they are, and pictures without a brake.
#[derive(Debug)]
struct Srtp;

impl Srtp {
    fn inner() -> &'static dyn SrtpProvider {
        from_feature_flags().srtp_provider
    }
}

impl SrtpProvider for Srtp {
    fn aes_128_cm_sha1_80(&self) -> &'static dyn SupportedAes128CmSha1_80 {
        Self::inner().aes_128_cm_sha1_80()
    }

    fn aead_aes_128_gcm(&self) -> &'static dyn SupportedAeadAes128Gcm {
        Self::inner().aead_aes_128_gcm()
    }

    fn aead_aes_256_gcm(&self) -> &'static dyn SupportedAeadAes256Gcm {
        &Srtp
    }

    fn srtp_aes_128_ecb_round(&self, key: &[u8], input: &[u8], output: &mut [u8]) {
        Self::inner().srtp_aes_128_ecb_round(key, input, output);
    }

    fn srtp_aes_256_ecb_round(&self, key: &[u8], input: &[u8], output: &mut [u8]) {
        Self::inner().srtp_aes_256_ecb_round(key, input, output);
    }
}

impl SupportedAeadAes256Gcm for Srtp {
    fn create_cipher(&self, key: [u8; 32], encrypt: bool) -> Box<dyn AeadAes256GcmCipher> {
        Box::new(Cipher(Self::inner().aead_aes_256_gcm().create_cipher(key, encrypt)))
    }
}

#[derive(Debug)]
struct Cipher(Box<dyn AeadAes256GcmCipher>);

impl AeadAes256GcmCipher for Cipher {
    fn encrypt(
        &mut self,
        iv: &[u8; 12],
        aad: &[u8],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<(), CryptoError> {
        match LOSSES.with_borrow(|losses| with_losses(losses, aad, input)) {
            Some(input) => self.0.encrypt(iv, aad, &input, output),
            None => self.0.encrypt(iv, aad, input, output),
        }
    }

    fn decrypt(
        &mut self,
        iv: &[u8; 12],
        aads: &[&[u8]],
        input: &[u8],
        output: &mut [u8],
    ) -> Result<usize, CryptoError> {
        let bytes = self.0.decrypt(iv, aads, input, output)?;
        if let Some(clear) = aads.first().and_then(|associated| clear_part(associated)) {
            ARRIVALS.with_borrow_mut(|arrivals| {
                if let Some(arrivals) = arrivals {
                    let mut packet = clear.to_vec();
                    packet.extend_from_slice(output.get(..bytes).unwrap_or_default());
                    arrivals.extend(feedback(&mut packet));
                }
            });
        }
        Ok(bytes)
    }
}

/// What stays in the clear of a compound RTCP packet: a header and the sender's SSRC.
const CLEAR_BYTES: usize = 8;
/// The associated data of an RTCP packet: the clear part and the SRTCP index.
const ASSOCIATED_BYTES: usize = 12;
const BLOCK_BYTES: usize = 24;
const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const TRANSPORT_FEEDBACK: u8 = 205;
/// Transport-wide feedback among it.
const TRANSPORT_WIDE: u8 = 15;

/// What stays in the clear of an RTCP packet by its associated data; `None` if it is RTP.
fn clear_part(associated: &[u8]) -> Option<&[u8]> {
    let is_rtcp = associated.len() == ASSOCIATED_BYTES && matches!(associated[1], 192..=223);
    is_rtcp.then(|| &associated[..CLEAR_BYTES])
}

/// The packets of a compound RTCP packet, with their types.
fn packets(compound: &mut [u8]) -> impl Iterator<Item = (u8, &mut [u8])> {
    let mut rest = compound;
    std::iter::from_fn(move || {
        let &[_, kind, high, low] = rest.first_chunk()?;
        let length = (usize::from(u16::from_be_bytes([high, low])) + 1) * 4;
        let (packet, after) = std::mem::take(&mut rest).split_at_mut_checked(length)?;
        rest = after;
        Some((kind, packet))
    })
}

/// The transport-wide feedback in a compound RTCP packet.
fn feedback(compound: &mut [u8]) -> impl Iterator<Item = Arrivals> {
    packets(compound).filter_map(|(kind, packet)| {
        let is_wide = kind == TRANSPORT_FEEDBACK && packet[0] & 0x1f == TRANSPORT_WIDE;
        is_wide.then(|| Arrivals::read(packet)).flatten()
    })
}

/// The encrypted part of a compound RTCP packet with the fractions lost raised to these losses;
/// `None` where nothing changes, or if it is RTP.
fn with_losses(losses: &[Loss], associated: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    if losses.is_empty() {
        return None;
    }
    let mut compound = clear_part(associated)?.to_vec();
    compound.extend_from_slice(body);
    let mut changed = false;
    for (kind, report) in packets(&mut compound) {
        let begin = match kind {
            SENDER_REPORT => 28,
            RECEIVER_REPORT => 8,
            _ => continue,
        };
        let count = usize::from(report[0] & 0x1f);
        let blocks = report.get_mut(begin..).unwrap_or_default().chunks_exact_mut(BLOCK_BYTES);
        for block in blocks.take(count) {
            let told = losses.iter().find(|loss| block.starts_with(&loss.ssrc.to_be_bytes()));
            if let Some(told) = told.filter(|told| told.fraction > block[4]) {
                block[4] = told.fraction;
                changed = true;
            }
        }
    }
    changed.then(|| compound.split_off(CLEAR_BYTES))
}

#[cfg(test)]
mod tests;

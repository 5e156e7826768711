//! Receiver reports to browsers that tell their listeners' loss.
//!
//! A browser protects its audio by what the reports about its own stream say, and str0m's say
//! what was lost on the way to the server. There is no way to hand str0m other figures, but it
//! takes its ciphers from outside: the cipher here raises the fraction lost in each report before
//! it is sealed. All else in the report stays what str0m measured, the count of lost packets
//! among it, so that the browser's bandwidth estimate is that of its uplink.

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

/// Cryptography whose ciphers heed [`telling`].
pub(crate) fn crypto() -> CryptoProvider {
    CryptoProvider { srtp_provider: &Srtp, ..from_feature_flags() }
}

/// The provider's own SRTP, with another cipher for what is sent under AES-256-GCM. All browsers
/// choose that; others get reports as they are.
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
        let inner = Self::inner().aead_aes_256_gcm().create_cipher(key, encrypt);
        if encrypt { Box::new(Cipher(inner)) } else { inner }
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
        self.0.decrypt(iv, aads, input, output)
    }
}

/// What stays in the clear of a compound RTCP packet: a header and the sender's SSRC.
const CLEAR_BYTES: usize = 8;
/// The associated data of an RTCP packet: the clear part and the SRTCP index.
const ASSOCIATED_BYTES: usize = 12;
const BLOCK_BYTES: usize = 24;
const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;

/// The encrypted part of a compound RTCP packet with the fractions lost raised to these losses;
/// `None` where nothing changes, or if it is RTP.
fn with_losses(losses: &[Loss], associated: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    if losses.is_empty()
        || associated.len() != ASSOCIATED_BYTES
        || !matches!(associated[1], 192..=223)
    {
        return None;
    }
    let mut packet = associated[..CLEAR_BYTES].to_vec();
    packet.extend_from_slice(body);
    let mut changed = false;
    let mut rest = &mut packet[..];
    while let Some(&[first, kind, high, low]) = rest.first_chunk() {
        let length = (usize::from(u16::from_be_bytes([high, low])) + 1) * 4;
        let Some((report, after)) = rest.split_at_mut_checked(length) else { break };
        rest = after;
        let begin = match kind {
            SENDER_REPORT => 28,
            RECEIVER_REPORT => 8,
            _ => continue,
        };
        let blocks = report.get_mut(begin..).unwrap_or_default().chunks_exact_mut(BLOCK_BYTES);
        for block in blocks.take(usize::from(first & 0x1f)) {
            let told = losses.iter().find(|loss| block.starts_with(&loss.ssrc.to_be_bytes()));
            if let Some(told) = told.filter(|told| told.fraction > block[4]) {
                block[4] = told.fraction;
                changed = true;
            }
        }
    }
    changed.then(|| packet.split_off(CLEAR_BYTES))
}

#[cfg(test)]
mod tests;

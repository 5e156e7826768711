//! The two ciphers of Token04, and what may be said about a text that does not decrypt.

use crate::{Form, ServerSecret};
use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit},
};
use cbc::cipher::{
    BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit, block_padding::NoPadding,
    block_padding::Pkcs7,
};

type CbcEncryptor = cbc::Encryptor<aes::Aes256>;
type CbcDecryptor = cbc::Decryptor<aes::Aes256>;

/// Why a token gave no claims.
///
/// These two are all that a stranger may learn. Whether it was the padding, the text encoding
/// or the JSON that was broken stays unsaid: with any such detail a server that answers logins
/// would decrypt, and for the CBC form even encrypt, whatever it is asked to (Vaudenay's
/// padding oracle). To tell these two apart is harmless, because it takes at least eight
/// expected bytes at once inside one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Nothing in it looks like a claim: it was made with another secret.
    OtherSecret,
    /// Parts of it are claims: it was changed after it was made.
    Tampered,
}

/// What decryption gave.
pub(crate) enum Opened {
    /// The text as it was made; with CBC this is only likely, since CBC authenticates nothing.
    Text(Vec<u8>),
    /// No text.
    Unreadable(Unreadable),
}

/// Encrypts; `random` must never repeat for one secret, and GCM uses its first 12 bytes.
pub(crate) fn seal(secret: &ServerSecret, form: Form, random: &[u8; 16], text: &[u8]) -> Vec<u8> {
    match form {
        Form::Cbc => {
            CbcEncryptor::new(secret.key().into(), random.into()).encrypt_padded_vec::<Pkcs7>(text)
        }
        Form::Gcm => Aes256Gcm::new(secret.key().into())
            .encrypt(&gcm_nonce(random), text)
            .expect("a token is far shorter than 64 GiB"),
    }
}

/// Decrypts. `random` has the form's length and `sealed` passed [`fits`].
pub(crate) fn open(secret: &ServerSecret, form: Form, random: &[u8], sealed: &[u8]) -> Opened {
    let text = match form {
        Form::Cbc => CbcDecryptor::new_from_slices(secret.key(), random)
            .ok()
            .and_then(|cipher| cipher.decrypt_padded_vec::<Pkcs7>(sealed).ok()),
        Form::Gcm => Aes256Gcm::new(secret.key().into()).decrypt(&gcm_nonce(random), sealed).ok(),
    };
    match text {
        Some(text) => Opened::Text(text),
        None => Opened::Unreadable(diagnose(secret, form, random, sealed)),
    }
}

/// Whether a ciphertext of this length can exist.
pub(crate) fn fits(form: Form, sealed_bytes: usize) -> bool {
    match form {
        Form::Cbc => sealed_bytes > 0 && sealed_bytes.is_multiple_of(16),
        Form::Gcm => sealed_bytes >= GCM_TAG_BYTES,
    }
}

/// Tells a changed token from one of another secret, without regard to padding and tag.
pub(crate) fn diagnose(
    secret: &ServerSecret,
    form: Form,
    random: &[u8],
    sealed: &[u8],
) -> Unreadable {
    let raw = match form {
        Form::Cbc => CbcDecryptor::new_from_slices(secret.key(), random)
            .ok()
            .and_then(|cipher| cipher.decrypt_padded_vec::<NoPadding>(sealed).ok())
            .unwrap_or_default(),
        Form::Gcm => gcm_without_tag(secret, random, sealed),
    };
    // Only within a block: a marker across two of them would let a known block probe the first
    // bytes of an unknown one.
    let shows_a_claim =
        raw.chunks(16).any(|block| MARKERS.iter().any(|marker| contains(block, marker.as_bytes())));
    if shows_a_claim { Unreadable::Tampered } else { Unreadable::OtherSecret }
}

const GCM_TAG_BYTES: usize = 16;

/// Texts that every token holds, long enough that chance does not produce them.
const MARKERS: [&str; 6] =
    ["\"app_id\":", "\"user_id\":", "\"nonce\":", "\"ctime\":", "\"expire\":", "\"payload\":"];

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn gcm_nonce(random: &[u8]) -> Nonce<aes_gcm::aes::cipher::consts::U12> {
    let mut nonce = [0; 12];
    nonce.copy_from_slice(&random[..12]);
    nonce.into()
}

/// The text under GCM's counter mode: counter 1 masks the tag, the text begins at 2.
fn gcm_without_tag(secret: &ServerSecret, nonce: &[u8], sealed: &[u8]) -> Vec<u8> {
    let cipher = aes::Aes256::new(secret.key().into());
    let mut text = sealed[..sealed.len().saturating_sub(GCM_TAG_BYTES)].to_vec();
    for (counter, block) in (2u32..).zip(text.chunks_mut(16)) {
        let mut mask = [0; 16];
        mask[..12].copy_from_slice(&nonce[..12]);
        mask[12..].copy_from_slice(&counter.to_be_bytes());
        let mut mask = mask.into();
        cipher.encrypt_block(&mut mask);
        block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    }
    text
}

//! A certificate with its key, read from files, and read again when they change.

use super::{CRYPTOGRAPHY, TlsError};
use rustls::{
    Error, InconsistentKeys,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};
use tracing::{info, warn};

/// The certificate of the server. A renewed one is taken over while the server runs.
#[derive(Debug)]
pub struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
    loaded: Mutex<Loaded>,
}

#[derive(Debug)]
struct Loaded {
    certified: Arc<CertifiedKey>,
    /// The files as they were when they were looked at last.
    stamps: [Stamp; 2],
}

/// Tells whether a file was written: when it was last, and its length.
type Stamp = Option<(SystemTime, u64)>;

impl Certificate {
    /// Reads both files; they may be one.
    pub fn of_files(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let stamps = [stamp(certificate), stamp(key)];
        let loaded = Loaded { certified: Arc::new(read(certificate, key)?), stamps };
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        Ok(Self { certificate, key, loaded: Mutex::new(loaded) })
    }

    /// The certificate as the files have it, or as they had it while they fitted together.
    pub fn current(&self) -> Arc<CertifiedKey> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        // Two questions to the system are nothing beside a handshake.
        let stamps = [stamp(&self.certificate), stamp(&self.key)];
        if loaded.stamps != stamps {
            loaded.stamps = stamps;
            match read(&self.certificate, &self.key) {
                Ok(certified) => {
                    info!(file = %self.certificate.display(), "certificate read again");
                    loaded.certified = Arc::new(certified);
                }
                // Files are replaced one after the other; the second one changes the stamps, too.
                Err(error) => warn!(%error, "the certificate stays as it was"),
            }
        }
        loaded.certified.clone()
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// The certificates of a PEM file, at least one.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = CertificateDer::pem_slice_iter(&contents(path)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| not_pem(path, &error))?;
    if found.is_empty() {
        let problem = "holds no certificate in PEM form; \
            expected is a text with -----BEGIN CERTIFICATE-----";
        return Err(wrong(path, problem));
    }
    Ok(found)
}

fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let chain = certificates(certificate)?;
    let key_text = contents(key)?;
    let secret = PrivateKeyDer::from_pem_slice(&key_text).map_err(|error| match error {
        pem::Error::NoItemsFound if has(&key_text, "-----BEGIN ENCRYPTED PRIVATE KEY") => {
            wrong(key, "is encrypted; `openssl pkey -in FILE -out NEW_FILE` takes the password off")
        }
        pem::Error::NoItemsFound => wrong(
            key,
            "holds no private key in PEM form; expected is a text with -----BEGIN PRIVATE KEY-----",
        ),
        error => not_pem(key, &error),
    })?;
    CertifiedKey::from_der(chain, secret, &CRYPTOGRAPHY).map_err(|error| match error {
        Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            TlsError::OtherKey { certificate: certificate.to_owned(), key: key.to_owned() }
        }
        Error::InvalidCertificate(why) => {
            wrong(certificate, format!("holds a certificate that cannot be read: {why}"))
        }
        error => wrong(key, format!("holds a key that cannot be used: {error}")),
    })
}

fn contents(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::File { path: path.to_owned(), source })
}

fn has(text: &[u8], words: &str) -> bool {
    text.windows(words.len()).any(|part| part == words.as_bytes())
}

fn not_pem(path: &Path, error: &pem::Error) -> TlsError {
    // The library shows the damaged line, which may be of a key.
    let problem = match error {
        pem::Error::MissingSectionEnd { .. } => "ends before its -----END line",
        pem::Error::Base64Decode(_) => "is damaged: not all of it is Base64",
        _ => "is damaged: it is no PEM text",
    };
    wrong(path, problem)
}

fn wrong(path: &Path, problem: impl Into<String>) -> TlsError {
    TlsError::Contents { path: path.to_owned(), problem: problem.into() }
}

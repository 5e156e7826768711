//! Why HTTPS cannot be served.

use std::{io, path::PathBuf};

/// What is wrong with a certificate, its key, or the files of both.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file holds something else than it should.
    #[error("{path} {problem}", path = path.display())]
    Contents {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what helps.
        problem: String,
    },
    /// The key is not the one of the certificate.
    #[error(
        "the key in {key} does not belong to the certificate in {certificate}; \
         the file of the certificate must begin with the server's own",
        key = key.display(), certificate = certificate.display()
    )]
    OtherKey {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
    },
    /// A certificate of the server's own could not be made.
    #[error("no certificate could be made: {0}")]
    Making(#[from] rcgen::Error),
    /// The library refuses the whole.
    #[error("HTTPS cannot be served: {0}")]
    Refused(#[from] rustls::Error),
}

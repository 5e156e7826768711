//! Where the certificate for HTTPS comes from: three settings that must fit together.

use super::Config;
use std::path::PathBuf;

/// Where the certificate for HTTPS comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsSource {
    /// From files of the operator.
    Files {
        /// The certificates, the server's own first.
        certificate: PathBuf,
        /// The key of the first one.
        key: PathBuf,
    },
    /// The server makes it.
    SelfSigned,
}

impl TlsSource {
    /// What the settings mean; `None` for plain HTTP. The error tells what does not fit.
    pub fn of(config: &Config) -> Result<Option<Self>, &'static str> {
        match (&config.tls_cert, &config.tls_key, config.tls_self_signed) {
            (None, None, false) => Ok(None),
            (None, None, true) => Ok(Some(Self::SelfSigned)),
            (Some(certificate), Some(key), false) => {
                Ok(Some(Self::Files { certificate: certificate.clone(), key: key.clone() }))
            }
            (Some(_), None, false) => Err("tls_cert needs tls_key, the file of its private key"),
            (None, Some(_), false) => Err("tls_key needs tls_cert, the file of its certificate"),
            (.., true) => {
                Err("tls_self_signed makes a certificate, and tls_cert or tls_key names \
                 one; only one of both ways can be used")
            }
        }
    }
}

//! Whom the engine believes that it is the server.

use cooee_proto::{Error, ErrorCode};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// Trusts the system's certificates and those in the PEM text `more`.
pub(crate) fn tls_config(more: &str) -> Result<Arc<ClientConfig>, Error> {
    let refuse = |problem: String| {
        Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("trusted_certificates {problem}"))
            .with_hint("Pass the text of a PEM file, with -----BEGIN CERTIFICATE-----.")
    };
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    for error in &system.errors {
        tracing::warn!(%error, "certificates of the system cannot be read");
    }
    // The system may have some that this library does not know.
    roots.add_parsable_certificates(system.certs);
    let mut found = false;
    for certificate in CertificateDer::pem_slice_iter(more.as_bytes()) {
        let certificate = certificate.map_err(|_| refuse("is no PEM text".to_owned()))?;
        roots.add(certificate).map_err(|error| refuse(format!("cannot be used: {error}")))?;
        found = true;
    }
    if !found && !more.is_empty() {
        return Err(refuse("holds no certificate".to_owned()));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(ErrorCode::CANNOT_CONNECT, error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_that_cannot_be_read_are_refused() {
        assert!(tls_config("").is_ok());
        for text in ["x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            let error = tls_config(text).expect_err("refused");
            assert_eq!(error.code, ErrorCode::ILLEGAL_PARAMETER);
            assert!(error.message.starts_with("trusted_certificates "), "{}", error.message);
        }
    }
}

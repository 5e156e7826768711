//! HTTPS: the server's certificate and the handshake.

mod certificate;
mod error;
mod self_signed;

#[cfg(test)]
mod tests;

pub use certificate::certificates;
pub use error::TlsError;
pub use self_signed::FILE_NAME as SELF_SIGNED_FILE;

use crate::config::TlsSource;
use certificate::Certificate;
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
};
use std::{
    io,
    net::IpAddr,
    path::Path,
    sync::{Arc, LazyLock},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// The cryptography of all handshakes: the library that DTLS uses, too.
pub static CRYPTOGRAPHY: LazyLock<Arc<CryptoProvider>> =
    LazyLock::new(|| Arc::new(aws_lc_rs::default_provider()));

/// What a TLS connection begins with: the type of a handshake record (RFC 8446 §5.1).
const HANDSHAKE_RECORD: u8 = 22;

/// Makes the handshakes of HTTPS.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// With the certificate from where the operator said. One of the server's own is kept in
    /// `data_dir`; it is for `localhost` and `addresses`.
    pub fn new(
        source: &TlsSource,
        data_dir: &Path,
        addresses: &[IpAddr],
    ) -> Result<Self, TlsError> {
        let certificate = match source {
            TlsSource::Files { certificate, key } => Certificate::of_files(certificate, key)?,
            TlsSource::SelfSigned => self_signed::certificate(data_dir, addresses)?,
        };
        let mut config = ServerConfig::builder_with_provider(CRYPTOGRAPHY.clone())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificate));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Makes the handshake; the stream itself comes back where the client speaks something else,
    /// with all that it said.
    pub async fn accept(
        &self,
        stream: TcpStream,
    ) -> io::Result<Result<TlsStream<TcpStream>, TcpStream>> {
        let mut first = [0];
        if stream.peek(&mut first).await? == 1 && first != [HANDSHAKE_RECORD] {
            return Ok(Err(stream));
        }
        Ok(Ok(self.0.accept(stream).await?))
    }
}

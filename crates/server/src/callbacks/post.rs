//! Posting over HTTP and HTTPS.

use crate::tls::{CRYPTOGRAPHY, TlsError, certificates};
use axum::http::{Method, Request, Uri, header};
use http_body_util::Full;
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{CertificateError, ClientConfig, RootCertStore, pki_types::ServerName};
use std::{io, path::Path, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use tracing::debug;

/// How long a receiver may take, from the look-up of its name to the head of its answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Posts callbacks, each on a connection of its own. Redirects are not followed.
#[derive(Clone)]
pub struct Poster {
    tls: TlsConnector,
}

impl Poster {
    /// Trusts the system's certificates, and those of a file.
    pub fn new(further: Option<&Path>) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        let (good, bad) =
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        debug!(good, bad, "certificates of the system");
        if let Some(path) = further {
            for certificate in certificates(path)? {
                roots.add(certificate).map_err(|error| TlsError::Contents {
                    path: path.to_owned(),
                    problem: format!("holds a certificate that cannot be trusted: {error}"),
                })?;
            }
        }
        let config = ClientConfig::builder_with_provider(CRYPTOGRAPHY.clone())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// Posts JSON; what is wrong where the receiver did not take it.
    pub async fn post(&self, url: &str, body: String) -> Result<(), String> {
        match tokio::time::timeout(TIMEOUT, self.try_post(url, body)).await {
            Ok(result) => result,
            Err(_) => Err(format!("no answer came within {} s", TIMEOUT.as_secs())),
        }
    }

    async fn try_post(&self, url: &str, body: String) -> Result<(), String> {
        let uri: Uri = url.parse().map_err(|error| format!("the URL cannot be read: {error}"))?;
        let authority = uri.authority().ok_or("the URL has no host")?;
        let is_https = uri.scheme_str() == Some("https");
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let port = authority.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let stream = TcpStream::connect((host, port))
            .await
            .map_err(|error| format!("{host} port {port} cannot be reached: {error}"))?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, authority.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("cooee/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| format!("the URL cannot be used: {error}"))?;
        if !is_https {
            return send(stream, request).await;
        }
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| format!("{host} is no name for TLS"))?;
        let stream = self.tls.connect(name, stream).await.map_err(|error| tls_failed(&error))?;
        send(stream, request).await
    }
}

async fn send(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<(), String> {
    let failed = |error: hyper::Error| format!("HTTP failed: {error}");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(failed)?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("the receiver answered {}", status.as_u16())),
        }
    };
    tokio::pin!(exchange);
    tokio::select! {
        result = &mut exchange => result,
        // It drives the exchange. Where the receiver closes right after its answer, both have
        // ended; where it broke, so has the exchange, which tells how.
        _ = connection => exchange.await,
    }
}

/// What is wrong, and what helps where that is known.
fn tls_failed(error: &io::Error) -> String {
    let known = error.get_ref().and_then(|it| it.downcast_ref());
    let remedy = match known {
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            "; the server's option callback_ca names a private authority"
        }
        _ => "",
    };
    format!("TLS failed: {error}{remedy}")
}

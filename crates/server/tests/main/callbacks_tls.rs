//! Callbacks over HTTPS.

use crate::{
    browser::Browser,
    callbacks::{answer, call, hurried},
    client::{PATIENCE, TestServer},
};
use cooee_server::{Server, config::Config};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, pem::PemObject},
};
use serde_json::{Value, json};
use std::{fs, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

/// A certificate of an authority that no system knows.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A receiver at 127.0.0.1 with a certificate for this name; it passes on what it takes.
async fn receiver(
    authority: &CertifiedIssuer<'static, KeyPair>,
    name: &str,
) -> (String, mpsc::UnboundedReceiver<Value>, JoinHandle<()>) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/hook?a=b", listener.local_addr().unwrap());
    let (sender, taken) = mpsc::unbounded_channel();
    let task = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // Who does not trust the certificate goes away.
            let Ok(stream) = acceptor.accept(stream).await else { continue };
            sender.send(answer(stream, "204 No Content").await).unwrap();
        }
    });
    (url, taken, task)
}

/// Starts with callbacks to a URL; the file of the authority is there, used or not.
async fn start(
    authority: &CertifiedIssuer<'static, KeyPair>,
    is_trusted: bool,
    url: &str,
) -> (TestServer, Browser, String) {
    let server = TestServer::start_with(|config| {
        hurried(config);
        let file = config.data_dir.join("ca.pem");
        fs::write(&file, authority.pem()).unwrap();
        config.callback_ca = is_trusted.then_some(file);
    });
    let mut browser = Browser::signed_in(&server).await;
    let path = format!("/api/v1/apps/{}/callbacks", server.app.app_id);
    let put = browser.ask("PUT", &path, Some(json!({ "url": url }))).await;
    assert_eq!(put.status, 200, "{}", put.body);
    (server, browser, format!("{path}/deliveries"))
}

/// The error of the first callback, once there is one.
async fn first_error(browser: &mut Browser, deliveries: &str) -> String {
    let error = async {
        loop {
            let listed = browser.get(deliveries).await.body;
            let first = listed.as_array().unwrap().last().cloned().unwrap_or_default();
            match first["last_error"].as_str() {
                Some(error) if !error.is_empty() => break error.to_owned(),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, error).await.expect("it fails")
}

#[tokio::test]
async fn a_receiver_of_a_private_authority_is_posted_to_where_that_is_named() {
    let authority = authority();
    let (url, mut taken, task) = receiver(&authority, "127.0.0.1").await;
    let (server, ..) = start(&authority, true, &url).await;
    call(&server, "amy", "r").await;
    for event in ["room_create", "room_login", "room_logout", "room_close"] {
        let body = tokio::time::timeout(PATIENCE, taken.recv()).await.unwrap().unwrap();
        assert_eq!(body["event"], event);
    }
    task.abort();
}

#[tokio::test]
async fn a_receiver_that_is_not_trusted_gets_nothing_and_the_delivery_says_why() {
    let authority = authority();
    let (url, mut unknown, unknown_task) = receiver(&authority, "127.0.0.1").await;
    let (server, mut browser, deliveries) = start(&authority, false, &url).await;
    call(&server, "amy", "r").await;
    let error = first_error(&mut browser, &deliveries).await;
    assert!(error.contains("UnknownIssuer") && error.contains("callback_ca"), "{error}");

    let (url, mut other, other_task) = receiver(&authority, "other.example").await;
    let (server, mut browser, deliveries) = start(&authority, true, &url).await;
    call(&server, "amy", "r").await;
    let error = first_error(&mut browser, &deliveries).await;
    assert!(error.contains("not valid for name"), "{error}");
    assert!(unknown.try_recv().is_err() && other.try_recv().is_err());
    unknown_task.abort();
    other_task.abort();
}

#[test]
fn a_file_without_certificates_keeps_the_server_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::new(folder.path().join("data"));
    config.listen = "127.0.0.1:0".parse().unwrap();
    let file = folder.path().join("ca.pem");
    let error = |text: &str| {
        fs::write(&file, text).unwrap();
        let config = Config { callback_ca: Some(file.clone()), ..config.clone() };
        Server::start(&config).err().expect("it is refused").to_string()
    };
    assert!(error("").contains("ca.pem holds no certificate"));
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(error(no_certificate).contains("cannot be trusted"));
}

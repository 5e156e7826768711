//! A server over TLS, with a certificate of its own.

use crate::support::{TestServer, engine};
use cooee::{EngineProfile, RoomConfig};

#[test]
fn a_certificate_that_is_trusted_lets_a_login_pass() {
    let server = TestServer::start_with(|config| config.tls_self_signed = true);
    let certificate = server.running().self_signed.as_deref().unwrap();
    let (engine, _) = engine(EngineProfile {
        server: server.running().urls[0].clone(),
        trusted_certificates: std::fs::read_to_string(certificate).unwrap(),
        ..server.profile()
    });
    engine.login_room("room", "amy", RoomConfig::default()).wait().unwrap();
    engine.logout_room("room").wait().unwrap();
}

//! Apps that commands make and change while the server runs.

use crate::client::{TestServer, login_to};
use cooee_proto::signal::Request;
use cooee_server::store::{AuthMode, Store};

const OFFER: &str = "no offer";

#[tokio::test]
async fn an_app_that_was_just_made_is_known() {
    let server = TestServer::start();
    for number in 0..3 {
        let store = Store::open_existing(server.data_dir.path()).unwrap();
        let app = store.create_app("later", AuthMode::AppSignAndToken).unwrap();
        let mut client = server.connect().await;
        let login = login_to(&app, &client, "amy", "room", OFFER);
        let error = client.ask(Request::Login(login)).await.unwrap_err();
        assert_eq!(error.code.0, 1000017, "app {number}: the proof passes, the offer does not");
    }
}

#[tokio::test]
async fn a_change_reaches_connections_that_are_open() {
    let server = TestServer::start();
    let mut client = server.connect().await;
    let store = Store::open_existing(server.data_dir.path()).unwrap();
    store.set_auth(server.app.app_id, AuthMode::TokenOnly).unwrap();
    let later = async {
        loop {
            let login = server.login(&client, "amy", "room", OFFER);
            let error = client.ask(Request::Login(login)).await.unwrap_err();
            if error.code.0 == 1002033 {
                break;
            }
            assert_eq!(error.code.0, 1000017);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    // Well below the ten seconds that a connection has for its login.
    tokio::time::timeout(std::time::Duration::from_secs(9), later).await.unwrap();
}

#[tokio::test]
async fn the_sessions_of_a_rotated_app_go_on() {
    let server = TestServer::start();
    let mut client = server.connect().await;
    let media = crate::media_client::MediaClient::new().await;
    let login = server.login(&client, "amy", "room", &media.offer);
    client.log_in(login).await;
    let store = Store::open_existing(server.data_dir.path()).unwrap();
    store.rotate_app_sign(server.app.app_id).unwrap();
    let mut other = server.connect().await;
    let login = server.login(&other, "bob", "room", OFFER);
    assert_eq!(other.ask(Request::Login(login)).await.unwrap_err().code.0, 1001005);
    let hello = cooee_proto::signal::SendText { message: "hello".to_owned() };
    client.ask(Request::SendBroadcastMessage(hello)).await.unwrap();
}

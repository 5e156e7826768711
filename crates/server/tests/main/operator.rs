//! The operator signs in, and nobody else.

use crate::{
    browser::{Browser, PASSWORD, setup_code},
    client::TestServer,
};
use cooee_server::{Server, config::Config, store::Store};
use serde_json::json;

#[tokio::test]
async fn from_the_first_start_to_signing_out() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    assert_eq!(browser.get("/api/v1/session").await.body, json!({ "state": "setup_needed" }));
    assert_eq!(browser.sign_in(PASSWORD).await.name(), "setup_needed");
    assert_eq!(browser.set_up("0123", PASSWORD).await.name(), "wrong_setup_code");
    let code = setup_code(&server);
    assert_eq!(browser.set_up(&code, "too short").await.name(), "weak_password");
    let answer = browser.set_up(&code, PASSWORD).await;
    assert_eq!((answer.status, &answer.body["state"]), (200, &json!("signed_in")));
    assert!(answer.head.contains("; HttpOnly; SameSite=Strict"), "{}", answer.head);
    assert_eq!(browser.set_up(&code, PASSWORD).await.name(), "already_set_up");

    let mut other = Browser::new(&server);
    assert_eq!(other.get("/api/v1/session").await.body, json!({ "state": "signed_out" }));
    assert_eq!(other.get("/api/v1/apps").await.name(), "signed_out");
    assert_eq!(other.sign_in("wrong horse battery").await.name(), "wrong_password");
    assert_eq!(other.sign_in(PASSWORD).await.status, 200);
    let session = other.get("/api/v1/session").await.body;
    assert_eq!(session["csrf_token"].as_str(), other.csrf_token.as_deref());
    assert!(session["expires_ms"].as_u64().is_some());
    assert_eq!(other.ask("DELETE", "/api/v1/session", None).await.status, 204);
    assert_eq!(other.get("/api/v1/apps").await.status, 401);
    assert_eq!(browser.get("/api/v1/apps").await.status, 200, "its session is another one");
}

#[tokio::test]
async fn another_password_ends_the_other_sessions() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let mut other = Browser::new(&server);
    other.sign_in(PASSWORD).await;
    let change = |old: &str, new: &str| Some(json!({ "old": old, "new": new }));
    let path = "/api/v1/password";
    let answer = browser.ask("PUT", path, change("wrong horse battery", "whatever it is")).await;
    assert_eq!((answer.status, answer.name()), (403, "wrong_password"));
    assert_eq!(browser.ask("PUT", path, change(PASSWORD, "short")).await.name(), "weak_password");
    let answer = browser.ask("PUT", path, change(PASSWORD, "another long password")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(browser.get("/api/v1/apps").await.status, 200, "it goes on");
    assert_eq!(other.get("/api/v1/apps").await.status, 401);
    assert_eq!(other.sign_in(PASSWORD).await.name(), "wrong_password");
    assert_eq!(other.sign_in("another long password").await.status, 200);

    let store = Store::open_existing(server.data_dir.path()).unwrap();
    let link = store.reset_operator().unwrap().link("");
    assert_eq!(browser.get("/api/v1/apps").await.status, 401, "a reset ends all sessions");
    assert_eq!(browser.get("/api/v1/session").await.body["state"], "setup_needed");
    let code = link.strip_prefix("/#setup=").unwrap();
    assert_eq!(browser.set_up(code, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn the_link_is_the_same_until_it_is_used_and_sessions_end_with_the_server() {
    let server = TestServer::start();
    let code = setup_code(&server);
    let TestServer { running, data_dir, app } = server;
    running.stop();
    let mut config = Config::new(data_dir.path().to_owned());
    config.listen = "127.0.0.1:0".parse().unwrap();
    let running = Server::start(&config).unwrap();
    let server = TestServer { running, data_dir, app };
    assert_eq!(setup_code(&server), code);
    Browser::signed_in(&server).await;
    server.running.stop();
    let running = Server::start(&config).unwrap();
    assert_eq!(running.setup_link, None);
}

#[tokio::test]
async fn a_change_needs_the_sessions_own_token_and_the_servers_own_page() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let body = || Some(("application/json", json!({ "name": "made" }).to_string()));
    let site = |site| [("sec-fetch-site", site)];
    let path = "/api/v1/apps";
    let refused = browser.ask_with("POST", path, &site("cross-site"), body()).await;
    assert_eq!((refused.status, refused.name()), (403, "other_site"));
    let origin = [("origin", "https://evil.example")];
    assert_eq!(browser.ask_with("POST", path, &origin, body()).await.name(), "other_site");
    assert_eq!(browser.ask_with("POST", path, &site("same-origin"), body()).await.status, 201);
    let token = browser.csrf_token.take();
    assert_eq!(browser.ask_with("POST", path, &[], body()).await.name(), "csrf_token");
    browser.csrf_token = Some("00".repeat(32));
    assert_eq!(browser.ask_with("POST", path, &[], body()).await.name(), "csrf_token");
    browser.csrf_token = token;
    assert_eq!(browser.ask_with("POST", path, &[], body()).await.status, 201);

    let mut stranger = Browser::new(&server);
    let password = || Some(("application/json", json!({ "password": PASSWORD }).to_string()));
    let path = "/api/v1/session";
    let refused = stranger.ask_with("POST", path, &site("cross-site"), password()).await;
    assert_eq!(refused.name(), "other_site", "nobody is signed in from afar");
}

#[tokio::test]
async fn who_guesses_has_to_wait_even_with_the_right_password() {
    let server = TestServer::start();
    let mut operator = Browser::signed_in(&server).await;
    let mut browser = Browser::new(&server);
    let mut refusal = None;
    for _ in 0..20 {
        let answer = browser.sign_in("wrong horse battery").await;
        if answer.status == 429 {
            refusal = Some(answer);
            break;
        }
        assert_eq!(answer.name(), "wrong_password");
    }
    let refusal = refusal.expect("it is slowed down");
    assert!(refusal.head.contains("\r\nretry-after: "), "{}", refusal.head);
    for _ in 0..20 {
        browser.sign_in("wrong horse battery").await;
    }
    assert_eq!(browser.sign_in(PASSWORD).await.name(), "too_many_attempts");
    assert_eq!(operator.get("/api/v1/apps").await.status, 200, "who is signed in stays so");
}

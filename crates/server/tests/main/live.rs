//! The HTTP API against live rooms: who is there, and how an operator ends that.

use crate::{
    browser::Browser,
    client::TestServer,
    express_api::{join, play, publish, wait_for},
};
use cooee_proto::signal::{Event, Request, TransportChoice};
use serde_json::{Value, json};

async fn kicked(client: &mut crate::client::Client) -> (u32, String) {
    let kicked = wait_for(client, |event| match event {
        Event::KickedOut { error } => Some((error.code.0, error.message)),
        _ => None,
    });
    kicked.await
}

async fn api_key(browser: &mut Browser, path: &str) -> Value {
    let made = browser.ask("POST", &format!("{path}/keys"), Some(json!({ "name": "x" }))).await;
    made.body
}

#[tokio::test]
async fn a_room_is_shown_and_its_users_and_streams_are_ended() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let own = format!("/api/v1/apps/{}", server.app.app_id);
    let key = api_key(&mut browser, &own).await;
    let mut program = Browser::with_key(&server, key["api_key"].as_str().unwrap());
    assert_eq!(program.get(&format!("{own}/rooms")).await.body, json!([]));

    let (mut amy, amy_media) = join(&server, "amy", "a/b").await;
    let (mut bob, bob_media) = join(&server, "bob", "a/b").await;
    bob.ask(publish(&bob_media, "speech")).await.unwrap();
    amy.ask(play(&amy_media, "speech")).await.unwrap();
    let rooms = program.get(&format!("{own}/rooms")).await.body;
    assert_eq!(rooms.as_array().unwrap().len(), 1);
    let room = format!("{own}/rooms/a%2Fb");
    let shown = program.get(&room).await.body;
    assert_eq!((&shown["room_id"], &shown["users"][1]["user_id"]), (&json!("a/b"), &json!("bob")));
    assert_eq!(shown["users"][0]["connected"], true);
    assert_eq!(shown["streams"][0]["players"][0]["user_id"], "amy");
    let absent = program.get(&format!("{own}/rooms/none")).await;
    assert_eq!((absent.status, &absent.body["code"]), (404, &json!(50001)), "{}", absent.body);

    let stream = format!("{own}/streams/speech");
    assert_eq!(program.ask("DELETE", &stream, None).await.status, 204);
    let stopped = |event| match event {
        Event::PublishStopped { error, .. } => Some(error.code.0),
        _ => None,
    };
    assert_eq!(wait_for(&mut bob, stopped).await, 1003025);
    assert_eq!(program.ask("DELETE", &stream, None).await.status, 404);
    bob.ask(publish(&bob_media, "speech")).await.unwrap();
    assert_eq!(program.ask("POST", &format!("{stream}/forbid"), None).await.status, 204);
    assert_eq!(wait_for(&mut bob, stopped).await, 1003025);
    assert_eq!(bob.ask(publish(&bob_media, "speech")).await.unwrap_err().code.0, 1003025);
    let forbidden = format!("{own}/forbidden-streams");
    assert_eq!(program.get(&forbidden).await.body, json!(["speech"]));
    assert_eq!(program.ask("POST", &format!("{stream}/resume"), None).await.status, 204);
    assert_eq!(program.get(&forbidden).await.body, json!([]));
    bob.ask(publish(&bob_media, "speech")).await.unwrap();

    let user = format!("{room}/users/bob?reason=too%20loud");
    assert_eq!(program.ask("DELETE", &user, None).await.status, 204);
    assert_eq!(kicked(&mut bob).await, (1002055, "too loud".to_owned()));
    assert_eq!(program.ask("DELETE", &user, None).await.name(), "not_found");
    let long = format!("{room}?reason={}", "a".repeat(257));
    assert_eq!(program.ask("DELETE", &long, None).await.name(), "invalid_request");
    assert_eq!(program.ask("DELETE", &room, None).await.status, 204);
    assert_eq!(kicked(&mut amy).await.0, 1002055);
    assert_eq!(program.ask("DELETE", &room, None).await.status, 404);
}

#[tokio::test]
async fn every_room_can_be_named() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    for room in [".", "..", "%", "a.b", "~!@#$%^&*()_+=-`;'’,.<>\\/"] {
        let (mut client, _media) = join(&server, "..", room).await;
        let encode = |id: &str| id.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let path = format!("/api/v1/apps/{}/rooms/:{}", server.app.app_id, encode(room));
        assert_eq!(browser.get(&path).await.body["room_id"], room);
        let answer = browser.ask("DELETE", &format!("{path}/users/:.."), None).await;
        assert_eq!(answer.status, 204, "{room} {}", answer.body);
        assert_eq!(kicked(&mut client).await.0, 1002055);
    }
}

#[tokio::test]
async fn who_watches_sees_a_picture_each_second_until_the_session_or_the_key_ends() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let own = format!("/api/v1/apps/{}", server.app.app_id);
    let live = format!("{own}/live");
    let (_amy, _media) = join(&server, "amy", "room").await;
    let mut events = browser.watch(&live).await;
    let first = events.next().await.unwrap();
    assert_eq!(first["apps"][0]["rooms"][0]["users"][0]["user_id"], "amy", "{first}");
    let key = api_key(&mut browser, &own).await;
    let mut others =
        Browser::with_key(&server, key["api_key"].as_str().unwrap()).watch(&live).await;
    assert!(others.next().await.is_some());
    let second = events.next().await.unwrap();
    let time = |event: &Value| event["time_ms"].as_u64().unwrap();
    assert!((500..5000).contains(&(time(&second) - time(&first))), "{second}");
    let key = format!("{own}/keys/{}", key["key_id"]);
    assert_eq!(browser.ask("DELETE", &key, None).await.status, 204);
    assert_eq!(browser.ask("DELETE", "/api/v1/session", None).await.status, 204);
    // What was on its way arrives.
    for events in [&mut events, &mut others] {
        let mut left = 0;
        while events.next().await.is_some() {
            left += 1;
            assert!(left < 3, "it ends");
        }
    }
}

#[tokio::test]
async fn only_so_many_watch_an_app() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let live = format!("/api/v1/apps/{}/live", server.app.app_id);
    let mut watchers = Vec::new();
    for _ in 0..50 {
        watchers.push(browser.watch(&live).await);
    }
    for events in &mut watchers {
        assert!(events.next().await.is_some());
    }
    let refused = browser.get(&live).await;
    assert_eq!((refused.status, refused.name()), (429, "too_many_watchers"), "{}", refused.body);
    assert!(refused.head.contains("retry-after: 5"), "{}", refused.head);
    watchers.truncate(49);
    // That one is gone is noticed at the latest when it is written to.
    let next = async {
        loop {
            let mut events = browser.watch(&live).await;
            if events.next().await.is_some() {
                return;
            }
        }
    };
    tokio::time::timeout(crate::client::PATIENCE, next).await.expect("a place is free again");
}

#[tokio::test]
async fn logins_are_listed_with_what_was_answered() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let (_amy, _media) = join(&server, "amy", "room").await;
    let mut client = server.connect().await;
    let mut login = server.login(&client, "bob", "room", "offer one");
    login.transport = TransportChoice::Offer("offer two".to_owned());
    assert_eq!(client.ask(Request::Login(login)).await.unwrap_err().code.0, 1001005);
    let path = format!("/api/v1/apps/{}/logins", server.app.app_id);
    let mut listed = Value::Null;
    // A login is noted beside its answer, not before it.
    for _ in 0..100 {
        listed = browser.get(&path).await.body;
        if listed.as_array().unwrap().len() == 2 {
            break;
        }
    }
    let (bob, amy) = (&listed[0], &listed[1]);
    assert_eq!((&bob["user_id"], &bob["code"]), (&json!("bob"), &json!(1001005)), "{listed}");
    assert_eq!(bob["problem"]["code"], 1001005);
    assert_eq!((&amy["user_id"], &amy["code"]), (&json!("amy"), &json!(0)));
    assert_eq!((&amy["proof"], &amy["room_id"]), (&json!("app_sign"), &json!("room")));
    assert_eq!(amy["problem"], Value::Null);
}

#[tokio::test]
async fn the_operator_sets_where_callbacks_go_and_sees_what_became_of_them() {
    let server = TestServer::start();
    let mut browser = Browser::signed_in(&server).await;
    let own = format!("/api/v1/apps/{}", server.app.app_id);
    let path = format!("{own}/callbacks");
    assert_eq!(browser.get(&path).await.body, json!({ "url": null }));
    let refused = browser.ask("PUT", &path, Some(json!({ "url": "ftp://a/" }))).await;
    assert_eq!((refused.status, &refused.body["code"]), (400, &json!(1000017)), "{}", refused.body);
    assert_eq!(browser.ask("PUT", &path, Some(json!({}))).await.status, 400);
    // A port that was free a moment ago: nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = json!({ "url": format!("http://127.0.0.1:{port}/hook") });
    assert_eq!(browser.ask("PUT", &path, Some(url.clone())).await.body, url);
    let (_amy, _media) = join(&server, "amy", "room").await;
    let mut first = Value::Null;
    for _ in 0..500 {
        let listed = browser.get(&format!("{path}/deliveries")).await.body;
        first = listed.as_array().unwrap().last().cloned().unwrap_or_default();
        if first["attempts"].as_u64() > Some(0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!((&first["event"], &first["state"]), (&json!("room_create"), &json!("waiting")));
    assert_ne!(first["last_error"], "");
    assert_eq!(first["body"]["room_id"], "room", "{first}");
    assert_eq!(
        browser.ask("PUT", &path, Some(json!({ "url": "" }))).await.body["url"],
        Value::Null
    );

    let secrets = browser.get(&format!("{own}/secrets")).await.body;
    let rotate = Some(json!({ "secret": "callback_secret" }));
    let rotated = browser.ask("POST", &format!("{own}/rotate"), rotate).await.body;
    assert_ne!(secrets["callback_secret"], rotated["callback_secret"]);
    assert_eq!(rotated["callback_secret"].as_str().unwrap().len(), 32);
    assert_eq!(secrets["server_secret"], rotated["server_secret"]);
    let key = api_key(&mut browser, &own).await;
    let mut program = Browser::with_key(&server, key["api_key"].as_str().unwrap());
    for path in [path.clone(), format!("{path}/deliveries")] {
        assert_eq!(program.get(&path).await.name(), "operator_only");
    }
}

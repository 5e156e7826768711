//! The server API in the shapes of Express, each action once against a live room.

use crate::{
    client::{Client, TestServer},
    http::get,
    media_client::MediaClient,
};
use cooee_proto::{
    AppId, StreamId,
    signal::{Event, LoggedIn, Play, Publish, Request, StreamRef},
};
use cooee_server::store::Store;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The query with which an app signs at this moment.
fn signed(app: AppId, secret: &str, action: &str) -> String {
    let nonce = format!("{:016x}", rand::random::<u64>());
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let signature = hex::encode(Md5::digest(format!("{app}{nonce}{secret}{time}")));
    format!(
        "/?Action={action}&AppId={app}&SignatureNonce={nonce}&Timestamp={time}\
         &Signature={signature}&SignatureVersion=2.0"
    )
}

fn body_of(answer: &str) -> Value {
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert!(!body["RequestId"].as_str().unwrap().is_empty());
    body
}

async fn post(address: SocketAddr, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// What an action answers: its code and its data.
async fn act(server: &TestServer, action: &str, parameters: &str) -> (u64, Value) {
    let path = signed(server.app.app_id, server.app.server_secret.reveal(), action);
    let body = body_of(&get(server.running.http_addr, &format!("{path}{parameters}")).await);
    (body["Code"].as_u64().unwrap(), body["Data"].clone())
}

/// The data of an action that must succeed.
async fn done(server: &TestServer, action: &str, parameters: &str) -> Value {
    let (code, data) = act(server, action, parameters).await;
    assert_eq!(code, 0, "{action}{parameters}");
    data
}

pub async fn join(server: &TestServer, user: &str, room: &str) -> (Client, MediaClient) {
    let mut client = server.connect().await;
    let mut media = MediaClient::new().await;
    let login = server.login(&client, user, room, &media.offer);
    let logged_in: LoggedIn = client.log_in(login).await;
    media.accept(logged_in.transport.answer.as_deref().unwrap());
    (client, media)
}

pub fn publish(media: &MediaClient, stream: &str) -> Request {
    Request::Publish(Publish {
        stream_id: StreamId::new(stream).unwrap(),
        slot: media.sending(),
        extra_info: String::new(),
        mic_state: Default::default(),
        video_slot: None,
        camera_state: cooee_proto::RemoteDeviceState::Disable,
    })
}

pub fn play(media: &MediaClient, stream: &str) -> Request {
    Request::Play(Play {
        stream_id: StreamId::new(stream).unwrap(),
        slot: media.receiving(),
        video_slot: None,
    })
}

/// Waits for an event that is wanted.
pub async fn wait_for<T>(client: &mut Client, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
    loop {
        if let Some(found) = wanted(client.event().await) {
            return found;
        }
    }
}

#[tokio::test]
async fn the_operator_asks_about_a_live_room_and_its_streams_are_forbidden() {
    let server = TestServer::start();
    let (mut amy, amy_media) = join(&server, "amy", "r").await;
    let (mut bob, bob_media) = join(&server, "bob", "r").await;
    bob.ask(publish(&bob_media, "speech")).await.unwrap();
    amy.ask(play(&amy_media, "speech")).await.unwrap();

    let data = done(&server, "DescribeUserNum", "&RoomId[]=r&RoomId[]=none").await;
    let none = json!({ "RoomId": "none", "UserCount": 0, "AdminUserCount": 0 });
    assert_eq!(data["UserCountList"][1], none);
    assert_eq!(data["UserCountList"][0]["UserCount"], 2);
    let data = done(&server, "DescribeUserList", "&RoomId=r&Mode=1&Limit=1").await;
    assert_eq!(data["UserList"][0]["UserId"], "bob");
    assert_ne!(data["Marker"], "");
    assert_eq!(act(&server, "DescribeUserList", "&RoomId=r").await.0, 207);
    assert_eq!(act(&server, "DescribeUserList", "&RoomId=none").await.0, 104);
    let data = done(&server, "DescribeUsers", "&RoomId=r&UserId[]=amy&UserId[]=nobody").await;
    assert_eq!(data["UserStatusList"][0]["Status"], 1);
    assert!(data["UserStatusList"][0]["LoginTime"].as_u64().unwrap() > 1_700_000_000_000);
    let nobody = json!({ "UserId": "nobody", "Status": 0, "LoginTime": 0, "UserRole": 0 });
    assert_eq!(data["UserStatusList"][1], nobody);
    assert_eq!(act(&server, "DescribeUsers", "&RoomId=none&UserId[]=amy").await.0, 50001);
    let data = done(&server, "DescribeSimpleStreamList", "&RoomId=r").await;
    assert_eq!(data["StreamList"][0]["StreamId"], "speech");
    assert_eq!(data["StreamList"][0]["UserId"], "bob");
    assert_eq!(act(&server, "DescribeSimpleStreamList", "&RoomId=r").await.0, 207);

    done(&server, "ForbidRTCStream", "&StreamId=speech&Sequence=7").await;
    let code = wait_for(&mut bob, |event| match event {
        Event::PublishStopped { error, .. } => Some(error.code.0),
        _ => None,
    });
    assert_eq!(code.await, 1003025);
    let code = wait_for(&mut amy, |event| match event {
        Event::PlayState { code, .. } => Some(code.0),
        _ => None,
    });
    assert_eq!(code.await, 1004025);
    assert_eq!(bob.ask(publish(&bob_media, "speech")).await.unwrap_err().code.0, 1003025);
    assert_eq!(amy.ask(play(&amy_media, "speech")).await.unwrap_err().code.0, 1004025);
    assert_eq!(act(&server, "ResumeRTCStream", "&StreamId=speech&Sequence=7").await.0, 2);
    done(&server, "ResumeRTCStream", "&StreamId=speech&Sequence=8").await;
    bob.ask(publish(&bob_media, "speech")).await.unwrap();
    let state = async |parameters: &str| {
        let data = done(&server, "DescribeRTCStreamState", parameters).await;
        ["create_time", "close_time"].map(|time| data[time].as_u64().unwrap())
    };
    let [created, closed] = state("&StreamId=speech&Sequence=9").await;
    assert!(created > 1_700_000_000_000 && closed == 0, "{created} {closed}");
    bob.ask(Request::Unpublish(StreamRef { stream_id: StreamId::new("speech").unwrap() }))
        .await
        .unwrap();
    let [again, closed] = state("&StreamId=speech").await;
    assert!(again == created && closed >= created, "{again} {closed}");
    assert_eq!(act(&server, "DescribeRTCStreamState", "&StreamId=none").await.0, 2);
    assert_eq!(act(&server, "DescribeRTCStreamState", "&StreamId=speech&Sequence=9").await.0, 2);
    for action in ["AddStream", "DeleteStream"] {
        assert_eq!(act(&server, action, "&StreamId=speech").await.0, 100_000_017);
    }
}

#[tokio::test]
async fn messages_of_the_business_server_arrive() {
    let server = TestServer::start();
    let (mut amy, _media) = join(&server, "amy", "r").await;
    let text = "&RoomId=r&UserId=helper&MessageCategory=1&MessageContent=hello%20there";
    assert_eq!(done(&server, "SendBroadcastMessage", text).await, json!({ "MessageId": 1 }));
    let message = wait_for(&mut amy, |event| match event {
        Event::BroadcastMessages { messages } => Some(messages[0].clone()),
        _ => None,
    });
    let message = message.await;
    assert_eq!(message.message, "hello there");
    assert_eq!(message.from_user.user_id.as_str(), "helper");
    let data = done(&server, "SendBarrageMessage", text).await;
    assert!(data["MessageId"].is_string());
    wait_for(&mut amy, |event| matches!(event, Event::BarrageMessages { .. }).then_some(())).await;
    // The same as a JSON body.
    let path = signed(server.app.app_id, server.app.server_secret.reveal(), "SendCustomCommand");
    let body = json!({
        "RoomId": "r",
        "FromUserId": "helper",
        "ToUserId": ["amy", "nobody"],
        "MessageContent": "wave",
    });
    let answer = body_of(&post(server.running.http_addr, &path, &body.to_string()).await);
    assert_eq!(answer["Code"], 0);
    assert_eq!(answer["Data"]["FailUsers"][0]["UserId"], "nobody");
    let command = wait_for(&mut amy, |event| match event {
        Event::CustomCommand { command, .. } => Some(command),
        _ => None,
    });
    assert_eq!(command.await, "wave");
}

#[tokio::test]
async fn a_closed_room_has_a_callback_where_it_is_asked_for() {
    for (parameters, ends) in [
        ("", ["room_login", "room_logout"]),
        ("&RoomCloseCallback=true", ["room_logout", "room_close"]),
    ] {
        let server = TestServer::start();
        let app = server.app.app_id;
        let store = Store::open(server.data_dir.path()).unwrap();
        // Nobody listens there: all callbacks wait.
        store.set_callback_url(app, Some("http://127.0.0.1:9/")).unwrap();
        let (mut amy, _media) = join(&server, "amy", "r").await;
        done(&server, "CloseRoom", &format!("&RoomId=r{parameters}")).await;
        let kicked = |event| matches!(event, Event::KickedOut { .. }).then_some(());
        wait_for(&mut amy, kicked).await;
        // All that happened is stored before the server has stopped.
        let TestServer { running, data_dir, .. } = server;
        tokio::task::spawn_blocking(|| running.stop()).await.unwrap();
        let newest = store.recent_deliveries(app, 2).unwrap();
        let newest: Vec<_> = newest.iter().rev().map(|it| it.event.as_str()).collect();
        assert_eq!(newest, ends);
        drop(data_dir);
    }
}

#[tokio::test]
async fn users_are_kicked_rooms_closed_and_rules_outlive_a_restart() {
    let mut server = TestServer::start();
    let (mut amy, _amy_media) = join(&server, "amy", "r").await;
    let (mut bob, _bob_media) = join(&server, "bob", "r").await;
    done(&server, "KickoutUser", "&RoomId=r&UserId[]=amy&UserId[]=nobody&CustomReason=enough")
        .await;
    let kick = |event| match event {
        Event::KickedOut { error } => Some((error.code.0, error.message)),
        _ => None,
    };
    assert_eq!(wait_for(&mut amy, kick).await, (1002055, "enough".to_owned()));
    done(&server, "CloseRoom", "&RoomId=r").await;
    assert_eq!(wait_for(&mut bob, kick).await.0, 1002055);
    assert_eq!(act(&server, "KickoutUser", "&RoomId=r&UserId[]=bob").await.0, 104);

    let rule = "&RuleType=3&UserId=bob&DisabledPrivilege[]=1&EffectiveTime=600";
    let data = done(&server, "SetForbidUserRule", rule).await;
    assert!(data["ExpireTime"].as_u64().unwrap() > 1_700_000_000);
    let here = "&RuleType=1&IP=127.0.0.9&DisabledPrivilege[]=1&EffectiveTime=600";
    done(&server, "SetForbidUserRule", here).await;
    done(&server, "ForbidRTCStream", "&StreamId=speech").await;
    server = server.restart();
    let data = done(&server, "DescribeForbidUserRules", "").await;
    let rules = data["RuleList"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    assert!(rules.iter().any(|rule| rule["RuleType"] == 3 && rule["UserId"] == "bob"));
    let mut bob = server.connect().await;
    let login = server.login(&bob, "bob", "r", "offer");
    assert_eq!(bob.ask(Request::Login(login)).await.unwrap_err().code.0, 1002066);
    let (mut amy, media) = join(&server, "amy", "r").await;
    assert_eq!(amy.ask(publish(&media, "speech")).await.unwrap_err().code.0, 1003025);
    done(&server, "DelForbidUserRule", "&RuleType=3&UserId=bob").await;
    join(&server, "bob", "r").await;
}

#[tokio::test]
async fn who_does_not_sign_is_told_what_is_wrong() {
    let server = TestServer::start();
    let (app, secret) = (server.app.app_id, server.app.server_secret.reveal());
    let address = server.running.http_addr;
    let path = signed(app, secret, "DescribeUserNum") + "&RoomId[]=r";
    assert_eq!(body_of(&get(address, &path).await)["Code"], 0);
    let again = body_of(&get(address, &path).await);
    assert_eq!(again["Code"], 100_000_004, "the nonce was used");
    assert_eq!(again["Data"], json!({}));
    let other = "0".repeat(32);
    for (path, code) in [
        (signed(app, &other, "DescribeUserNum"), 100_000_005),
        (signed(AppId(app.0 ^ 1), secret, "DescribeUserNum"), 100_000_001),
        (signed(app, secret, "Nothing"), 100_000_007),
        (signed(app, secret, ""), 100_000_006),
        (signed(app, secret, "KickoutUser"), 2),
        (signed(app, secret, "KickoutUser") + "&RoomId=r&UserId[]=%20", 2),
        ("/?Action=DescribeUserNum".to_owned(), 100_000_001),
        (format!("/?Action=DescribeUserNum&AppId={app}"), 100_000_008),
    ] {
        assert_eq!(body_of(&get(address, &path).await)["Code"], code, "{path}");
    }
    let path = signed(app, secret, "DescribeUserNum");
    assert_eq!(body_of(&post(address, &path, "{").await)["Code"], 2);
    // Without an action it is the console.
    for path in ["/", "/?language=zh"] {
        assert!(get(address, path).await.contains("content-type: text/html"), "{path}");
    }
}

//! Callbacks over real sockets.

use crate::{
    client::{Client, PATIENCE, TestServer},
    express_api::{join, publish},
};
use cooee_proto::{
    AppId,
    signal::{Nothing, Request},
};
use cooee_server::{
    callbacks::Schedule,
    config::Config,
    store::{Delivery, DeliveryState, Store},
};
use serde_json::Value;
use sha1::{Digest, Sha1};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

/// A business server that writes down what is posted to it.
struct Receiver {
    bodies: Arc<Mutex<Vec<Value>>>,
    task: JoinHandle<()>,
}

impl Receiver {
    /// Answers the first posts with 503 and takes all others.
    fn start(listener: TcpListener, refusals: usize) -> Self {
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let received = bodies.clone();
        let task = tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let is_refused = number < refusals;
                let status = if is_refused { "503 Service Unavailable" } else { "204 No Content" };
                let body = answer(stream, status).await;
                if !is_refused {
                    received.lock().unwrap().push(body);
                }
            }
        });
        Self { bodies, task }
    }

    /// Waits until so many were taken.
    async fn wait_for(&self, count: usize) -> Vec<Value> {
        let enough = async {
            while self.bodies.lock().unwrap().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, enough).await.expect("the callbacks come");
        self.bodies.lock().unwrap().clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads a post and answers it.
pub async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, status: &str) -> Value {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let length = stream.read(&mut buffer).await.unwrap();
        assert_ne!(length, 0, "the request is whole");
        text.extend_from_slice(&buffer[..length]);
        let whole = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = whole.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("POST /hook?a=b HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("content-type: application/json"), "{head}");
        if let Ok(body) = serde_json::from_str(body) {
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            return body;
        }
    }
}

pub fn hurried(config: &mut Config) {
    config.callback_schedule = Schedule {
        first: [10, 20, 40].map(Duration::from_millis).to_vec(),
        then: Duration::from_millis(50),
        give_up_after: Duration::from_secs(3600),
    };
}

pub async fn call(server: &TestServer, user: &str, room: &str) {
    let mut client: Client = server.connect().await;
    let media = crate::media_client::MediaClient::new().await;
    let login = server.login(&client, user, room, &media.offer);
    client.log_in(login).await;
    client.ask(Request::Logout(Nothing {})).await.unwrap();
}

fn recent(server: &TestServer, app: AppId) -> Vec<Delivery> {
    let store = Store::open(server.data_dir.path()).unwrap();
    store.recent_deliveries(app, 100).unwrap()
}

fn events(bodies: &[Value], room: &str) -> Vec<String> {
    let of_room = bodies.iter().filter(|body| body["room_id"] == room);
    of_room.map(|body| body["event"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_receiver_that_fails_and_dies_gets_everything_in_order_in_the_end() {
    let mut server = TestServer::start_with(hurried);
    let app = server.app.app_id;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let store = Store::open(server.data_dir.path()).unwrap();
    store.set_callback_url(app, Some(&format!("http://{address}/hook?a=b"))).unwrap();
    let secret = store.callback(app).unwrap().secret;

    let receiver = Receiver::start(listener, 2);
    call(&server, "amy", "r").await;
    let expected = ["room_create", "room_login", "room_logout", "room_close"];
    let bodies = receiver.wait_for(4).await;
    assert_eq!(events(&bodies, "r"), expected);
    for body in &bodies {
        let field = |name: &str| match &body[name] {
            Value::String(text) => text.clone(),
            number => number.to_string(),
        };
        let mut parts = [secret.clone(), field("timestamp"), field("nonce")];
        parts.sort();
        assert_eq!(field("signature"), hex::encode(Sha1::digest(parts.concat())));
        assert_eq!(field("appid"), app.to_string());
    }

    // It is gone, for longer than the first tries last; the server is started again meanwhile.
    drop(receiver);
    for (user, room) in [("amy", "r"), ("bob", "q"), ("amy", "r")] {
        call(&server, user, room).await;
    }
    let tried = async {
        loop {
            let waiting = recent(&server, app);
            if waiting.len() == 16 && waiting.iter().any(|it| it.attempts > 4) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, tried).await.expect("it is tried again and again");
    let first = recent(&server, app)
        .into_iter()
        .rfind(|it| matches!(it.state, DeliveryState::Waiting { .. }));
    assert!(first.unwrap().last_error.contains("cannot be reached"));
    server = server.restart_with(hurried);
    call(&server, "cid", "q").await;

    let listener = TcpListener::bind(address).await.unwrap();
    let receiver = Receiver::start(listener, 0);
    let bodies = receiver.wait_for(16).await;
    assert_eq!(bodies.len(), 16);
    assert_eq!(events(&bodies, "r"), [expected, expected].concat());
    assert_eq!(events(&bodies, "q"), [expected, expected].concat());
    let users =
        bodies.iter().filter(|body| body["event"] == "room_login" && body["room_id"] == "q");
    let users: Vec<_> = users.map(|body| body["user_account"].as_str().unwrap()).collect();
    assert_eq!(users, ["bob", "cid"]);
}

#[tokio::test]
async fn a_server_that_is_stopped_ends_its_rooms_and_tells_of_it_after_the_next_start() {
    let mut server = TestServer::start_with(hurried);
    let app = server.app.app_id;
    // Nobody listens there until the server was started again.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let store = Store::open(server.data_dir.path()).unwrap();
    store.set_callback_url(app, Some(&format!("http://{address}/hook?a=b"))).unwrap();
    let (mut amy, media) = join(&server, "amy", "r").await;
    amy.ask(publish(&media, "speech")).await.unwrap();
    call(&server, "bob", "q").await;
    server = tokio::task::spawn_blocking(|| server.restart_with(hurried)).await.unwrap();

    let receiver = Receiver::start(TcpListener::bind(address).await.unwrap(), 0);
    let bodies = receiver.wait_for(10).await;
    let begun = ["room_create", "room_login", "stream_create"];
    let ended = ["stream_close", "room_logout", "room_close"];
    assert_eq!(events(&bodies, "r"), [begun, ended].concat());
    assert_eq!(events(&bodies, "q").len(), 4);
    let field = |event: &str, name: &str| {
        let mut of_room = bodies.iter().filter(|it| it["room_id"] == "r");
        of_room.find(|it| it["event"] == event).unwrap()[name].clone()
    };
    assert_eq!(
        (field("stream_close", "type"), field("stream_close", "stream_seq")),
        ("4".into(), "2".into())
    );
    assert_eq!(field("stream_create", "stream_sid"), field("stream_close", "stream_sid"));
    assert_eq!(
        (field("room_logout", "reason"), field("room_logout", "user_account")),
        ("2".into(), "amy".into())
    );
    assert_eq!(field("room_create", "room_session_id"), field("room_close", "room_session_id"));
    assert_eq!(field("room_close", "close_reason"), "2");
    drop(server);
}

//! HTTP and WebSockets.

use crate::{
    api::{self, Api},
    app_watch::AppWatch,
    control::{TextReceiver, Told, texts},
    express_api::ExpressApi,
    handle::Handle,
    listener::Peer,
    origins::Origins,
    web,
};
use axum::{
    Extension, Router,
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{HeaderMap, StatusCode, header::ORIGIN},
    response::{IntoResponse, Response},
    routing::any,
};
use cooee_node::{ConnectionId, Input};
use cooee_proto::{limits::SIGNAL_MESSAGE_BYTES, signal};
use futures_util::{SinkExt, Stream, StreamExt};
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc;
use tracing::{debug, warn};

/// How long a client may keep one text from being written.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a client may take to answer the close of its WebSocket.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// The reason of an end that the server decided on.
const CLOSED: &str = "closed by the server";

/// What every request sees.
#[derive(Clone)]
pub struct Gateway {
    control: mpsc::Sender<Told>,
    apps: AppWatch,
    origins: Arc<Origins>,
    last_connection: Arc<AtomicU64>,
    express_api: ExpressApi,
}

impl Gateway {
    pub fn new(
        control: mpsc::Sender<Told>,
        apps: AppWatch,
        origins: Origins,
        handle: Handle,
    ) -> Self {
        Self {
            control,
            apps,
            origins: Arc::new(origins),
            last_connection: Arc::default(),
            express_api: ExpressApi::new(handle),
        }
    }

    pub fn router(self, api: Api) -> Router {
        let express_api = self.express_api.clone();
        let signalling = Router::new().route(signal::PATH, any(open)).with_state(self);
        express_api.before(signalling.merge(api::router(api)).merge(web::router()))
    }
}

async fn open(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    peer: Option<Extension<Peer>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let origin = headers.get(ORIGIN).map(|origin| String::from_utf8_lossy(origin.as_bytes()));
    let origin = origin.map(|origin| origin.into_owned());
    if !gateway.origins.allow(&headers) {
        warn!(origin, "a web page was refused: its origin is not in allow_origin");
        let text = "Pages of this origin may not connect; the server's setting allow_origin \
                    lists those that may.\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    let upgrade = upgrade.protocols([signal::SUBPROTOCOL]).max_message_size(SIGNAL_MESSAGE_BYTES);
    if upgrade.selected_protocol().is_none() {
        let text = format!("The WebSocket subprotocol {} is expected.\n", signal::SUBPROTOCOL);
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let address = peer.map(|Extension(Peer(peer))| peer.ip());
    upgrade.on_upgrade(move |socket| serve(gateway, origin, address, socket))
}

/// Serves one WebSocket to its end.
async fn serve(
    gateway: Gateway,
    origin: Option<String>,
    address: Option<IpAddr>,
    socket: WebSocket,
) {
    let connection = ConnectionId(gateway.last_connection.fetch_add(1, Ordering::Relaxed) + 1);
    let (sender, texts) = texts();
    // An app that was stored before the client connected is known before its login.
    gateway.apps.look().await;
    let opened = Told::Opened { connection, origin, address, texts: sender };
    if gateway.control.send(opened).await.is_err() {
        return;
    }
    let (sink, mut stream) = socket.split();
    let reason = tokio::select! {
        reason = write(sink, texts) => reason,
        reason = read(&gateway, connection, &mut stream) => reason,
    };
    debug!(connection = connection.0, reason, "websocket ended");
    if reason == CLOSED {
        // With unread texts the system would cut the connection off, and the client might lose
        // what it was told last.
        let answered = async { while let Some(Ok(_)) = stream.next().await {} };
        tokio::time::timeout(CLOSE_TIMEOUT, answered).await.ok();
    }
    let closed = Told::Input(Input::ConnectionClosed { connection });
    gateway.control.send(closed).await.ok();
}

async fn write(mut sink: impl SinkExt<Message> + Unpin, mut texts: TextReceiver) -> &'static str {
    while let Some(text) = texts.next().await {
        match tokio::time::timeout(WRITE_TIMEOUT, sink.send(Message::Text(text.into()))).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return "it cannot be written to",
            Err(_) => return "the client does not read",
        }
    }
    tokio::time::timeout(WRITE_TIMEOUT, sink.close()).await.ok();
    CLOSED
}

async fn read(
    gateway: &Gateway,
    connection: ConnectionId,
    mut stream: impl Stream<Item = Result<Message, axum::Error>> + Unpin,
) -> &'static str {
    while let Some(message) = stream.next().await {
        let text = match message {
            Ok(Message::Text(text)) => text.as_str().to_owned(),
            Ok(Message::Ping(_) | Message::Pong(_)) => continue,
            Ok(Message::Close(_)) => return "closed by the client",
            Ok(Message::Binary(_)) => return "the client sent a binary message",
            Err(_) => return "the client broke the protocol or is gone",
        };
        let input = Told::Input(Input::Text { connection, text });
        if gateway.control.send(input).await.is_err() {
            return "the server stops";
        }
    }
    "the client is gone"
}

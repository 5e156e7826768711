//! The WebSocket to the server: a task that carries texts both ways.

use cooee_proto::signal::SUBPROTOCOL;
use futures_util::{SinkExt, StreamExt};
use rustls::ClientConfig;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::http::Uri;
use tokio_tungstenite::{Connector, connect_async_tls_with_config};

/// How long a connection may take to open.
const OPEN_TIME: Duration = Duration::from_secs(5);

/// How long the network may refuse to take a text, before the connection counts as dead.
const SEND_TIME: Duration = Duration::from_secs(5);

/// How long the close handshake may take.
const CLOSE_TIME: Duration = Duration::from_millis(200);

/// What happened on a WebSocket.
#[derive(Debug)]
pub(super) enum Happened {
    Opened,
    Text(String),
    Closed(String),
}

/// One WebSocket. Dropping it closes it, after the texts before were sent.
pub(super) struct WebSocket {
    /// Tells this socket's news from those of an earlier one.
    pub number: u64,
    texts: UnboundedSender<String>,
}

impl WebSocket {
    /// Opens a WebSocket; its news come to `news` under `number`.
    pub fn open(
        number: u64,
        url: Uri,
        tls: Option<Arc<ClientConfig>>,
        news: UnboundedSender<(u64, Happened)>,
    ) -> Self {
        let (texts, texts_received) = unbounded_channel();
        tokio::spawn(async move {
            let reason = run(url, tls, texts_received, |happened| {
                // The event loop is gone only when the engine is.
                let _ = news.send((number, happened));
            })
            .await;
            let _ = news.send((number, Happened::Closed(reason)));
        });
        Self { number, texts }
    }

    pub fn send(&self, text: String) {
        // A socket that is closed has told so already.
        let _ = self.texts.send(text);
    }
}

/// Carries texts until one side closes; says why it ended.
async fn run(
    url: Uri,
    tls: Option<Arc<ClientConfig>>,
    mut texts: UnboundedReceiver<String>,
    tell: impl Fn(Happened),
) -> String {
    let request = ClientRequestBuilder::new(url).with_sub_protocol(SUBPROTOCOL);
    // Each message counts at once (TCP_NODELAY): together they are small.
    let connect = connect_async_tls_with_config(request, None, true, tls.map(Connector::Rustls));
    let mut socket = match timeout(OPEN_TIME, connect).await {
        Ok(Ok((socket, _))) => socket,
        Ok(Err(error)) => return error.to_string(),
        Err(_) => return format!("no connection within {} s", OPEN_TIME.as_secs()),
    };
    tell(Happened::Opened);
    loop {
        tokio::select! {
            text = texts.recv() => match text {
                Some(text) => match timeout(SEND_TIME, socket.send(Message::text(text))).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return error.to_string(),
                    Err(_) => return format!("nothing sent for {} s", SEND_TIME.as_secs()),
                },
                None => {
                    // A TCP connection that is let go with something unread is reset, and the
                    // server might never read the last texts: a logout would be lost.
                    let goodbye = async {
                        let _ = socket.close(None).await;
                        while let Some(Ok(_)) = socket.next().await {}
                    };
                    let _ = timeout(CLOSE_TIME, goodbye).await;
                    return "closed by this side".to_owned();
                }
            },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => tell(Happened::Text(text.to_string())),
                Some(Ok(Message::Close(frame))) => {
                    return frame.map_or_else(
                        || "closed by the server".to_owned(),
                        |frame| format!("closed by the server: {} {}", frame.code, frame.reason),
                    );
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return error.to_string(),
                None => return "the connection ended".to_owned(),
            },
        }
    }
}

//! A server on free ports, and a signalling client.

use cooee_proto::{
    Error, RoomId, User, UserId,
    signal::{
        Auth, ClientMessage, Event, Hello, LoggedIn, Login, LoginConfig, PATH, Request,
        SUBPROTOCOL, ServerMessage, TransportChoice,
    },
};
use cooee_server::{
    Running, Server,
    config::Config,
    store::{AppRecord, AuthMode, Store},
};
use cooee_token::{ProofInput, app_sign_proof};
use futures_util::{SinkExt, StreamExt};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{collections::VecDeque, path::Path, time::Duration};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Longer than anything takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running server with one app.
pub struct TestServer {
    pub running: Running,
    pub app: AppRecord,
    pub data_dir: TempDir,
}

impl TestServer {
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let data_dir = tempfile::tempdir().unwrap();
        let app = Store::open(data_dir.path())
            .unwrap()
            .create_app("test", AuthMode::AppSignAndToken)
            .unwrap();
        let mut config = Config::new(data_dir.path().to_owned());
        config.listen = "127.0.0.1:0".parse().unwrap();
        change(&mut config);
        Self { running: Server::start(&config).unwrap(), app, data_dir }
    }

    /// The same server once more, with what it has stored.
    pub fn restart(self) -> Self {
        self.restart_with(|_| {})
    }

    pub fn restart_with(self, change: impl FnOnce(&mut Config)) -> Self {
        let Self { running, app, data_dir } = self;
        running.stop();
        let mut config = Config::new(data_dir.path().to_owned());
        config.listen = "127.0.0.1:0".parse().unwrap();
        change(&mut config);
        Self { running: Server::start(&config).unwrap(), app, data_dir }
    }

    pub async fn connect(&self) -> Client {
        self.try_connect(&[("sec-websocket-protocol", SUBPROTOCOL)]).await.unwrap()
    }

    pub async fn try_connect(
        &self,
        headers: &[(&'static str, &str)],
    ) -> Result<Client, tokio_tungstenite::tungstenite::Error> {
        let scheme = if self.running.is_https { "wss" } else { "ws" };
        let url = format!("{scheme}://{}{PATH}", self.running.http_addr);
        let mut request = url.into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let connector = self.running.self_signed.as_deref().map(|file| trusting(file).into());
        let connector = connector.map(Connector::Rustls);
        let (socket, _) = connect_async_tls_with_config(request, None, true, connector).await?;
        let mut client = Client { socket, hello: None, others: VecDeque::new(), last_number: 0 };
        match client.receive().await {
            Some(ServerMessage::Hello(hello)) => client.hello = Some(hello),
            other => panic!("{other:?} is no hello"),
        }
        Ok(client)
    }

    pub fn login(&self, client: &Client, user: &str, room: &str, offer: &str) -> Login {
        login_to(&self.app, client, user, room, offer)
    }
}

/// A client of TLS that trusts the certificate in a file alone.
pub fn trusting(file: &Path) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file).unwrap()).unwrap();
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

/// A login with an AppSign proof.
pub fn login_to(app: &AppRecord, client: &Client, user: &str, room: &str, offer: &str) -> Login {
    let (user_id, room_id) = (UserId::new(user).unwrap(), RoomId::new(room).unwrap());
    let input = ProofInput {
        nonce: &client.hello.as_ref().unwrap().nonce,
        app_id: app.app_id,
        user_id: &user_id,
        room_id: &room_id,
        platform: "linux",
        offer,
    };
    Login {
        app_id: app.app_id,
        auth: Auth::AppSign(app_sign_proof(&app.app_sign, &input)),
        room_id,
        user: User::from_id(user_id),
        config: LoginConfig::default(),
        transport: TransportChoice::Offer(offer.to_owned()),
        platform: "linux".to_owned(),
    }
}

pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub hello: Option<Hello>,
    others: VecDeque<ServerMessage>,
    last_number: u64,
}

impl Client {
    pub async fn send(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// Sends what the server may already have closed the WebSocket on.
    pub async fn try_send(&mut self, message: Message) {
        self.socket.send(message).await.ok();
    }

    /// The next message; `None` where the server closed the WebSocket.
    pub async fn receive(&mut self) -> Option<ServerMessage> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.socket.next()).await;
            match message.expect("the server answers in time") {
                Some(Ok(Message::Text(text))) => return Some(ServerMessage::parse(&text).unwrap()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    pub async fn ask(&mut self, request: Request) -> Result<Value, Error> {
        self.last_number += 1;
        let number = self.last_number;
        let text = ClientMessage { id: number, request }.to_text();
        self.send(Message::Text(text.into())).await;
        loop {
            match self.receive().await.expect("the connection is open") {
                ServerMessage::Answer { id: Some(id), result } if id == number => return result,
                other => self.others.push_back(other),
            }
        }
    }

    pub async fn get<T: DeserializeOwned>(&mut self, request: Request) -> T {
        serde_json::from_value(self.ask(request).await.unwrap()).unwrap()
    }

    pub async fn log_in(&mut self, login: Login) -> LoggedIn {
        self.get(Request::Login(login)).await
    }

    pub async fn event(&mut self) -> Event {
        let other = match self.others.pop_front() {
            Some(other) => other,
            None => self.receive().await.expect("the connection is open"),
        };
        match other {
            ServerMessage::Event { event, .. } => event,
            other => panic!("{other:?} is no push"),
        }
    }
}

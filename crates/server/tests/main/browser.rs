//! An HTTP client that keeps the session's cookie and sends what a page would.

use crate::client::{PATIENCE, TestServer};
use serde_json::Value;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub const PASSWORD: &str = "correct horse battery";

pub struct Browser {
    address: SocketAddr,
    cookie: Option<String>,
    pub csrf_token: Option<String>,
    pub key: Option<String>,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Value,
}

impl Answer {
    /// The stable word of a refusal.
    pub fn name(&self) -> &str {
        self.body["name"].as_str().unwrap_or_default()
    }
}

impl Browser {
    pub fn new(server: &TestServer) -> Self {
        let address = server.running.http_addr;
        Self { address, cookie: None, csrf_token: None, key: None }
    }

    /// A browser in which the operator has just set the password.
    pub async fn signed_in(server: &TestServer) -> Self {
        let mut browser = Self::new(server);
        let answer = browser.set_up(&setup_code(server), PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        browser
    }

    /// A program with an API key.
    pub fn with_key(server: &TestServer, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..Self::new(server) }
    }

    pub async fn set_up(&mut self, code: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "setup_code": code, "password": password });
        self.ask("POST", "/api/v1/setup", Some(body)).await
    }

    pub async fn sign_in(&mut self, password: &str) -> Answer {
        let body = serde_json::json!({ "password": password });
        self.ask("POST", "/api/v1/session", Some(body)).await
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub async fn ask(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| ("application/json", body.to_string()));
        self.ask_with(method, path, &[], body).await
    }

    pub async fn ask_with(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, String)>,
    ) -> Answer {
        let (kind, text) = body.unwrap_or_default();
        let mut request = self.head(method, path, headers);
        if !kind.is_empty() {
            request += &format!("content-type: {kind}\r\ncontent-length: {}\r\n", text.len());
        }
        request += "\r\n";
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        // A body that is too large is refused before it was read.
        stream.write_all(text.as_bytes()).await.ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok();
        self.read(&String::from_utf8(answer).unwrap())
    }

    /// Opens server-sent events.
    pub async fn watch(&self, path: &str) -> Events {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = self.head("GET", path, &[]) + "\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        Events { stream, unread: String::new() }
    }

    fn head(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        let own = [
            ("cookie", self.cookie.clone()),
            ("x-csrf-token", self.csrf_token.clone()),
            ("authorization", self.key.as_ref().map(|key| format!("Bearer {key}"))),
        ];
        for (name, value) in own.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            request += &format!("{name}: {value}\r\n");
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request
    }

    fn read(&mut self, answer: &str) -> Answer {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        if let Some((_, cookie)) = head.split_once("\r\nset-cookie: ") {
            let cookie = cookie.split(';').next().unwrap().to_owned();
            self.cookie = Some(cookie).filter(|cookie| !cookie.ends_with('='));
        }
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        if let Some(token) = body["csrf_token"].as_str() {
            self.csrf_token = Some(token.to_owned());
        }
        Answer { status, head: head.to_owned(), body }
    }
}

/// Server-sent events as they arrive.
pub struct Events {
    stream: TcpStream,
    unread: String,
}

impl Events {
    /// The data of the next event; `None` after the last one.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(begin) = self.unread.find("data: ")
                && let Some(length) = self.unread[begin..].find("\n\n")
            {
                let data = self.unread[begin + 6..begin + length].to_owned();
                self.unread.drain(..begin + length);
                return Some(serde_json::from_str(&data).unwrap());
            }
            let mut bytes = [0; 4096];
            let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut bytes)).await;
            match read.expect("it goes on or ends in time").unwrap() {
                0 => return None,
                count => self.unread += std::str::from_utf8(&bytes[..count]).unwrap(),
            }
        }
    }
}

/// The code of the link that the server tells.
pub fn setup_code(server: &TestServer) -> String {
    let link = server.running.setup_link.as_ref().expect("there is no password");
    let (url, code) = link.split_once("/#setup=").unwrap();
    assert_eq!(url, format!("http://{}", server.running.http_addr));
    code.to_owned()
}

//! `cooee serve`.

use crate::{COOEE, Shell};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server in a process of its own, killed at the latest when the test ends.
pub struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Served {
    /// Starts on free ports; the text is the address of HTTP.
    pub fn start(shell: &Shell, arguments: &[&str]) -> (Self, String) {
        let mut command = shell.command(Path::new(COOEE));
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut served = Self(child.expect("the program starts"));
        let mut line = String::new();
        let output = served.0.stdout.as_mut().expect("a pipe");
        BufReader::new(output).read_line(&mut line).expect("a line");
        let address = line.split(&['/', ','][..]).nth(2).expect("an address").to_owned();
        assert!(line.contains("media at udp 127.0.0.1:"), "{line}");
        (served, address)
    }

    /// Sends a signal and waits; the result is the exit code and the log.
    fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        let pid = self.0.id().to_string();
        let killed = Command::new("kill").args([signal, &pid]).status().expect("kill runs");
        assert!(killed.success());
        let mut log = String::new();
        let pipe = self.0.stderr.as_mut().expect("a pipe");
        pipe.read_to_string(&mut log).expect("UTF-8");
        (self.0.wait().expect("the program ends").code(), log)
    }
}

fn health(address: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n")
        .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

#[test]
fn it_serves_until_a_signal_and_then_ends_well() {
    for signal in ["-TERM", "-INT"] {
        let shell = Shell::new();
        let (served, address) = Served::start(&shell, &[]);
        assert!(health(&address).ends_with("\r\n\r\nok\n"));
        let (code, log) = served.stop(signal);
        assert_eq!(code, Some(0), "{log}");
        assert!(log.contains("`cooee app create` makes one"), "{log}");
        assert!(log.contains("server ended"), "{log}");
    }
}

/// Opens a WebSocket by hand and sends a text, which it waits for the answer of.
fn say(address: &str, text: &str) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request = "GET /v1/signal HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\n\
        upgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-protocol: cooee.v1\r\n\r\n";
    stream.write_all(request.as_bytes()).expect("it reads");
    let length = u8::try_from(text.len()).ok().filter(|&length| length < 126).expect("short");
    // A final text frame, masked with zeros (RFC 6455 §5.2).
    let frame = [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat();
    stream.write_all(&frame).expect("it reads");
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains("\"error\"") {
        let mut more = [0; 1000];
        let length = stream.read(&mut more).expect("it answers");
        assert_ne!(length, 0, "it answers before it closes");
        answer.extend(&more[..length]);
    }
}

#[test]
fn the_log_can_be_json_and_holds_no_secret() {
    let shell = Shell::new();
    let made = shell.json("app create --open --json");
    let log = "trace,tungstenite::protocol=trace";
    let (served, address) = Served::start(&shell, &["--log-format", "json", "--log", log]);
    say(&address, r#"{"id":1,"op":"renew_token","token":"a-secret-token"}"#);
    let (code, log) = served.stop("-TERM");
    assert_eq!(code, Some(0), "{log}");
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert!(line["level"].is_string() && line["fields"].is_object(), "{line}");
    }
    assert!(log.contains("this app is open") && log.contains("connection opened"), "{log}");
    assert!(!log.contains("a-secret-token"), "{log}");
    for secret in ["app_sign", "server_secret"] {
        assert!(!log.contains(made[secret].as_str().expect("a text")));
    }
}

#[test]
fn https_needs_one_flag() {
    let shell = Shell::new();
    let (served, address) = Served::start(&shell, &["--tls-self-signed"]);
    let answer = health(&address);
    assert!(answer.contains("\r\nlocation: https://test/healthz\r\n"), "{answer}");
    let (code, log) = served.stop("-TERM");
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn what_keeps_it_from_starting_is_named() {
    let shell = Shell::new();
    let (_served, address) = Served::start(&shell, &[]);
    let errors = shell.bad(1, &format!("serve --listen {address}"));
    assert!(errors.contains(&format!("TCP {address} cannot be used")), "{errors}");
    let errors = shell.bad(1, "serve --tls-cert /none/cert.pem");
    assert!(errors.contains("tls_cert needs tls_key"), "{errors}");
    let errors = shell.bad(1, "serve --tls-cert /none/cert.pem --tls-key /none/key.pem");
    assert!(errors.contains("/none/cert.pem: No such file"), "{errors}");
    let errors = shell.bad(1, "serve --listen here");
    assert!(errors.contains("--listen"), "{errors}");
}

//! `cooee app callbacks` and `cooee app deliveries`, and what a killed server leaves behind.

use crate::call::Running;
use crate::serve::Served;
use crate::{COOEE, Shell};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// The events of a call, and those of its end.
const BEGUN: [&str; 3] = ["room_create", "room_login", "stream_create"];
const ENDED: [&str; 3] = ["stream_close", "room_logout", "room_close"];
/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server in front of the shell's data folder, and a silent call of `amy` in room `r`.
fn call(shell: &Shell, app: &str, arguments: &str) -> (Served, Running) {
    let (served, address) = Served::start(shell, &[]);
    let mut command = shell.command(Path::new(COOEE));
    command.args(["call", "--server", &address, "--app", app, "--room", "r", "--user", "amy"]);
    let call = Running::start(command.arg("--silent").args(arguments.split_terminator(' ')));
    (served, call)
}

/// Asks for the latest callbacks until this is so.
fn deliveries(shell: &Shell, app: &str, until: impl Fn(&str) -> bool) -> String {
    let start = Instant::now();
    loop {
        let listed = shell.good(&format!("app deliveries {app}"));
        if until(&listed) {
            return listed;
        }
        assert!(start.elapsed() < PATIENCE, "{listed}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The events of a list, the oldest first.
fn events(listed: &str) -> Vec<&str> {
    listed.lines().rev().filter_map(|line| line.split_whitespace().nth(1)).collect()
}

/// Takes so many posts.
fn receiver(posts: usize) -> (SocketAddr, thread::JoinHandle<Vec<serde_json::Value>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let receive = move || {
        let mut bodies = Vec::new();
        for _ in 0..posts {
            let (mut stream, _) = listener.accept().expect("a post");
            let mut text = String::new();
            let body = loop {
                let mut more = [0; 4096];
                let length = stream.read(&mut more).expect("it is sent");
                text += std::str::from_utf8(&more[..length]).expect("UTF-8");
                let body = text.split_once("\r\n\r\n").map(|(_, body)| body);
                if let Some(body) = body.and_then(|body| serde_json::from_str(body).ok()) {
                    break body;
                }
            };
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").expect("it reads");
            bodies.push(body);
        }
        bodies
    };
    (address, thread::spawn(receive))
}

#[test]
fn callbacks_are_switched_on_and_off() {
    let shell = Shell::new();
    let app = shell.app();
    let shown = |arguments: &str| shell.good(&format!("app callbacks {app} {arguments}"));
    let url = "https://app.example.com/cooee?a=b";
    assert!(shown(&format!("--url {url}")).contains(&format!("Callbacks     {url}")));
    assert_eq!(shell.json(&format!("app show {app} --json"))["callback_url"], url);
    let error = shell.bad(1, &format!("app callbacks {app} --url ftp://a/"));
    assert!(error.contains("1000017") && error.contains("https://app.example.com"), "{error}");
    assert_eq!(shell.json(&format!("app show {app} --json"))["callback_url"], url);
    assert!(shown("--off").contains("Callbacks     off"));
    assert!(shell.json(&format!("app show {app} --json"))["callback_url"].is_null());
    shell.bad(2, &format!("app callbacks {app}"));
    shell.bad(2, &format!("app callbacks {app} --off --url {url}"));
    for command in ["callbacks 5 --off", "deliveries 5"] {
        let error = shell.bad(1, &format!("app {command}"));
        assert!(error.contains("1001004"), "{error}");
    }
}

#[test]
fn deliveries_tell_what_was_tried_and_what_was_taken() {
    let shell = Shell::new();
    let app = shell.app();
    let none = shell.good(&format!("app deliveries {app}"));
    assert_eq!(none, "No callbacks were sent, and none wait.\n");
    let (address, receiver) = receiver(6);
    shell.good(&format!("app callbacks {app} --url http://{address}/hook"));
    let (_served, call) = call(&shell, &app, "--duration 1");
    assert_eq!(call.end().exit_code, 0);
    let taken = deliveries(&shell, &app, |listed| listed.matches("delivered at").count() == 6);
    let told = [BEGUN, ENDED].concat();
    assert_eq!(events(&taken), told);
    assert_eq!(taken.matches("tried 1 times").count(), 6, "{taken}");
    let newest = shell.good(&format!("app deliveries {app} --most 1"));
    assert_eq!(events(&newest), ["room_close"]);
    let bodies = receiver.join().expect("all came");
    assert_eq!(bodies.iter().map(|body| &body["event"]).collect::<Vec<_>>(), told);
}

#[test]
fn what_a_killed_server_left_open_is_ended_by_the_next_start() {
    let shell = Shell::new();
    let app = shell.app();
    // Port 9 of this machine: nobody listens.
    shell.good(&format!("app callbacks {app} --url http://127.0.0.1:9/"));
    let (served, mut call) = call(&shell, &app, "");
    call.wait_for("PUBLISHING");
    deliveries(&shell, &app, |listed| events(listed) == BEGUN && listed.contains("cannot be"));
    // It gets no chance to say anything.
    drop(served);
    drop(call);
    let listed = deliveries(&shell, &app, |_| true);
    assert_eq!(events(&listed), BEGUN);
    assert!(listed.contains("127.0.0.1 port 9 cannot be reached"), "{listed}");
    assert!(listed.contains("waiting, next try at "), "{listed}");
    let _served = Served::start(&shell, &[]);
    let listed = deliveries(&shell, &app, |_| true);
    assert_eq!(events(&listed), [BEGUN, ENDED].concat());
}

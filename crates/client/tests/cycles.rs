//! `destroy_engine` frees everything: 200 engines, one after the other, in a process in which
//! nothing else runs; the server is in another one. Takes about 15 s.

#![expect(clippy::unwrap_used, reason = "a test may end where something is wrong")]

#[path = "support/mod.rs"]
mod support;

use cooee::{EngineProfile, Event, PublishChannel, PublisherState, RoomConfig};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::{TestServer, engine, publisher_state, wait_for};

const SERVE: &str = "COOEE_TEST_SERVE";

#[test]
fn two_hundred_engines_leave_nothing_behind() {
    if std::env::var_os(SERVE).is_some() {
        return serve();
    }
    let server = OtherProcess::start();
    let began = Instant::now();
    let (threads, mut descriptors) = (count("/proc/self/task"), 0);
    let mut after_50 = 0;
    let mut longest_destroy = Duration::ZERO;
    for cycle in 1..=200 {
        let (engine, events) = engine(server.profile.clone());
        engine.login_room("room", "user", RoomConfig::default()).wait().unwrap();
        engine.start_publishing_stream("stream", PublishChannel::Main);
        publisher_state(&events, "stream", PublisherState::Publishing);
        engine.start_playing_stream("stream");
        wait_for(&events, "first frame", |event| match event {
            Event::PlayerRecvAudioFirstFrame { .. } => Some(()),
            _ => None,
        });
        let destroyed = Instant::now();
        engine.destroy_engine();
        longest_destroy = longest_destroy.max(destroyed.elapsed());
        // The system takes a thread off its list a moment after it was joined.
        let patience = Instant::now() + Duration::from_secs(5);
        while count("/proc/self/task") != threads && Instant::now() < patience {
            std::thread::yield_now();
        }
        assert_eq!(count("/proc/self/task"), threads);
        if cycle == 1 {
            // tokio keeps a pair of descriptors for signals from its first runtime on.
            descriptors = count("/proc/self/fd");
        }
        assert_eq!(count("/proc/self/fd"), descriptors);
        if cycle == 50 {
            after_50 = resident_bytes();
        }
    }
    let (grown, took) = (resident_bytes() as i64 - after_50 as i64, began.elapsed());
    println!(
        "200 cycles in {took:.1?}, the longest destroy {longest_destroy:?}; \
         {} KiB resident after 50, {} KiB more after 200",
        after_50 / 1024,
        grown / 1024
    );
    assert!(grown < 2 * 1024 * 1024, "resident memory grew by {grown} bytes");
    assert!(took < Duration::from_secs(60), "200 cycles took {took:?}");
    assert!(longest_destroy < Duration::from_millis(500), "{longest_destroy:?}");
}

fn count(folder: &str) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

fn resident_bytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// Serves until standard input ends.
fn serve() {
    let server = TestServer::start();
    let (app_id, app_sign) = (server.app.app_id, server.app.app_sign.reveal());
    println!("\nserving {} {app_id} {app_sign}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// The server in a process of its own.
struct OtherProcess {
    child: Child,
    profile: EngineProfile,
}

impl OtherProcess {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "two_hundred_engines_leave_nothing_behind", "--nocapture"])
            .env(SERVE, "")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let profile = lines.find_map(|line| {
            let line = line.unwrap();
            let mut words = line.strip_prefix("serving ")?.split(' ');
            let (url, app_id) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
            Some(EngineProfile::new(app_id, url).with_app_sign(words.next()?))
        });
        Self { profile: profile.expect("the server tells where it is"), child }
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

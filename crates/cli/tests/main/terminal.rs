//! `cooee call` on a terminal: the live line, the keys, and the mode that is left behind.

use crate::call::Cloud;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// More than anything here needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program on a pseudo-terminal of its own.
struct Terminal {
    child: Child,
    keyboard: File,
    /// The program's side, kept open to look at its mode.
    other_side: File,
    mode_before: String,
    output: Receiver<Vec<u8>>,
    shown: String,
}

impl Terminal {
    fn start(command: &mut Command) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&master).expect("granted");
        unlockpt(&master).expect("unlocked");
        let name = ptsname(&master, Vec::new()).expect("a name").into_string().expect("UTF-8");
        let other_side = OpenOptions::new().read(true).write(true).open(name).expect("it opens");
        let mode_before = mode_of(&other_side);
        let end = || other_side.try_clone().expect("a handle");
        let command = command.env("TERM", "xterm").stdin(end()).stdout(end()).stderr(end());
        let child = command.spawn().expect("the program starts");
        let keyboard = File::from(master);
        let mut screen = keyboard.try_clone().expect("a handle");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count) = screen.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, keyboard, other_side, mode_before, output, shown: String::new() }
    }

    /// Whether keys arrive one by one.
    fn is_raw(&self) -> bool {
        let mode = tcgetattr(&self.other_side).expect("a mode");
        !mode.local_modes.contains(LocalModes::ICANON)
    }

    fn assert_mode_is_restored(&self) {
        assert_eq!(mode_of(&self.other_side), self.mode_before);
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("typed");
    }

    /// Waits until this is shown, and forgets what was shown before.
    fn wait_for(&mut self, words: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.shown.contains(words) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("no {words:?} in {:?}", self.shown);
            };
            self.shown += &String::from_utf8_lossy(&bytes);
        }
        self.shown.clear();
    }

    fn exit_code(&mut self) -> Option<i32> {
        self.child.wait().expect("the program ends").code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn mode_of(terminal: &File) -> String {
    format!("{:?}", tcgetattr(terminal).expect("a mode"))
}

fn call(cloud: &Cloud) -> Terminal {
    Terminal::start(&mut cloud.command("--user u1 --silent --output /dev/null"))
}

#[test]
fn keys_mute_and_leave() {
    let cloud = Cloud::start();
    let mut terminal = call(&cloud);
    terminal.wait_for("m mutes the microphone");
    assert!(terminal.is_raw());
    terminal.wait_for("room: 1 user | you [        ] | round trip ");
    terminal.press("m");
    terminal.wait_for("Others hear silence from you: the microphone is muted.");
    terminal.wait_for("you MUTED");
    terminal.press("m");
    terminal.wait_for("microphone open");
    terminal.wait_for("you [");
    terminal.press("s");
    terminal.wait_for("You hear nothing: the speaker is muted.");
    terminal.wait_for("speaker MUTED");
    terminal.press("?");
    terminal.wait_for("keys: m mutes");
    terminal.press("q");
    terminal.wait_for("LOGOUT room room");
    assert_eq!(terminal.exit_code(), Some(0));
    terminal.assert_mode_is_restored();
}

#[test]
fn every_end_gives_the_terminal_back() {
    let cloud = Cloud::start();
    for (keys, signal) in [("\x1b", ""), ("\x03", ""), ("", "-TERM"), ("", "-HUP"), ("", "-INT")] {
        let mut terminal = call(&cloud);
        terminal.wait_for("PUBLISHING u1-main");
        assert!(terminal.is_raw());
        terminal.press(keys);
        if !signal.is_empty() {
            let pid = terminal.child.id().to_string();
            let killed = Command::new("kill").args([signal, &pid]).status();
            assert!(killed.expect("it runs").success());
        }
        terminal.wait_for("LOGOUT room room");
        assert_eq!(terminal.exit_code(), Some(0), "{keys:?} {signal}");
        terminal.assert_mode_is_restored();
    }
    let mut refused = Terminal::start(&mut cloud.command("--user u1 --token 04AAAA --silent"));
    refused.wait_for("(code 1002075, ");
    assert_eq!(refused.exit_code(), Some(1));
    refused.assert_mode_is_restored();
}

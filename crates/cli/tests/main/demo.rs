//! `cooee demo` ends well only if A heard what B was to say.

use super::COOEE;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

const SPEECH: &str = "sense_and_sensibility_01_austen_64kb-0870.wav";
const OTHER_SPEECH: &str = "sense_and_sensibility_01_austen_64kb-0920.wav";

/// Real speech, from the Debian package pocketsphinx-testdata that `./x test` installs.
fn clip(name: &str) -> String {
    format!("/usr/share/pocketsphinx/test/data/librivox/{name}")
}

fn demo(arguments: &[&str]) -> (Output, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(COOEE)
        .args(["demo", "--speech", &clip(SPEECH), "--output"])
        .arg(folder.path())
        .args(arguments)
        .output()
        .expect("cooee runs");
    (output, folder)
}

#[test]
fn the_speech_is_heard() {
    let (output, folder) = demo(&[]);
    let story = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{story}\n{}", String::from_utf8_lossy(&output.stderr));
    for words in ["A heard B", "LOGINED", "PUBLISHING", "PLAYING", "DELETE", "LOGOUT", "similarity"]
    {
        assert!(story.contains(words), "{words} is missing in\n{story}");
    }
    assert!(folder.path().join("heard.wav").exists());
}

#[test]
fn other_speech_of_the_same_voice_fails() {
    let (output, _folder) = demo(&["--say", &clip(OTHER_SPEECH)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("A did not hear B"));
}

/// Everybody hears everybody: a guest with the printed links' token, and B with its ears.
#[cfg(unix)]
#[test]
fn a_kept_demo_says_how_to_join_and_hears_who_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut demo = Kept::start(folder.path());
    let links: Vec<_> = ["user=web1&", "user=web2&"].map(|user| demo.wait_for(user)).into();
    let (page, fragment) = links[0].trim().split_once("#app=").expect("a fragment");
    assert!(page.starts_with("https://localhost:") && page.ends_with("/debug"), "{page}");
    let (app, rest) = fragment.split_once("&room=demo&user=web1&token=").expect("a token");
    assert_ne!(links[1].split_once("token=").expect("a token").1, rest);
    let token = rest.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let certificate = folder.path().join("data/tls-self-signed.pem");
    let guest = Command::new(COOEE)
        .env("SSL_CERT_FILE", certificate)
        .args(["call", "--server", page.trim_end_matches("/debug"), "--app", app])
        .args(["--room", "demo", "--user", "web1", "--token", &token, "--play-all"])
        .args(["--input", &clip(OTHER_SPEECH), "--duration", "60s"])
        .args(["--output".as_ref(), folder.path().join("guest.wav").as_os_str()])
        .stdout(Stdio::null())
        .spawn();
    let _guest = Kept::of(guest.expect("cooee runs"));
    let heard = demo.wait_for("B hears ");
    assert!(heard.contains("B hears web1 (web1-main, level "), "{heard}");
}

/// A program that runs until the test ends.
struct Kept {
    child: Child,
    story: Option<BufReader<ChildStdout>>,
}

impl Kept {
    fn of(mut child: Child) -> Self {
        let story = child.stdout.take().map(BufReader::new);
        Self { child, story }
    }

    fn start(folder: &Path) -> Self {
        let mut demo = Command::new(COOEE);
        demo.args(["demo", "--keep", "--tls-self-signed", "--speech", &clip(SPEECH), "--output"]);
        Self::of(demo.arg(folder).stdout(Stdio::piped()).spawn().expect("cooee runs"))
    }

    /// Reads until a line has these words.
    fn wait_for(&mut self, words: &str) -> String {
        let lines = self.story.as_mut().expect("a pipe").lines();
        let mut lines = lines.map(|line| line.expect("UTF-8"));
        lines.find(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words:?}"))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

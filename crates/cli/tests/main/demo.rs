//! `cooee demo` ends well only if A heard what B was to say.

use super::COOEE;
use std::process::{Command, Output};

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

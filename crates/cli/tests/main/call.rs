//! `cooee call` without a terminal: files in and out, refusals, and text for scripts.

use crate::serve::Served;
use crate::{COOEE, Run, Shell};
use cooee_audio::similarity::compare;
use cooee_audio::wav;
use cooee_proto::WallTime;
use cooee_token::{Claims, Form, ServerSecret, make};
use std::f32::consts::TAU;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server with an app, and the shell of somebody on its machine.
pub struct Cloud {
    pub shell: Shell,
    pub app: String,
    address: String,
    app_sign: String,
    server_secret: ServerSecret,
    _served: Served,
}

impl Cloud {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts with rules for the app, such as `strict APP on`.
    fn start_with(rules: &[&str]) -> Self {
        let shell = Shell::new();
        let made = shell.json("app create --json");
        for rule in rules {
            shell.good(&format!("app {}", rule.replace("APP", &made["app_id"].to_string())));
        }
        let (served, address) = Served::start(&shell, &[]);
        let text = |key: &str| made[key].as_str().expect("a text").to_owned();
        let server_secret = ServerSecret::new(&text("server_secret")).expect("a secret");
        let app_sign = text("app_sign");
        let app = made["app_id"].to_string();
        Self { shell, app, address, app_sign, server_secret, _served: served }
    }

    /// `cooee call` in one room, with further arguments separated by single spaces.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = self.shell.command(Path::new(COOEE));
        command.args(["call", "--server", &self.address, "--app", &self.app, "--room", "room"]);
        command.args(arguments.split(' '));
        command
    }

    /// Runs a call to its end.
    fn call(&self, arguments: &str) -> Run {
        crate::run(&mut self.command(arguments), "")
    }

    /// Runs a call that must end with exit code 1 and these words in its error text.
    fn refused(&self, command: &mut Command, words: &[&str]) {
        let run = crate::run(command.args(["--silent", "--duration", "10"]), "");
        assert_eq!(run.exit_code, 1, "{words:?}: {}{}", run.output, run.errors);
        for word in words {
            assert!(run.errors.contains(word), "{word}: {}", run.errors);
        }
        assert!(!run.errors.contains(&self.app_sign), "{}", run.errors);
    }

    /// Somebody elsewhere: without the store.
    fn elsewhere(&self, arguments: &str) -> Command {
        let mut command = self.command(arguments);
        command.env("COOEE_DATA_DIR", self.shell.path("nothing"));
        command
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.shell.path(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    }
}

/// A call that runs, ended at the latest with its test.
pub struct Running {
    child: Child,
    output: BufReader<Box<dyn Read>>,
    heard: String,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let pipe: Box<dyn Read> = Box::new(child.stdout.take().expect("a pipe"));
        let output = BufReader::new(pipe);
        Self { child, output, heard: String::new() }
    }

    /// Reads until a line contains this.
    pub fn wait_for(&mut self, words: &str) {
        loop {
            let mut line = String::new();
            let count = self.output.read_line(&mut line).expect("UTF-8");
            assert!(count > 0, "no {words:?} in {}", self.heard);
            self.heard += &line;
            if line.contains(words) {
                return;
            }
        }
    }

    /// Waits for its end.
    pub fn end(mut self) -> Run {
        self.output.read_to_string(&mut self.heard).expect("UTF-8");
        let mut errors = String::new();
        let mut pipe = self.child.stderr.take().expect("a pipe");
        pipe.read_to_string(&mut errors).expect("UTF-8");
        let status = self.child.wait().expect("the program ends");
        let output = std::mem::take(&mut self.heard);
        Run { exit_code: status.code().expect("no signal"), output, errors }
    }

    fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("it runs").success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_one_says_the_other_records() {
    let cloud = Cloud::start();
    let clip = speech(4);
    let said = cloud.shell.path("said.wav");
    let mut writer = wav::Writer::new(File::create(&said).expect("made")).expect("begun");
    writer.push(&clip).and_then(|()| writer.finish()).expect("written");
    let heard = cloud.shell.path("heard.wav");

    let arguments = format!("--user alice --no-publish --output {}", heard.display());
    let mut alice = Running::start(&mut cloud.command(&arguments));
    alice.wait_for("LOGINED room room");
    let arguments = format!("--user bob --name Bob --input {} --duration 6", said.display());
    let bob = cloud.call(&arguments);
    assert_eq!(bob.exit_code, 0, "{}{}", bob.output, bob.errors);
    for words in ["PUBLISHING bob-main", "FIGURES users 2; round trip ", "LOGOUT room room"] {
        assert!(bob.output.contains(words), "{words}: {}", bob.output);
    }
    alice.wait_for("STREAM_DELETE: bob-main of bob (Bob), STOPPED");
    alice.terminate();
    let alice = alice.end();
    assert_eq!(alice.exit_code, 0, "{}", alice.output);
    for words in [
        "USER_ADD: bob (Bob)",
        "PLAYING bob-main",
        "FIGURES users 2; ",
        "concealed ",
        "nobody else publishes in this room",
        "LOGOUT room room",
    ] {
        assert!(alice.output.contains(words), "{words}: {}", alice.output);
    }
    for line in alice.output.lines().chain(bob.output.lines()) {
        assert!(!line.contains(|character: char| character.is_control()), "{line:?}");
        let time = line.split_whitespace().next().expect("a time");
        assert!(time.contains('.') && time.parse::<f64>().is_ok(), "{line}");
    }

    let recorded = wav::read(File::open(heard).expect("there")).expect("a WAV file");
    let similarity = compare(&clip, &recorded).similarity;
    assert!(similarity >= 0.9, "{similarity}");
    let similarity = compare(&speech(5)[..4 * 48_000], &recorded).similarity;
    assert!(similarity < 0.9, "other speech: {similarity}");
}

#[test]
fn each_refused_login_has_its_code_and_what_to_do() {
    let cloud = Cloud::start();
    let app_sign = cloud.file("app-sign", &cloud.app_sign);
    let good = cloud.elsewhere(&format!("--user u --app-sign-file {app_sign}"));
    let run = crate::run({ good }.args(["--silent", "--duration", "1"]), "");
    assert_eq!(run.exit_code, 0, "{}{}", run.output, run.errors);

    let wrong = cloud.file("wrong", &"0".repeat(64));
    let mut call = cloud.elsewhere(&format!("--user u --app-sign-file {wrong}"));
    cloud.refused(&mut call, &["code 1001005", "cooee app show --secrets"]);
    let mut call = cloud.elsewhere("--user u --app-sign-env SIGN");
    cloud.refused(call.env("SIGN", "12"), &["code 1001001", "all 64 characters"]);
    let mut call = cloud.elsewhere("--user u");
    cloud.refused(&mut call, &["code 1002067", "--token-file"]);
    let expired = expired_token(&cloud);
    let mut call = cloud.elsewhere("--user u --token-env TOKEN");
    cloud.refused(call.env("TOKEN", &expired), &["code 1002078", "Make a new token"]);
    let file = cloud.file("token", &format!("{expired}\n"));
    let mut call = cloud.elsewhere(&format!("--user u --token-file {file}"));
    cloud.refused(&mut call, &["code 1002078"]);
    let mut call = cloud.elsewhere(&format!("--user other --token {expired}"));
    cloud.refused(&mut call, &["code 1002077", "for the userID that logs in"]);

    let foreign = Shell::new();
    let mut call = foreign.command(Path::new(COOEE));
    call.args(["call", "--server", &cloud.address, "--app", "7", "--room", "r", "--user", "u"]);
    cloud.refused(&mut call, &["code 1001004", "cooee app list"]);
}

fn expired_token(cloud: &Cloud) -> String {
    let claims = Claims {
        app_id: cooee_proto::AppId(cloud.app.parse().expect("a number")),
        user_id: "u".to_owned(),
        nonce: 1,
        ctime: WallTime(1_700_000_000_000),
        expire: WallTime(1_700_000_060_000),
        payload: String::new(),
    };
    make(&claims, &cloud.server_secret, Form::Gcm, [7; 16]).expect("a token")
}

#[test]
fn the_store_lets_its_owner_in_whatever_the_app_asks_for() {
    let cloud = Cloud::start_with(&["strict APP on", "auth APP --token-only"]);
    let run = cloud.call("--user u --silent --duration 1");
    assert_eq!(run.exit_code, 0, "{}{}", run.output, run.errors);
    assert!(run.output.contains("PUBLISHING u-main"), "{}", run.output);
    let mut call = cloud.elsewhere("--user u --app-sign-env SIGN");
    cloud.refused(call.env("SIGN", &cloud.app_sign), &["code 1002033"]);
}

#[test]
fn a_second_user_and_a_second_stream_have_their_codes() {
    let cloud = Cloud::start();
    let mut first = Running::start(&mut cloud.command("--user u1 --silent --stream s1"));
    first.wait_for("PUBLISHING s1");
    let mut call = cloud.command("--user u2 --stream s1");
    cloud.refused(&mut call, &["code 1003028", "--stream", "--no-publish"]);
    first.wait_for("USER_DELETE: u2");

    let second = cloud.call("--user u1 --silent --stream s2 --duration 1");
    assert_eq!(second.exit_code, 0, "{}{}", second.output, second.errors);
    let first = first.end();
    assert_eq!(first.exit_code, 1, "{}", first.output);
    assert!(first.output.contains("KICK_OUT room room"), "{}", first.output);
    assert!(first.errors.contains("code 1002050"), "{}", first.errors);
    assert!(first.errors.contains("its own --user"), "{}", first.errors);
}

#[test]
fn each_bad_id_has_its_code() {
    let cloud = Cloud::start();
    for (arguments, code) in [
        ("--user zoë".to_owned(), "1002006"),
        (format!("--user {}", "u".repeat(64)), "1002007"),
        ("--user u --room a|b".to_owned(), "1002012"),
        (format!("--user u --room {}", "r".repeat(128)), "1002013"),
        ("--user u --stream a.b".to_owned(), "1000016"),
        (format!("--user u --stream {}", "s".repeat(257)), "1000014"),
        ("--user u --play a.b".to_owned(), "1000016"),
        ("--user u --app 0".to_owned(), "1001000"),
    ] {
        let mut command = cloud.shell.command(Path::new(COOEE));
        let defaults = [("--app", "7"), ("--room", "r"), ("--user", "u")];
        command.arg("call").args(arguments.split(' '));
        for (flag, value) in defaults {
            if !arguments.contains(flag) {
                command.args([flag, value]);
            }
        }
        let run = crate::run(&mut command, "");
        assert_eq!(run.exit_code, 2, "{arguments}: {}{}", run.output, run.errors);
        assert!(run.errors.contains(&format!("code {code}")), "{arguments}: {}", run.errors);
    }
    // A good userID that cannot be part of a streamID.
    let run = cloud.call("--user u@home --silent");
    assert_eq!(run.exit_code, 1);
    assert!(run.errors.contains("code 1000016"), "{}", run.errors);
    assert!(run.errors.contains("--stream"), "{}", run.errors);
}

#[test]
fn what_keeps_a_call_from_starting_is_named() {
    let cloud = Cloud::start();
    let run = cloud.call("--user u --input /missing.wav");
    assert_eq!(run.exit_code, 1);
    assert!(run.errors.contains("--input /missing.wav: "), "{}", run.errors);
    let run = cloud.call("--user u --processing aec,loud");
    assert_eq!(run.exit_code, 2);
    assert!(run.errors.contains("some of aec,ans,agc"), "{}", run.errors);
    let run = cloud.call("--user u --output /missing/heard.wav");
    assert!(run.errors.contains("--output /missing/heard.wav: "), "{}", run.errors);
    let run = cloud.call("--user u --token-file /missing");
    assert!(run.errors.contains("--token-file /missing: "), "{}", run.errors);
    let run = cloud.call("--user u --token-env MISSING");
    assert!(run.errors.contains("--token-env MISSING: "), "{}", run.errors);
    let shell = Shell::new();
    let nobody = "call --server 127.0.0.1:1 --app 7 --room r --user u --silent --duration 1";
    let run = shell.run(nobody);
    assert_eq!(run.exit_code, 1);
    assert!(run.output.contains("code 1002030"), "{}", run.output);
    assert!(run.errors.contains("code 1002031"), "{}", run.errors);
    assert!(run.errors.contains("--server"), "{}", run.errors);
    let errors = shell.bad(2, "call --room r --user u");
    assert!(errors.contains("--app"), "{errors}");
}

#[test]
fn a_reader_that_goes_away_ends_the_call() {
    let cloud = Cloud::start();
    let mut call = Running::start(&mut cloud.command("--user u --silent"));
    call.wait_for("PUBLISHING u-main");
    let Running { child, output, .. } = &mut call;
    *output = BufReader::new(Box::new(std::io::empty()));
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));
}

#[test]
fn the_user_learns_why_nothing_is_heard() {
    let cloud = Cloud::start();
    let mut call = cloud.command("--user u1 --no-publish --play nobody --output /dev/null");
    let mut waiting = Running::start(&mut call);
    waiting.wait_for("You do not hear nobody: no such stream");
    let mut publisher = Running::start(&mut cloud.command("--user u2 --silent --stream nobody"));
    waiting.wait_for("PLAYING nobody");
    publisher.wait_for("PUBLISHING nobody");
    waiting.terminate();
    publisher.terminate();
    assert_eq!(waiting.end().exit_code, 0);
    assert_eq!(publisher.end().exit_code, 0);
}

/// Something like speech: so many seconds of voiced syllables with formants, and pauses. What
/// is asked for decides what is said.
fn speech(seconds: u32) -> Vec<f32> {
    let mut state = seconds;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    };
    let mut samples = Vec::new();
    while samples.len() < seconds as usize * 48_000 {
        let length = (48_000.0 * (0.06 + 0.16 * random())) as usize;
        let pitch = 90.0 + 140.0 * random();
        let formants = [300.0 + 600.0 * random(), 900.0 + 1600.0 * random(), 2600.0];
        let loudness = if random() < 0.2 { 0.0 } else { 0.05 + 0.15 * random() };
        let partials: Vec<(f32, f32)> = (1..24)
            .map(|number| number as f32 * pitch)
            .map(|hertz| {
                let gain = |formant: &f32| (-(hertz - formant).abs() / 150.0).exp();
                (hertz, formants.iter().map(gain).sum())
            })
            .collect();
        for index in 0..length {
            let envelope = (TAU / 2.0 * index as f32 / length as f32).sin();
            let time = index as f32 / 48_000.0;
            let tone = |(hertz, gain): &(f32, f32)| gain * (TAU * hertz * time).sin();
            samples.push(loudness * envelope * partials.iter().map(tone).sum::<f32>());
        }
    }
    samples.truncate(seconds as usize * 48_000);
    samples
}

#[test]
fn the_page_names_every_flag_and_no_other() {
    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cooee-call.md");
    let page = std::fs::read_to_string(PAGE).expect("the page exists");
    let help = Shell::new().good("call --help");
    let flags = |text: &str| {
        let is_part = |character: char| character.is_ascii_lowercase() || character == '-';
        text.split(|character| !is_part(character))
            .filter(|word| word.starts_with("--") && word.len() > 3)
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let mut named = flags(&help);
    // Those of every command.
    named.remove("--help");
    named.remove("--version");
    assert_eq!(flags(&page), named);
}

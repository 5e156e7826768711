//! `cooee demo`: the whole quick start with real speech, and a verdict on what was heard.

mod ears;
mod links;
mod narrator;
mod report;
mod talk;
mod usage;

use crate::failure::{Failure, Outcome};
use clap::Args;
use cooee::{AudioSink, AudioSource, Engine, EngineProfile, PublishChannel, RoomConfig};
use cooee_audio::wav;
use cooee_server::config::Config;
use cooee_server::store::{AppRecord, AuthMode, Store};
use cooee_server::{Running, Server, StartError};
use narrator::Narrator;
use report::Report;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use talk::Talk;
use usage::Usage;

/// Let one client hear another through a server of its own, and check what was heard.
///
/// Starts a server, makes an app, and runs the quick start with two clients: B publishes the
/// speech, A plays it and records what it hears. Exit code 0 only if A really heard B.
#[derive(Args)]
pub struct Demo {
    /// What B says: a WAV file with at least 6 s of speech.
    #[arg(long, value_name = "WAV")]
    speech: PathBuf,

    /// Leave the server running afterwards, with B talking and listening, and print how to join:
    /// links for two tabs of a browser, and a command for the terminal.
    #[arg(long)]
    keep: bool,

    /// Serve HTTPS with a certificate of the server's own, for phones on the same network.
    #[arg(long)]
    tls_self_signed: bool,

    /// Where the recording and the server's data go.
    #[arg(long, value_name = "FOLDER", default_value = "target/demo")]
    output: PathBuf,

    /// What B really says in place of the speech, to see the demo fail.
    #[arg(long, value_name = "WAV", hide = true)]
    say: Option<PathBuf>,
}

/// The room, users and stream of the demo.
const ROOM: &str = "demo";
const STREAM: &str = "stream-b";

/// The shortest speech that says something about a call.
const SHORTEST_SPEECH: Duration = Duration::from_secs(6);

/// More than any step needs; what takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(15);

impl Demo {
    pub fn run(self) -> Outcome {
        let speech = read_speech(&self.speech)?;
        let said = self.say.as_deref().map(read_speech).transpose()?;
        let said = said.unwrap_or_else(|| speech.clone());
        fs::create_dir_all(&self.output)?;

        let narrator = Narrator::new();
        let data_dir = self.output.join("data");
        let (server, app) = start_server(&data_dir, self.tls_self_signed)?;
        let url = reachable(&server);
        narrator.say(&format!("the server runs at {url}"));
        narrator.say(&format!("the app is made: AppID {}", app.app_id));
        let mut profile = EngineProfile::new(app.app_id.0, &url);
        profile.app_sign = Some(app.app_sign.reveal());
        if let Some(certificate) = &server.self_signed {
            profile.trusted_certificates = fs::read_to_string(certificate)?;
        }

        let report = quick_start(&narrator, &profile, &speech, &said)?;
        let recording = self.output.join("heard.wav");
        report.save(&recording)?;
        println!("\n{report}  recording              {}\n", recording.display());
        if self.keep {
            keep_talking(&narrator, &profile, &speech, &data_dir, &app, &server)?;
        }
        server.stop();
        Ok(if report.is_heard() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The quick start's steps, one after the other.
fn quick_start(
    narrator: &Narrator,
    profile: &EngineProfile,
    speech: &[f32],
    said: &[f32],
) -> Result<Report, Failure> {
    narrator.say("B creates an engine, camera off, callbacks set");
    let b = Engine::create(profile.clone())?;
    b.enable_camera(false);
    let b_steps = narrator.follow("B", b.events());
    b.enable_custom_audio_io(true, PublishChannel::Main);

    let memory_before = Usage::resident_mebibytes();
    narrator.say("A creates an engine, camera off, callbacks set");
    let a = Engine::create(profile.clone())?;
    a.enable_camera(false);
    let a_steps = narrator.follow("A", a.events());
    a.enable_custom_audio_io(true, PublishChannel::Main);

    let room = || RoomConfig { is_user_status_notify: true, ..RoomConfig::default() };
    b_steps.call("login_room");
    b.login_room(ROOM, "b", room()).wait()?;
    b_steps.call("start_publishing_stream");
    b.start_publishing_stream(STREAM, PublishChannel::Main);
    b_steps.wait_for("PUBLISHING", PATIENCE)?;

    // B talks already when A comes, as in any call that one joins.
    let talk = Talk::start(a.clone(), b.clone());
    talk.say(&said[said.len() - said.len() / 3..]);
    let login_called = Instant::now();
    a_steps.call("login_room");
    a.login_room(ROOM, "a", room()).wait()?;
    let login = login_called.elapsed();
    a_steps.wait_for("ADD", PATIENCE)?;
    a_steps.call("start_playing_stream");
    a.start_playing_stream(STREAM);
    a_steps.wait_for("PLAYING", PATIENCE)?;
    let first_audio = talk.wait_for_sound(PATIENCE).map(|heard| heard - login_called);
    let memory = Usage::resident_mebibytes() - memory_before;

    narrator.say(&format!("B says {:.1} s of speech", talk::seconds(speech.len())));
    talk.wait_until_said();
    let usage = Usage::of_engine_threads();
    let clip_starts = talk.say(said);
    talk.wait_until_said();
    talk.pause();
    let cpu = usage.cores_since() / 2.0;
    let statistics = a.statistics().wait()?;

    b_steps.call("stop_publishing_stream");
    b.stop_publishing_stream(PublishChannel::Main);
    a_steps.wait_for("DELETE", PATIENCE)?;
    a_steps.call("stop_playing_stream");
    a.stop_playing_stream(STREAM);
    let heard = talk.stop();
    for (engine, steps) in [(&a, &a_steps), (&b, &b_steps)] {
        steps.call("logout_room");
        engine.logout_room(ROOM).wait()?;
        steps.call("destroy_engine");
        engine.destroy_engine();
    }
    a_steps.end();
    b_steps.end();
    let played = statistics.plays.values().next().map(|play| play.jitter).unwrap_or_default();
    Ok(Report::new(speech, &heard[clip_starts..], login, first_audio, played, cpu, memory))
}

/// B talks and listens on until Ctrl-C, so that people can join, hear something and be heard.
fn keep_talking(
    narrator: &Narrator,
    profile: &EngineProfile,
    speech: &[f32],
    data_dir: &Path,
    app: &AppRecord,
    server: &Running,
) -> Result<(), Failure> {
    let b = Engine::create(profile.clone())?;
    let samples: Arc<[f32]> = speech.into();
    b.set_audio_source(AudioSource::Samples { samples, repeat: true }, PublishChannel::Main);
    b.set_audio_sink(AudioSink::Nowhere);
    ears::listen(narrator, &b);
    b.login_room(ROOM, "b", RoomConfig::default()).wait()?;
    b.start_publishing_stream(STREAM, PublishChannel::Main);
    narrator
        .say("the server keeps running; B keeps talking and tells whom it hears; Ctrl-C ends it");
    print_ways_to_join(data_dir, app, server)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let stopped = {
        let _context = runtime.enter();
        crate::signals::stop_signal()?
    };
    runtime.block_on(stopped);
    b.destroy_engine();
    Ok(())
}

fn print_ways_to_join(data_dir: &Path, app: &AppRecord, server: &Running) -> Result<(), Failure> {
    let Some((here, elsewhere)) = server.urls.split_first() else { return Ok(()) };
    println!("\nJoin in two tabs of a browser on this machine:\n");
    for user in ["web1", "web2"] {
        println!("  {}\n", links::link(here, app, ROOM, user)?);
    }
    if server.is_https {
        println!("or on a phone in the same network, which warns about the certificate once:\n");
        for url in elsewhere {
            println!("  {}\n", links::link(url, app, ROOM, "phone")?);
        }
    }
    let trusting = server.self_signed.as_ref();
    let trusting = trusting.map(|file| format!("SSL_CERT_FILE={} ", file.display()));
    println!("or in a terminal:\n");
    println!(
        "  {}{} call --server {} --data-dir {} --app {} --room {ROOM} --user you --play-all\n",
        trusting.unwrap_or_default(),
        std::env::current_exe().unwrap_or_else(|_| "cooee".into()).display(),
        reachable(server),
        data_dir.display(),
        app.app_id,
    );
    Ok(())
}

fn read_speech(path: &Path) -> Result<Vec<f32>, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::new(format!("{} cannot be read as speech: {error}", path.display()))
    };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let samples = wav::read(BufReader::new(file)).map_err(|error| unreadable(&error))?;
    if talk::seconds(samples.len()) < SHORTEST_SPEECH.as_secs_f64() {
        return Err(unreadable(&"it is shorter than 6 s"));
    }
    Ok(samples)
}

/// A server on the usual port, or on a free one where that is taken; and its app.
fn start_server(data_dir: &Path, is_https: bool) -> Result<(Running, AppRecord), Failure> {
    let store = Store::open(data_dir)?;
    let app = match store.apps()?.into_iter().next() {
        Some(app) => app,
        None => store.create_app("demo", AuthMode::AppSignAndToken)?,
    };
    let mut config = Config::new(data_dir.to_owned());
    config.tls_self_signed = is_https;
    let server = match Server::start(&config) {
        Err(StartError::Address { .. }) => {
            config.listen.set_port(0);
            config.media = Some((config.listen.ip(), 0).into());
            Server::start(&config)?
        }
        started => started?,
    };
    Ok((server, app))
}

/// Where clients on this computer reach the server.
fn reachable(server: &Running) -> String {
    let scheme = if server.is_https { "https" } else { "http" };
    let port = server.http_addr.port();
    match server.http_addr.ip() {
        ip if ip.is_unspecified() => format!("{scheme}://127.0.0.1:{port}"),
        _ => format!("{scheme}://{}", server.http_addr),
    }
}

//! `cooee call`: a terminal client.

mod chat;
mod credentials;
mod devices;
mod hints;
mod keys;
mod live;
mod picture;
pub mod plays;
mod processing;
mod screen;
mod silence;
mod talk;
mod words;

use crate::arguments::{app_id, span};
use crate::failure::{Failure, Outcome};
use clap::Args;
use cooee::{AudioSink, AudioSource, RoomId, StreamId, UserId, UserName};
use cooee_proto::{AppId, Error};
use cooee_server::config::DataArgs;
use credentials::CredentialArgs;
use plays::Plays;
use processing::ProcessingParts;
use std::path::{Path, PathBuf};
use std::time::Duration;
use talk::{Talk, Wishes};

/// Join a room from the terminal: talk with the microphone or a WAV file, and listen.
///
/// Without a token and an AppSign, the store of a server on this machine is asked for the app's
/// secret (--data-dir). On a terminal there are keys: m mutes the microphone, s the speaker,
/// ? helps, q leaves. Elsewhere the output is a line for each event.
///
/// Exit codes: 0 after a call that was left; 1 where the login or the publish was refused, or
/// the call was ended by the server.
#[derive(Args)]
pub struct Call {
    #[command(flatten)]
    data: DataArgs,
    /// Where `cooee serve` runs.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:7870")]
    server: String,
    /// The AppID.
    #[arg(long, value_parser = app_id, required_unless_present = "devices")]
    app: Option<AppId>,
    #[command(flatten)]
    credentials: CredentialArgs,
    /// The room to join.
    #[arg(long, required_unless_present = "devices")]
    room: Option<RoomId>,
    /// The userID; each client of the app needs its own.
    #[arg(long, required_unless_present = "devices")]
    user: Option<UserId>,
    /// The name that others see [default: the userID].
    #[arg(long)]
    name: Option<UserName>,
    /// The stream to publish [default: the userID with -main behind it].
    #[arg(long)]
    stream: Option<StreamId>,
    /// Only listen.
    #[arg(long, conflicts_with_all = ["stream", "input", "silent", "microphone"])]
    no_publish: bool,
    /// A stream to play, also one that is not there yet; may be given several times.
    #[arg(long, value_name = "STREAM", conflicts_with = "play_all")]
    play: Vec<StreamId>,
    /// Play the streams of all others in the room (the default).
    #[arg(long)]
    play_all: bool,
    /// Publish this WAV file once, then silence, instead of the microphone.
    #[arg(long, value_name = "WAV", conflicts_with_all = ["silent", "microphone"])]
    input: Option<PathBuf>,
    /// Publish silence instead of the microphone.
    #[arg(long, conflicts_with = "microphone")]
    silent: bool,
    /// The microphone, by the id that --devices prints.
    #[arg(long, value_name = "ID")]
    microphone: Option<String>,
    /// What is done to what is captured: all, none, or some of aec,ans,agc (echo cancelling, noise
    /// suppression, gain control) [default: all for the microphone, none for a file].
    #[arg(long, value_name = "PARTS", value_parser = ProcessingParts::read)]
    #[arg(conflicts_with_all = ["silent", "no_publish"])]
    processing: Option<ProcessingParts>,
    /// Write what is heard into this WAV file instead of playing it.
    #[arg(long, value_name = "WAV", conflicts_with = "speaker")]
    output: Option<PathBuf>,
    /// The speaker, by the id that --devices prints.
    #[arg(long, value_name = "ID")]
    speaker: Option<String>,
    /// Leave so long after the login, such as 90s or 10m. Without a login in that time, fail.
    #[arg(long, value_parser = span)]
    duration: Option<Duration>,
    /// Send each line of standard input to the room: a message, or /barrage TEXT,
    /// /command USER TEXT, /room-info KEY VALUE, /stream-info TEXT. There are no keys then.
    #[arg(long)]
    chat: bool,
    /// List the microphones and speakers of this machine, and exit.
    #[arg(long)]
    devices: bool,
}

impl Call {
    /// Does what was asked.
    pub fn run(self) -> Outcome {
        let (Some(app), Some(room), Some(user)) = (self.app, &self.room, &self.user) else {
            // All three are required, except with --devices.
            return devices::print_devices();
        };
        if self.devices {
            return devices::print_devices();
        }
        let credentials = self.credentials.read(&self.data, app)?;
        let wishes = Wishes {
            server: self.server.clone(),
            app,
            room: room.clone(),
            user: user.clone(),
            name: self.name.clone(),
            stream: self.published_stream(user)?,
            microphone: self.microphone.clone(),
            source: self.source()?,
            processing: self.processing,
            speaker: self.speaker.clone(),
            sink: self.sink()?,
            duration: self.duration,
            chat: self.chat,
        };
        let plays = match self.play.is_empty() {
            true => Plays::all(),
            false => Plays::these(self.play),
        };
        Talk::run(wishes, plays, credentials)
    }

    fn published_stream(&self, user: &UserId) -> Result<Option<StreamId>, Error> {
        if self.no_publish {
            return Ok(None);
        }
        let stream = self.stream.clone().map_or_else(|| StreamId::new(format!("{user}-main")), Ok);
        let hint = "Name a stream with --stream, or listen only with --no-publish.";
        stream.map(Some).map_err(|error| error.with_hint(hint))
    }

    fn source(&self) -> Result<AudioSource, Failure> {
        match &self.input {
            Some(path) => AudioSource::wav_file(path, false)
                .map_err(|error| file_failure("--input", path, &error)),
            None if self.silent => Ok(AudioSource::Silence),
            None => Ok(AudioSource::Microphone),
        }
    }

    fn sink(&self) -> Result<AudioSink, Failure> {
        let Some(path) = &self.output else { return Ok(AudioSink::Speaker) };
        AudioSink::wav_file(path).map_err(|error| file_failure("--output", path, &error))
    }
}

fn file_failure(flag: &str, path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("{flag} {}: {error}", path.display()))
}

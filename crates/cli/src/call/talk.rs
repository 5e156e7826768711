//! The call itself: the engine, and everything that happens to it until it is left.

use super::chat::{Chat, Line, Sent};
use super::credentials::Credentials;
use super::hints::with_hint_for_the_command;
use super::keys::{HELP, Key, Keys};
use super::live::{figures_line, live_line};
use super::picture::{Link, Picture};
use super::plays::{Plays, Step};
use super::processing::ProcessingParts;
use super::screen::Screen;
use super::silence::{Watch, reasons};
use super::words::{error_of, in_words};
use crate::failure::{Failure, Outcome};
use crate::signals::{hang_up, stop_signal};
use cooee::{
    AudioSink, AudioSource, DeviceType, Engine, EngineProfile, Error, ErrorCode, Event, Events,
    LoginUser, Pending, PublishChannel, PublisherState, RoomConfig, RoomId, RoomLoginResult,
    RoomStateChangedReason, Scenario, StreamId, UpdateType, UserId, UserName,
};
use cooee_proto::AppId;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// What the user of the command wants.
pub struct Wishes {
    pub server: String,
    pub app: AppId,
    pub room: RoomId,
    pub user: UserId,
    pub name: Option<UserName>,
    /// The stream to publish, if any.
    pub stream: Option<StreamId>,
    pub microphone: Option<String>,
    pub source: AudioSource,
    /// What is done to what is captured; `None` is the engine's choice.
    pub processing: Option<ProcessingParts>,
    pub speaker: Option<String>,
    pub sink: AudioSink,
    pub duration: Option<Duration>,
    /// Whether lines of standard input go to the room.
    pub chat: bool,
}

/// A call under way.
pub struct Talk {
    engine: Engine,
    room: RoomId,
    user: UserId,
    stream: Option<StreamId>,
    credentials: Credentials,
    plays: Plays,
    picture: Picture,
    watch: Watch,
    screen: Screen,
    chat: Option<Chat>,
    duration: Option<Duration>,
    /// When the duration is over.
    end: Option<Instant>,
    next_figures: Instant,
    /// Why the own stream was refused; the call ends with it.
    publish_refused: Option<Error>,
}

/// Whether the call goes on, or how it ended.
type Flow = ControlFlow<Result<(), Error>>;

/// How often the live line is drawn and the figures are taken.
const TICK: Duration = Duration::from_millis(200);

/// How often plain text has a line of figures: as often as the engine has new ones.
const FIGURES: Duration = Duration::from_secs(3);

/// How long the server may take to answer the logout.
const LOGOUT_TIME: Duration = Duration::from_secs(1);

/// How long the engine may take for its last events.
const LAST_EVENTS: Duration = Duration::from_millis(50);

impl Talk {
    /// Calls, until the call is left or ended.
    pub fn run(wishes: Wishes, plays: Plays, credentials: Credentials) -> Outcome {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let token = credentials.token(&wishes.user, &wishes.room)?;
            let name = wishes.name.as_ref().map_or(wishes.user.as_str(), UserName::as_str);
            let login_user = LoginUser::new(wishes.user.as_str(), name);
            let config = RoomConfig { is_user_status_notify: true, token, ..RoomConfig::default() };
            // Before anything is connected, so that an early signal is not missed.
            let stopped = stop_signal()?;
            let mut talk = Self::new(wishes, plays, credentials)?;
            let events = talk.engine.events();
            let login = talk.engine.login_room(talk.room.as_str(), login_user, config);
            let ended = talk.until_ended(login, events, stopped).await;
            // Also closes the WAV file of the sink.
            talk.engine.destroy_engine();
            ended.map(|()| ExitCode::SUCCESS)
        })
    }

    fn new(wishes: Wishes, plays: Plays, credentials: Credentials) -> Result<Self, Failure> {
        let engine = Engine::create(EngineProfile {
            app_id: wishes.app.0,
            app_sign: credentials.app_sign(),
            scenario: Scenario::StandardChatroom,
            server: wishes.server,
            ..EngineProfile::default()
        })?;
        engine.enable_camera(false);
        engine.set_audio_source(wishes.source, PublishChannel::Main);
        if let Some(parts) = wishes.processing {
            parts.apply(&engine);
        }
        engine.set_audio_sink(wishes.sink);
        if let Some(id) = wishes.microphone {
            engine.use_audio_device(DeviceType::Microphone, id);
        }
        if let Some(id) = wishes.speaker {
            engine.use_audio_device(DeviceType::Speaker, id);
        }
        engine.start_sound_level_monitor(TICK);
        let now = Instant::now();
        Ok(Self {
            engine,
            room: wishes.room,
            user: wishes.user,
            stream: wishes.stream,
            credentials,
            plays,
            picture: Picture::default(),
            watch: Watch::default(),
            screen: Screen::new(),
            chat: if wishes.chat { Some(Chat::start()?) } else { None },
            duration: wishes.duration,
            end: wishes.duration.map(|duration| now + duration),
            next_figures: now + FIGURES,
            publish_refused: None,
        })
    }

    async fn until_ended(
        &mut self,
        login: Pending<RoomLoginResult>,
        mut events: Events,
        stopped: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        let mut chat = self.chat.take();
        let has_keys = self.screen.is_terminal() && chat.is_none();
        let mut keys = if has_keys { Keys::start()? } else { None };
        let mut sent: FuturesUnordered<Sent> = FuturesUnordered::new();
        let hung_up = hang_up_of(keys.is_some())?;
        if keys.is_some() {
            self.screen.line(HELP);
        }
        let ended = {
            let next_key = async |keys: &mut Option<Keys>| match keys {
                Some(keys) => keys.next().await,
                None => std::future::pending().await,
            };
            let next_line = async |chat: &mut Option<Chat>| match chat {
                Some(chat) => chat.next().await,
                None => std::future::pending().await,
            };
            tokio::pin!(login, stopped, hung_up);
            let mut ticks = interval(TICK);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut login_is_done = false;
            loop {
                let step = tokio::select! {
                    Some(event) = StreamExt::next(&mut events) => self.event(&event),
                    result = &mut login, if !login_is_done => {
                        login_is_done = true;
                        self.login_done(result)
                    }
                    key = next_key(&mut keys) => self.key(key),
                    line = next_line(&mut chat) => self.line(&line, &sent),
                    Some(Err(error)) = sent.next() => self.refused(&error),
                    _ = ticks.tick() => self.tick().await,
                    () = &mut stopped => ControlFlow::Break(Ok(())),
                    () = &mut hung_up => ControlFlow::Break(Ok(())),
                };
                if let ControlFlow::Break(ended) = step {
                    break ended;
                }
            }
        };
        self.leave(&events).await;
        ended.map_err(|error| Failure::new(with_hint_for_the_command(error)))
    }

    fn login_done(&mut self, result: Result<RoomLoginResult, Error>) -> Flow {
        if let Err(error) = result {
            return ControlFlow::Break(Err(error));
        }
        self.end = self.duration.map(|duration| Instant::now() + duration);
        if let Some(stream) = &self.stream {
            self.engine.start_publishing_stream(stream.as_str(), PublishChannel::Main);
        }
        let steps = self.plays.logged_in();
        self.play(steps);
        ControlFlow::Continue(())
    }

    fn event(&mut self, event: &Event) -> Flow {
        if let Some(line) = in_words(event) {
            self.screen.line(line);
        }
        self.picture.event(Instant::now(), event);
        match event {
            Event::RoomStateChanged {
                reason: RoomStateChangedReason::KickOut | RoomStateChangedReason::ReconnectFailed,
                code,
                extended_data,
                ..
            } => return ControlFlow::Break(Err(error_of(*code, extended_data))),
            Event::RoomStreamUpdate { update, streams, .. } => {
                for stream in streams {
                    let steps = match update {
                        UpdateType::Add => self.plays.came(stream.stream_id.clone()),
                        UpdateType::Delete => self.plays.went(&stream.stream_id),
                    };
                    self.play(steps);
                }
            }
            Event::PublisherStateUpdate {
                state: PublisherState::NoPublish,
                code,
                extended_data,
                ..
            } if !code.is_ok() => {
                // The reason of a call that the server ends may follow; it says more.
                self.publish_refused = Some(error_of(*code, extended_data));
            }
            Event::RoomTokenWillExpire { .. } => self.renew_token(),
            _ => {}
        }
        self.tell_silence();
        ControlFlow::Continue(())
    }

    fn play(&mut self, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Start(stream) => self.engine.start_playing_stream(stream.as_str()),
                Step::Stop(stream) => self.engine.stop_playing_stream(stream.as_str()),
            }
        }
    }

    fn renew_token(&mut self) {
        if !self.credentials.can_renew() {
            self.screen.line("The token cannot be renewed; with --token-file it could.");
            return;
        }
        match self.credentials.token(&self.user, &self.room) {
            Ok(token) => self.engine.renew_token(self.room.as_str(), token),
            Err(failure) => self.screen.line(format!("The token cannot be renewed: {failure}")),
        }
    }

    fn key(&mut self, key: Key) -> Flow {
        match key {
            Key::Leave => return ControlFlow::Break(Ok(())),
            Key::Help => self.screen.line(HELP),
            Key::Microphone => {
                let muted = !self.engine.is_microphone_muted();
                self.engine.mute_microphone(muted);
                self.picture.microphone_muted = muted;
                self.screen.line(if muted { "microphone muted" } else { "microphone open" });
            }
            Key::Speaker => {
                let muted = !self.engine.is_speaker_muted();
                self.engine.mute_speaker(muted);
                self.picture.speaker_muted = muted;
                self.screen.line(if muted { "speaker muted" } else { "speaker open" });
            }
        }
        self.tell_silence();
        self.draw();
        ControlFlow::Continue(())
    }

    fn line(&mut self, line: &str, sent: &FuturesUnordered<Sent>) -> Flow {
        match Line::parse(line) {
            Ok(Some(line)) => sent.push(line.send(&self.engine, &self.room)),
            Ok(None) => {}
            Err(error) => self.screen.line(error.to_string()),
        }
        ControlFlow::Continue(())
    }

    fn refused(&mut self, error: &Error) -> Flow {
        self.screen.line(error.to_string());
        ControlFlow::Continue(())
    }

    async fn tick(&mut self) -> Flow {
        if let Some(error) = self.publish_refused.take() {
            return ControlFlow::Break(Err(error));
        }
        if self.screen.is_closed() {
            return ControlFlow::Break(Ok(()));
        }
        if let Ok(statistics) = self.engine.statistics().await {
            self.picture.figures(Instant::now(), statistics);
        }
        let now = Instant::now();
        if self.end.is_some_and(|end| end <= now) {
            return ControlFlow::Break(self.duration_over());
        }
        self.tell_silence();
        self.draw();
        if !self.screen.is_terminal() && self.next_figures <= now {
            self.next_figures = now + FIGURES;
            self.screen.line(figures_line(&self.picture));
        }
        ControlFlow::Continue(())
    }

    /// A call that never was one is a failure.
    fn duration_over(&self) -> Result<(), Error> {
        match self.picture.link {
            Link::In(_) | Link::Lost => Ok(()),
            Link::Out => {
                let message = "the --duration is over, and the login is not done";
                Err(Error::new(ErrorCode::LOGIN_TIMED_OUT, message))
            }
        }
    }

    fn tell_silence(&mut self) {
        let (wants_all, waiting) = (self.plays.wants_all(), self.plays.waiting());
        let reasons = reasons(&self.picture, Instant::now(), wants_all, waiting);
        for reason in self.watch.begun(reasons) {
            self.screen.line(reason);
        }
    }

    fn draw(&mut self) {
        if self.screen.is_terminal() {
            self.screen.live(&live_line(&self.room, &self.picture));
        }
    }

    /// Logs out, and shows what the engine still tells.
    async fn leave(&mut self, events: &Events) {
        if !self.screen.is_terminal() && !matches!(self.picture.link, Link::Out) {
            self.screen.line(figures_line(&self.picture));
        }
        if !matches!(self.picture.link, Link::Out) {
            // Without an answer the server finds out by itself.
            let _ = timeout(LOGOUT_TIME, self.engine.logout_room(self.room.as_str())).await;
        }
        while let Some(event) = events.next_within(LAST_EVENTS) {
            if let Some(line) = in_words(&event) {
                self.screen.line(line);
            }
        }
    }
}

/// Where the terminal is in use, its end is the end of the call.
fn hang_up_of(uses_terminal: bool) -> std::io::Result<std::pin::Pin<Box<dyn Future<Output = ()>>>> {
    Ok(if uses_terminal { Box::pin(hang_up()?) } else { Box::pin(std::future::pending()) })
}

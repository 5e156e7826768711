//! What the applications of a world do, and what became of it.

use crate::world::{ClientId, Noted, World};
use crate::{Voice, world::ear::Ear};
use cooee_audio::Frame;
use cooee_engine::{Command, Event, Reply, RequestId, RoomConfig};
use cooee_proto::{AppId, Error, PublishChannel, WallTime};
use cooee_token::{Claims, Form, Privileges};
use std::time::Duration;

impl World {
    /// Makes a call of the SDK.
    pub fn call(&mut self, client: ClientId, command: Command) -> RequestId {
        self.with_client(client, |client, at| client.call(at, command))
    }

    /// The result of a call, once it is done.
    pub fn result(&self, client: ClientId, request: RequestId) -> Option<&Result<Reply, Error>> {
        self.client(client).results.get(&request)
    }

    /// Makes a call and lets time pass until it is done.
    ///
    /// # Panics
    ///
    /// If that takes more than an hour.
    pub fn ask(&mut self, client: ClientId, command: Command) -> Result<Reply, Error> {
        let function = command.function();
        let request = self.call(client, command);
        let done = self.run_until(PATIENCE, |world| world.result(client, request).is_some());
        assert!(done, "{function} of {client:?} was never done");
        self.client_mut(client).results.remove(&request).expect("it is done")
    }

    /// Logs in with user updates, by AppSign or else with a token of a day.
    pub fn login(&mut self, client: ClientId, room_id: &str) -> Result<Reply, Error> {
        let config = self.room_config(client);
        self.login_with(client, room_id, config)
    }

    /// Logs in.
    pub fn login_with(
        &mut self,
        client: ClientId,
        room_id: &str,
        config: RoomConfig,
    ) -> Result<Reply, Error> {
        let user = self.client(client).user_id.as_str().into();
        self.ask(client, Command::LoginRoom { room_id: room_id.to_owned(), user, config })
    }

    /// The wishes of a login as [`World::login`] uses them.
    pub fn room_config(&mut self, client: ClientId) -> RoomConfig {
        let token = if self.client(client).has_app_sign {
            String::new()
        } else {
            let (app, user) = (self.client(client).app, self.client(client).user_id.clone());
            self.token(app, &user, DAY, None)
        };
        RoomConfig { max_member_count: 0, is_user_status_notify: true, token }
    }

    /// Makes a token that is good for so long.
    pub fn token(
        &mut self,
        app_id: AppId,
        user_id: &str,
        validity: Duration,
        privileges: Option<&Privileges>,
    ) -> String {
        let (random, nonce) = (self.random.bytes(), self.random.next() as i32);
        // Tokens count in whole seconds.
        let ctime = WallTime(self.wall().0 / 1000 * 1000);
        let claims = Claims {
            app_id,
            user_id: user_id.to_owned(),
            nonce: nonce.into(),
            ctime,
            expire: WallTime(ctime.0 + validity.as_secs() * 1000),
            payload: privileges.map(Privileges::to_payload).unwrap_or_default(),
        };
        cooee_token::make(&claims, &self.app(app_id).server_secret, Form::Gcm, random)
            .expect("the payload is short")
    }

    /// Starts publishing.
    pub fn publish(&mut self, client: ClientId, channel: PublishChannel, stream_id: &str) {
        let stream_id = stream_id.to_owned();
        self.call(client, Command::StartPublishingStream { stream_id, channel });
    }

    /// Starts playing.
    pub fn play(&mut self, client: ClientId, stream_id: &str) {
        self.call(client, Command::StartPlayingStream { stream_id: stream_id.to_owned() });
    }

    /// Plays each stream from its add to its delete, as the usual application does.
    pub fn play_all(&mut self, client: ClientId) {
        self.client_mut(client).plays_all = true;
    }

    /// What a channel captures from this moment on.
    pub fn speak(&mut self, client: ClientId, channel: PublishChannel, voice: Voice) {
        let spoken = voice.frame();
        self.feed(client, channel, move |frame| *frame = spoken);
    }

    /// What a channel captures from this moment on: `source` fills silence, 10 ms at a time,
    /// whenever the engine wants to capture.
    pub fn feed(
        &mut self,
        client: ClientId,
        channel: PublishChannel,
        source: impl FnMut(&mut Frame) + 'static,
    ) {
        self.client_mut(client).sources.insert(channel, Box::new(source));
    }

    /// Makes the main channel of a client a microphone, which is processed as such. It hears the
    /// channel's source and, of each 10 ms that are played, what `echo` makes of them.
    pub fn place_microphone(
        &mut self,
        client: ClientId,
        echo: impl FnMut(&Frame) -> Frame + 'static,
    ) {
        self.client_mut(client).echo = Some(Box::new(echo));
    }

    /// Keeps all that a client hears from this moment on.
    pub fn record(&mut self, client: ClientId) {
        self.client_mut(client).ear.recording = Some(Vec::new());
    }

    /// What was kept of what a client heard. While nothing was played nothing was kept.
    pub fn recording(&self, client: ClientId) -> &[f32] {
        self.ear(client).recording.as_deref().unwrap_or_default()
    }

    /// Whether a client heard a voice clearly in the last 200 ms.
    pub fn hears(&self, client: ClientId, voice: Voice) -> bool {
        self.level(client, voice) >= 50.0
    }

    /// How loud a voice was at a client in the last 200 ms, in percent of how it was spoken.
    pub fn level(&self, client: ClientId, voice: Voice) -> f32 {
        let now = self.elapsed();
        self.ear(client).level(voice, now.saturating_sub(LATELY), now)
    }

    /// The longest time since a moment in which a client heard nothing of a voice.
    pub fn longest_gap(&self, client: ClientId, voice: Voice, since: Duration) -> Duration {
        self.ear(client).longest_gap(voice, since, self.elapsed())
    }

    /// All events of a client so far.
    pub fn events(&self, client: ClientId) -> &[Noted] {
        &self.client(client).events
    }

    /// Lets time pass until a client gets an event that fits, at most so long.
    pub fn wait_for(
        &mut self,
        client: ClientId,
        limit: Duration,
        mut fits: impl FnMut(&Event) -> bool,
    ) -> Option<Noted> {
        let mut seen = self.events(client).len();
        let mut found = None;
        self.run_until(limit, |world| {
            let events = world.events(client);
            found = events[seen..].iter().find(|noted| fits(&noted.event)).cloned();
            seen = events.len();
            found.is_some()
        });
        found
    }

    fn ear(&self, client: ClientId) -> &Ear {
        &self.client(client).ear
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

const PATIENCE: Duration = Duration::from_secs(60 * 60);

const LATELY: Duration = Duration::from_millis(200);

//! The session machine: its parts, its order of work, its outputs.

use crate::{
    Command, Config, Event, Input, MediaCommand, Output, Reply, RequestId,
    link::Link,
    media_path::MediaPath,
    playing::Play,
    publishing::Publication,
    random::Random,
    reconnect::Retry,
    requests::{Ending, Purpose, Requests},
    stay::Stay,
};
use cooee_proto::{
    Error, PublishChannel, StreamId,
    signal::{ClientMessage, Request},
};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
};

/// The signalling side of one engine: its logins, publishes and plays. See the crate's page.
pub struct Session {
    pub(crate) config: Config,
    pub(crate) random: Random,
    outputs: VecDeque<Output>,
    /// When the last input came.
    handled_at: Option<Instant>,
    /// The room that this engine is in, or logs in to.
    pub(crate) stay: Option<Stay>,
    pub(crate) link: Link,
    /// Lost links since the last one that held.
    pub(crate) link_retry: Retry,
    pub(crate) requests: Requests,
    pub(crate) path: MediaPath,
    pub(crate) publications: BTreeMap<PublishChannel, Publication>,
    /// Extra infos set before their channel publishes.
    pub(crate) early_extra_infos: BTreeMap<PublishChannel, String>,
    pub(crate) plays: BTreeMap<StreamId, Play>,
    /// What the server has to be told before anything else about streams.
    pub(crate) endings: VecDeque<Ending>,
}

impl Session {
    /// A machine that is logged in nowhere. `seed` feeds the jitter of its retries.
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            config,
            random: Random::new(seed),
            outputs: VecDeque::new(),
            handled_at: None,
            stay: None,
            link: Link::Closed,
            link_retry: Retry::default(),
            requests: Requests::default(),
            path: MediaPath::default(),
            publications: BTreeMap::new(),
            early_extra_infos: BTreeMap::new(),
            plays: BTreeMap::new(),
            endings: VecDeque::new(),
        }
    }

    /// Takes one input. Drain [`Session::poll`] before the next.
    pub fn handle(&mut self, now: Instant, input: impl Into<Input>) {
        debug_assert!(self.outputs.is_empty(), "poll is drained before the next input");
        self.handled_at = Some(now);
        match input.into() {
            Input::Application(command) => self.handle_command(now, command),
            Input::SocketOpened => self.handle_socket_opened(now),
            Input::SocketText(text) => self.handle_text(now, &text),
            Input::SocketClosed { reason } => self.handle_socket_closed(now, &reason),
            Input::Offered { result } => self.handle_offered(now, result),
            Input::TransportConnected => self.path.connected(),
            Input::TransportDisconnected => self.handle_path_lost(now),
            Input::TransportClosed => self.handle_transport_gone(now),
            Input::NetworkChanged => self.handle_network_changed(now),
            Input::Timeout => {}
        }
        self.advance(now);
    }

    /// The next output.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is wanted at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        let stay = self.stay.as_ref()?;
        let now = self.handled_at?;
        let publications = self.publications.values().map(|publication| publication.deadline(now));
        let plays = self.plays.values().map(|play| play.deadline(now));
        [
            stay.give_up_at,
            self.link.deadline(stay.is_connected()),
            self.requests.deadline(),
            self.path.deadline(now),
        ]
        .into_iter()
        .chain(publications)
        .chain(plays)
        .flatten()
        .min()
    }

    fn handle_command(&mut self, now: Instant, command: Command) {
        let function = command.function();
        match command {
            Command::Login { request, room_id, user, config, token } => {
                self.login(now, request, room_id, user, config, token);
            }
            Command::Logout { request, room_id } => self.logout(request, room_id),
            Command::SwitchRoom { request, from, to, config, token } => {
                self.switch_room(now, request, &from, to, config, token);
            }
            Command::Destroy => self.destroy(),
            Command::RenewToken { room_id, token } => self.renew_token(&room_id, token),
            Command::StartPublishing {
                channel,
                stream_id,
                extra_info,
                mic_state,
                camera_state,
            } => {
                let states = (mic_state, camera_state);
                self.start_publishing(now, channel, stream_id, extra_info, states);
            }
            Command::StopPublishing { channel } => self.stop_publishing(channel),
            Command::SetStreamExtraInfo { request, channel, extra_info } => {
                self.set_stream_extra_info(now, request, channel, extra_info);
            }
            Command::SetMicState { channel, state } => self.set_mic_state(channel, state),
            Command::SetCameraState { channel, state } => self.set_camera_state(channel, state),
            Command::StartPlaying { stream_id, video } => {
                self.start_playing(now, stream_id, video);
            }
            Command::SetPlayVideo { stream_id, video } => self.set_play_video(&stream_id, video),
            Command::StopPlaying { stream_id } => self.stop_playing(&stream_id),
            Command::SetRoomExtraInfo { request, room_id, key, value } => {
                self.set_room_extra_info(now, request, &room_id, key, value);
            }
            Command::SendBroadcastMessage { request, room_id, message } => {
                self.send_broadcast(now, request, &room_id, message);
            }
            Command::SendBarrageMessage { request, room_id, message } => {
                self.send_barrage(now, request, &room_id, message);
            }
            Command::SendCustomCommand { request, room_id, command, to_users } => {
                self.send_custom_command(now, request, &room_id, command, to_users);
            }
        }
        tracing::debug!(function, "called");
    }

    /// Does all that the time and the state call for; idle parts do nothing.
    fn advance(&mut self, now: Instant) {
        self.expire_requests(now);
        self.expire_budgets(now);
        self.path.tick(now, &mut self.random);
        self.drive_link(now);
        self.drive_login(now);
        if self.is_connected() {
            self.send_token(now);
            self.send_endings(now);
            let mut missing = self.drive_publications(now);
            self.drive_plays(now, &mut missing);
            self.drive_transport(now, missing);
        }
        self.report_publications(now);
        self.report_plays(now);
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.stay.as_ref().is_some_and(Stay::is_connected)
    }

    pub(crate) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.output(Output::Event(event));
    }

    pub(crate) fn media(&mut self, command: MediaCommand) {
        self.output(Output::Media(command));
    }

    /// Ends a call; a failure is a debug error too.
    pub(crate) fn done(
        &mut self,
        request: RequestId,
        function: &'static str,
        result: Result<Reply, Error>,
    ) {
        if let Err(error) = &result {
            self.debug_error(function, error);
        }
        self.output(Output::Done { request, result });
    }

    pub(crate) fn debug_error(&mut self, function: &'static str, error: &Error) {
        self.event(Event::DebugError { function, error: error.clone() });
    }

    /// Sends a request and waits for its answer as long as the configuration says.
    pub(crate) fn ask(&mut self, now: Instant, request: Request, purpose: Purpose) -> u64 {
        let deadline = now.checked_add(self.config.request_timeout);
        let id = self.requests.add(purpose, deadline);
        self.send(id, request);
        id
    }

    pub(crate) fn send(&mut self, id: u64, request: Request) {
        self.output(Output::SendText(ClientMessage { id, request }.to_text()));
    }
}

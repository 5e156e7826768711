//! The engine machine.

use crate::adaptation::Adaptation;
use crate::capture_switches::CaptureSwitches;
use crate::play::Play;
use crate::play_switches::PlaySwitches;
use crate::publish::Publish;
use crate::quality::QualityTimers;
use crate::sound_level::SoundLevelMonitor;
use crate::sound_processing::SoundProcessing;
use crate::watchdog::Watchdog;
use crate::{Config, Event, Input, Output, PublishStatistics, RequestId, Statistics};
use cooee_audio::codec::CodecError;
use cooee_audio::level::Meter;
use cooee_audio::{
    EncodedPacket, Format, Frame, Mixer, ReceivedPacket, SILENCE, SendSettings, Volume,
};
use cooee_proto::{Error, PlayerState, PublishChannel, PublisherState, StreamId};
use cooee_session::{
    self as session, MediaCommand, OfferKind, Session, SlotCount, TransportCommand,
};
use cooee_transport::{self as transport, IncomingPacket, OutgoingPacket, Transport};
use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

/// One client: its session, its transport and its audio.
///
/// Inputs come through [`Engine::handle`], sound through [`Engine::capture`] and
/// [`Engine::playout`]. After each of these drain [`Engine::poll`], then wait until
/// [`Engine::deadline`] at the latest. Events come in the order in which things happened.
///
/// Invariants: a channel is in `publishes` exactly while its state is not `NoPublish`, a stream
/// in `plays` exactly while its state is not `NoPlay`; nothing is sent or played outside them.
pub struct Engine {
    pub(crate) config: Config,
    pub(crate) session: Session,
    pub(crate) transport: Option<Transport>,
    watchdog: Watchdog,
    pub(crate) publishes: BTreeMap<PublishChannel, Publish>,
    /// What the application wants of each channel, in bits per second.
    pub(crate) bitrates: [u32; PublishChannel::ALL.len()],
    adaptation: Adaptation,
    pub(crate) capture_switches: CaptureSwitches,
    pub(crate) capture_volume: Volume,
    pub(crate) processing: SoundProcessing,
    captured_level: Meter,
    pub(crate) plays: BTreeMap<StreamId, Play>,
    pub(crate) play_switches: PlaySwitches,
    mixer: Mixer,
    pub(crate) sound_levels: SoundLevelMonitor,
    pub(crate) quality_timers: QualityTimers,
    /// Inputs for the session that arose while its outputs were carried out.
    pub(crate) for_session: VecDeque<session::Input>,
    pub(crate) outputs: VecDeque<Output>,
}

impl Engine {
    /// An engine that is logged in nowhere. `seed` feeds the jitter of its retries.
    pub fn new(config: Config, seed: u64) -> Self {
        let bitrate = config.scenario.default_audio_bitrate();
        Self {
            session: Session::new(config.session(), seed),
            transport: None,
            watchdog: Watchdog::default(),
            publishes: BTreeMap::new(),
            bitrates: [bitrate; PublishChannel::ALL.len()],
            adaptation: Adaptation::default(),
            capture_switches: CaptureSwitches::default(),
            capture_volume: Volume::NORMAL,
            processing: SoundProcessing::new(config.scenario),
            captured_level: Meter::default(),
            plays: BTreeMap::new(),
            play_switches: PlaySwitches::default(),
            mixer: Mixer::new(),
            sound_levels: SoundLevelMonitor::default(),
            quality_timers: QualityTimers::default(),
            for_session: VecDeque::new(),
            outputs: VecDeque::new(),
            config,
        }
    }

    /// Takes one input.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Command { request, command } => {
                let function = command.function();
                if let Err(error) = self.command(now, request, command) {
                    self.refuse(request, function, error);
                }
            }
            Input::Destroy => {
                self.for_session.push_back(session::Command::Destroy.into());
                self.drive(now);
                self.drop_transport(now);
            }
            Input::SocketOpened => self.for_session.push_back(session::Input::SocketOpened),
            Input::SocketText(text) => {
                self.for_session.push_back(session::Input::SocketText(text));
            }
            Input::SocketClosed { reason } => {
                self.for_session.push_back(session::Input::SocketClosed { reason });
            }
            Input::Datagram { source, destination, contents } => {
                if let Some(transport) = &mut self.transport {
                    transport.handle_datagram(now, source, destination, contents);
                }
            }
            Input::NetworkChanged { local_addresses } => {
                self.adaptation.reset();
                if let Some(transport) = &mut self.transport {
                    transport.local_addresses_changed(now, local_addresses.clone());
                }
                self.config.local_addresses = local_addresses;
                self.for_session.push_back(session::Input::NetworkChanged);
            }
            Input::Timeout => self.timeout(now),
        }
        self.drive(now);
    }

    /// Takes 10 ms of a channel's source, other than the microphone. Frames of a channel that
    /// does not publish are dropped.
    pub fn capture(&mut self, now: Instant, channel: PublishChannel, frame: &Frame) {
        if self.wants_capture(channel) {
            let mut frame = *frame;
            self.processing.other(channel, &mut frame);
            self.publish(now, channel, &frame);
        }
    }

    /// Takes 10 ms of the microphone, for all channels that publish it.
    pub fn capture_microphone(&mut self, now: Instant, channels: &[PublishChannel], frame: &Frame) {
        if channels.iter().any(|channel| self.wants_capture(*channel)) {
            let mut frame = *frame;
            self.processing.microphone(&mut frame);
            channels.iter().for_each(|channel| self.publish(now, *channel, &frame));
        }
    }

    /// Takes note that another microphone or speaker is in use.
    pub fn sound_device_changed(&mut self) {
        self.processing.device_changed();
    }

    fn publish(&mut self, now: Instant, channel: PublishChannel, frame: &Frame) {
        let connected = self.transport.as_ref().is_some_and(Transport::is_connected);
        if connected {
            self.learn_from_uplink(now);
        }
        let Some(publish) = self.publishes.get_mut(&channel) else { return };
        let mut frame = *frame;
        let captured = publish.capture(
            now,
            channel,
            &mut frame,
            &self.capture_switches,
            self.capture_volume,
            connected,
        );
        if channel == PublishChannel::Main {
            self.captured_level.push(&frame);
        }
        if captured.first_frame {
            let event = Event::PublisherCapturedAudioFirstFrame { channel };
            self.outputs.push_back(Output::Event(event));
        }
        if let (Some((slot, packet)), Some(transport)) = (captured.packet, &mut self.transport) {
            let payload = packet.payload.len();
            match transport.send(now, &slot, outgoing(packet)) {
                Ok(()) if publish.sent(payload) => {
                    let event = Event::PublisherSendAudioFirstFrame { channel };
                    self.outputs.push_back(Output::Event(event));
                }
                Ok(()) => {}
                Err(error) => tracing::debug!(%error, %slot, "a packet was not sent"),
            }
            self.drive(now);
        }
    }

    /// The next 10 ms of everything that is played, mixed.
    pub fn playout(&mut self, now: Instant) -> Frame {
        let mut frame = SILENCE;
        for (stream_id, play) in &mut self.plays {
            if let Some(event) = play.pull(now, &mut frame) {
                let event = Event::PlayerMediaEvent { stream_id: stream_id.clone(), event };
                self.outputs.push_back(Output::Event(event));
            }
            self.mixer.add(&frame);
            frame = SILENCE;
        }
        let mixed = self.mixer.take();
        let heard = if self.play_switches.speaker_muted { SILENCE } else { mixed };
        self.processing.played(&heard);
        heard
    }

    /// The next output; drain until `None` after each call that takes `now`.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Timeout`] is wanted at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        let transport = self.transport.as_ref().and_then(Transport::deadline);
        let told = [self.sound_levels.deadline(), self.quality_timers.deadline()];
        let watched = self.watched();
        let watchdog = watched.and_then(|it| self.watchdog.deadline(it, self.is_sending()));
        [self.session.deadline(), transport, watchdog].into_iter().chain(told).flatten().min()
    }

    /// Whether frames of this channel are wanted.
    pub fn wants_capture(&self, channel: PublishChannel) -> bool {
        self.publishes.contains_key(&channel)
    }

    /// Whether the microphone's device may be open (`enable_audio_capture_device`).
    pub fn capture_device_enabled(&self) -> bool {
        self.capture_switches.capture_device_enabled
    }

    /// Whether anything is played, so that [`Engine::playout`] is wanted every 10 ms.
    pub fn wants_playout(&self) -> bool {
        !self.plays.is_empty()
    }

    /// Whether the microphone is muted.
    pub fn is_microphone_muted(&self) -> bool {
        self.capture_switches.microphone_muted
    }

    /// Whether all output is muted.
    pub fn is_speaker_muted(&self) -> bool {
        self.play_switches.speaker_muted
    }

    /// What was measured.
    pub fn statistics(&self) -> Statistics {
        let plays = self.plays.iter().map(|(id, play)| (id.clone(), play.statistics()));
        let publishes = self.publishes.iter().filter_map(|(channel, publish)| {
            publish.settings().map(|settings| (*channel, PublishStatistics { settings }))
        });
        Statistics {
            transport: self.transport.as_ref().map(Transport::statistics).unwrap_or_default(),
            publishes: publishes.collect(),
            plays: plays.collect(),
        }
    }

    /// Fits a channel's stream to what the application wants and the network allows.
    pub(crate) fn adapt(&mut self, channel: PublishChannel) -> Result<(), CodecError> {
        let streams = self.publishes.len();
        let Some(publish) = self.publishes.get_mut(&channel) else { return Ok(()) };
        let Some(before) = publish.settings() else { return Ok(()) };
        let wanted = self.bitrates[channel as usize];
        publish.adapt(self.adaptation.settings(streams, wanted, before))
    }

    fn learn_from_uplink(&mut self, now: Instant) {
        let Some(transport) = &self.transport else { return };
        let publishes = &self.publishes;
        let listener_loss =
            || publishes.values().filter_map(Publish::listener_loss).reduce(f32::max);
        if !self.adaptation.learn(now, transport, listener_loss) {
            return;
        }
        for channel in PublishChannel::ALL {
            if let Err(error) = self.adapt(channel) {
                tracing::warn!(%error, ?channel, "the encoder keeps its settings");
            }
        }
    }

    /// Reports a call that was refused before it reached the session.
    fn refuse(&mut self, request: RequestId, function: &'static str, error: Error) {
        let event = Event::DebugError { function, error: error.clone() };
        self.outputs.push_back(Output::Event(event));
        self.outputs.push_back(Output::Done { request, result: Err(error) });
    }

    fn timeout(&mut self, now: Instant) {
        if self.session.deadline().is_some_and(|deadline| deadline <= now) {
            self.for_session.push_back(session::Input::Timeout);
        }
        if let Some(transport) = &mut self.transport
            && transport.deadline().is_some_and(|deadline| deadline <= now)
        {
            transport.handle_timeout(now);
        }
        self.doubt_silence(now);
        if self.sound_levels.is_due(now) {
            self.report_sound_levels();
        }
        self.report_quality(now);
    }

    /// Looks for another path where nothing at all comes from the server.
    fn doubt_silence(&mut self, now: Instant) {
        let sending = self.is_sending();
        let plays = self.expects_media();
        if let Some(transport) = self.transport.as_mut().filter(|_| plays)
            && self.watchdog.barks(now, transport, sending)
        {
            transport.doubt_path();
        }
    }

    /// The transport that media is expected on.
    fn watched(&self) -> Option<&Transport> {
        self.transport.as_ref().filter(|_| self.expects_media())
    }

    fn expects_media(&self) -> bool {
        self.plays.values().any(|play| play.slot().is_some())
    }

    fn is_sending(&self) -> bool {
        self.publishes.values().any(|publish| publish.settings().is_some())
    }

    fn report_sound_levels(&mut self) {
        let level = f64::from(self.captured_level.take().sound_level());
        self.outputs.push_back(Output::Event(Event::CapturedSoundLevelUpdate { level }));
        let levels: BTreeMap<_, _> =
            self.plays.iter_mut().map(|(id, play)| (id.clone(), play.take_sound_level())).collect();
        self.outputs.push_back(Output::Event(Event::RemoteSoundLevelUpdate { levels }));
    }

    /// Carries out what session and transport want until neither wants more.
    fn drive(&mut self, now: Instant) {
        loop {
            while let Some(output) = self.session.poll() {
                self.carry_out(now, output);
            }
            while let Some(output) = self.transport.as_mut().and_then(Transport::poll) {
                self.carry(now, output);
            }
            match self.for_session.pop_front() {
                Some(input) => self.session.handle(now, input),
                None => break,
            }
        }
        let active = !(self.publishes.is_empty() && self.plays.is_empty());
        self.quality_timers.run(now, active);
    }

    fn carry_out(&mut self, now: Instant, output: session::Output) {
        match output {
            session::Output::OpenSocket => self.outputs.push_back(Output::OpenSocket),
            session::Output::SendText(text) => self.outputs.push_back(Output::SendText(text)),
            session::Output::CloseSocket => self.outputs.push_back(Output::CloseSocket),
            session::Output::Transport(command) => self.transport_command(now, command),
            session::Output::Media(command) => self.media_command(command),
            session::Output::Event(event) => {
                self.follow(&event);
                self.outputs.push_back(Output::Event(event.into()));
            }
            session::Output::Done { request, result } => {
                let result = result.map(Into::into);
                self.outputs.push_back(Output::Done { request, result });
            }
        }
    }

    /// Keeps `publishes` and `plays` as the session's states say.
    fn follow(&mut self, event: &session::Event) {
        match event {
            session::Event::PublisherStateUpdate { channel, stream_id, state, .. } => match state {
                PublisherState::NoPublish => {
                    // Another stream that was refused because the channel is busy changes nothing.
                    let ends = |publish: &Publish| publish.stream_id() == stream_id;
                    if self.publishes.get(channel).is_some_and(ends) {
                        self.publishes.remove(channel);
                    }
                }
                PublisherState::PublishRequesting | PublisherState::Publishing => {
                    let publish = || Publish::new(stream_id.clone());
                    self.publishes.entry(*channel).or_insert_with(publish);
                }
            },
            session::Event::PlayerStateUpdate { stream_id, state, .. } => match state {
                PlayerState::NoPlay => {
                    self.plays.remove(stream_id);
                    self.play_switches.forget(stream_id);
                }
                PlayerState::PlayRequesting | PlayerState::Playing => {
                    let play = self.plays.entry(stream_id.clone()).or_default();
                    play.set_volume(self.play_switches.volume(stream_id));
                }
            },
            _ => {}
        }
    }

    fn transport_command(&mut self, now: Instant, command: TransportCommand) {
        match command {
            TransportCommand::Offer(kind) => {
                let result = self.offer(now, kind).map_err(|error| error.to_string());
                self.for_session.push_back(session::Input::Offered { result });
            }
            TransportCommand::Answer { sdp } => {
                let accepted = self.transport.as_mut().map(|it| it.accept_answer(now, &sdp));
                if let Some(Err(error)) = accepted {
                    tracing::warn!(%error, "the server's answer cannot be used");
                    self.for_session.push_back(session::Input::TransportClosed);
                }
            }
            TransportCommand::Rollback => {
                if let Some(transport) = &mut self.transport {
                    transport.rollback();
                }
            }
            TransportCommand::Drop => self.drop_transport(now),
        }
    }

    fn offer(&mut self, now: Instant, kind: OfferKind) -> Result<session::Offer, transport::Error> {
        let kind = match kind {
            OfferKind::New(SlotCount { send, receive, .. }) => {
                self.drop_transport(now);
                let local_addresses = self.config.local_addresses.clone();
                let config = transport::Config { local_addresses };
                self.transport = Some(Transport::new(now, config));
                transport::OfferKind::Initial { send, receive }
            }
            OfferKind::Grow(SlotCount { send, receive, .. }) => {
                transport::OfferKind::Grow { send, receive }
            }
            OfferKind::RestartIce => transport::OfferKind::RestartIce,
        };
        let transport = self.transport.as_mut().ok_or(transport::Error::Closed)?;
        let transport::Offer { sdp, slots } = transport.offer(now, kind)?;
        let slots = slots
            .into_iter()
            .map(|slot| session::Slot {
                mid: slot.mid,
                direction: match slot.direction {
                    transport::Direction::Send => session::Direction::Send,
                    transport::Direction::Receive => session::Direction::Receive,
                },
            })
            .collect();
        Ok(session::Offer { sdp, slots })
    }

    /// Says good-bye to the server and frees the transport.
    fn drop_transport(&mut self, now: Instant) {
        let Some(mut transport) = self.transport.take() else { return };
        self.adaptation.reset();
        self.watchdog = Watchdog::default();
        transport.close(now);
        while let Some(output) = transport.poll() {
            if let transport::Output::Transmit(transmit) = output {
                self.outputs.push_back(Output::Transmit(transmit));
            }
        }
    }

    fn media_command(&mut self, command: MediaCommand) {
        let codec = &*self.config.codec;
        let result = match command {
            MediaCommand::StartSending { channel, slot } => {
                let wanted = self.bitrates[channel as usize];
                let streams = self.publishes.len();
                let settings = self.adaptation.settings(streams, wanted, SendSettings::default());
                let publish = self.publishes.get_mut(&channel);
                publish.map_or(Ok(()), |publish| publish.start_sending(slot, codec, settings))
            }
            MediaCommand::StopSending { channel } => {
                if let Some(publish) = self.publishes.get_mut(&channel) {
                    publish.stop_sending();
                }
                Ok(())
            }
            MediaCommand::AdaptSending { channel, listener_loss } => {
                if let Some(publish) = self.publishes.get_mut(&channel) {
                    publish.set_listener_loss(listener_loss);
                }
                Ok(())
            }
            MediaCommand::StartReceiving { stream_id, slot } => {
                self.plays.entry(stream_id).or_default().start_receiving(slot, codec)
            }
            MediaCommand::StopReceiving { stream_id } => {
                if let Some(play) = self.plays.get_mut(&stream_id) {
                    play.stop_receiving();
                }
                Ok(())
            }
            // Pictures are neither published nor wanted.
            MediaCommand::StartSendingVideo { .. }
            | MediaCommand::StopSendingVideo { .. }
            | MediaCommand::StartReceivingVideo { .. }
            | MediaCommand::StopReceivingVideo { .. } => Ok(()),
        };
        if let Err(error) = result {
            tracing::error!(%error, "the codec cannot be made");
        }
    }

    fn carry(&mut self, now: Instant, output: transport::Output) {
        match output {
            transport::Output::Transmit(transmit) => {
                self.outputs.push_back(Output::Transmit(transmit));
            }
            transport::Output::Packet(packet) => self.receive(now, packet),
            transport::Output::Connected => {
                self.for_session.push_back(session::Input::TransportConnected);
            }
            transport::Output::Disconnected => {
                self.for_session.push_back(session::Input::TransportDisconnected);
            }
            transport::Output::Closed => {
                self.for_session.push_back(session::Input::TransportClosed);
            }
        }
    }

    fn receive(&mut self, now: Instant, packet: IncomingPacket) {
        // At most a dozen plays: a search costs less than a second index to keep right.
        let found = self.plays.iter_mut().find(|(_, play)| play.slot() == Some(&packet.mid));
        let Some((stream_id, play)) = found else { return };
        let packet = ReceivedPacket {
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            payload: packet.payload,
            format: match packet.format {
                transport::Format::Opus => Format::Opus,
                transport::Format::Red => Format::Red,
            },
        };
        if play.insert(now, packet) {
            let event = Event::PlayerRecvAudioFirstFrame { stream_id: stream_id.clone() };
            self.outputs.push_back(Output::Event(event));
        }
    }
}

fn outgoing(packet: EncodedPacket) -> OutgoingPacket {
    OutgoingPacket {
        timestamp: packet.timestamp,
        payload: packet.payload,
        format: match packet.format {
            Format::Opus => transport::Format::Opus,
            Format::Red => transport::Format::Red,
        },
        audio_level: Some(packet.audio_level),
        voice_activity: packet.voice_activity,
        marker: packet.marker,
    }
}

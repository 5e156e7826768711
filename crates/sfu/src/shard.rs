//! The machine of one media thread.

use crate::context::Context;
use crate::demultiplex::{self, Owners};
use crate::figures::Meter;
use crate::offer;
use crate::statistics::{ShardStatistics, StreamStatistics, TransportStatistics};
use crate::stream::{Publisher, SlotRef, Stream};
use crate::timers::Timers;
use crate::transport::{Outcome, Transport};
use crate::{Command, Config, Event, Input, Output, Peer, StreamHandle};
use cooee_proto::{Error, ErrorCode, SessionId};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;
use str0m::media::Mid;

/// One media thread's truth: the transports on its UDP port, and who plays which stream.
#[derive(Debug)]
pub struct Shard {
    pub(crate) config: Config,
    context: Context,
    pub(crate) transports: BTreeMap<SessionId, Transport>,
    pub(crate) streams: BTreeMap<StreamHandle, Stream>,
    owners: Owners,
    pub(crate) timers: Timers,
    pub(crate) next_source: u64,
    pub(crate) outputs: VecDeque<Output>,
    statistics: ShardStatistics,
    /// There while somebody watches.
    meter: Option<Meter>,
}

impl Shard {
    /// A shard without transports.
    pub fn new(config: Config) -> Self {
        Self {
            context: Context::new(&config.addresses),
            config,
            transports: BTreeMap::new(),
            streams: BTreeMap::new(),
            owners: Owners::default(),
            timers: Timers::default(),
            next_source: 0,
            outputs: VecDeque::new(),
            statistics: ShardStatistics::default(),
            meter: None,
        }
    }

    /// Takes one input.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Command(command) => self.obey(now, command),
            Input::Datagram { source, destination, contents } => {
                self.receive(now, source, destination, contents);
            }
            Input::Timeout => self.wake(now),
        }
    }

    /// The next output.
    pub fn poll(&mut self) -> Option<Output> {
        let output = self.outputs.pop_front()?;
        if matches!(output, Output::Transmit(_)) {
            self.statistics.datagrams_sent += 1;
        }
        Some(output)
    }

    /// When the shard wants [`Input::Timeout`] at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        let figures = self.meter.as_ref().map(Meter::due);
        self.timers.first().into_iter().chain(figures).min()
    }

    /// The shard's settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The counters of the whole shard.
    pub fn statistics(&self) -> ShardStatistics {
        ShardStatistics {
            transports: self.transports.len(),
            streams: self.streams.len(),
            addresses: self.owners.addresses(),
            ..self.statistics
        }
    }

    /// The counters of a stream, if it is known.
    pub fn stream_statistics(&self, stream: StreamHandle) -> Option<StreamStatistics> {
        let stream = self.streams.get(&stream)?;
        Some(StreamStatistics { players: stream.players.len(), ..stream.statistics })
    }

    /// The counters of a transport, if it lives.
    pub fn transport_statistics(
        &self,
        now: Instant,
        transport: SessionId,
    ) -> Option<TransportStatistics> {
        Some(self.transports.get(&transport)?.statistics(now))
    }

    fn obey(&mut self, now: Instant, command: Command) {
        match command {
            Command::Connect { transport, request, peer, offer } => {
                self.forget(transport);
                let result = self.connect(now, transport, peer, &offer);
                self.emit(Event::Answered { transport, request, result });
            }
            Command::Offer { transport, request, offer } => {
                let result = self.accept(now, transport, &offer);
                self.emit(Event::Answered { transport, request, result });
            }
            Command::Close { transport } => {
                if let Some(transport) = self.transports.get_mut(&transport) {
                    transport.close(now, &mut self.outputs);
                }
                self.forget(transport);
            }
            Command::Publish { stream, transport, slot } => {
                let slot = SlotRef { transport, mid: Mid::from(slot.0.as_str()) };
                if let Err(error) = self.publish(stream, slot) {
                    self.refuse(stream, slot, error);
                }
            }
            Command::Unpublish { stream } => self.unpublish(stream),
            Command::Play { stream, transport, slot } => {
                let slot = SlotRef { transport, mid: Mid::from(slot.0.as_str()) };
                if let Err(error) = self.play(now, stream, slot) {
                    self.refuse(stream, slot, error);
                }
            }
            Command::Watch(true) => {
                self.meter.get_or_insert_with(|| Meter::new(now));
            }
            Command::Watch(false) => self.meter = None,
            Command::Unplay { stream, transport } => self.unplay(stream, transport),
        }
    }

    fn connect(
        &mut self,
        now: Instant,
        id: SessionId,
        peer: Peer,
        offer: &str,
    ) -> Result<String, Error> {
        let offer = offer::read(offer)?;
        let (transport, answer) =
            Transport::connect(now, &self.context, peer, offer, &mut self.outputs)?;
        self.owners.add_fragment(transport.fragment().to_owned(), id);
        self.timers.want(id, transport.deadline(self.config.silence_timeout));
        self.transports.insert(id, transport);
        Ok(answer)
    }

    fn accept(&mut self, now: Instant, id: SessionId, offer: &str) -> Result<String, Error> {
        let offer = offer::read(offer)?;
        let transport = self.transports.get_mut(&id).ok_or_else(|| gone(id))?;
        // An ICE restart gives the server's side another username fragment.
        self.owners.remove_fragment(transport.fragment());
        let result = transport.accept(now, offer, &mut self.outputs);
        self.owners.add_fragment(transport.fragment().to_owned(), id);
        self.settle(id);
        result
    }

    fn publish(&mut self, handle: StreamHandle, slot: SlotRef) -> Result<(), Error> {
        let transport =
            self.transports.get_mut(&slot.transport).ok_or_else(|| gone(slot.transport))?;
        let line =
            transport.slot(&slot.mid).filter(|line| line.sends).ok_or_else(|| no_slot(slot))?;
        let before = line.publishing.replace(handle);
        if before == Some(handle) {
            return Ok(());
        }
        if let Some(before) = before {
            self.take_publisher(before);
        }
        let stream = self.streams.entry(handle).or_default();
        let moved_from = stream.publisher.replace(Publisher { slot, source: None });
        if let Some(from) = moved_from {
            self.free_sending_slot(from);
        }
        Ok(())
    }

    fn unpublish(&mut self, handle: StreamHandle) {
        let Some(stream) = self.streams.remove(&handle) else { return };
        if let Some(publisher) = stream.publisher {
            self.free_sending_slot(publisher);
        }
        for player in stream.players {
            self.free_receiving_slot(player);
        }
    }

    fn play(&mut self, now: Instant, handle: StreamHandle, slot: SlotRef) -> Result<(), Error> {
        let transport =
            self.transports.get_mut(&slot.transport).ok_or_else(|| gone(slot.transport))?;
        let line = transport
            .slot(&slot.mid)
            .filter(|line| line.receives.is_some())
            .ok_or_else(|| no_slot(slot))?;
        let before = line.set_playing(Some(handle));
        if before == Some(handle) {
            return Ok(());
        }
        if let Some(before) = before {
            self.remove_player(before, slot);
        }
        let stream = self.streams.entry(handle).or_default();
        // A client plays a stream once: naming another slot moves it.
        let moved_from =
            stream.players.iter_mut().find(|player| player.transport == slot.transport);
        let moved_from = match moved_from {
            Some(player) => Some(std::mem::replace(player, slot)),
            None => {
                stream.players.push(slot);
                None
            }
        };
        if let Some(from) = moved_from {
            self.free_receiving_slot(from);
        }
        self.seek_key_frame(now, handle);
        Ok(())
    }

    fn unplay(&mut self, handle: StreamHandle, transport: SessionId) {
        let Some(stream) = self.streams.get(&handle) else { return };
        let player = stream.players.iter().find(|player| player.transport == transport).copied();
        if let Some(player) = player {
            self.free_receiving_slot(player);
            self.remove_player(handle, player);
        }
    }

    /// A stream has no publisher any more; its players wait for another.
    fn take_publisher(&mut self, handle: StreamHandle) {
        if let Some(publisher) =
            self.streams.get_mut(&handle).and_then(|stream| stream.publisher.take())
        {
            self.forget_told_loss(publisher);
        }
        self.drop_if_unused(handle);
    }

    fn remove_player(&mut self, handle: StreamHandle, slot: SlotRef) {
        if let Some(stream) = self.streams.get_mut(&handle) {
            stream.players.retain(|player| *player != slot);
        }
        self.drop_if_unused(handle);
    }

    fn drop_if_unused(&mut self, handle: StreamHandle) {
        if self.streams.get(&handle).is_some_and(Stream::is_unused) {
            self.streams.remove(&handle);
        }
    }

    fn free_sending_slot(&mut self, publisher: Publisher) {
        if let Some(line) = self.line(publisher.slot) {
            line.publishing = None;
        }
        self.forget_told_loss(publisher);
    }

    fn forget_told_loss(&mut self, Publisher { slot, source }: Publisher) {
        if let (Some(transport), Some(source)) = (self.transports.get_mut(&slot.transport), source)
        {
            transport.forget_told_loss(source.ssrc);
        }
    }

    fn free_receiving_slot(&mut self, slot: SlotRef) {
        if let Some(line) = self.line(slot) {
            line.set_playing(None);
        }
    }

    /// The transports and the streams.
    pub(crate) fn parts(
        &mut self,
    ) -> (&mut BTreeMap<SessionId, Transport>, &mut BTreeMap<StreamHandle, Stream>) {
        (&mut self.transports, &mut self.streams)
    }

    pub(crate) fn line(&mut self, slot: SlotRef) -> Option<&mut crate::slot::Slot> {
        self.transports.get_mut(&slot.transport)?.slot(&slot.mid)
    }

    fn receive(
        &mut self,
        now: Instant,
        source: SocketAddr,
        destination: SocketAddr,
        contents: &[u8],
    ) {
        self.statistics.datagrams_received += 1;
        let Some(packet) = demultiplex::classify(contents) else {
            self.statistics.datagrams_malformed += 1;
            return;
        };
        let owner = self.owners.owner(&packet, source);
        let Some((id, transport)) = owner.and_then(|id| Some((id, self.transports.get_mut(&id)?)))
        else {
            self.statistics.datagrams_unknown += 1;
            return;
        };
        let outcome =
            transport.receive(now, source, destination, contents, &packet, &mut self.outputs);
        self.conclude(now, id, outcome);
    }

    fn wake(&mut self, now: Instant) {
        if let Some(mut meter) = self.meter.take_if(|meter| meter.due() <= now) {
            let figures = self.take_figures(now, &mut meter);
            self.meter = Some(meter);
            self.emit(Event::Figures(figures));
        }
        while let Some(id) = self.timers.take_due(now) {
            let Some(transport) = self.transports.get_mut(&id) else { continue };
            if transport.is_closed() || transport.dead_at(self.config.silence_timeout) <= now {
                self.lose(id);
                continue;
            }
            if transport.deadline(self.config.silence_timeout) > now {
                // It was put off since the timer was set.
                self.settle(id);
                continue;
            }
            let outcome = transport.wake(now, &mut self.outputs);
            self.conclude(now, id, outcome);
        }
    }

    /// Acts on what came of something that was done to a transport.
    fn conclude(&mut self, now: Instant, id: SessionId, outcome: Outcome) {
        if let Some(address) = outcome.verified {
            self.owners.add_address(address, id);
            if let Some(transport) = self.transports.get_mut(&id)
                && let Some(forgotten) = transport.add_address(address)
            {
                self.owners.remove_address(forgotten, id);
            }
        }
        if outcome.connected {
            self.emit(Event::Connected { transport: id });
        }
        for (mid, packet) in outcome.packets {
            self.forward(now, SlotRef { transport: id, mid }, packet);
        }
        for mid in outcome.key_frames {
            self.want_key_frame(now, SlotRef { transport: id, mid });
        }
        if self.transports.get(&id).is_some_and(Transport::is_closed) {
            self.lose(id);
        } else {
            self.settle(id);
        }
    }

    /// A transport is gone without the node's doing.
    fn lose(&mut self, id: SessionId) {
        self.forget(id);
        self.emit(Event::Closed { transport: id });
    }

    /// Frees all that a transport holds.
    fn forget(&mut self, id: SessionId) {
        let Some(transport) = self.transports.remove(&id) else { return };
        self.timers.cancel(id);
        self.owners.remove_fragment(transport.fragment());
        for address in transport.addresses() {
            self.owners.remove_address(address, id);
        }
        for (mid, slot) in transport.slots() {
            if let Some(handle) = slot.publishing {
                self.take_publisher(handle);
            }
            if let Some(handle) = slot.playing {
                self.remove_player(handle, SlotRef { transport: id, mid: *mid });
            }
        }
    }

    /// Sets a transport's timer to its deadline.
    fn settle(&mut self, id: SessionId) {
        if let Some(transport) = self.transports.get(&id) {
            self.timers.want(id, transport.deadline(self.config.silence_timeout));
        }
    }

    fn refuse(&mut self, stream: StreamHandle, slot: SlotRef, error: Error) {
        let SlotRef { transport, mid } = slot;
        let slot = cooee_proto::Mid(mid.to_string());
        self.emit(Event::SlotRefused { transport, slot, stream, error });
    }

    pub(crate) fn emit(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }
}

fn gone(transport: SessionId) -> Error {
    Error::new(ErrorCode::ILLEGAL_PARAMETER, format!("there is no media transport {transport}"))
        .with_hint("Make a new media transport with a new offer.")
}

fn no_slot(slot: SlotRef) -> Error {
    let SlotRef { transport, mid } = slot;
    Error::new(
        ErrorCode::ILLEGAL_PARAMETER,
        format!("media transport {transport} has no slot {mid} of that direction"),
    )
    .with_hint(
        "Name a slot of an answered offer: a sending one to publish, a receiving one to play.",
    )
}

#[cfg(test)]
mod tests;

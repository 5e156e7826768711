//! Datagrams at the server's UDP port: none of them breaks the shard, and none of them ends the
//! call that goes on meanwhile. The first bit of the input says whether the datagram comes from
//! a stranger or, spoofed, from the address of the client.
#![no_main]

use cooee_proto::SessionId;
use cooee_sfu::{Command, Config, Event, Input, Output, Peer, Shard, demultiplex};
use cooee_transport::{Config as ClientConfig, OfferKind, Output as ClientOutput, Transport};
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

thread_local! {
    static CALL: RefCell<Call> = RefCell::new(Call::connected());
}

fuzz_target!(|input: &[u8]| {
    let Some((first, contents)) = input.split_first() else { return };
    let _ = demultiplex::classify(contents);
    CALL.with_borrow_mut(|call| {
        let stranger = SocketAddr::from(([203, 0, 113, 1], 9));
        call.receive(if first & 1 == 0 { stranger } else { call.client_address }, contents);
        call.run_for(Duration::from_millis(1));
        assert!(call.client.is_connected(), "the client lost its path");
    });
});

/// A client in a call with a shard, joined by a network without delay.
struct Call {
    now: Instant,
    shard: Shard,
    server_address: SocketAddr,
    client: Transport,
    client_address: SocketAddr,
    answer: Option<String>,
}

impl Call {
    fn connected() -> Self {
        let now = Instant::now();
        let server_address = SocketAddr::from(([192, 0, 2, 1], 7870));
        let client_address = SocketAddr::from(([10, 0, 0, 1], 5000));
        let shard = Shard::new(Config::new(vec![server_address]));
        let client = Transport::new(now, ClientConfig { local_addresses: vec![client_address] });
        let mut call = Self { now, shard, server_address, client, client_address, answer: None };

        let kind = OfferKind::Initial { send: 1, receive: 2 };
        let offer = call.client.offer(now, kind).expect("an offer").sdp;
        let (transport, peer) = (SessionId(1), Peer::Native);
        let connect = Command::Connect { transport, request: 0, peer, offer };
        call.shard.handle(now, Input::Command(connect));
        call.settle();
        let answer = call.answer.take().expect("an answer");
        call.client.accept_answer(now, &answer).expect("it fits");
        call.run_for(Duration::from_secs(1));
        assert!(call.client.is_connected());
        call
    }

    fn receive(&mut self, source: SocketAddr, contents: &[u8]) {
        let destination = self.server_address;
        self.shard.handle(self.now, Input::Datagram { source, destination, contents });
        self.settle();
    }

    fn run_for(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            self.settle();
            let deadlines = [self.shard.deadline(), self.client.deadline()];
            let next = deadlines.into_iter().flatten().min().unwrap_or(end).max(self.now);
            if next > end {
                self.now = end;
                return;
            }
            self.now = next;
            if self.shard.deadline().is_some_and(|deadline| deadline <= next) {
                self.shard.handle(next, Input::Timeout);
            }
            self.settle();
            if self.client.deadline().is_some_and(|deadline| deadline <= next) {
                self.client.handle_timeout(next);
            }
        }
    }

    /// Delivers what both sides send until neither has anything to send.
    fn settle(&mut self) {
        loop {
            if let Some(output) = self.shard.poll() {
                self.from_shard(output);
            } else if let Some(output) = self.client.poll() {
                if let ClientOutput::Transmit(sent) = output {
                    let (source, destination) = (sent.source, sent.destination);
                    let contents = &sent.contents;
                    let datagram = Input::Datagram { source, destination, contents };
                    self.shard.handle(self.now, datagram);
                }
            } else {
                return;
            }
        }
    }

    fn from_shard(&mut self, output: Output) {
        match output {
            Output::Transmit(sent) if sent.destination == self.client_address => {
                self.client.handle_datagram(
                    self.now,
                    sent.source,
                    sent.destination,
                    &sent.contents,
                );
            }
            Output::Event(Event::Answered { result, .. }) => {
                self.answer = Some(result.expect("the offer is in order"));
            }
            Output::Event(Event::Closed { .. }) => panic!("a datagram ended a call"),
            _ => {}
        }
    }
}

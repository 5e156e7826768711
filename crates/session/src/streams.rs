//! What publishes and plays share: what becomes of them when something below them ends.

use crate::{
    Session,
    requests::{Ending, Purpose},
};
use cooee_proto::{
    Error, PublishChannel,
    signal::{Request, StreamRef},
};
use std::time::Instant;

impl Session {
    /// Tells the server what ended, before it hears of anything that starts.
    pub(crate) fn send_endings(&mut self, now: Instant) {
        while let Some(ending) = self.endings.pop_front() {
            let stream_id = ending.stream_id().clone();
            let request = match &ending {
                Ending::Unpublish(_) => Request::Unpublish(StreamRef { stream_id }),
                Ending::Unplay(_) => Request::Unplay(StreamRef { stream_id }),
            };
            self.ask(now, request, Purpose::End(ending));
        }
    }

    /// The server may not have heard of an ending. If the stream was started again since and
    /// the server took that, then it heard of the ending too.
    pub(crate) fn end_unanswered(&mut self, ending: Ending) {
        let started_again = match &ending {
            Ending::Unpublish(stream_id) => {
                let again = |publication: &crate::publishing::Publication| {
                    publication.stream_id == *stream_id && publication.acknowledged
                };
                self.publications.values().any(again)
            }
            Ending::Unplay(stream_id) => {
                self.plays.get(stream_id).is_some_and(|play| play.acknowledged)
            }
        };
        if !started_again {
            self.endings.push_back(ending);
        }
    }

    /// The server forgot the session: everything is to be told anew.
    pub(crate) fn forget_session(&mut self) {
        if let Some(stay) = &mut self.stay {
            stay.known = None;
        }
        self.endings.clear();
        self.publications.values_mut().for_each(|publication| publication.forgotten());
        self.plays.values_mut().for_each(|play| play.forgotten());
    }

    /// The server may know more than it could tell.
    pub(crate) fn ask_again(&mut self) {
        self.publications.values_mut().for_each(|publication| publication.ask_again());
        self.plays.values_mut().for_each(|play| play.ask_again());
    }

    /// The transport is gone and its slots with it.
    pub(crate) fn vacate_slots(&mut self) {
        self.vacate_sending_slots();
        self.vacate_receiving_slots();
    }

    /// A question about a stream got no answer in time.
    pub(crate) fn postpone(&mut self, now: Instant, purpose: &Purpose) {
        match purpose {
            Purpose::Publish { channel } => self.postpone_publish(now, *channel),
            Purpose::Play { stream_id } => self.postpone_play(now, stream_id),
            Purpose::Login { .. }
            | Purpose::Resume
            | Purpose::Heartbeat
            | Purpose::Offer
            | Purpose::End(_)
            | Purpose::RenewToken { .. }
            | Purpose::MicState { .. }
            | Purpose::CameraState { .. }
            | Purpose::StreamExtraInfo { .. }
            | Purpose::RoomCall { .. } => {}
        }
    }

    /// Ends all streams with the end of the stay, for its cause.
    pub(crate) fn end_streams(&mut self, error: Option<&Error>) {
        for channel in PublishChannel::ALL {
            self.finish_publication(channel, error);
        }
        let stream_ids: Vec<_> = self.plays.keys().cloned().collect();
        for stream_id in stream_ids {
            self.finish_play(&stream_id, error);
        }
    }
}

//! Live streams as the media threads know them: a handle, and who is connected to it.

use cooee_proto::{AppId, Mid, SessionId, StreamId};
use cooee_sfu::{Command, StreamHandle};
use std::collections::BTreeMap;

/// Where a client sends or receives a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) transport: SessionId,
    pub(crate) mid: Mid,
}

/// All live streams of a node.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    live: BTreeMap<(AppId, StreamId), Live>,
    names: BTreeMap<StreamHandle, StreamId>,
    last: u64,
}

#[derive(Debug)]
struct Live {
    handle: StreamHandle,
    /// On which slot each session plays it.
    players: BTreeMap<SessionId, Slot>,
}

impl Streams {
    /// The stream is live, carried by this slot if there is one at the moment.
    pub(crate) fn publish(
        &mut self,
        app: AppId,
        stream_id: StreamId,
        slot: Option<Slot>,
    ) -> Option<Command> {
        let next = StreamHandle(self.last + 1);
        let live = self
            .live
            .entry((app, stream_id.clone()))
            .or_insert_with(|| Live { handle: next, players: BTreeMap::new() });
        self.last = self.last.max(live.handle.0);
        self.names.insert(live.handle, stream_id);
        let Slot { transport, mid } = slot?;
        Some(Command::Publish { stream: live.handle, transport, slot: mid })
    }

    /// The stream ended.
    pub(crate) fn unpublish(&mut self, app: AppId, stream_id: StreamId) -> Option<Command> {
        let live = self.live.remove(&(app, stream_id))?;
        self.names.remove(&live.handle);
        Some(Command::Unpublish { stream: live.handle })
    }

    /// What the media threads call the stream, if it is live.
    pub(crate) fn handle(&self, app: AppId, stream_id: &StreamId) -> Option<StreamHandle> {
        Some(self.live.get(&(app, stream_id.clone()))?.handle)
    }

    /// What clients call the stream.
    pub(crate) fn name(&self, handle: StreamHandle) -> Option<&StreamId> {
        self.names.get(&handle)
    }

    /// The session receives the stream on this slot; where it received it on another, that ends.
    pub(crate) fn play(
        &mut self,
        app: AppId,
        stream_id: StreamId,
        session: SessionId,
        slot: Slot,
    ) -> Vec<Command> {
        let Some(live) = self.live.get_mut(&(app, stream_id)) else { return Vec::new() };
        let stream = live.handle;
        let previous = live.players.insert(session, slot.clone());
        if previous.as_ref() == Some(&slot) {
            return Vec::new();
        }
        let stop = previous.map(|Slot { transport, .. }| Command::Unplay { stream, transport });
        let Slot { transport, mid } = slot;
        stop.into_iter().chain([Command::Play { stream, transport, slot: mid }]).collect()
    }

    /// The session stopped receiving the stream.
    pub(crate) fn unplay(
        &mut self,
        app: AppId,
        stream_id: StreamId,
        session: SessionId,
    ) -> Option<Command> {
        let live = self.live.get_mut(&(app, stream_id))?;
        let Slot { transport, .. } = live.players.remove(&session)?;
        Some(Command::Unplay { stream: live.handle, transport })
    }
}

//! Live streams as the media threads know them: a handle, and who is connected to it.

use cooee_proto::{AppId, Mid, SessionId, StreamId};
use cooee_sfu::{Command, StreamHandle};
use std::collections::BTreeMap;

/// Where a client sends or receives a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) transport: SessionId,
    pub(crate) mid: Mid,
    /// Where its pictures go, if they do.
    pub(crate) video: Option<Mid>,
}

impl Slot {
    /// Whether another slot is this one, whatever becomes of pictures.
    pub(crate) fn carries_as(&self, other: &Self) -> bool {
        self.transport == other.transport && self.mid == other.mid
    }
}

/// Pictures are a stream of their own to the media threads: sound and pictures of one stream
/// come on different slots, and not everybody plays both.
fn pictures(sound: StreamHandle) -> StreamHandle {
    StreamHandle(sound.0 | 1 << 63)
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
    /// Whether the media threads ever heard of its pictures.
    has_pictures: bool,
}

impl Streams {
    /// The stream is live, carried by this slot if there is one at the moment.
    pub(crate) fn publish(
        &mut self,
        app: AppId,
        stream_id: StreamId,
        slot: Option<Slot>,
    ) -> Vec<Command> {
        let next = StreamHandle(self.last + 1);
        let live = self.live.entry((app, stream_id.clone())).or_insert_with(|| Live {
            handle: next,
            players: BTreeMap::new(),
            has_pictures: false,
        });
        self.last = self.last.max(live.handle.0);
        self.names.insert(live.handle, stream_id);
        let Some(Slot { transport, mid, video }) = slot else { return Vec::new() };
        // Pictures that are taken back stay where they were: nothing comes there any more, and
        // those who play them need not ask again when they return.
        live.has_pictures |= video.is_some();
        let sound = Command::Publish { stream: live.handle, transport, slot: mid };
        let stream = pictures(live.handle);
        let pictures = video.map(|slot| Command::Publish { stream, transport, slot });
        [Some(sound), pictures].into_iter().flatten().collect()
    }

    /// The stream ended.
    pub(crate) fn unpublish(&mut self, app: AppId, stream_id: StreamId) -> Vec<Command> {
        let Some(live) = self.live.remove(&(app, stream_id)) else { return Vec::new() };
        self.names.remove(&live.handle);
        let sound = Command::Unpublish { stream: live.handle };
        let pictures = Command::Unpublish { stream: pictures(live.handle) };
        [Some(sound), live.has_pictures.then_some(pictures)].into_iter().flatten().collect()
    }

    /// What the media threads call the stream, if it is live.
    pub(crate) fn handle(&self, app: AppId, stream_id: &StreamId) -> Option<StreamHandle> {
        Some(self.live.get(&(app, stream_id.clone()))?.handle)
    }

    /// The same of its pictures, if the media threads ever heard of any.
    pub(crate) fn pictures_handle(&self, app: AppId, stream_id: &StreamId) -> Option<StreamHandle> {
        let live = self.live.get(&(app, stream_id.clone()))?;
        live.has_pictures.then(|| pictures(live.handle))
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
        let Slot { transport, mid, video } = slot;
        let (before, video_before) = match previous {
            Some(Slot { transport, mid, video }) => {
                (Some((transport, mid)), video.map(|video| (transport, video)))
            }
            None => (None, None),
        };
        live.has_pictures |= video.is_some();
        let sound = moved(stream, before, Some((transport, mid)));
        let video = video.map(|video| (transport, video));
        sound.chain(moved(pictures(stream), video_before, video)).collect()
    }

    /// The session stopped receiving the stream.
    pub(crate) fn unplay(
        &mut self,
        app: AppId,
        stream_id: StreamId,
        session: SessionId,
    ) -> Vec<Command> {
        let Some(live) = self.live.get_mut(&(app, stream_id)) else { return Vec::new() };
        let Some(Slot { transport, video, .. }) = live.players.remove(&session) else {
            return Vec::new();
        };
        let sound = Command::Unplay { stream: live.handle, transport };
        let stream = pictures(live.handle);
        let pictures = video.map(|_| Command::Unplay { stream, transport });
        [Some(sound), pictures].into_iter().flatten().collect()
    }
}

/// What makes a stream go to another slot than before.
fn moved(
    stream: StreamHandle,
    before: Option<(SessionId, Mid)>,
    to: Option<(SessionId, Mid)>,
) -> impl Iterator<Item = Command> {
    let (stop, start) = if before == to { (None, None) } else { (before, to) };
    let stop = stop.map(|(transport, _)| Command::Unplay { stream, transport });
    let start = start.map(|(transport, slot)| Command::Play { stream, transport, slot });
    stop.into_iter().chain(start)
}

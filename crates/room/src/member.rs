//! A session that is in a room.

use crate::publish::PendingPublish;
use crate::rate::Rate;
use crate::{Epoch, Rights};
use cooee_proto::{RoomId, StreamId, User, WallTime};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) user: User,
    pub(crate) room_id: RoomId,
    /// Whether user updates are wanted.
    pub(crate) wants_user_updates: bool,
    /// Of the grant of the userID.
    pub(crate) epoch: Epoch,
    /// Its place in the room.
    pub(crate) order: u64,
    pub(crate) logged_in: WallTime,
    pub(crate) rights: Rights,
    /// Whether the end of these rights was announced.
    pub(crate) warned: bool,
    pub(crate) last_alive: Instant,
    /// Whether the WebSocket was lost after the last sign of life.
    pub(crate) link_closed: bool,
    /// Streams whose claim is not answered.
    pub(crate) pending_publishes: BTreeMap<StreamId, PendingPublish>,
    /// Live streams.
    pub(crate) publishes: BTreeSet<StreamId>,
    /// Plays, live or not.
    pub(crate) plays: BTreeSet<StreamId>,
    pub(crate) broadcast_rate: Rate,
    pub(crate) command_to_one_rate: Rate,
    pub(crate) command_to_many_rate: Rate,
}

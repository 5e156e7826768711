//! Turns the session's events into the engine's.

use crate::Event;
use cooee_session::Event as SessionEvent;

impl From<SessionEvent> for Event {
    fn from(event: SessionEvent) -> Self {
        match event {
            SessionEvent::RoomStateChanged { room_id, reason, code, extended_data } => {
                Self::RoomStateChanged { room_id, reason, code, extended_data }
            }
            SessionEvent::RoomUserUpdate { room_id, update, users } => {
                Self::RoomUserUpdate { room_id, update, users }
            }
            SessionEvent::RoomOnlineUserCountUpdate { room_id, count } => {
                Self::RoomOnlineUserCountUpdate { room_id, count }
            }
            SessionEvent::RoomStreamUpdate { room_id, update, streams, reasons } => {
                Self::RoomStreamUpdate { room_id, update, streams, reasons }
            }
            SessionEvent::RoomStreamExtraInfoUpdate { room_id, streams } => {
                Self::RoomStreamExtraInfoUpdate { room_id, streams }
            }
            SessionEvent::RoomExtraInfoUpdate { room_id, infos } => {
                Self::RoomExtraInfoUpdate { room_id, infos }
            }
            SessionEvent::RoomTokenWillExpire { room_id, remain_seconds } => {
                Self::RoomTokenWillExpire { room_id, remain_seconds }
            }
            SessionEvent::PublisherStateUpdate {
                channel: _,
                stream_id,
                state,
                code,
                extended_data,
            } => Self::PublisherStateUpdate { stream_id, state, code, extended_data },
            SessionEvent::PlayerStateUpdate { stream_id, state, code, extended_data } => {
                Self::PlayerStateUpdate { stream_id, state, code, extended_data }
            }
            SessionEvent::RemoteMicStateUpdate { stream_id, state } => {
                Self::RemoteMicStateUpdate { stream_id, state }
            }
            SessionEvent::RemoteCameraStateUpdate { stream_id, state } => {
                Self::RemoteCameraStateUpdate { stream_id, state }
            }
            SessionEvent::RecvBroadcastMessages { room_id, messages } => {
                Self::ImRecvBroadcastMessage { room_id, messages }
            }
            SessionEvent::RecvBarrageMessages { room_id, messages } => {
                Self::ImRecvBarrageMessage { room_id, messages }
            }
            SessionEvent::RecvCustomCommand { room_id, from_user, command } => {
                Self::ImRecvCustomCommand { room_id, from_user, command }
            }
            SessionEvent::DebugError { function, error } => Self::DebugError { function, error },
        }
    }
}

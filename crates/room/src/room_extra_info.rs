//! The room's extra info: one key and value that live as long as the room.

use crate::Reply;
use crate::app::{App, Moment};
use cooee_proto::signal::Event;
use cooee_proto::{Error, ErrorCode, RoomExtraInfo, SessionId, limits};

impl App {
    pub(crate) fn set_room_extra_info(
        &mut self,
        moment: Moment,
        session: SessionId,
        key: String,
        value: String,
    ) -> Result<Reply, Error> {
        check(&key, &value)?;
        let member = self.member(session);
        let (update_user, room_id) = (member.user.clone(), member.room_id.clone());
        let room = self.room_mut(&room_id);
        if let Some(info) = room.extra_info.as_ref().filter(|info| info.key != key) {
            return Err(Error::new(
                ErrorCode::ROOM_EXTRA_INFO_SECOND_KEY,
                format!("key {key:?} was passed; the room's key is {:?}", info.key),
            ));
        }
        let most = limits::ROOM_EXTRA_INFOS_PER_SECOND;
        if !room.extra_info_rate.allows(moment.now, most) {
            let message = format!("a room's extra info may change {most} times a second");
            return Err(Error::new(ErrorCode::SIGNAL_RATE, message));
        }
        room.extra_info_rate.count(moment.now);
        let info = RoomExtraInfo { key, value, update_user, update_time_ms: moment.wall };
        room.extra_info = Some(info.clone());
        let event = Event::RoomExtraInfo { infos: vec![info] };
        self.send_to_others(&room_id, session, &event);
        Ok(Reply::Done)
    }
}

fn check(key: &str, value: &str) -> Result<(), Error> {
    if key.is_empty() {
        return Err(Error::new(ErrorCode::ROOM_EXTRA_INFO_KEY_EMPTY, "the key is empty"));
    }
    let (bytes, most) = (key.len(), limits::ROOM_EXTRA_INFO_KEY_BYTES);
    if bytes > most {
        let message = format!("the key has {bytes} bytes; at most {most} are allowed");
        return Err(Error::new(ErrorCode::ROOM_EXTRA_INFO_KEY_TOO_LONG, message));
    }
    let (bytes, most) = (value.len(), limits::ROOM_EXTRA_INFO_VALUE_BYTES);
    if bytes > most {
        let message = format!("the value has {bytes} bytes; at most {most} are allowed");
        return Err(Error::new(ErrorCode::ROOM_EXTRA_INFO_VALUE_TOO_LONG, message));
    }
    Ok(())
}

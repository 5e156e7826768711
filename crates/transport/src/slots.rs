//! The slots that both sides agreed on.

use crate::{Direction, Error, Slot};
use cooee_proto::Mid;
use std::collections::BTreeMap;
use str0m::media::Mid as MediaMid;
use str0m::rtp::SeqNo;

/// The slots of a transport.
#[derive(Default)]
pub(crate) struct Slots {
    /// In the order of their lines.
    offered: Vec<Slot>,
    sending: BTreeMap<Mid, SendingSlot>,
    receiving: BTreeMap<MediaMid, Mid>,
}

/// What a sending slot remembers.
pub(crate) struct SendingSlot {
    pub(crate) mid: MediaMid,
    next_sequence: u64,
}

impl SendingSlot {
    /// The number of the next packet; a slot counts on, whatever stream it carries.
    pub(crate) fn next_sequence(&mut self) -> SeqNo {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        sequence.into()
    }
}

impl Slots {
    /// Adds the slots of an accepted offer.
    pub(crate) fn add(&mut self, slots: Vec<Slot>) {
        for slot in &slots {
            let mid = MediaMid::from(slot.mid.0.as_str());
            match slot.direction {
                Direction::Send => {
                    self.sending.insert(slot.mid.clone(), SendingSlot { mid, next_sequence: 1 });
                }
                Direction::Receive => {
                    self.receiving.insert(mid, slot.mid.clone());
                }
            }
        }
        self.offered.extend(slots);
    }

    /// All slots in the order of their lines.
    pub(crate) fn offered(&self) -> &[Slot] {
        &self.offered
    }

    /// The sending slot of that name.
    pub(crate) fn sending(&mut self, mid: &Mid) -> Result<&mut SendingSlot, Error> {
        if let Some(slot) = self.sending.get_mut(mid) {
            return Ok(slot);
        }
        Err(if self.offered.iter().any(|slot| slot.mid == *mid) {
            Error::NotASendingSlot(mid.clone())
        } else {
            Error::UnknownSlot(mid.clone())
        })
    }

    /// The name of a receiving slot.
    pub(crate) fn receiving(&self, mid: MediaMid) -> Option<Mid> {
        self.receiving.get(&mid).cloned()
    }
}

//! Which devices there are at a moment, and what changed between two of them.

use super::Direction;

/// A sound device of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// What opens this device, in this run of the program and the next.
    pub id: String,
    /// A name for people.
    pub name: String,
    /// Whether it is the one that opens when no id is given.
    pub is_default: bool,
}

/// All sound devices of this machine at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    pub(super) inputs: Vec<DeviceInfo>,
    pub(super) outputs: Vec<DeviceInfo>,
}

/// One difference between two moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A device was plugged in, or made.
    Added(Direction, DeviceInfo),
    /// A device is gone.
    Removed(Direction, DeviceInfo),
    /// Another device, or none, is the default one.
    DefaultChanged(Direction, Option<String>),
}

impl Inventory {
    /// The microphones or the speakers.
    pub fn devices(&self, direction: Direction) -> &[DeviceInfo] {
        match direction {
            Direction::Input => &self.inputs,
            Direction::Output => &self.outputs,
        }
    }

    /// The id of the default microphone or speaker; `None` on a machine without any.
    pub fn default_id(&self, direction: Direction) -> Option<&str> {
        let default = self.devices(direction).iter().find(|device| device.is_default)?;
        Some(&default.id)
    }

    /// Whether there is a device with this id.
    pub fn has(&self, direction: Direction, id: &str) -> bool {
        self.devices(direction).iter().any(|device| device.id == id)
    }

    /// What is different from an earlier moment: first what is gone, then what came, then the
    /// defaults.
    pub fn changes_since(&self, before: &Self) -> Vec<Change> {
        let both = [Direction::Input, Direction::Output];
        let missing_in = |from: &Self, other: &Self| -> Vec<(Direction, DeviceInfo)> {
            let all = both.into_iter().flat_map(|direction| {
                from.devices(direction).iter().map(move |device| (direction, device.clone()))
            });
            all.filter(|(direction, device)| !other.has(*direction, &device.id)).collect()
        };
        let removed = missing_in(before, self).into_iter();
        let added = missing_in(self, before).into_iter();
        let defaults = both.into_iter().filter_map(|direction| {
            let id = self.default_id(direction);
            (id != before.default_id(direction))
                .then(|| Change::DefaultChanged(direction, id.map(str::to_owned)))
        });
        removed
            .map(|(direction, device)| Change::Removed(direction, device))
            .chain(added.map(|(direction, device)| Change::Added(direction, device)))
            .chain(defaults)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(id: &str, is_default: bool) -> DeviceInfo {
        DeviceInfo { id: id.to_owned(), name: id.to_uppercase(), is_default }
    }

    #[test]
    fn a_replaced_default_microphone_is_three_changes() {
        let before = Inventory {
            inputs: vec![device("usb", true), device("built-in", false)],
            outputs: vec![device("built-in", true)],
        };
        let after = Inventory {
            inputs: vec![device("headset", false), device("built-in", true)],
            outputs: vec![device("built-in", true)],
        };
        let changes = [
            Change::Removed(Direction::Input, device("usb", true)),
            Change::Added(Direction::Input, device("headset", false)),
            Change::DefaultChanged(Direction::Input, Some("built-in".to_owned())),
        ];
        assert_eq!(after.changes_since(&before), changes);
        assert_eq!(after.changes_since(&after), []);
    }

    #[test]
    fn the_last_speaker_that_goes_leaves_no_default() {
        let before = Inventory { inputs: vec![], outputs: vec![device("usb", true)] };
        let changes = [
            Change::Removed(Direction::Output, device("usb", true)),
            Change::DefaultChanged(Direction::Output, None),
        ];
        assert_eq!(Inventory::default().changes_since(&before), changes);
    }
}

//! Which published streams carry sound, and what their listeners are told (Express §7, the
//! mute matrix).

use cooee_proto::{PublishChannel, RemoteDeviceState};

/// The switches between the microphone and the network. All work at any time, before and
/// during a publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureSwitches {
    /// The microphone is replaced by silence on every channel; its device stays open.
    pub microphone_muted: bool,
    /// The microphone's device may be open. If not, channels carry silence.
    pub capture_device_enabled: bool,
    /// This channel's whole stream is silence.
    pub publish_muted: [bool; PublishChannel::ALL.len()],
}

impl Default for CaptureSwitches {
    fn default() -> Self {
        Self {
            microphone_muted: false,
            capture_device_enabled: true,
            publish_muted: [false; PublishChannel::ALL.len()],
        }
    }
}

impl CaptureSwitches {
    /// Whether the channel sends what is captured; if not it sends silence, so that the
    /// stream stays alive and listeners' buffers keep running.
    pub fn is_audible(&self, channel: PublishChannel) -> bool {
        self.microphone_state(channel).is_open()
    }

    /// What the players of the channel's stream are told. A device that is off is told before
    /// a mute, because unmuting would not help.
    pub fn microphone_state(&self, channel: PublishChannel) -> RemoteDeviceState {
        if !self.capture_device_enabled {
            RemoteDeviceState::Disable
        } else if self.microphone_muted || self.publish_muted[channel as usize] {
            RemoteDeviceState::Mute
        } else {
            RemoteDeviceState::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RemoteDeviceState::{Disable, Mute, Open};

    /// The mute matrix: each row is a setting of the switches with what Main and Aux do.
    #[test]
    fn mute_matrix() {
        let rows = [
            // microphone muted, device on, Main muted → Main, Aux
            ((false, true, false), (Open, Open)),
            ((false, true, true), (Mute, Open)),
            ((true, true, false), (Mute, Mute)),
            ((true, true, true), (Mute, Mute)),
            ((false, false, false), (Disable, Disable)),
            ((true, false, true), (Disable, Disable)),
        ];
        for ((microphone_muted, capture_device_enabled, main_muted), (main, aux)) in rows {
            let switches = CaptureSwitches {
                microphone_muted,
                capture_device_enabled,
                publish_muted: [main_muted, false, false, false],
            };
            assert_eq!(switches.microphone_state(PublishChannel::Main), main, "{switches:?}");
            assert_eq!(switches.microphone_state(PublishChannel::Aux), aux, "{switches:?}");
            assert_eq!(switches.is_audible(PublishChannel::Main), main == Open, "{switches:?}");
        }
    }
}

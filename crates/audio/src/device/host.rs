//! The connection to the sound system: listing devices, finding one, and what its errors mean.

use super::inventory::{DeviceInfo, Inventory};
#[cfg(target_os = "linux")]
use super::pulse::Pulse;
use cooee_proto::{Error, ErrorCode};
use cpal::traits::{DeviceTrait, HostTrait};
use std::sync::{Mutex, PoisonError};

/// Where sound goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A microphone.
    Input,
    /// A speaker.
    Output,
}

/// The devices of one direction; empty on a machine without any.
pub fn devices(direction: Direction) -> Result<Vec<DeviceInfo>, Error> {
    #[cfg(target_os = "linux")]
    if let Some(inventory) = pulse_inventory() {
        return Ok(inventory.devices(direction).to_vec());
    }
    list(direction)
}

/// All devices.
pub(super) fn inventory() -> Result<Inventory, Error> {
    #[cfg(target_os = "linux")]
    if let Some(inventory) = pulse_inventory() {
        return Ok(inventory);
    }
    Ok(Inventory { inputs: list(Direction::Input)?, outputs: list(Direction::Output)? })
}

/// The devices of PulseAudio, where it runs.
#[cfg(target_os = "linux")]
fn pulse_inventory() -> Option<Inventory> {
    let inventory = Pulse::connect().and_then(|mut pulse| pulse.inventory());
    inventory.inspect_err(|error| tracing::debug!(%error, "PulseAudio does not answer")).ok()
}

/// The devices of one direction, as cpal lists them.
fn list(direction: Direction) -> Result<Vec<DeviceInfo>, Error> {
    with_host(|host| {
        let default = default_device(host, direction).and_then(|device| device.id().ok());
        let found = devices_of(host, direction)?;
        let describe = |device: cpal::Device| {
            let id = device.id().ok()?;
            let name = device.description().ok()?.name().to_owned();
            Some(DeviceInfo { is_default: Some(&id) == default.as_ref(), id: id.to_string(), name })
        };
        Ok(found.into_iter().filter_map(describe).collect())
    })
    .map_err(|error| device_error(&error, direction))
}

/// The device with an id, or the default one. An unknown id is refused with 1006002.
pub(super) fn find(direction: Direction, id: Option<&str>) -> Result<cpal::Device, Error> {
    #[cfg(target_os = "linux")]
    if let (None, Some(inventory)) = (id, pulse_inventory()) {
        return match inventory.default_id(direction) {
            Some(id) => find(direction, Some(id)),
            None => Err(none_here(direction)),
        };
    }
    let found = with_host(|host| match id {
        None => Ok(default_device(host, direction)),
        Some(id) => {
            let has_id = |device: &cpal::Device| device.id().is_ok_and(|own| own.to_string() == id);
            Ok(devices_of(host, direction)?.into_iter().find(has_id))
        }
    });
    let what = direction.name();
    match (found, id) {
        (Ok(Some(device)), _) => Ok(device),
        (Ok(None), Some(id)) => {
            Err(Error::new(ErrorCode::DEVICE_UNKNOWN, format!("no {what} has the id {id:?}")))
        }
        (Ok(None), None) => Err(none_here(direction)),
        (Err(error), _) => Err(device_error(&error, direction)),
    }
}

fn none_here(direction: Direction) -> Error {
    let message = format!("this machine has no {}", direction.name());
    Error::new(ErrorCode::DEVICE_GENERIC, message)
}

/// What an error of the sound system means for the application; `None` for those that only
/// report a glitch or a rerouting that it handled itself.
pub(super) fn failure(error: &cpal::Error, direction: Direction) -> Option<Error> {
    use cpal::ErrorKind::{DeviceChanged, RealtimeDenied, Xrun};
    match error.kind() {
        DeviceChanged | RealtimeDenied | Xrun => {
            tracing::debug!(%error, device = direction.name(), "the sound system reports");
            None
        }
        _ => Some(device_error(error, direction)),
    }
}

/// The same for an error that certainly is one.
pub(super) fn device_error(error: &cpal::Error, direction: Direction) -> Error {
    use cpal::ErrorKind::{
        DeviceBusy, DeviceNotAvailable, HostUnavailable, PermissionDenied, StreamInvalidated,
    };
    let code = match error.kind() {
        DeviceBusy => ErrorCode::DEVICE_IN_USE,
        PermissionDenied => ErrorCode::DEVICE_NOT_PERMITTED,
        DeviceNotAvailable | HostUnavailable | StreamInvalidated => ErrorCode::DEVICE_UNPLUGGED,
        _ => ErrorCode::DEVICE_GENERIC,
    };
    let message = error.to_string();
    Error::new(code, format!("{}: {}", direction.name(), message.trim_end_matches('.')))
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Self::Input => "microphone",
            Self::Output => "speaker",
        }
    }
}

fn devices_of(host: &cpal::Host, direction: Direction) -> Result<Vec<cpal::Device>, cpal::Error> {
    Ok(match direction {
        Direction::Input => host.input_devices()?.collect(),
        Direction::Output => host.output_devices()?.collect(),
    })
}

fn default_device(host: &cpal::Host, direction: Direction) -> Option<cpal::Device> {
    match direction {
        Direction::Input => host.default_input_device(),
        Direction::Output => host.default_output_device(),
    }
}

/// Runs something with a connection to the sound system.
///
/// The one to PulseAudio is opened by the first use and kept for the process, because the thread
/// and the sockets of such a connection outlive its handles; one that broke is replaced. Others
/// cost nothing to make, and making them anew finds a sound server that has started since.
fn with_host<T>(work: impl Fn(&cpal::Host) -> Result<T, cpal::Error>) -> Result<T, cpal::Error> {
    silence_alsa();
    static KEPT: Mutex<Option<cpal::Host>> = Mutex::new(None);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    // A default device of a broken connection is merely absent; the list says what is wrong.
    drop(kept.take_if(|host| host.devices().is_err()));
    if let Some(host) = &*kept {
        return work(host);
    }
    let host = cpal::default_host();
    if host.id().to_string() == "pulseaudio" { work(kept.insert(host)) } else { work(&host) }
}

/// Keeps ALSA from writing to standard error on this thread: what is wrong comes back as an
/// error, and a machine without sound is none.
fn silence_alsa() {
    #[cfg(target_os = "linux")]
    if let Err(error) = alsa::Output::local_error_handler() {
        tracing::debug!(%error, "ALSA writes to standard error");
    }
}

//! Sound cards: [`devices`] lists them, [`Watch`] tells when they come and go, [`Capture`] is an
//! open microphone, [`Playout`] an open speaker.
//!
//! The sound card is the clock. Its callbacks run on threads of the sound system; they only move
//! samples through lock-free rings and then call the `ready` function that the opener gave,
//! which should wake the media thread and return. The media thread then pulls every frame that
//! [`Capture`] holds, and pushes frames as long as [`Playout`] wants one.
//!
//! Whatever the card's rate, layout and sample format, what is pulled and pushed is
//! [`Frame`](crate::Frame)s, and 100 of them in a second of the computer's clock: the clocks of
//! two cards differ from it and from each other, which an echo canceller must not see and the
//! other side need not make up for. A device that fails while it is open says so once through its
//! `failed` function, with one of the Express device codes; it stays silent from then on, and
//! the owner drops it. Dropping closes it and ends its threads.
//!
//! Opening and listing wait for the sound system, up to two seconds if it hangs: not something
//! for the media thread.

mod capture;
mod format;
mod host;
mod inventory;
mod playout;
#[cfg(target_os = "linux")]
mod pulse;
mod watch;

pub use capture::Capture;
pub use host::{Direction, devices};
pub use inventory::{Change, DeviceInfo, Inventory};
pub use playout::Playout;
pub use watch::Watch;

/// How much audio a sound card handles at a time: 10 ms.
const PERIODS_PER_SECOND: u32 = 100;

/// How long a sound system may take to open a device.
const OPEN_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(2);

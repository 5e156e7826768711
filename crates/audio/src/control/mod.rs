//! What to send over the network there is.
//!
//! [`Uplink`] learns from reports how much gets lost and how much fits through; [`choose`] picks
//! the settings that are expected to sound best there. Both are pure: the owner calls them about
//! once a second and hands the settings to [`Outgoing`](crate::Outgoing).

mod capacity;
mod choice;
mod uplink;

pub use choice::{RECONSTRUCTED_AS_MISSING, choose, expected_missing};
pub use uplink::{Conditions, Report, Uplink};

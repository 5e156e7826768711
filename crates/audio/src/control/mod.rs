//! What to send over the network there is.
//!
//! [`Uplink`] learns from reports how much gets lost, and what fits through from who measures it;
//! [`choose`] picks the settings that are expected to sound best there. Both are pure: the owner
//! calls them about once a second and where less or more fits through, and hands the settings to
//! [`Outgoing`](crate::Outgoing).

mod choice;
mod uplink;

pub use choice::{RECONSTRUCTED_AS_MISSING, choose, expected_missing};
pub use uplink::{Conditions, Report, Uplink};

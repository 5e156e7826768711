//! The jitter buffer: evens out what the network did to the packets' times.

mod bounds;
mod statistics;

pub use bounds::Bounds;
pub use statistics::Statistics;

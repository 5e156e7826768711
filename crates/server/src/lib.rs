//! The Cooee server: configuration and store.

pub mod store;

//! The Cooee server: configuration and store.

pub mod config;
pub mod store;

//! Voice calls that a team hosts itself: the Rust SDK.

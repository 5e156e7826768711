//! Who may operate this server: one operator with a password, and his sessions.
//!
//! - [`password`] hashes and compares, off the control thread and a few at a time.
//! - [`sessions`] lives in memory: a restart signs the operator out, and no file holds anything
//!   that signs in. Each session names the password that opened it, so that another password, set
//!   by a request or by `cooee operator reset`, ends it.
//! - [`logins`] keeps what clients tried, for the console.
//! - [`throttle`] slows down who guesses.
//! - [`browser`] says which requests a page of another site could have made, and what the cookie
//!   is called.
//!
//! The requests themselves are in [`crate::api`].

pub mod browser;
pub mod logins;
pub mod password;
pub mod sessions;
pub mod throttle;

//! Token04 and AppSign proofs: make, check and explain them.
//!
//! Everything here is a function of bytes, keys and wall time; nothing reads a clock or draws
//! random numbers. A secret shows itself only through a method named `reveal`; no error text
//! and no `Debug` output holds a secret or a token.
//!
//! - [`verify`] is what a server calls for a login; [`Token`] does the same in steps.
//! - [`make`] is what a business server calls; `cooee token make` uses it.
//! - [`explain()`] puts a token into words for `cooee token check`.
//! - [`Claims::privileges`] reads what a strict app enforces.
//! - [`app_sign_proof`] and [`check_app_sign_proof`] let a native client log in with its
//!   AppSign without ever sending it.

mod cipher;
mod claims;
mod clock;
mod envelope;
mod explain;
mod privileges;
mod proof;
mod secret;

pub use claims::Claims;
pub use clock::{span_in_words, utc};
pub use envelope::{Form, Token, make, verify};
pub use explain::{Explanation, Question, explain};
pub use privileges::Privileges;
pub use proof::{ProofInput, app_sign_proof, check_app_sign_proof};
pub use secret::{AppSign, ServerSecret};

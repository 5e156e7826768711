//! Token04 against the tokens of the official generators, and the AppSign proof against vectors
//! that were computed apart from this crate.

mod explanations;
mod own_tokens;
mod proofs;
mod refusals;
mod secrets;
mod tokens;
mod vectors;

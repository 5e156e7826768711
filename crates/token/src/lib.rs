//! Token04 and AppSign proofs: make, check and explain them.

//! The `cooee` command.
fn main() {}

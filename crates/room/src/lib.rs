//! The room machine: users, streams, presence and messages of one app, without I/O.

//! One client login as a machine: login, publish, play, renew and reconnect, without I/O.

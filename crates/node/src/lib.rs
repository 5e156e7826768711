//! The server without its sockets: registry, tokens, rooms, media shards and signalling sessions.

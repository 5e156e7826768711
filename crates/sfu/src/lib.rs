//! The media shard: WebRTC transports, slots and fan-out, without sockets.

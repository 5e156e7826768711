//! The client's WebRTC transport: slots, ICE restart, RTP in and out, without sockets.

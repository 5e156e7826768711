//! The Cooee server: HTTP and WebSocket gateway, media threads, configuration and store.

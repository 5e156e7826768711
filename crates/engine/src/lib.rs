//! The client without its sockets and sound cards: session, transport and audio in one machine.

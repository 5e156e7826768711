//! A virtual clock, a scripted network and a World of server and clients in virtual time.

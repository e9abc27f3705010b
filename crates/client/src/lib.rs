//! The native client, in both roles: visitor and agent.
//!
//! In scope: the protocol over HTTP and WebSocket, for the command line, bots, load and tests.
//! Out of scope: a user interface.

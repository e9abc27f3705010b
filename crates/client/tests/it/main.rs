//! The client against the real service, in one process, with a layer between them that can lie.

mod chat;
mod evil_messages;
mod evil_statements;
mod liar;
mod outbox;
mod rotation;
mod sign_in;
mod world;

//! The service: HTTP and live connections over `aside-domain`.
//!
//! In scope: authentication, limits, routing, delivery. Out of scope: reading messages; this
//! crate links nothing that could open an envelope.

mod app;
mod assets;
mod cache;
mod caller;
mod challenges;
mod checks;
pub mod config;
mod http;
mod lifecycle;
mod limits;
mod live;
mod metrics;
pub mod sources;
mod tls;

pub use http::openapi;
pub use lifecycle::{Backend, LaunchError, launch, launch_with};
pub use tls::{TlsError, acceptor};

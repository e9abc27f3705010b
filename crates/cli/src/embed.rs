//! The inbox built for the demo, as part of this program.

use rust_embed::RustEmbed;

/// The files of `web/apps/inbox/dist-demo`. Empty in a tree whose web apps were not built yet.
#[derive(RustEmbed)]
#[folder = "../../web/apps/inbox/dist-demo"]
#[allow_missing = true]
pub struct DemoInbox;

//! The agent's account: password, Secret Key, and what the service keeps without being able to
//! open it (`spec/protocol.md` §7).

mod blob;
mod device_link;
mod root;
mod stretch;

pub use blob::{AccountSecrets, MethodKey, open_account, seal_account};
pub use device_link::DeviceLink;
pub use root::{open_root, seal_root};
pub use stretch::{AccountKeys, Stretched, normal_email, stretch};

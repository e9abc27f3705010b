//! The real clock and the real randomness, for a client.

use aside_client::Sources;
use aside_domain::Clock as _;
use aside_protocol::Timestamp;
use aside_server::sources::SystemClock;
use getrandom::SysRng;
use rand_core::UnwrapErr;

/// The clock and the randomness of this machine.
pub fn system() -> Sources {
    Sources::new(
        || Timestamp::from_millis(SystemClock.now()),
        UnwrapErr(SysRng),
    )
}

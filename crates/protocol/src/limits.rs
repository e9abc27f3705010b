//! Sizes and counts that bound every object (`spec/protocol.md` §1.3).

/// Bytes of a whole object.
pub const OBJECT_MAX: usize = 65_536;
/// The largest `u64`: what a browser still holds exactly.
pub const U64_MAX: u64 = (1 << 53) - 1;
/// Members on a roster.
pub const MEMBERS_MAX: usize = 500;
/// Keys of the business's own backend on a roster.
pub const ISSUERS_MAX: usize = 8;
/// Heads in a message.
pub const HEADS_MAX: usize = 32;
/// Root links of a workspace.
pub const LINKS_MAX: usize = 64;
/// Ways to unlock an account.
pub const METHODS_MAX: usize = 8;
/// Wraps of one epoch: every member and recovery.
pub const WRAPS_MAX: usize = 501;
/// Bytes of a message's body.
pub const BODY_MAX: usize = 32_768;
/// Bytes of a name.
pub const NAME_MAX: usize = 64;
/// Bytes of a greeting or a hint.
pub const TEXT_MAX: usize = 1_024;
/// Bytes of a locale.
pub const LOCALE_MAX: usize = 35;
/// Bytes of a site's origin.
pub const ORIGIN_MAX: usize = 255;
/// Texts of an appearance.
pub const LOCALES_MAX: usize = 32;
/// Origins of an appearance.
pub const ORIGINS_MAX: usize = 32;
/// Extensions of an appearance.
pub const EXTENSIONS_MAX: usize = 16;
/// Days that an epoch may be used.
pub const EPOCH_DAYS_MAX: u16 = 90;
/// How far clocks may differ, in milliseconds.
pub const CLOCK_LEEWAY: u64 = 24 * 60 * 60 * 1_000;
/// How old a signal may be, in milliseconds.
pub const SIGNAL_AGE_MAX: u64 = 5 * 60 * 1_000;
/// One day in milliseconds.
pub const DAY: u64 = 24 * 60 * 60 * 1_000;
/// How long a root link signed by the recovery key must wait, in milliseconds.
pub const RECOVERY_DELAY: u64 = 7 * DAY;
/// Age at which a visitor starts a new generation, in milliseconds.
pub const GENERATION_AGE_MAX: u64 = 7 * DAY;
/// Bytes of a sealed 32-byte secret: salt, commitment, secret, tag.
pub const SEALED_SECRET_LEN: usize = 24 + 32 + 32 + 16;
/// How long a login challenge may be answered, in milliseconds.
pub const LOGIN_AGE_MAX: u64 = 5 * 60 * 1_000;

//! The labels that keep every hash, signature, key and seal in a domain of its own
//! (`spec/protocol.md` §2).

/// Domain of every hash, derivation and seal.
pub const DOMAIN: &[u8] = b"aside/v1/";
/// Domain of every signature.
pub const SIGN_DOMAIN: &[u8] = b"aside/v1/sig/";

/// Checksum of a workspace id.
pub const WID_TEXT: &str = "wid-text";
/// Checksum of a Secret Key.
pub const SK_TEXT: &str = "sk-text";
/// Checksum of a recovery code.
pub const REC_TEXT: &str = "rec-text";

/// Hash of a KEM public key.
pub const KEM: &str = "kem";
/// Member id.
pub const MID: &str = "mid";
/// Visitor id.
pub const VISITOR: &str = "visitor";
/// Workspace id.
pub const WID: &str = "wid";
/// Session id.
pub const SID: &str = "sid";
/// Root links: hash and signature.
pub const ROOT_LINK: &str = "root-link";
/// Rosters: hash and signature.
pub const ROSTER: &str = "roster";
/// Epoch certificates: hash and signature.
pub const EPOCH: &str = "epoch";
/// Epoch wraps: signature and seal; the password method of an account: key.
pub const WRAP: &str = "wrap";
/// Appearances: hash and signature.
pub const APPEARANCE: &str = "appearance";
/// Hellos: signature.
pub const HELLO: &str = "hello";
/// Rekeys: hash and signature.
pub const REKEY: &str = "rekey";
/// Envelopes: hash.
pub const ENVELOPE: &str = "envelope";
/// Messages: signature and seal.
pub const MSG: &str = "msg";
/// Security code.
pub const CODE: &str = "code";

/// Recovery's signing key.
pub const REC_SIG: &str = "rec-sig";
/// Recovery's KEM key.
pub const REC_KEM: &str = "rec-kem";
/// An epoch's KEM key.
pub const EPOCH_KEM: &str = "epoch-kem";
/// An epoch's key for team-only items.
pub const TEAM: &str = "team";
/// Session key from visitor to workspace.
pub const V2W: &str = "v2w";
/// Session key from workspace to visitor.
pub const W2V: &str = "w2v";

/// HPKE info of an epoch wrap, after [`DOMAIN`].
pub const WRAP_INFO: &str = "wrap";
/// HPKE info of a session generation, after [`DOMAIN`].
pub const SESSION_INFO: &str = "session";
/// HPKE export context of an epoch wrap.
pub const EPOCH_WRAP_EXPORT: &[u8] = b"epoch-wrap";
/// HPKE export context of a session generation.
pub const SESSION_ROOT_EXPORT: &[u8] = b"session-root";

/// Id of a Secret Key.
pub const SK_ID: &str = "sk-id";
/// Salt of the password's derivation.
pub const PW_SALT: &str = "pw-salt";
/// Login key.
pub const AUTH: &str = "auth";
/// Key that seals the root blob.
pub const ROOT_WRAP: &str = "root-wrap";
/// Login signature.
pub const SVC_LOGIN: &str = "svc-login";
/// Seal of an account data key.
pub const ADK: &str = "adk";
/// Seal of an account blob.
pub const ACCOUNT: &str = "account";
/// Seal of a root blob.
pub const ROOT: &str = "root";

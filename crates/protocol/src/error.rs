//! Why an object or a statement is refused (`spec/protocol.md` §1.4).

/// Bytes are not the object they should be. All of these are `malformed`; the variant is for
/// people who look for the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More bytes than an object may have.
    #[error("object is larger than its limit")]
    TooLarge,
    /// Another magic, type or suite.
    #[error("object has another magic, type or suite")]
    Header,
    /// The bytes end before the object does.
    #[error("object ends too early")]
    Truncated,
    /// The object ends before the bytes do.
    #[error("object has trailing bytes")]
    Trailing,
    /// A count or a length is above its limit.
    #[error("{0} is above its limit")]
    Limit(&'static str),
    /// A string is not UTF-8, not NFC, or holds U+0000.
    #[error("text is not NFC UTF-8 without U+0000")]
    Text,
    /// A list is not strictly ascending.
    #[error("{0} are not strictly ascending")]
    Order(&'static str),
    /// A field has a value that its section does not allow.
    #[error("{0} has a value that is not allowed")]
    Value(&'static str),
}

impl DecodeError {
    /// The stable code: always `malformed`.
    pub const fn code(self) -> &'static str {
        "malformed"
    }
}

/// A public statement is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not parse.
    #[error("malformed")]
    Malformed(#[from] DecodeError),
    /// It belongs to another workspace than the pinned one.
    #[error("statement is of another workspace")]
    WrongWorkspace,
    /// A signature or its key is not valid.
    #[error("signature does not verify")]
    BadSignature,
    /// The signer may not say this.
    #[error("signer is not authorised")]
    NotAuthorised,
    /// Numbers or hashes do not chain.
    #[error("statements do not chain")]
    BrokenChain,
    /// It is older than what this party has seen.
    #[error("statement is older than one already seen")]
    Rollback,
    /// It is too old to be used.
    #[error("statement has expired")]
    Expired,
    /// It is from the future.
    #[error("statement is not valid yet")]
    NotYetValid,
    /// Genesis, roster or epoch is missing.
    #[error("a statement is missing")]
    Incomplete,
}

impl Refusal {
    /// The stable code of `spec/protocol.md` §1.4.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::WrongWorkspace => "wrong-workspace",
            Self::BadSignature => "bad-signature",
            Self::NotAuthorised => "not-authorised",
            Self::BrokenChain => "broken-chain",
            Self::Rollback => "rollback",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::Incomplete => "incomplete",
        }
    }
}

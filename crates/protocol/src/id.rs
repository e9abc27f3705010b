//! Typed ids and their text forms (`spec/protocol.md` §1.5, §3).

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::bytes::byte_array;
use crate::text::{TextError, b32, check, parse_b32};
use crate::{Digest, PublicKey, hash, label};

byte_array! {
    /// The workspace id, which pins every key of a workspace: the hash of its genesis.
    WorkspaceId, 32
}
byte_array! {
    /// A member of a workspace.
    MemberId, 16
}
byte_array! {
    /// A conversation: the first half of its session id.
    ConversationId, 16
}
byte_array! {
    /// A message, made by its sender so that a repeat is recognised.
    MessageId, 16
}
byte_array! {
    /// The session id that both sides verify.
    SessionId, 32
}
byte_array! {
    /// A visitor in one conversation.
    VisitorId, 16
}
byte_array! {
    /// The sequence of messages of one process or tab.
    Lane, 16
}
byte_array! {
    /// A key of the business's own backend.
    IssuerId, 8
}

/// Gives an id the text form `$prefix ‖ b32(bytes)` and the same in serde.
macro_rules! prefixed_text {
    ($name:ident, $prefix:literal, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), b32(self.as_bytes()))
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                let body = text.strip_prefix($prefix);
                body.and_then(parse_b32)
                    .map(Self::new)
                    .ok_or(TextError($what))
            }
        }
        serde_as_text!($name);
    };
}

macro_rules! serde_as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}

prefixed_text!(MemberId, "mb_", "member id");
prefixed_text!(ConversationId, "cv_", "conversation id");
prefixed_text!(MessageId, "ms_", "message id");
prefixed_text!(SessionId, "", "session id");
serde_as_text!(WorkspaceId);

impl fmt::Display for WorkspaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = check(label::WID_TEXT, self.as_bytes());
        write!(f, "as1{}{sum}", b32(self.as_bytes()))
    }
}

impl FromStr for WorkspaceId {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let error = TextError("workspace id");
        let body = text.strip_prefix("as1").ok_or(error)?;
        let (body, sum) = body.split_at_checked(52).ok_or(error)?;
        let wid = Self::new(parse_b32(body).ok_or(error)?);
        if check(label::WID_TEXT, wid.as_bytes()) == sum {
            Ok(wid)
        } else {
            Err(error)
        }
    }
}

impl ConversationId {
    /// The conversation of a session.
    pub fn of(sid: &SessionId) -> Self {
        Self::new(core::array::from_fn(|i| sid.as_bytes()[i]))
    }
}

impl MemberId {
    /// `mid` of a member's keys in a workspace.
    pub fn of(wid: &WorkspaceId, sig_pk: &PublicKey, kem_hash: &Digest) -> Self {
        let parts: [&[u8]; 3] = [wid.as_ref(), sig_pk.as_ref(), kem_hash.as_ref()];
        Self::new(hash(label::MID, &parts).prefix())
    }
}

impl VisitorId {
    /// `visitor_id` of a visitor's signing key.
    pub fn of(v_pk: &PublicKey) -> Self {
        Self::new(hash(label::VISITOR, &[v_pk.as_ref()]).prefix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_form_reads_back() {
        let wid = WorkspaceId::new([7; 32]);
        assert_eq!(wid.to_string().len(), 59);
        assert_eq!(wid.to_string().parse(), Ok(wid));
        let mid = MemberId::new([9; 16]);
        assert_eq!(mid.to_string().parse(), Ok(mid));
        let json = serde_json::to_string(&mid).unwrap();
        assert_eq!(serde_json::from_str::<MemberId>(&json).unwrap(), mid);
    }

    #[test]
    fn a_mistyped_workspace_id_is_refused() {
        let text = WorkspaceId::new([7; 32]).to_string();
        for i in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[i] = if other[i] == b'a' { b'b' } else { b'a' };
            let other = String::from_utf8(other).unwrap();
            assert!(other.parse::<WorkspaceId>().is_err(), "{other}");
        }
        assert!(text.to_uppercase().parse::<WorkspaceId>().is_err());
        assert!(format!("{text}a").parse::<WorkspaceId>().is_err());
    }

    #[test]
    fn an_id_with_stray_trailing_bits_is_refused() {
        assert!("mb_aaaaaaaaaaaaaaaaaaaaaaaaaa".parse::<MemberId>().is_ok());
        assert!("mb_aaaaaaaaaaaaaaaaaaaaaaaaab".parse::<MemberId>().is_err());
    }
}

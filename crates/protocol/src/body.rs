//! What messages and signals say (`spec/protocol.md` §6.3).

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::decode::Reader;
use crate::encode::Writer;
use crate::limits::OBJECT_MAX;
use crate::session::EnvelopeKind;

/// A body of any type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Text of a visitor or a member.
    Text(Text),
    /// New statements for a visitor.
    EpochUpdate(EpochUpdate),
    /// Somebody began or ceased to type.
    Typing(Typing),
    /// The heads beside it were delivered or seen.
    Receipt(Receipt),
    /// A message that this version cannot show.
    Unknown,
}

/// Text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// What is said.
    pub text: String,
    /// A member's display name.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "string"
    )]
    pub name: Option<String>,
    /// Where the visitor is; in a visitor's first message only.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "object"
    )]
    pub context: Option<Context>,
}

/// Where a visitor is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Context {
    /// Address of the page.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "string"
    )]
    pub page: Option<String>,
    /// Address of the page before.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "string"
    )]
    pub referrer: Option<String>,
    /// The browser's name for itself.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "string"
    )]
    pub agent: Option<String>,
    /// The browser's language.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "string"
    )]
    pub locale: Option<String>,
}

/// New statements: encoded objects that the visitor runs acceptance with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochUpdate {
    /// A roster.
    pub roster: Vec<u8>,
    /// An epoch certificate.
    pub epoch: Vec<u8>,
}

/// Somebody began or ceased to type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// Whether they type now.
    pub on: bool,
}

/// What happened to the messages that the heads name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReceiptState {
    /// They arrived and could be read.
    Delivered,
    /// They were shown to a person.
    Seen,
}

/// A receipt for the heads beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// What happened.
    pub state: ReceiptState,
}

impl Body {
    const TEXT: u8 = 1;
    const EPOCH_UPDATE: u8 = 2;
    const TYPING: u8 = 3;
    const RECEIPT: u8 = 4;

    /// Reads a body. What does not parse, or stands in the wrong kind of envelope, is
    /// [`Body::Unknown`]: it is shown as a message that this version cannot show.
    pub fn parse(kind: EnvelopeKind, body_type: u8, bytes: &[u8]) -> Self {
        let body = match (kind, body_type) {
            (EnvelopeKind::Message, Self::TEXT) => json(bytes).map(Self::Text),
            (EnvelopeKind::Message, Self::EPOCH_UPDATE) => {
                EpochUpdate::parse(bytes).map(Self::EpochUpdate)
            }
            (EnvelopeKind::Signal, Self::TYPING) => json(bytes).map(Self::Typing),
            (EnvelopeKind::Signal, Self::RECEIPT) => json(bytes).map(Self::Receipt),
            _ => None,
        };
        body.unwrap_or(Self::Unknown)
    }

    /// The body's type and bytes; `None` for [`Body::Unknown`], which nobody sends.
    pub fn encode(&self) -> Option<(u8, Vec<u8>)> {
        match self {
            Self::Text(text) => Some((Self::TEXT, serde_json::to_vec(text).ok()?)),
            Self::EpochUpdate(update) => Some((Self::EPOCH_UPDATE, update.encode())),
            Self::Typing(typing) => Some((Self::TYPING, serde_json::to_vec(typing).ok()?)),
            Self::Receipt(receipt) => Some((Self::RECEIPT, serde_json::to_vec(receipt).ok()?)),
            Self::Unknown => None,
        }
    }

    /// The kind of envelope that carries this body.
    pub const fn kind(&self) -> EnvelopeKind {
        match self {
            Self::Text(_) | Self::EpochUpdate(_) | Self::Unknown => EnvelopeKind::Message,
            Self::Typing(_) | Self::Receipt(_) => EnvelopeKind::Signal,
        }
    }
}

impl EpochUpdate {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes).ok()?;
        let roster = reader.var(OBJECT_MAX, "roster").ok()?.to_vec();
        let epoch = reader.var(OBJECT_MAX, "epoch").ok()?.to_vec();
        reader.finish().ok()?;
        Some(Self { roster, epoch })
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.var(&self.roster).var(&self.epoch);
        writer.finish()
    }
}

/// A body is an object: serde alone would also take the fields as an array.
fn json<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let fields = serde_json::from_slice::<Map<String, Value>>(bytes).ok()?;
    T::deserialize(Value::Object(fields)).ok()
}

/// A field that is an object where it is there at all.
fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    let fields = Map::<String, Value>::deserialize(from)?;
    T::deserialize(Value::Object(fields))
        .map(Some)
        .map_err(D::Error::custom)
}

/// A field that is a string where it is there at all; null is not one.
fn string<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    String::deserialize(from).map(Some)
}

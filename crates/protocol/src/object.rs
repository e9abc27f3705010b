//! What all objects have in common (`spec/protocol.md` §1.2).

use crate::decode::Reader;
use crate::encode::Writer;
use crate::{DecodeError, Digest, PublicKey, Refusal, Signature, hash, verify};

/// An object: a header and fields in a fixed order.
pub trait Object: Sized {
    /// The type byte of the header.
    const TYPE: u8;
    /// The label of [`Object::digest`].
    const HASH_LABEL: &'static str;

    /// Reads the fields after the header and checks what they must fulfil by themselves.
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Writes the fields after the header.
    fn write(&self, writer: &mut Writer);

    /// Parses a whole object; nothing may trail.
    ///
    /// # Errors
    /// [`DecodeError`], which is always `malformed`.
    fn parse(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::object(bytes, Self::TYPE)?;
        let object = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(object)
    }

    /// The object's bytes: the inverse of [`Object::parse`].
    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::object(Self::TYPE);
        self.write(&mut writer);
        writer.finish()
    }

    /// The hash that others refer to this object by: it covers every byte.
    fn digest(&self) -> Digest {
        hash(Self::HASH_LABEL, &[&self.encode()])
    }
}

/// An object that ends in one signature.
pub trait SignedObject: Object {
    /// The label of its signature.
    const SIGN_LABEL: &'static str;

    /// Writes the fields before the signature.
    fn write_unsigned(&self, writer: &mut Writer);

    /// The signature it carries.
    fn signature(&self) -> &Signature;

    /// Replaces the signature.
    fn set_signature(&mut self, signature: Signature);

    /// Every byte before the signature, header included.
    fn signed_part(&self) -> Vec<u8> {
        let mut writer = Writer::object(Self::TYPE);
        self.write_unsigned(&mut writer);
        writer.finish()
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`Refusal::BadSignature`].
    fn verify(&self, key: &PublicKey) -> Result<(), Refusal> {
        verify(key, Self::SIGN_LABEL, &self.signed_part(), self.signature())
    }
}

//! The writer that mirrors [`crate::decode`] (`spec/protocol.md` §1.1).

use crate::Timestamp;
use crate::decode::{MAGIC, SUITE};

/// Appends fields to a buffer.
///
/// It does not check limits: what a signer builds is parsed once before it is signed.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Starts with bare fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts an object with its header.
    pub fn object(object_type: u8) -> Self {
        let mut writer = Self::new();
        writer.put(MAGIC).u8(object_type).u16(SUITE);
        writer
    }

    /// The bytes written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Bytes as they are.
    pub fn put(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.bytes.extend_from_slice(bytes.as_ref());
        self
    }

    /// One byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.put([value])
    }

    /// Two bytes, big-endian.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.put(value.to_be_bytes())
    }

    /// Four bytes, big-endian.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.put(value.to_be_bytes())
    }

    /// Eight bytes, big-endian.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.put(value.to_be_bytes())
    }

    /// A time.
    pub fn time(&mut self, value: Timestamp) -> &mut Self {
        self.u64(value.as_millis())
    }

    /// `V(x)`.
    pub fn var(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let bytes = bytes.as_ref();
        self.u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX))
            .put(bytes)
    }

    /// `L8`.
    pub fn list8<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) -> &mut Self {
        self.u8(u8::try_from(items.len()).unwrap_or(u8::MAX));
        for i in items {
            item(self, i);
        }
        self
    }

    /// `L16`.
    pub fn list16<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) -> &mut Self {
        self.u16(u16::try_from(items.len()).unwrap_or(u16::MAX));
        for i in items {
            item(self, i);
        }
        self
    }
}

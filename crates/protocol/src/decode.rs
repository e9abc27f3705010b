//! A bounded reader (`spec/protocol.md` §1.1, §1.2).

use unicode_normalization::is_nfc;

use crate::limits::{OBJECT_MAX, U64_MAX};
use crate::{DecodeError, Encapsulated, KemPublicKey, Timestamp};

/// The first four bytes of every object.
pub(crate) const MAGIC: [u8; 4] = *b"asd1";
/// The only suite.
pub(crate) const SUITE: u16 = 1;

type Result<T> = core::result::Result<T, DecodeError>;

/// Reads fields from bytes it does not own. Nothing is allocated before it is known to be there
/// and within its limit.
#[derive(Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads bare fields, without an object's header.
    ///
    /// # Errors
    /// [`DecodeError::TooLarge`] above [`OBJECT_MAX`].
    pub fn new(bytes: &'a [u8]) -> Result<Self> {
        if bytes.len() > OBJECT_MAX {
            return Err(DecodeError::TooLarge);
        }
        Ok(Self { rest: bytes })
    }

    /// Reads the fields of an object, after checking size and header.
    pub fn object(bytes: &'a [u8], object_type: u8) -> Result<Self> {
        let mut reader = Self::new(bytes)?;
        let header = (reader.array()?, reader.u8()?, reader.u16()?);
        if header == (MAGIC, object_type, SUITE) {
            Ok(reader)
        } else {
            Err(DecodeError::Header)
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`DecodeError::Trailing`] if bytes are left.
    pub fn finish(self) -> Result<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::Trailing)
        }
    }

    /// The next `len` bytes.
    pub fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(len)
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self
            .rest
            .split_first_chunk()
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// The next `N` bytes as a newtype.
    pub fn fixed<T: From<[u8; N]>, const N: usize>(&mut self) -> Result<T> {
        self.array().map(T::from)
    }

    /// An X-Wing public key.
    pub fn kem_public_key(&mut self) -> Result<KemPublicKey> {
        let bytes = self.take(KemPublicKey::LEN)?;
        KemPublicKey::from_slice(bytes).ok_or(DecodeError::Truncated)
    }

    /// An X-Wing encapsulation.
    pub fn encapsulated(&mut self) -> Result<Encapsulated> {
        let bytes = self.take(Encapsulated::LEN)?;
        Encapsulated::from_slice(bytes).ok_or(DecodeError::Truncated)
    }

    /// One byte.
    pub fn u8(&mut self) -> Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Two bytes, big-endian.
    pub fn u16(&mut self) -> Result<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// Four bytes, big-endian.
    pub fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// Eight bytes, big-endian, of a value that every implementation holds exactly.
    pub fn u64(&mut self) -> Result<u64> {
        let value = self.array().map(u64::from_be_bytes)?;
        if value <= U64_MAX {
            Ok(value)
        } else {
            Err(DecodeError::Limit("number"))
        }
    }

    /// A time.
    pub fn time(&mut self) -> Result<Timestamp> {
        self.u64().map(Timestamp::from_millis)
    }

    /// A number that counts from 1.
    pub fn counted(&mut self, what: &'static str) -> Result<u32> {
        match self.u32()? {
            0 => Err(DecodeError::Value(what)),
            n => Ok(n),
        }
    }

    /// `V(x)` of at most `max` bytes.
    pub fn var(&mut self, max: usize, what: &'static str) -> Result<&'a [u8]> {
        let len = usize::try_from(self.u32()?).unwrap_or(usize::MAX);
        if len > max {
            return Err(DecodeError::Limit(what));
        }
        self.take(len)
    }

    /// `V(x)` of exactly `len` bytes.
    pub fn var_exact(&mut self, len: usize, what: &'static str) -> Result<&'a [u8]> {
        let bytes = self.var(len, what)?;
        if bytes.len() == len {
            Ok(bytes)
        } else {
            Err(DecodeError::Value(what))
        }
    }

    /// A string of at most `max` bytes.
    pub fn text(&mut self, max: usize, what: &'static str) -> Result<String> {
        let bytes = self.var(max, what)?;
        let text = core::str::from_utf8(bytes).map_err(|_| DecodeError::Text)?;
        if text.contains('\0') || !is_nfc(text) {
            return Err(DecodeError::Text);
        }
        Ok(text.to_owned())
    }

    /// `L8` of at most `max` items of at least `item_min` bytes each.
    pub fn list8<T>(
        &mut self,
        max: usize,
        item_min: usize,
        what: &'static str,
        item: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let count = usize::from(self.u8()?);
        self.list(count, max, item_min, what, item)
    }

    /// `L16` of at most `max` items of at least `item_min` bytes each.
    pub fn list16<T>(
        &mut self,
        max: usize,
        item_min: usize,
        what: &'static str,
        item: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let count = usize::from(self.u16()?);
        self.list(count, max, item_min, what, item)
    }

    fn list<T>(
        &mut self,
        count: usize,
        max: usize,
        item_min: usize,
        what: &'static str,
        mut item: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        if count > max {
            return Err(DecodeError::Limit(what));
        }
        if count * item_min > self.rest.len() {
            return Err(DecodeError::Truncated);
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }
}

/// Refuses a list that is not strictly ascending by `key`.
pub fn require_ascending<T, K: Ord>(
    items: &[T],
    key: impl Fn(&T) -> K,
    what: &'static str,
) -> Result<()> {
    if items.is_sorted_by(|a, b| key(a) < key(b)) {
        Ok(())
    } else {
        Err(DecodeError::Order(what))
    }
}

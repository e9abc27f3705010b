use aside_protocol::decode::Reader;
use aside_protocol::encode::Writer;
use aside_protocol::text::TextError;
use aside_protocol::{DecodeError, Floors, WorkspaceId};
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use super::blob::{read_floors, write_floors};
use crate::SecretKey;

const PREFIX: &str = "#device/";
/// Bytes of an email address.
const EMAIL_MAX: usize = 320;

/// What a signed-in device shows so that a new one can sign in (`spec/protocol.md` §7.3).
#[derive(Debug)]
pub struct DeviceLink {
    /// The address, normalised.
    pub email: String,
    /// The Secret Key.
    pub secret_key: SecretKey,
    /// The workspace.
    pub wid: WorkspaceId,
    /// What the showing device has seen.
    pub floors: Floors,
}

impl DeviceLink {
    /// The fragment of the link's address. It is a secret.
    pub fn to_fragment(&self) -> Zeroizing<String> {
        let mut writer = Writer::new();
        writer
            .var(&self.email)
            .put(self.secret_key.expose())
            .put(self.wid);
        write_floors(&mut writer, &self.floors);
        let bytes = Zeroizing::new(writer.finish());
        Zeroizing::new(PREFIX.to_owned() + &BASE64URL_NOPAD.encode(&bytes))
    }

    /// Reads a fragment.
    ///
    /// # Errors
    /// [`TextError`] if it is cut off or something else altogether.
    pub fn parse(fragment: &str) -> Result<Self, TextError> {
        let error = TextError("device link");
        let text = fragment.strip_prefix(PREFIX).ok_or(error)?;
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| error)?);
        Self::read(&bytes).map_err(|_| error)
    }

    fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes)?;
        let link = Self {
            email: reader.text(EMAIL_MAX, "email")?,
            secret_key: SecretKey::from_bytes(reader.array()?),
            wid: reader.fixed()?,
            floors: read_floors(&mut reader)?,
        };
        reader.finish()?;
        Ok(link)
    }
}

use crate::decode::{Reader, require_ascending};
use crate::encode::Writer;
use crate::limits::{
    EXTENSIONS_MAX, LOCALE_MAX, LOCALES_MAX, NAME_MAX, OBJECT_MAX, ORIGIN_MAX, ORIGINS_MAX,
    TEXT_MAX,
};
use crate::{
    DecodeError, Digest, MemberId, Object, Signature, SignedObject, Timestamp, WorkspaceId, label,
};

/// What the widget says in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalText {
    /// BCP 47 tag.
    pub locale: String,
    /// Welcomes a visitor.
    pub greeting: String,
    /// Says when an answer can be expected.
    pub reply_hint: String,
}

/// A field that a later version added; kept and ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// What it is.
    pub id: u16,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// How the widget looks and what it says (`spec/protocol.md` §4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    /// The workspace.
    pub wid: WorkspaceId,
    /// Counts from 1.
    pub n: u32,
    /// Hash of the previous appearance; for the first, the workspace id.
    pub prev: Digest,
    /// When it was made.
    pub created: Timestamp,
    /// The business's name; not empty.
    pub name: String,
    /// Red, green, blue.
    pub accent: [u8; 3],
    /// Ascending by locale.
    pub texts: Vec<LocalText>,
    /// The sites that may show the widget; empty for all.
    pub origins: Vec<String>,
    /// Ascending by id.
    pub extensions: Vec<Extension>,
    /// The owner or admin who signed.
    pub signer: MemberId,
    /// Signature of `signer`.
    pub sig: Signature,
}

impl Appearance {
    fn check(self) -> Result<Self, DecodeError> {
        if self.name.is_empty() {
            return Err(DecodeError::Value("name"));
        }
        require_ascending(&self.texts, |t| t.locale.clone(), "texts")?;
        require_ascending(&self.extensions, |e| e.id, "extensions")?;
        Ok(self)
    }
}

fn read_text(reader: &mut Reader<'_>) -> Result<LocalText, DecodeError> {
    Ok(LocalText {
        locale: reader.text(LOCALE_MAX, "locale")?,
        greeting: reader.text(TEXT_MAX, "greeting")?,
        reply_hint: reader.text(TEXT_MAX, "reply hint")?,
    })
}

fn read_extension(reader: &mut Reader<'_>) -> Result<Extension, DecodeError> {
    Ok(Extension {
        id: reader.u16()?,
        data: reader.var(OBJECT_MAX, "extension")?.to_vec(),
    })
}

impl Object for Appearance {
    const TYPE: u8 = 0x06;
    const HASH_LABEL: &'static str = label::APPEARANCE;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let appearance = Self {
            wid: reader.fixed()?,
            n: reader.counted("appearance number")?,
            prev: reader.fixed()?,
            created: reader.time()?,
            name: reader.text(NAME_MAX, "name")?,
            accent: reader.array()?,
            texts: reader.list8(LOCALES_MAX, 12, "texts", read_text)?,
            origins: reader.list8(ORIGINS_MAX, 4, "origins", |r| r.text(ORIGIN_MAX, "origin"))?,
            extensions: reader.list8(EXTENSIONS_MAX, 6, "extensions", read_extension)?,
            signer: reader.fixed()?,
            sig: reader.fixed()?,
        };
        appearance.check()
    }

    fn write(&self, writer: &mut Writer) {
        self.write_unsigned(writer);
        writer.put(self.sig);
    }
}

impl SignedObject for Appearance {
    const SIGN_LABEL: &'static str = label::APPEARANCE;

    fn write_unsigned(&self, writer: &mut Writer) {
        writer
            .put(self.wid)
            .u32(self.n)
            .put(self.prev)
            .time(self.created);
        writer.var(&self.name).put(self.accent);
        writer.list8(&self.texts, |w, t| {
            w.var(&t.locale).var(&t.greeting).var(&t.reply_hint);
        });
        writer.list8(&self.origins, |w, o| {
            w.var(o);
        });
        writer.list8(&self.extensions, |w, e| {
            w.u16(e.id).var(&e.data);
        });
        writer.put(self.signer);
    }

    fn signature(&self) -> &Signature {
        &self.sig
    }

    fn set_signature(&mut self, signature: Signature) {
        self.sig = signature;
    }
}

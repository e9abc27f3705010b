//! Sealed files, kept by name. The service stores them and cannot read them.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use bytes::Bytes;

use crate::{Answer, StoreError};

/// Storage of sealed files.
pub trait Blobs: Send + Sync {
    /// Stores a blob under a new name. The same bytes again are fine; other bytes under a taken
    /// name are the conflict `blob`.
    fn put(&self, name: BlobName, bytes: Bytes) -> Answer<'_, ()>;
    /// The blob, if there is one.
    fn get(&self, name: BlobName) -> Answer<'_, Option<Bytes>>;
    /// Removes the blob. False if there is none.
    fn erase(&self, name: BlobName) -> Answer<'_, bool>;
}

/// Name of a blob: random, so it tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlobName(pub [u8; 16]);

/// Blobs in a folder, one file each. For a single node.
pub struct LocalBlobs {
    folder: PathBuf,
}

impl LocalBlobs {
    /// Blobs in this folder, which must exist.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, name: BlobName) -> PathBuf {
        self.folder.join(data_encoding::HEXLOWER.encode(&name.0))
    }
}

impl Blobs for LocalBlobs {
    fn put(&self, name: BlobName, bytes: Bytes) -> Answer<'_, ()> {
        Box::pin(async move {
            match self.get(name).await? {
                Some(stored) if stored == bytes => return Ok(()),
                Some(_) => return Err(StoreError::Conflict("blob")),
                None => {}
            }
            // Written beside and renamed, so that a crash leaves no half file under the name.
            let draft = self.path(name).with_extension("draft");
            tokio::fs::write(&draft, &bytes).await.map_err(backend)?;
            let file = tokio::fs::File::open(&draft).await.map_err(backend)?;
            file.sync_all().await.map_err(backend)?;
            tokio::fs::rename(&draft, self.path(name))
                .await
                .map_err(backend)
        })
    }

    fn get(&self, name: BlobName) -> Answer<'_, Option<Bytes>> {
        Box::pin(async move {
            match tokio::fs::read(self.path(name)).await {
                Ok(bytes) => Ok(Some(Bytes::from(bytes))),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(backend(error)),
            }
        })
    }

    fn erase(&self, name: BlobName) -> Answer<'_, bool> {
        Box::pin(async move {
            match tokio::fs::remove_file(self.path(name)).await {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
                Err(error) => Err(backend(error)),
            }
        })
    }
}

fn backend(error: Error) -> StoreError {
    StoreError::Backend(Box::new(error))
}

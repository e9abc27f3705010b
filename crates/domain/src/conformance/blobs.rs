//! Rules of blobs.
#![expect(missing_docs, reason = "the names are the rules")]

use super::fixture::bytes;
use crate::StoreError;
use crate::blobs::{BlobName, Blobs};

const NAME: BlobName = BlobName([3; 16]);

pub async fn a_blob_reads_back(blobs: &impl Blobs) {
    blobs.put(NAME, bytes("sealed")).await.unwrap();
    assert_eq!(blobs.get(NAME).await.unwrap(), Some(bytes("sealed")));
}

pub async fn a_missing_blob_is_none(blobs: &impl Blobs) {
    assert_eq!(blobs.get(NAME).await.unwrap(), None);
    assert!(!blobs.erase(NAME).await.unwrap());
}

pub async fn the_same_blob_again_is_fine(blobs: &impl Blobs) {
    blobs.put(NAME, bytes("sealed")).await.unwrap();
    blobs.put(NAME, bytes("sealed")).await.unwrap();
}

pub async fn other_bytes_under_a_taken_name_are_a_conflict(blobs: &impl Blobs) {
    blobs.put(NAME, bytes("sealed")).await.unwrap();
    let refused = blobs.put(NAME, bytes("other")).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict("blob"))),
        "{refused:?}"
    );
    assert_eq!(blobs.get(NAME).await.unwrap(), Some(bytes("sealed")));
}

pub async fn an_erased_blob_is_gone(blobs: &impl Blobs) {
    blobs.put(NAME, bytes("sealed")).await.unwrap();
    assert!(blobs.erase(NAME).await.unwrap());
    assert_eq!(blobs.get(NAME).await.unwrap(), None);
}

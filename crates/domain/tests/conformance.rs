//! What lives in the domain itself keeps the rules too.

mod bus {
    aside_domain::bus_conformance!(aside_domain::bus::InProcessBus::new);
}

mod blobs {
    #[expect(clippy::unwrap_used, reason = "a test, in the form of the suite")]
    fn local() -> (aside_domain::blobs::LocalBlobs, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (
            aside_domain::blobs::LocalBlobs::new(folder.path().to_owned()),
            folder,
        )
    }

    aside_domain::blobs_conformance!(local);
}

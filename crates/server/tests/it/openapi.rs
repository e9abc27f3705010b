//! The committed OpenAPI document is the one the code describes.

#[test]
fn the_committed_document_is_up_to_date() {
    let fresh = aside_server::openapi().to_pretty_json().unwrap();
    let committed = include_str!("../../openapi.json");
    assert!(
        committed.trim() == fresh.trim(),
        "run: cargo run -p aside-server -- openapi > crates/server/openapi.json"
    );
}

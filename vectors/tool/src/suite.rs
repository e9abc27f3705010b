//! What every case is about.

mod accept;
mod account;
mod account_blob;
mod body;
mod bytes;
mod envelope_open;
mod epochs;
mod hello;
mod links;
mod object;
mod points;
mod primitive;
mod rekey;
mod seal;
mod succession;
mod text;
mod transcript;
mod verify;
mod world;
mod wrap;

use crate::case::Case;

/// Every suite with its cases.
pub fn all() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("accept", accept::accept()),
        ("account-blob", account_blob::account_blob()),
        ("account-stretch", account::account_stretch()),
        ("appearance", object::appearance()),
        ("body", body::body()),
        ("decap", seal::decap()),
        ("device-link", account::device_link()),
        ("encap", seal::encap()),
        ("envelope", object::envelope()),
        ("envelope-open", envelope_open::envelope_open()),
        ("epoch-cert", object::epoch_cert()),
        ("epoch-wrap", wrap::epoch_wrap()),
        ("expand", primitive::expand()),
        ("extract", primitive::extract()),
        ("genesis", object::genesis()),
        ("hash", primitive::hash()),
        ("hello", hello::hello()),
        ("ids", primitive::ids()),
        ("login", account::login()),
        ("open", seal::open()),
        ("pad", primitive::pad()),
        ("rekey", rekey::rekey()),
        ("root-blob", account::root_blob()),
        ("root-link", object::root_link()),
        ("roster", object::roster()),
        ("security-code", primitive::security_code()),
        ("succession", succession::succession()),
        ("text-forms", text::text_forms()),
        ("transcript", transcript::transcript()),
        ("verify", verify::verify()),
    ]
}

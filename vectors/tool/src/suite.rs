//! What every case is about.

mod accept;
mod account;
mod bytes;
mod object;
mod primitive;
mod session;
mod transcript;
mod world;
mod wrap;

use crate::case::Case;

/// Every suite with its cases.
pub fn all() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("accept", accept::accept()),
        ("account-blob", account::account_blob()),
        ("account-stretch", account::account_stretch()),
        ("appearance", object::appearance()),
        ("body", session::body()),
        ("decap", primitive::decap()),
        ("device-link", account::device_link()),
        ("encap", primitive::encap()),
        ("envelope", object::envelope()),
        ("envelope-open", session::envelope_open()),
        ("epoch-cert", object::epoch_cert()),
        ("epoch-wrap", wrap::epoch_wrap()),
        ("expand", primitive::expand()),
        ("extract", primitive::extract()),
        ("genesis", object::genesis()),
        ("hash", primitive::hash()),
        ("hello", session::hello()),
        ("ids", primitive::ids()),
        ("login", account::login()),
        ("open", primitive::open()),
        ("pad", primitive::pad()),
        ("rekey", session::rekey()),
        ("root-blob", account::root_blob()),
        ("root-link", object::root_link()),
        ("roster", object::roster()),
        ("security-code", primitive::security_code()),
        ("succession", accept::succession()),
        ("text-forms", primitive::text_forms()),
        ("transcript", transcript::transcript()),
        ("verify", primitive::verify()),
    ]
}

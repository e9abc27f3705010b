//! Writes the test vectors of `vectors/` from a fixed seed.
//!
//! `aside-vectors` writes them; `aside-vectors --check` writes nothing and fails if the folder
//! holds anything else.

use std::process::ExitCode;

use aside_vectors::folder;

fn main() -> ExitCode {
    let check = std::env::args()
        .nth(1)
        .is_some_and(|argument| argument == "--check");
    let files = aside_vectors::generate();
    let differing = folder::differing(&files);
    if check {
        for path in &differing {
            eprintln!("differs: {}", path.display());
        }
        return if differing.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    folder::write(&files);
    println!("{} vectors, {} changed", files.len(), differing.len());
    ExitCode::SUCCESS
}

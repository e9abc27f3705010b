//! Tells cargo that the demo's inbox is part of the program.

fn main() {
    println!("cargo::rerun-if-changed=../../web/apps/inbox/dist-demo");
}

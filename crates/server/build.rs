//! Tells cargo that the web pages are part of the program.

fn main() {
    for folder in ["inbox", "widget"] {
        println!("cargo::rerun-if-changed=../../web/apps/{folder}/dist");
    }
}

//! The operator's program: serves Aside and looks after its data.

fn main() {}

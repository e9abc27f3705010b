//! Writes the test vectors of `vectors/` from a fixed seed.

fn main() {}

//! The user's program: demo, inbox and bench on the command line.

fn main() {}

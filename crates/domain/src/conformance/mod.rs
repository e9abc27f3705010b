//! The rules every backend must keep, one test each.

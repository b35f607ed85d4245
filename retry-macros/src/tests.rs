//! Tests of the whole way, from an attribute to its tokens.

mod derive;
mod docs;
mod fuzz;
mod keys;
mod snapshots;
mod texts;

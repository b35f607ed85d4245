//! What is set around a call: another policy, or the switches of tests.

pub mod testing;
pub(crate) mod with;

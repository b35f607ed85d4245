//! What is set around a call: other values of its policy, or the switches of tests.

pub mod testing;
pub(crate) mod with;

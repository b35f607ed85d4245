//! What a call may do: how often, how long, how far apart.

#[cfg(feature = "tokio")]
pub(crate) mod budget;
pub(crate) mod config;
pub(crate) mod delays;
#[cfg(feature = "tokio")]
pub(crate) mod draw;
pub(crate) mod invalid;
pub(crate) mod jitter;
pub(crate) mod overrides;
#[cfg(feature = "serde")]
mod serde;

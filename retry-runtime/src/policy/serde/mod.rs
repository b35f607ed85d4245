//! [`RetryConfig`] and [`RetryOverrides`] from and to configuration files: the feature `serde`.
//!
//! [`RetryConfig`]: crate::RetryConfig
//! [`RetryOverrides`]: crate::RetryOverrides

mod fields;
mod impossible;
mod read;
mod value;
mod write;

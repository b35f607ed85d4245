//! `crate = path` where the dependency has another name.

/// The dependency as a crate would hand it on to its own users.
pub mod reexported {
    pub use renamed as retry;
}

//! I/O errors below other errors.

use core::error::Error;
use std::io;

use crate::Transient;

/// Whether `error`, or an error that it came from, is a transient I/O error.
pub(super) fn is_transient(error: &(dyn Error + 'static)) -> bool {
    core::iter::successors(Some(error), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(Transient::is_transient)
}

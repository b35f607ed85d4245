//! The chain of an error's sources.

use core::error::Error;
use std::io;

use super::mark::Marked;
use crate::Transient;

/// The error and its sources, outermost first.
///
/// [`io::Error::source`] passes over the error that it holds, and a mark over the one that is marked; here they have their
/// turn.
pub(super) fn links<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    core::iter::successors(Some(error), |&error| {
        if let Some(marked) = error.downcast_ref::<Marked>() {
            return Some(marked.get_ref());
        }
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(held) => Some(held),
            None => error.source(),
        }
    })
}

/// What an [`io::Error`] says by its kind; one that only holds another error says nothing.
pub(super) fn io_error(error: &(dyn Error + 'static)) -> Option<bool> {
    let error = error.downcast_ref::<io::Error>()?;
    let holds_another = error.kind() == io::ErrorKind::Other && error.get_ref().is_some();
    (!holds_another).then(|| error.is_transient())
}

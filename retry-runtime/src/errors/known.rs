//! The types that the search of a chain knows by itself.

use core::error::Error;
use std::io;

use super::cut;
use crate::report::decision::Decision;
use crate::report::timed_out::TimedOut;
use crate::report::transient::decision;

/// What an error means, if it is of a type that the function knows.
type Known = fn(&(dyn Error + 'static)) -> Option<Decision>;

/// Every `known` of the files beside this one: a file of another crate's errors has a line here.
const KNOWN: &[Known] = &[
    io,
    timed_out,
    cut::known,
    #[cfg(feature = "tokio")]
    super::tokio::known,
];

/// What an error means, if its type is one of these.
pub(super) fn decide(error: &(dyn Error + 'static)) -> Option<Decision> {
    KNOWN.iter().find_map(|known| known(error))
}

/// By kind. One of the kind `Other` around another error says nothing of its own: that other one is asked next.
fn io(error: &(dyn Error + 'static)) -> Option<Decision> {
    let error = error.downcast_ref::<io::Error>()?;
    let wraps = error.kind() == io::ErrorKind::Other && error.get_ref().is_some();
    (!wraps).then(|| decision(error))
}

fn timed_out(error: &(dyn Error + 'static)) -> Option<Decision> {
    error.downcast_ref::<TimedOut>().map(decision)
}

//! What an error says of the connection below it.

use core::error::Error;

use super::links;
use crate::Transient;

/// What the first link that knows says: an error of hyper, or of I/O.
pub(super) fn exchange(error: &(dyn Error + 'static)) -> Option<bool> {
    links::links(error).find_map(|link| {
        let hyper = link.downcast_ref::<::hyper::Error>();
        hyper.map(Transient::is_transient).or_else(|| links::io_error(link))
    })
}

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

#[cfg(test)]
mod tests {
    use super::is_transient;
    use core::error::Error;
    use core::fmt;
    use std::io::{self, ErrorKind};

    #[derive(Debug)]
    struct Handshake(io::Error);

    impl fmt::Display for Handshake {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("handshake failed")
        }
    }

    impl Error for Handshake {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn the_kind_decides_at_any_depth() {
        for (kind, expected) in [(ErrorKind::ConnectionReset, true), (ErrorKind::InvalidData, false)] {
            assert_eq!(is_transient(&io::Error::from(kind)), expected, "{kind}");
            assert_eq!(is_transient(&Handshake(kind.into())), expected, "{kind}");
        }
        assert!(!is_transient(&fmt::Error));
    }
}

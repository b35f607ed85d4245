//! What an error says that stood in the way of a connection.

use core::error::Error;
use std::io;

use super::exchange::exchange;
use super::links;

/// As [`exchange`], where no connection was made yet: nothing was sent, and a name that does not resolve may do so later.
///
/// An error of none of these types is one of TLS (native-tls has its own) or of a proxy that refuses: permanent.
pub(super) fn connecting(error: &(dyn Error + 'static)) -> bool {
    links::links(error)
        .find_map(|link| {
            // hyper-util's connector, above whatever error a resolver has: its type has no public name.
            if link.to_string() == "dns error" {
                return Some(true);
            }
            links::io_error(link)?;
            link.downcast_ref().map(|error: &io::Error| !stays(error.kind()))
        })
        .or_else(|| exchange(error))
        .unwrap_or(false)
}

/// What another attempt does not change. The system's resolver gives its errors no stable kind, so that kinds are
/// refused here, not admitted.
fn stays(kind: io::ErrorKind) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        kind,
        Kind::AddrInUse
            | Kind::AddrNotAvailable
            | Kind::InvalidData
            | Kind::InvalidInput
            | Kind::NotFound
            | Kind::Other
            | Kind::PermissionDenied
            | Kind::Unsupported
    )
}

//! `hyper_util::client::legacy::Error`, the pooled client's, with the feature `with-hyper-util-0_1`.
//!
//! | error | transient | because |
//! |---|---|---|
//! | `is_connect`: refused, reset, unreachable, timed out, or the name did not resolve | yes | nothing was sent; the peer, the network or the resolver may be back |
//! | `is_connect`: a certificate that does not verify, another failure of TLS or of a proxy, no permission | no | so it stays |
//! | a `hyper::Error` in its chain | [as that one](crate::errors::hyper) | |
//! | an unsupported method, version or URI | no | so it stays |
//!
//! Left to you: whether the request may be repeated, as [there](crate::errors::hyper). A name that does not resolve is
//! retried although it may not exist: resolvers do not tell one from the other reliably.

use super::connecting::connecting;
use super::exchange::exchange;
use crate::Transient;

/// By what became of the connection: see [the table](crate::errors::hyper_util).
impl Transient for ::hyper_util::client::legacy::Error {
    fn is_transient(&self) -> bool {
        if self.is_connect() {
            return connecting(self);
        }
        exchange(self).unwrap_or(false)
    }
}

//! `reqwest::Error`, with the features `with-reqwest-0_12` and `with-reqwest-0_13`.
//!
//! | error | transient | because |
//! |---|---|---|
//! | `is_timeout` | yes | the next attempt may be faster |
//! | `is_connect`: refused, reset, unreachable, or the name did not resolve | yes | nothing was sent; the peer, the network or the resolver may be back |
//! | `is_connect`: a certificate that does not verify, another failure of TLS or of a proxy, no permission | no | so it stays |
//! | a connection that is lost before or within the response, `is_decode` and `is_body` included: reqwest reports a body that is cut as `decode` | [as hyper's](crate::errors::hyper) | another connection may last |
//! | `is_status`, from `error_for_status` | [by the status](crate::http) | without a hint: it drops the headers |
//! | `is_builder`, `is_redirect`, `is_upgrade` | no | so they stay |
//! | another `is_decode`: JSON that does not parse, a charset, a broken compression | no | the same answer comes again |
//!
//! Left to you:
//!
//! - `Retry-After`, which needs the response: [`classify = retry_runtime::http::by_status`](crate::http::by_status), or
//!   [`http::check`] instead of `error_for_status`.
//! - Whether the request may be repeated: after a time-out or a lost connection the server may have done its work.
//! - JSON that ends early, where the server says neither how long it is nor sends it in chunks: nothing tells such an
//!   end from a complete answer.
//! - A limit: `reqwest::Error` cannot be made outside its crate, so a function with `timeout` or `attempt_timeout`
//!   returns `RetryError<reqwest::Error>`, or an error of your own that is `From<reqwest::Error>` and `From<TimedOut>`.

use super::connecting::connecting;
use super::exchange::exchange;
use super::http;
use crate::Transient;

/// What both versions have, under names of their own.
macro_rules! version {
    ($reqwest:ident) => {
        /// By kind and by what became of the connection: see [the table](crate::errors::reqwest).
        impl Transient for ::$reqwest::Error {
            fn is_transient(&self) -> bool {
                if self.is_builder() || self.is_redirect() {
                    return false;
                }
                if let Some(status) = self.status() {
                    return http::is_transient(status);
                }
                if self.is_timeout() {
                    return true;
                }
                if self.is_connect() {
                    return connecting(self);
                }
                exchange(self).unwrap_or(false)
            }
        }

        impl http::sealed::Sealed for ::$reqwest::Response {}

        impl http::Response for ::$reqwest::Response {
            fn status(&self) -> ::http::StatusCode {
                self.status()
            }

            fn headers(&self) -> &::http::HeaderMap {
                self.headers()
            }
        }
    };
}

#[cfg(feature = "with-reqwest-0_12")]
version!(reqwest_0_12);
#[cfg(feature = "with-reqwest-0_13")]
version!(reqwest_0_13);

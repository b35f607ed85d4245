//! `hyper::Error`, with the feature `with-hyper-1`.
//!
//! | error | transient | because |
//! |---|---|---|
//! | `is_incomplete_message`, `is_canceled`, `is_closed`, `is_timeout` | yes | the connection ended; another one may last ([RFC 9110, 9.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2)) |
//! | an [`io::Error`](std::io::Error) in its chain: a reset, a body that ends early | by [its kind](crate::Transient) | so is a chunk that does not parse permanent |
//! | an error of HTTP/2: a stream that was reset or refused, `GOAWAY` | yes | the peer's connection or stream is gone ([RFC 9113, 8.7](https://www.rfc-editor.org/rfc/rfc9113#section-8.7)) |
//! | `is_parse` | no | the peer does not speak HTTP, or sends what is too large |
//! | `is_user`, `is_body_write_aborted` | no | this side's own body or service failed, or asked for what HTTP does not have |
//!
//! Left to you:
//!
//! - The connection. One that has ended stays so: connect within the annotated function, or use a pooled client.
//! - Whether the request may be repeated: but for `is_canceled`, which says that it was never sent, the server may have
//!   seen it.
//! - The reason of an HTTP/2 error. hyper shows it only as a source of type `h2::Error`; a protocol error is retried
//!   as a reset is.
//! - A limit: `hyper::Error` cannot be made outside its crate, so a function with `timeout` or `attempt_timeout`
//!   returns `RetryError<hyper::Error>` or an error of your own.

use core::error::Error;

use super::links;
use crate::Transient;

/// By what became of the connection: see [the table](crate::errors::hyper).
impl Transient for ::hyper::Error {
    fn is_transient(&self) -> bool {
        if self.is_parse() || self.is_user() {
            return false;
        }
        // What is left is the connection's end, or an error of HTTP/2, whose type is not part of hyper's interface.
        self.source()
            .and_then(|source| links::links(source).find_map(links::io_error))
            .unwrap_or(true)
    }
}

//! HTTP responses: which statuses are worth another attempt, and how long the server asks to wait.
//!
//! | status | transient, because |
//! |---|---|
//! | 408 Request Timeout | the client "MAY repeat that request" ([RFC 9110, 15.5.9](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.9)) |
//! | 425 Too Early | may be repeated without early data ([RFC 8470, 5.2](https://www.rfc-editor.org/rfc/rfc8470#section-5.2)) |
//! | 429 Too Many Requests | a rate limit, often with `Retry-After` ([RFC 6585, 4](https://www.rfc-editor.org/rfc/rfc6585#section-4)) |
//! | 500 Internal Server Error | "an unexpected condition" ([RFC 9110, 15.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.1)), seldom met twice |
//! | 502 Bad Gateway, 504 Gateway Timeout | the server behind the gateway failed or was late ([RFC 9110, 15.6.3](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.3), [15.6.5](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.5)) |
//! | 503 Service Unavailable | "will likely be alleviated after some delay", with `Retry-After` ([RFC 9110, 15.6.4](https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4)) |
//! | every other | no: the same request meets the same answer |
//!
//! Left to you: whether the request may be repeated. A server that answers 500 or 504 may have done its work; RFC 9110
//! calls GET, HEAD, OPTIONS, TRACE, PUT and DELETE idempotent, and for POST an idempotency key makes it safe.
//!
//! # Two ways to use it
//!
//! A status is no error to an HTTP client. Where the function returns the response, [`by_status`] looks at it, and the
//! caller has the last response in hand when the attempts are used up:
//!
//! ```
//! # #[cfg(all(feature = "macros", feature = "with-reqwest-0_13"))]
//! # mod example {
//! # use reqwest_0_13 as reqwest;
//! use retry_runtime::retry;
//!
//! #[retry(max = 5, classify = retry_runtime::http::by_status)]
//! async fn get(client: &reqwest::Client, url: &str) -> reqwest::Result<reqwest::Response> {
//!     client.get(url).send().await
//! }
//! # }
//! ```
//!
//! Where the body is read within the attempt too, [`check`] makes an error of the response, which keeps the status and
//! the time to wait:
//!
//! ```
//! # #[cfg(all(feature = "macros", feature = "with-reqwest-0_13"))]
//! # mod example {
//! # use reqwest_0_13 as reqwest;
//! use retry_runtime::http::{self, StatusError};
//! use retry_runtime::{Transient, retry};
//!
//! #[derive(Debug, Transient)]
//! enum FetchError {
//!     #[transient(forward)]
//!     Status(StatusError),
//!     #[transient(forward)]
//!     Http(reqwest::Error),
//! }
//! # impl From<StatusError> for FetchError {
//! #     fn from(error: StatusError) -> Self { Self::Status(error) }
//! # }
//! # impl From<reqwest::Error> for FetchError {
//! #     fn from(error: reqwest::Error) -> Self { Self::Http(error) }
//! # }
//!
//! #[retry(max = 5)]
//! async fn page(client: &reqwest::Client, url: &str) -> Result<String, FetchError> {
//!     let response = http::check(client.get(url).send().await?)?;
//!     Ok(response.text().await?)
//! }
//! # }
//! ```

use core::fmt;
use core::time::Duration;
use std::time::SystemTime;

use ::http::{HeaderMap, HeaderName, StatusCode, header};

use crate::Transient;

/// The header `Retry-After`: how long the server asks to wait, if it does.
///
/// It may be a number of seconds or a date, in any of the three forms of
/// [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7). A date counts from the response's own `Date`, so
/// that a clock that is wrong on either side does no harm, and from this machine's clock where there is none.
///
/// A date that has passed is no wait at all, and a number too large for a [`Duration`] the longest one. `None` where
/// the header is missing or is neither.
///
/// ```
/// use http::HeaderMap;
/// use http::header::{DATE, RETRY_AFTER};
/// use retry_runtime::http::retry_after;
/// use std::time::Duration;
///
/// let mut headers = HeaderMap::new();
/// headers.insert(RETRY_AFTER, "120".parse().unwrap());
/// assert_eq!(retry_after(&headers), Some(Duration::from_secs(120)));
///
/// headers.insert(DATE, "Sun, 06 Nov 1994 08:49:37 GMT".parse().unwrap());
/// headers.insert(RETRY_AFTER, "Sun, 06 Nov 1994 08:49:40 GMT".parse().unwrap());
/// assert_eq!(retry_after(&headers), Some(Duration::from_secs(3)));
/// ```
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, header::RETRY_AFTER)?;
    if value.bytes().all(|byte| byte.is_ascii_digit()) && !value.is_empty() {
        // Digits alone fail by overflow alone.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let sent = text(headers, header::DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    Some(
        until
            .duration_since(sent.unwrap_or_else(SystemTime::now))
            .unwrap_or(Duration::ZERO),
    )
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

/// Whether another attempt may meet another status.
pub(super) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

/// A response of `http`, or of `reqwest` with its feature.
///
/// It cannot be implemented elsewhere.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response with a status and headers",
    label = "not a response",
    note = "`http::Response` is one, and `reqwest::Response` with the feature `with-reqwest-0_12` or `with-reqwest-0_13`",
    note = "where the body is read within the attempt, use `retry_runtime::http::check` there"
)]
pub trait Response: sealed::Sealed {
    /// The status.
    fn status(&self) -> StatusCode;
    /// The headers.
    fn headers(&self) -> &HeaderMap;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

impl<B> sealed::Sealed for ::http::Response<B> {}

impl<B> Response for ::http::Response<B> {
    fn status(&self) -> StatusCode {
        self.status()
    }

    fn headers(&self) -> &HeaderMap {
        self.headers()
    }
}

/// Decides by the response, for the key `classify`; an error by its [`Transient`].
///
/// A status of the [table](self) is retried, not earlier than [`retry_after`] says; every other response is returned.
/// The last response is the caller's, whatever its status.
///
/// ```
/// use http::{Response, StatusCode};
/// use retry_runtime::{Decision, http::by_status};
/// use std::{io, time::Duration};
///
/// let busy = Response::builder().status(429).header("retry-after", "7").body(()).unwrap();
/// assert_eq!(by_status(&Ok::<_, io::Error>(busy)), Decision::RetryAfter(Duration::from_secs(7)));
///
/// let missing = Response::builder().status(404).body(()).unwrap();
/// assert_eq!(by_status(&Ok::<_, io::Error>(missing)), Decision::Return);
/// ```
#[cfg(feature = "tokio")]
pub fn by_status<R: Response, E: Transient>(result: &Result<R, E>) -> crate::Decision {
    use crate::Decision;
    let (transient, hint) = match result {
        Ok(response) => (is_transient(response.status()), retry_after(response.headers())),
        Err(error) => (error.is_transient(), error.retry_after()),
    };
    match hint {
        _ if !transient => Decision::Return,
        None => Decision::Retry,
        Some(hint) => Decision::RetryAfter(hint),
    }
}

/// The response, or an error if its status is 400 or more.
///
/// As reqwest's `error_for_status`, which drops the headers; the error here keeps what `Retry-After` says.
///
/// # Errors
///
/// [`StatusError`] for every status of a client's or a server's error.
///
/// ```
/// use http::Response;
/// use retry_runtime::{Transient, http::check};
/// use std::time::Duration;
///
/// let busy = Response::builder().status(503).header("retry-after", "7").body(()).unwrap();
/// let error = check(busy).unwrap_err();
/// assert_eq!(error.to_string(), "HTTP status 503 Service Unavailable");
/// assert!(error.is_transient());
/// assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
/// ```
pub fn check<R: Response>(response: R) -> Result<R, StatusError> {
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        return Err(StatusError {
            status,
            retry_after: retry_after(response.headers()),
        });
    }
    Ok(response)
}

/// A response whose status is an error, from [`check`].
///
/// Transient by its status, as the [table](self) says; `Retry-After` is its hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusError {
    status: StatusCode,
    retry_after: Option<Duration>,
}

impl StatusError {
    /// The response's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP status {}", self.status.as_str())?;
        match self.status.canonical_reason() {
            Some(reason) => write!(f, " {reason}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for StatusError {}

impl Transient for StatusError {
    fn is_transient(&self) -> bool {
        is_transient(self.status)
    }

    fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

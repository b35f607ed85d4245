//! A GET. A connection that fails, a time-out, 429 and 503 are tried again, not earlier than `Retry-After` says, in
//! seconds or by a date; a server that asks for more than 30 s ends the call. The caller gets the last response.

pub mod backon;
pub mod ours;
pub mod reqwest_retry;
pub mod retry_if;

use std::time::Duration;

/// What a request may take, by reqwest's own limit.
const TIMEOUT: Duration = Duration::from_secs(5);

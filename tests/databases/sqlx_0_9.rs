//! The tests by this version of sqlx.

use sqlx_0_9 as sqlx;

const VERSION: &str = "sqlx_0_9";

#[path = "sqlx_errors.rs"]
mod errors;

//! The tests by this version of sqlx.

use sqlx_0_8 as sqlx;

const VERSION: &str = "sqlx_0_8";

#[path = "sqlx_errors.rs"]
mod errors;

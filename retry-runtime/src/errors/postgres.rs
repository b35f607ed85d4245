//! `tokio_postgres::Error`.

use tokio_postgres_0_7::Error;

use super::{io_source, sqlstate};
use crate::Transient;

#[doc = include_str!("postgres.md")]
impl Transient for Error {
    fn is_transient(&self) -> bool {
        match self.code() {
            Some(code) => sqlstate::is_transient(code.code()),
            None => self.is_closed() || io_source::is_transient(self),
        }
    }
}

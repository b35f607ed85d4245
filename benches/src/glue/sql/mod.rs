//! A transaction on PostgreSQL. A serialization failure, a deadlock, a lost connection and a server that restarts are
//! tried again, from the transaction's beginning.

pub mod backon;
pub mod ours;
pub mod retry_if;

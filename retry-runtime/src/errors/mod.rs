//! `Transient` for the errors of other crates: one feature and one file each, with its table.

#[cfg(feature = "with-bb8-0_9")]
mod bb8;
#[cfg(feature = "with-deadpool-0_13")]
mod deadpool;
#[cfg(any(
    feature = "with-sqlx-0_8",
    feature = "with-sqlx-0_9",
    feature = "with-tokio-postgres-0_7"
))]
mod io_source;
#[cfg(feature = "with-tokio-postgres-0_7")]
mod postgres;
#[cfg(feature = "with-redis-1")]
mod redis;
#[cfg(any(
    feature = "with-sqlx-0_8",
    feature = "with-sqlx-0_9",
    feature = "with-tokio-postgres-0_7"
))]
mod sqlstate;
#[cfg(any(feature = "with-sqlx-0_8", feature = "with-sqlx-0_9"))]
mod sqlx;

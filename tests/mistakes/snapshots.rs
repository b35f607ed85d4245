//! One mistake, one message: the snapshots beside the cases in `ui/`.
//!
//! After a change, `TRYBUILD=overwrite cargo test --test ui` writes them anew; read them as a user would.

/// Without the features of other crates: the compiler lists what implements a trait, and they add to it.
#[cfg(not(any(feature = "http", feature = "grpc")))]
#[test]
fn every_mistake_has_its_message() {
    if crate::is_toolchain_of_the_snapshots() {
        trybuild::TestCases::new().compile_fail("ui/*.rs");
    }
}

/// `cargo test -p retry-tests --features http --test ui snapshots`.
#[cfg(all(feature = "http", not(feature = "grpc")))]
#[test]
fn every_mistake_with_a_client_has_its_message() {
    if crate::is_toolchain_of_the_snapshots() {
        trybuild::TestCases::new().compile_fail("ui/http/*.rs");
    }
}

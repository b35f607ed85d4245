//! One mistake, one message: the snapshots beside the cases in `ui/`.
//!
//! After a change, `TRYBUILD=overwrite cargo test --test ui` writes them anew; read them as a user would.

#[test]
fn every_mistake_has_its_message() {
    if crate::is_toolchain_of_the_snapshots() {
        trybuild::TestCases::new().compile_fail("ui/*.rs");
    }
}

//! Where the tests against real servers are to be found.

/// They need servers, and a minute to build.
#[cfg(not(feature = "servers"))]
#[test]
#[ignore = "run: cargo test -p retry-tests --features servers"]
fn the_errors_of_real_servers() {
    let mut tests = std::process::Command::new(env!("CARGO"));
    tests.args(["test", "-p", "retry-tests", "--features", "servers"]);
    assert!(tests.status().is_ok_and(|status| status.success()), "{tests:?}");
}

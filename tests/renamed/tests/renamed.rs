//! Nothing in the expansion may name `::retry_runtime`: here it does not exist.

use std::io;

use renamed::RetryError;

#[renamed::retry(crate = ::renamed, max = 3, delay_ms = 10, timeout_secs = 30, jitter = full)]
async fn absolute(calls: &mut u32) -> io::Result<u32> {
    *calls += 1;
    if *calls < 3 {
        Err(io::ErrorKind::ConnectionReset.into())
    } else {
        Ok(*calls)
    }
}

#[renamed::retry(crate = retry_tests_renamed::reexported::retry, delay_ms = 10, clone)]
async fn through_a_reexport(calls: &mut u32, mut name: String) -> Result<String, RetryError<io::Error>> {
    *calls += 1;
    name.push('!');
    if *calls < 3 {
        Err(io::ErrorKind::ConnectionReset.into())
    } else {
        Ok(name)
    }
}

#[tokio::test(start_paused = true)]
async fn the_dependency_may_have_another_name() {
    assert_eq!(absolute(&mut 0).await.unwrap(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_dependency_may_be_reexported() {
    assert_eq!(through_a_reexport(&mut 0, "name".into()).await.unwrap(), "name!");
}

//! Functions that block their thread.

use std::io;
use std::time::Duration;

use retry_runtime::testing::{self, virtual_time};
use retry_runtime::{RetryError, retry};

struct Client {
    calls: u32,
}

impl Client {
    #[retry(max = 3, delay_secs = 1, jitter = none)]
    fn fetch(&mut self, _: &str) -> io::Result<u32> {
        self.calls += 1;
        Ok(self.calls)
    }

    #[retry(max = 3, delay_secs = 1, jitter = none, timeout_secs = 10, name = "limited")]
    fn limited(&mut self) -> Result<u32, RetryError<io::Error>> {
        self.calls += 1;
        Ok(self.calls)
    }

    #[retry(max = 3, delay_secs = 1)]
    fn first(bytes: &[u8]) -> io::Result<&u8> {
        bytes.first().ok_or_else(lost)
    }
}

fn lost() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

#[test]
fn a_blocking_attempt_fails_on_demand() {
    let time = virtual_time();
    let mut client = Client { calls: 0 };
    let outage = testing::fail(Client::fetch, 2, lost);
    assert_eq!(client.fetch("/").unwrap(), 1);
    assert_eq!((outage.met(), time.elapsed()), (2, Duration::from_secs(1 + 2)));
    let _outage = testing::fail(Client::first, 1, lost);
    assert_eq!(*Client::first(&[7]).unwrap(), 7);
}

#[test]
fn a_blocking_attempt_takes_long_on_demand() {
    let time = virtual_time();
    let mut client = Client { calls: 0 };
    let _slow = testing::delay_named("limited", Duration::from_secs(11));
    let _down = testing::fail_named("limited", 1, lost);
    let error = client.limited().unwrap_err();
    assert!(
        matches!(
            error,
            RetryError::OperationCancelled {
                attempts: 1,
                last: Some(_),
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!((client.calls, time.elapsed()), (0, Duration::from_secs(11)));
}

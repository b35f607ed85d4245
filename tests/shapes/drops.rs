//! Arguments are dropped in the order in which a plain async fn drops them.

use std::sync::{Mutex, PoisonError};

use crate::{Error, Flaky, retry, third};

type Log = Mutex<Vec<&'static str>>;

struct Noisy<'a>(&'static str, &'a Log);

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        let mut log = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(self.0);
    }
}

#[allow(dead_code, reason = "`y` is only dropped")]
struct Fields<'a> {
    x: Noisy<'a>,
    y: Noisy<'a>,
}

macro_rules! both {
    ($($attribute:meta)? => $name:ident) => {
        $(#[$attribute])?
        async fn $name(
            flaky: &Flaky,
            a: Noisy<'_>,
            _: Noisy<'_>,
            (b, _): (Noisy<'_>, Noisy<'_>),
            _c: Noisy<'_>,
            Fields { x, .. }: Fields<'_>,
            d: Noisy<'_>,
        ) -> Result<usize, Error> {
            flaky.call().await?;
            Ok(a.0.len() + b.0.len() + x.0.len() + d.0.len())
        }
    };
}

both!(=> plain);
both!(retry(max = 3, delay_ms = 10) => retried);
both!(retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500) => limited);

macro_rules! order {
    ($log:expr, $flaky:expr, $function:ident) => {
        $function(
            $flaky,
            Noisy("a", $log),
            Noisy("ignored", $log),
            (Noisy("b", $log), Noisy("second", $log)),
            Noisy("c", $log),
            Fields {
                x: Noisy("x", $log),
                y: Noisy("y", $log),
            },
            Noisy("d", $log),
        )
    };
}

fn taken(log: &Log) -> Vec<&'static str> {
    std::mem::take(&mut log.lock().unwrap_or_else(PoisonError::into_inner))
}

#[tokio::test(start_paused = true)]
async fn arguments_are_dropped_in_the_same_order() {
    let log = Log::default();
    let flaky = Flaky::failing(0);
    assert_eq!(order!(&log, &flaky, plain).await, Ok(4));
    let expected = taken(&log);
    assert_eq!(expected.len(), 8);

    let flaky = Flaky::new();
    assert_eq!(third(&flaky, order!(&log, &flaky, retried)).await, 4);
    assert_eq!(taken(&log), expected);

    let flaky = Flaky::new();
    assert_eq!(third(&flaky, order!(&log, &flaky, limited)).await, 4);
    assert_eq!(taken(&log), expected);
}

#[tokio::test(start_paused = true)]
async fn arguments_of_a_call_that_is_not_polled_are_dropped_in_the_same_order() {
    let log = Log::default();
    let flaky = Flaky::new();
    drop(order!(&log, &flaky, plain));
    let expected = taken(&log);
    assert_eq!(expected.len(), 8);
    drop(order!(&log, &flaky, retried));
    assert_eq!(taken(&log), expected);
}

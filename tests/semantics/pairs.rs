//! Each pair of keys that may meet, in both orders, on a function that returns its own error and on one that returns
//! `RetryError`: the call fails twice and then succeeds, and another one goes on failing.
#![allow(
    unused_variables,
    reason = "the bodies are the same for all, and do not ask for their `context`"
)]

use std::pin::Pin;

use retry_runtime::{Decision, RetryBudget, RetryConfig, RetryError, retry};

use crate::support::{Error, ms};

const POLICY: RetryConfig = RetryConfig::new().max(3).delay(ms(5));

/// What the body borrows mutably, and the expressions of the keys reach.
struct Operation {
    failures: u32,
    attempts: u32,
    retries: u32,
    budget: RetryBudget,
}

impl Operation {
    async fn step(&mut self, text: &str) -> Result<u32, Error> {
        tokio::time::sleep(ms(1)).await;
        self.attempts += 1;
        if self.attempts <= self.failures {
            Err(Error::Transient(self.attempts))
        } else {
            Ok(self.attempts + u32::from(text.is_empty()))
        }
    }
}

type Case = (&'static str, Pin<Box<dyn Future<Output = ()> + Send>>);

/// Pushes the two orders of two keys; the names in front are those of the arguments in the keys.
macro_rules! case {
    ($all:ident $operation:ident $text:ident [$($one:tt)*] [$($other:tt)*]) => {
        case!(@order $all $operation $text [$($one)*, $($other)*]);
        case!(@order $all $operation $text [$($other)*, $($one)*]);
    };
    (@order $all:ident $operation:ident $text:ident [$($keys:tt)*]) => {{
        #[retry($($keys)*)]
        async fn plain($operation: &mut Operation, $text: String) -> Result<u32, Error> {
            $operation.step(&$text).await
        }
        #[retry($($keys)*)]
        async fn wrapped($operation: &mut Operation, $text: String) -> Result<u32, RetryError<Error>> {
            $operation.step(&$text).await
        }
        async fn run() {
            let operation = || Operation { failures: 2, attempts: 0, retries: 0, budget: RetryBudget::new(2, 0.0) };
            let mut one = operation();
            assert_eq!(plain(&mut one, "text".to_owned()).await, Ok(3));
            let mut other = operation();
            assert_eq!(wrapped(&mut other, "text".to_owned()).await, Ok(3));
            assert_eq!(one.retries, other.retries);
            // The call that goes on failing ends with the last error, whatever ends it.
            let mut one = Operation { failures: 99, ..operation() };
            assert_eq!(plain(&mut one, String::new()).await, Err(Error::Transient(3)));
            let mut other = Operation { failures: 99, ..operation() };
            let error = wrapped(&mut other, String::new()).await.unwrap_err();
            assert_eq!((error.attempts(), error.last()), (3, Some(&Error::Transient(3))));
        }
        let case: Case = (stringify!($($keys)*), Box::pin(run()));
        $all.push(case);
    }};
}

/// Every pair of the keys in brackets, but for the two groups that stand apart. The word in front is the group.
macro_rules! pairs {
    ($all:ident $operation:ident $text:ident) => {};
    ($all:ident $operation:ident $text:ident $first:tt $($rest:tt)*) => {
        $(pairs!(@pair $all $operation $text $first $rest);)*
        pairs!($all $operation $text $($rest)*);
    };
    (@pair $all:ident $operation:ident $text:ident [delays: $($one:tt)*] [backoff: $($other:tt)*]) => {};
    (@pair $all:ident $operation:ident $text:ident [when: $($one:tt)*] [classify: $($other:tt)*]) => {};
    (@pair $all:ident $operation:ident $text:ident [$_group:ident: $($one:tt)*] [$_other:ident: $($other:tt)*]) => {
        case!($all $operation $text [$($one)*] [$($other)*]);
    };
}

#[tokio::test(start_paused = true)]
async fn every_pair_of_keys_that_may_meet_works_together() {
    let mut all: Vec<Case> = Vec::new();
    pairs!(all operation text
        [free: max = 3]
        [delays: delay_ms = 5]
        [delays: multiplier = 1.5]
        [delays: max_delay_secs = 3]
        [delays: jitter = full]
        [free: timeout_secs = 60]
        [free: attempt_timeout_ms = 500]
        [when: when = |error| matches!(error, Error::Transient(n) if *n == operation.attempts)]
        [classify: classify = |result| if result.is_err() { Decision::Retry } else { Decision::Return }]
        [backoff: backoff = std::iter::repeat(ms(u64::from(operation.attempts)))]
        [free: config = POLICY]
        [free: on_retry = |event| operation.retries += event.attempt]
        [free: budget = &operation.budget]
        [free: clone(text)]
        [free: context = attempt]
        [free: fallback = Err]
        [free: name = "the operation"]
        [free: crate = ::retry_runtime]
    );
    let (keys, apart) = (18, 5);
    assert_eq!(all.len(), 2 * (keys * (keys - 1) / 2 - apart));
    for (keys, case) in all {
        let ended = tokio::spawn(case).await;
        assert!(ended.is_ok(), "{keys}: {ended:?}");
    }
}

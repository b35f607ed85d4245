//! Each pair of keys that may meet, in both orders, on a function that returns its own error and on one that returns
//! `RetryError`: both keys have their effect. Without its key no effect shows.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use retry_runtime::{Decision, Failure, RetryBudget, RetryConfig, RetryError, RetryEvent, RetryOverrides, retry};
use tokio::time::{Instant, sleep};

use crate::support::{Error, ms};

const POLICY: RetryConfig = RetryConfig::new().max(5).delay(ms(100));
const OVERRIDES: RetryOverrides = RetryOverrides::new().max(4);
/// Longer than `max_delay` below, shorter than its default; and two of them are longer than `timeout` below.
const HINT: Duration = Duration::from_secs(29);
const TIMEOUT: Duration = Duration::from_secs(50);
const MAX_DELAY: Duration = Duration::from_secs(25);
const ATTEMPT_TIMEOUT: Duration = ms(500);
/// How long a step takes that does not stall.
const STEP: Duration = ms(1);
const INSTEAD: u32 = 77;

/// What attempts come to, the first so many.
#[derive(Clone, Copy, Debug)]
enum Script {
    Fail(u32),
    FailForGood(u32),
    AskForPatience(u32),
    Stall(u32),
}

/// An argument that knows how often it was cloned.
#[derive(Debug, Default)]
struct Text(Arc<AtomicU32>);

impl Clone for Text {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Relaxed);
        Self(Arc::clone(&self.0))
    }
}

/// What the body borrows mutably, and the expressions of the keys reach.
struct Operation {
    script: Script,
    budget: RetryBudget,
    attempts: u32,
    starts: Vec<Instant>,
    /// The attempt's number, as the body sees it.
    numbers: Vec<u32>,
    /// The attempts and names that events have.
    events: Vec<(u32, String)>,
}

impl Operation {
    async fn step(&mut self, number: u32, _: &Text) -> Result<u32, Error> {
        self.attempts += 1;
        self.starts.push(Instant::now());
        self.numbers.push(number);
        let (failures, error) = match self.script {
            Script::Fail(failures) => (failures, Error::Transient(self.attempts)),
            Script::FailForGood(failures) => (failures, Error::Permanent),
            Script::AskForPatience(failures) => (failures, Error::Busy(HINT)),
            Script::Stall(stalls) if self.attempts <= stalls => {
                sleep(2 * TIMEOUT).await;
                return Ok(self.attempts);
            }
            Script::Stall(_) => return Ok(self.attempts),
        };
        sleep(STEP).await;
        if self.attempts <= failures {
            Err(error)
        } else {
            Ok(self.attempts)
        }
    }

    fn note(&mut self, event: &RetryEvent<'_, Error>) {
        assert!(matches!(event.error, Failure::Error(_) | Failure::TimedOut(_)));
        self.events.push((event.attempt, event.name.to_owned()));
    }
}

/// What the body calls where no key binds a variable of that name.
fn attempt() {}

trait NoContext {
    fn number(&self) -> u32;
}

impl<F: Fn()> NoContext for F {
    fn number(&self) -> u32 {
        0
    }
}

/// The runtime by another path, which counts who comes by.
mod elsewhere {
    use std::cell::Cell;

    thread_local! {
        // Of this test alone: others run beside it.
        pub(super) static CALLS: Cell<u32> = const { Cell::new(0) };
    }

    pub(super) mod __private {
        pub(crate) use ::retry_runtime::__private::*;

        pub(crate) fn probe<R>() -> Probe<R> {
            super::CALLS.set(super::CALLS.get() + 1);
            ::retry_runtime::__private::probe()
        }
    }
}

type Call =
    for<'a> fn(&'a mut Operation, Text) -> Pin<Box<dyn Future<Output = Result<u32, Option<Error>>> + Send + 'a>>;

/// What came of one call.
struct Run {
    result: Result<u32, Option<Error>>,
    attempts: u32,
    took: Duration,
    /// From the end of an attempt to the start of the next.
    delays: Vec<Duration>,
    clones: u32,
    numbers: Vec<u32>,
    events: Vec<(u32, String)>,
}

async fn run(call: Call, script: Script, budget: RetryBudget) -> Run {
    let mut operation = Operation {
        script,
        budget,
        attempts: 0,
        starts: Vec::new(),
        numbers: Vec::new(),
        events: Vec::new(),
    };
    let (text, start) = (Text::default(), Instant::now());
    let clones = Arc::clone(&text.0);
    let result = call(&mut operation, text).await;
    Run {
        result,
        attempts: operation.attempts,
        took: start.elapsed(),
        delays: operation
            .starts
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).saturating_sub(STEP))
            .collect(),
        clones: clones.load(Relaxed),
        numbers: operation.numbers,
        events: operation.events,
    }
}

/// What a function does, seen from outside.
struct Seen {
    /// Fails twice, then succeeds.
    third: Run,
    /// Goes on failing, up to the ninth attempt.
    failing: Run,
    /// The same, with a budget for one retry.
    poor: Run,
    permanent: Run,
    patience: Run,
    stalled: Run,
    elsewhere: bool,
    told: u32,
}

async fn observe(call: Call) -> Seen {
    let (before, told) = (elsewhere::CALLS.get(), told());
    let plenty = || RetryBudget::new(99, 0.0);
    Seen {
        third: run(call, Script::Fail(2), plenty()).await,
        failing: run(call, Script::Fail(9), plenty()).await,
        poor: run(call, Script::Fail(9), RetryBudget::new(1, 0.0)).await,
        permanent: run(call, Script::FailForGood(9), plenty()).await,
        patience: run(call, Script::AskForPatience(9), plenty()).await,
        stalled: run(call, Script::Stall(9), plenty()).await,
        elsewhere: elsewhere::CALLS.get() != before,
        told: self::told() - told,
    }
}

/// How many events this thread was told of.
#[cfg(feature = "observe")]
fn told() -> u32 {
    use std::cell::Cell;

    thread_local! {
        static TOLD: Cell<u32> = const { Cell::new(0) };
    }
    // The first call of all tests sets it.
    let _ = retry_runtime::observe::set(|_| TOLD.set(TOLD.get() + 1));
    TOLD.get()
}

#[cfg(not(feature = "observe"))]
fn told() -> u32 {
    0
}

/// Whether the effect of `key` shows, beside the other one of `keys`.
fn shows(key: &str, keys: &[&str], seen: &Seen) -> bool {
    let beside = |other: &str| keys.contains(&other);
    let attempts = seen.failing.attempts;
    let first = [seen.third.delays[0], seen.failing.delays[0]];
    let second = seen.third.delays[1];
    match key {
        // What overrides say wins.
        "max" | "unlimited" if beside("overrides") => attempts == 4,
        "max" => attempts == 6,
        "unlimited" if beside("timeout") => attempts >= 6,
        "unlimited" => attempts == 10,
        // By default they are 500 ms at least; what the configuration says, 50 ms.
        "delay" => first.into_iter().all(|delay| delay <= ms(8)),
        // By default at most sixfold, after the shortest draw and the longest.
        "multiplier" => second > first[0] * 7,
        "max_delay" => seen.patience.attempts == 1,
        "low max_delay" => second <= ms(1000),
        "jitter" => {
            let delay = match () {
                () if beside("delay") => ms(5),
                () if beside("config") => ms(100),
                () => ms(1000),
            };
            first == [delay, delay]
        }
        // Each attempt has its own.
        "timeout" if beside("attempt_timeout") => seen.patience.attempts == 2,
        "timeout" => seen.stalled.took == TIMEOUT,
        // `when` ends the call where a cut is no transient error for it.
        "attempt_timeout" => seen.stalled.attempts > 1 || seen.stalled.took == ATTEMPT_TIMEOUT,
        "when" | "classify" => seen.permanent.attempts > 1,
        "backoff" => seen.failing.delays.iter().all(|delay| *delay == ms(3)),
        // The attempts or the delay, whichever no other key sets.
        "config" => attempts == 5 || first.into_iter().all(|delay| (ms(50)..=ms(151)).contains(&delay)),
        "overrides" => attempts == 4,
        "on_retry" => {
            let numbers: Vec<_> = seen.third.events.iter().map(|(attempt, _)| *attempt).collect();
            let named = |(_, name): &(u32, String)| name.contains("::plain") || name.contains("::wrapped");
            numbers == [1, 2] && seen.third.events.iter().all(named)
        }
        "name" => seen.third.events.iter().map(|(_, name)| name).eq(["the operation"; 2]),
        "budget" => seen.poor.attempts == 2,
        "clone" => seen.third.clones == 3,
        "context" => seen.third.numbers == [1, 2, 3],
        "fallback" => seen.permanent.result == Ok(INSTEAD),
        // Without a sink nobody is told anything, whatever the key says.
        "events" => seen.told == 0,
        "crate" => seen.elsewhere,
        other => panic!("{other}"),
    }
}

/// The names of the keys, what stands in the attribute, and the function.
type Case = (Vec<&'static str>, &'static str, Call);

/// Pushes the function of each kind with these keys; the names in front are those of the arguments in the keys.
macro_rules! case {
    ($all:ident $operation:ident $text:ident $attempt:ident [$($name:expr),*] [$($keys:tt)*]) => {{
        #[retry($($keys)*)]
        async fn plain($operation: &mut Operation, $text: Text) -> Result<u32, Error> {
            $operation.step($attempt.number(), &$text).await
        }
        #[retry($($keys)*)]
        async fn wrapped($operation: &mut Operation, $text: Text) -> Result<u32, RetryError<Error>> {
            $operation.step($attempt.number(), &$text).await
        }
        let plain: Call = |operation, text| Box::pin(async { plain(operation, text).await.map_err(Some) });
        let wrapped: Call = |operation, text| {
            Box::pin(async { wrapped(operation, text).await.map_err(|error| error.last().copied()) })
        };
        for call in [plain, wrapped] {
            let case: Case = (vec![$($name),*], stringify!($($keys)*), call);
            $all.push(case);
        }
    }};
}

/// Every pair of the keys in brackets, in both orders, but for those of groups that exclude each other. In front of
/// the keys stand the group, and the name of the effect.
macro_rules! pairs {
    ($all:ident $names:tt) => {};
    ($all:ident $names:tt $first:tt $($rest:tt)*) => {
        $(pairs!(@pair $all $names $first $rest);)*
        pairs!($all $names $($rest)*);
    };
    (@pair $all:ident $names:tt [delays $($one:tt)*] [backoff $($other:tt)*]) => {};
(@pair $all:ident $names:tt [when $($one:tt)*] [classify $($other:tt)*]) => {};
    (@pair $all:ident $names:tt [max $($one:tt)*] [max $($other:tt)*]) => {};
    (@pair $all:ident $names:tt [hook $($one:tt)*] [hook $($other:tt)*]) => {};
    // Beside `when` no error says how long to wait: a cap shows in the delays alone.
    (@pair $all:ident ($($names:ident)*) [cap $($cap:tt)*] [when when: $($when:tt)*]) => {
        case!($all $($names)* ["low max_delay", "when"] [max_delay_ms = 1000, $($when)*]);
        case!($all $($names)* ["when", "low max_delay"] [$($when)*, max_delay_ms = 1000]);
    };
    (@pair $all:ident ($($names:ident)*) [$_group:ident $one:ident: $($first:tt)*] [$_other_group:ident $other:ident: $($second:tt)*]) => {
        case!($all $($names)* [stringify!($one), stringify!($other)] [$($first)*, $($second)*]);
        case!($all $($names)* [stringify!($other), stringify!($one)] [$($second)*, $($first)*]);
    };
}

/// All keys, for `$then`.
macro_rules! keys {
    ($then:ident $all:ident ($operation:ident $text:ident $attempt:ident)) => {
        $then!($all ($operation $text $attempt)
            [max max: max = 6]
            [max unlimited: max = unlimited]
            [delays delay: delay_ms = 5]
            [delays multiplier: multiplier = 30.0]
            [cap max_delay: max_delay = MAX_DELAY]
            [delays jitter: jitter = none]
            [free timeout: timeout = TIMEOUT]
            [free attempt_timeout: attempt_timeout = ATTEMPT_TIMEOUT]
            [when when: when = |error| !matches!(error, Error::TimedOut(_)) && $operation.attempts > 0]
            [classify classify: classify = |result| match result {
                Ok(_) => Decision::Return,
                Err(Error::Busy(hint)) => Decision::RetryAfter(*hint),
                Err(_) => Decision::Retry,
            }]
            [backoff backoff: backoff = std::iter::repeat(ms(u64::from($operation.attempts) + 2))]
            [free config: config = POLICY]
            [free overrides: overrides = OVERRIDES]
            [hook on_retry: on_retry = |event| $operation.note(event)]
            [free budget: budget = &$operation.budget]
            [free clone: clone($text)]
            [free context: context = $attempt]
            [free fallback: fallback = |_| Ok(INSTEAD)]
            // Nothing but an event has it.
            [hook name: name = "the operation", on_retry = |event| $operation.note(event)]
            [free events: events = off]
            [free crate: crate = crate::pairs::elsewhere]
        );
    };
}

/// The names of the effects.
macro_rules! names {
    ($all:ident $names:tt $([$_group:ident $name:ident: $($keys:tt)*])*) => {
        let $all = [$(stringify!($name)),*];
    };
}

/// What holds whatever the keys are.
fn check(keys: &str, seen: &Seen) {
    let third = &seen.third;
    assert_eq!((third.result, third.attempts), (Ok(3), 3), "{keys}");
    // The call that goes on failing ends with the last error, whatever ends it.
    let last = Err(Some(Error::Transient(seen.failing.attempts)));
    let result = seen.failing.result;
    assert!(
        result == last || matches!(result, Ok(10 | INSTEAD)),
        "{keys}: {result:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn every_pair_of_keys_that_may_meet_works_together() {
    let mut all: Vec<Case> = Vec::new();
    keys!(pairs all (operation text attempt));
    let (keys, apart) = (21, 3 + 1 + 1 + 1);
    assert_eq!(all.len(), 2 * 2 * (keys * (keys - 1) / 2 - apart));
    for (names, keys, call) in all {
        let seen = tokio::spawn(observe(call))
            .await
            .unwrap_or_else(|error| panic!("{keys}: {error}"));
        check(keys, &seen);
        for name in &names {
            assert!(shows(name, &names, &seen), "`{name}` has no effect in {keys}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_effect_shows_without_its_key() {
    keys!(names names (operation text attempt));
    let mut all: Vec<Case> = Vec::new();
    case!(all operation text attempt [] []);
    for (_, _, call) in all {
        let seen = observe(call).await;
        check("no keys", &seen);
        let silent = cfg!(not(feature = "observe"));
        let names = names.into_iter().filter(|name| !(silent && *name == "events"));
        for name in names.chain(["low max_delay"]) {
            assert!(!shows(name, &[], &seen), "`{name}`");
        }
    }
}

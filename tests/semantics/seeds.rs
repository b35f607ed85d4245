//! Random numbers: the user's own stream is left alone, and `testing::seed` makes delays repeatable.

use std::collections::HashSet;
use std::time::Duration;

use retry_runtime::{Jitter, RetryConfig, retry, testing};

use crate::support::{Error, fail, timed};

const POLICY: RetryConfig = RetryConfig::new().max(6);

fn delays() -> Vec<Duration> {
    POLICY.jittered_delays().collect()
}

/// How long a call with three delays takes.
async fn call() -> Duration {
    #[retry(max = 4)]
    async fn fails(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    let (elapsed, result) = timed(fails(&mut 0)).await;
    assert_eq!(result, Err(Error::Transient(4)));
    elapsed
}

#[tokio::test(start_paused = true)]
async fn a_seed_of_the_users_changes_no_delay() {
    let mut seen = HashSet::new();
    for _ in 0..20 {
        fastrand::seed(7);
        seen.insert(delays());
        fastrand::seed(7);
        seen.insert(vec![call().await, call().await, call().await]);
    }
    assert_eq!(seen.len(), 40);
}

#[tokio::test(start_paused = true)]
async fn retries_do_not_advance_the_users_stream() {
    fastrand::seed(7);
    let expected = [(); 8].map(|()| fastrand::u64(..));
    // Of a new thread too, whose own generator is made at its first draw.
    let elsewhere = move || {
        fastrand::seed(7);
        let _ = delays();
        let _seeded = testing::seed(3);
        let _ = delays();
        [(); 8].map(|()| fastrand::u64(..))
    };
    assert_eq!(std::thread::spawn(elsewhere).join().unwrap(), expected);
    fastrand::seed(7);
    let mut seen = Vec::new();
    for _ in 0..8 {
        call().await;
        seen.push(fastrand::u64(..));
    }
    assert_eq!(seen, expected);
}

#[tokio::test(start_paused = true)]
async fn equal_seeds_give_equal_calls_and_others_do_not() {
    let seeded = async |seed| {
        let _seeded = testing::seed(seed);
        (call().await, call().await, delays())
    };
    let first = seeded(7).await;
    assert_eq!(seeded(7).await, first);
    assert_ne!(seeded(8).await, first);
    assert_ne!(first.0, first.1);
}

#[test]
fn a_seed_holds_until_its_guard_is_dropped_and_may_be_nested() {
    let outer = testing::seed(1);
    let first = delays();
    {
        let _inner = testing::seed(2);
        assert_ne!(delays(), first);
    }
    // The outer one goes on where it stood.
    let second = delays();
    drop(outer);
    let mut free = HashSet::from([delays(), delays()]);
    let _again = testing::seed(1);
    assert_eq!((delays(), delays()), (first.clone(), second.clone()));
    free.extend([first, second]);
    assert_eq!(free.len(), 4);
}

#[test]
fn a_seed_makes_every_kind_of_jitter_repeatable() {
    for jitter in [Jitter::Full, Jitter::Equal, Jitter::Decorrelated, Jitter::Factor(1.0)] {
        let policy = POLICY.jitter(jitter);
        let seeded = |seed| {
            let _seeded = testing::seed(seed);
            policy.jittered_delays().collect::<Vec<_>>()
        };
        assert_eq!(seeded(7), seeded(7), "{jitter}");
        assert_ne!(seeded(7), seeded(8), "{jitter}");
    }
}

#[test]
fn threads_draw_different_delays() {
    let threads: Vec<_> = (0..20).map(|_| std::thread::spawn(delays)).collect();
    let drawn: HashSet<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(drawn.len(), 20);
}

#[test]
fn a_seed_is_that_of_its_thread_alone() {
    let _seeded = testing::seed(7);
    let here = delays();
    let there = std::thread::spawn(delays).join().unwrap();
    assert_ne!(here, there);
}

#[tokio::test(start_paused = true)]
async fn a_call_draws_the_delays_that_its_policy_says_it_would() {
    #[retry(config = policy, on_retry = |event| drawn.push(event.delay))]
    async fn fails(policy: RetryConfig, drawn: &mut Vec<Duration>) -> Result<(), Error> {
        Err(Error::Transient(0))
    }
    for jitter in [
        Jitter::None,
        Jitter::Full,
        Jitter::Equal,
        Jitter::Decorrelated,
        Jitter::default(),
    ] {
        let policy = RetryConfig::new().max(12).jitter(jitter);
        let seeded = testing::seed(7);
        let expected: Vec<_> = policy.jittered_delays().collect();
        drop(seeded);
        let _seeded = testing::seed(7);
        let mut drawn = Vec::new();
        assert!(fails(policy, &mut drawn).await.is_err());
        assert_eq!(drawn, expected, "{jitter}");
    }
}

#[test]
fn guards_of_seeds_may_be_dropped_in_any_order() {
    let of = |seed| {
        let _seeded = testing::seed(seed);
        delays()
    };
    let (one, two) = (of(1), of(2));
    let first = testing::seed(1);
    let second = testing::seed(2);
    let third = testing::seed(1);
    drop(second);
    assert_eq!(delays(), one);
    drop(third);
    // The first one holds again, as it stood.
    assert_eq!(delays(), one);
    drop(first);
    let _second = testing::seed(2);
    assert_eq!(delays(), two);
    // Nothing is left of a seed when all are gone.
    let random = || {
        let (outer, inner) = (testing::seed(1), testing::seed(2));
        drop(outer);
        drop(inner);
        (delays(), delays())
    };
    let drawn = std::thread::spawn(move || [random(), random()]).join().unwrap();
    assert_ne!(drawn[0], drawn[1]);
    for (first, second) in drawn {
        assert!(![&one, &two].contains(&&first) && first != second);
    }
}

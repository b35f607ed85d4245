//! `retry_after`: never earlier than the server asked, and not all at once.

use std::time::Duration;

use retry_runtime::{Decision, Jitter, RetryConfig, retry};
use tokio::time::Instant;

use crate::support::{Error, fail, ms, timed};

const SECOND: Duration = Duration::from_secs(1);
/// Beside which the schedule's own delays do not count.
const SHORT: RetryConfig = RetryConfig::new().max(2).delay(ms(1));

#[retry(config = policy)]
async fn asked(policy: RetryConfig, wait: Duration, n: &mut u32) -> Result<(), Error> {
    *n += 1;
    Err(Error::Busy(wait))
}

/// The shortest and the longest of 300 waits, in whole milliseconds as the timer rounds them.
async fn waits(policy: RetryConfig, wait: Duration) -> (u128, u128) {
    let (mut least, mut most) = (u128::MAX, 0);
    for _ in 0..300 {
        let mut n = 0;
        let (elapsed, result) = timed(asked(policy, wait, &mut n)).await;
        assert_eq!((n, result), (2, Err(Error::Busy(wait))));
        (least, most) = (least.min(elapsed.as_millis()), most.max(elapsed.as_millis()));
    }
    (least, most)
}

#[tokio::test(start_paused = true)]
async fn a_hint_is_spread_above_itself_as_the_jitter_is() {
    for (jitter, longest) in [
        (Jitter::None, 1000),
        (Jitter::Full, 2000),
        (Jitter::Equal, 1500),
        (Jitter::Decorrelated, 2000),
        (Jitter::Factor(0.0), 1000),
        (Jitter::Factor(0.2), 1200),
        (Jitter::default(), 1500),
        (Jitter::Factor(1.0), 2000),
    ] {
        let (least, most) = waits(SHORT.jitter(jitter), SECOND).await;
        let width = longest - 1000;
        assert!((1000..=1000 + width / 5).contains(&least), "{jitter}: {least}");
        // Drawn to the nanosecond, and rounded up.
        assert!((longest - width / 5..=longest + 1).contains(&most), "{jitter}: {most}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_spread_of_a_hint_is_cut_at_the_longest_delay() {
    let (least, most) = waits(SHORT.max_delay(ms(1100)), SECOND).await;
    assert!(
        (1000..=1020).contains(&least) && (1080..=1100).contains(&most),
        "{least} {most}"
    );
    // A hint as long as that is waited for to the nanosecond.
    assert_eq!(waits(SHORT.max_delay(SECOND), SECOND).await, (1000, 1000));
    // The range is cut, not the draw: no heap stands at the end of it.
    let mut longest = 0;
    for _ in 0..300 {
        let policy = SHORT.max_delay(ms(1100));
        longest += u32::from(timed(asked(policy, SECOND, &mut 0)).await.0 >= ms(1100));
    }
    assert!(longest < 30, "{longest} of 300");
}

#[tokio::test(start_paused = true)]
async fn the_spread_of_a_hint_that_fits_does_not_end_the_call() {
    // Each of the 300 makes its second attempt.
    let (least, most) = waits(SHORT.timeout(ms(1200)), SECOND).await;
    assert!(
        (1000..=1040).contains(&least) && (1160..1200).contains(&most),
        "{least} {most}"
    );
    // The last hint that fits, as the timer rounds it.
    assert_eq!(waits(SHORT.timeout(ms(1001)), SECOND).await, (1000, 1000));
    let mut n = 0;
    let (elapsed, result) = timed(asked(SHORT.timeout(SECOND), SECOND, &mut n)).await;
    assert_eq!((elapsed, n, result), (ms(0), 1, Err(Error::Busy(SECOND))));
}

#[tokio::test(start_paused = true)]
async fn a_hint_of_zero_is_none_also_where_the_limit_is_near() {
    let at_once = SHORT.delay(Duration::ZERO);
    assert_eq!(waits(at_once, Duration::ZERO).await, (0, 0));
    // Less is left than what the timer may round by.
    assert_eq!(
        waits(at_once.timeout(Duration::from_nanos(1)), Duration::ZERO).await,
        (0, 0)
    );
    assert_eq!(
        waits(at_once.timeout(Duration::from_micros(500)), Duration::ZERO).await,
        (0, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn clients_that_were_sent_away_together_do_not_come_back_together() {
    #[retry(max = 2, delay_ms = 100)]
    async fn client(back: &mut Option<Instant>) -> Result<(), Error> {
        *back = Some(Instant::now());
        Err(Error::Busy(SECOND))
    }
    let start = Instant::now();
    let clients: Vec<_> = (0..500)
        .map(|_| {
            tokio::spawn(async move {
                let mut back = None;
                assert!(client(&mut back).await.is_err());
                back.map_or(0, |back| (back - start).as_millis())
            })
        })
        .collect();
    let mut back = Vec::new();
    for client in clients {
        back.push(client.await.unwrap());
    }
    assert!(back.iter().all(|back| (1000..=1501).contains(back)), "{back:?}");
    // 500 clients over 500 ms: of each tenth of it there are some 50.
    for tenth in 0..10 {
        let span = 1000 + tenth * 50..1050 + tenth * 50;
        let clients = back.iter().filter(|&&back| span.contains(&back)).count();
        assert!((15..100).contains(&clients), "{clients} in {span:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hint_is_not_the_delay_drawn_before() {
    #[retry(max = 3, delay_ms = 100, jitter = decorrelated, max_delay_secs = 600)]
    async fn call(times: &mut Vec<Instant>) -> Result<(), Error> {
        times.push(Instant::now());
        match times.len() {
            1 => Err(Error::Busy(SECOND * 60)),
            _ => Err(Error::Transient(0)),
        }
    }
    for _ in 0..300 {
        let mut times = Vec::new();
        assert!(call(&mut times).await.is_err());
        assert!(times[1] - times[0] >= SECOND * 60);
        // At most three times the first draw, which is at most three times the delay.
        let next = times[2] - times[1];
        assert!((ms(100)..=ms(901)).contains(&next), "{next:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_exact_delay_is_not_the_delay_drawn_before_either() {
    #[retry(max = 3, delay_ms = 100, jitter = decorrelated, max_delay_secs = 600, classify = |_| match times.len() {
        1 => Decision::RetryIn(SECOND * 60),
        _ => Decision::Retry,
    })]
    async fn call(times: &mut Vec<Instant>) -> Result<(), Error> {
        times.push(Instant::now());
        Err(Error::Transient(0))
    }
    for _ in 0..300 {
        let mut times = Vec::new();
        assert!(call(&mut times).await.is_err());
        assert_eq!(times[1] - times[0], SECOND * 60);
        // Nothing has been drawn before this one.
        let next = times[2] - times[1];
        assert!((ms(100)..=ms(301)).contains(&next), "{next:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_delay_is_the_larger_of_the_hint_and_the_schedules_own() {
    let policy = RetryConfig::new().max(2).delay(SECOND * 4);
    let (least, most) = waits(policy, SECOND).await;
    assert!(
        (2000..=2400).contains(&least) && (5600..=6001).contains(&most),
        "{least} {most}"
    );
    // Half of the schedule's draws are below a hint of its middle.
    let (least, most) = waits(policy.max_delay(SECOND * 5), SECOND * 4).await;
    assert!(
        (4000..=4050).contains(&least) && (4900..=5000).contains(&most),
        "{least} {most}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_hint_has_the_default_spread_beside_delays_of_the_users() {
    #[retry(max = 2, backoff = [ms(40)])]
    async fn call(wait: Duration) -> Result<(), Error> {
        Err(Error::Busy(wait))
    }
    let (mut least, mut most) = (u128::MAX, 0);
    for _ in 0..300 {
        let elapsed = timed(call(SECOND)).await.0.as_millis();
        (least, most) = (least.min(elapsed), most.max(elapsed));
    }
    assert!(
        (1000..=1100).contains(&least) && (1400..=1501).contains(&most),
        "{least} {most}"
    );
    // The user's own delays are exact.
    assert_eq!(timed(call(ms(1))).await.0, ms(40));
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_classify_gives_is_exact_and_may_be_shorter_than_the_schedules() {
    #[retry(max = 3, delay_secs = 10, classify = |_| Decision::RetryIn(wait))]
    async fn call(wait: Duration, n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    #[retry(max = 9, backoff = [SECOND; 2], classify = |_| Decision::RetryIn(ms(3)), on_retry = |event| assert_eq!(event.delay, ms(3)))]
    async fn scheduled(n: &mut u32) -> Result<(), Error> {
        fail(n)
    }
    for wait in [0, 1, 7, 30_000] {
        let (elapsed, result) = timed(call(ms(wait), &mut 0)).await;
        assert_eq!((elapsed, result), (ms(wait * 2), Err(Error::Transient(3))));
    }
    // The end of the user's delays is that of the attempts.
    assert_eq!(timed(scheduled(&mut 0)).await, (ms(6), Err(Error::Transient(3))));
}

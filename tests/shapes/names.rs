//! Arguments and functions named like anything that an expansion uses; `generated.rs` holds the arguments to that.

use std::{iter, time::Duration};

use retry_runtime::{RetryBudget, RetryConfig};

use crate::{Error, Flaky, retry, third};

struct Client {
    calls: u32,
}

#[allow(clippy::too_many_arguments, reason = "every name that an expansion uses")]
impl Client {
    #[retry(max = 3, delay_ms = 10)]
    async fn short(
        &mut self,
        flaky: &Flaky,
        answer: u32,
        attempt: u32,
        mut call: u32,
        config: &mut u32,
        decided: u32,
        error: u32,
        failed: u32,
        kind: u32,
        name: u32,
        outcome: u32,
        result: u32,
        schedule: u32,
        this: u32,
        value: u32,
        witness: u32,
        __retry_runtime: u32,
    ) -> Result<u32, Error> {
        *config += 1;
        call += 1;
        // It takes `self` for itself, so that the expansion has a name for what it is given.
        let moved = async move {
            self.calls += 1;
            flaky.call().await
        };
        moved.await?;
        Ok(answer + attempt + call + decided + error + failed + kind + name)
            .map(|sum| sum + outcome + result + schedule + this + value + witness + __retry_runtime)
    }

    #[retry(
        max = 3,
        timeout_secs = 30,
        config = config,
        when = |_| kind == 1,
        backoff = iter::repeat(schedule),
        on_retry = |event| *failed += event.attempt,
        budget = result,
        clone(answer),
        context = round,
        fallback = |_| {
            error.push_str("gave up");
            Ok((value, *failed))
        },
        name = "long",
        events = off
    )]
    async fn long(
        &mut self,
        flaky: &Flaky,
        answer: String,
        attempt: u32,
        mut call: u32,
        config: &RetryConfig,
        decided: u32,
        error: &mut String,
        failed: &mut u32,
        kind: u32,
        name: u32,
        outcome: u32,
        result: &RetryBudget,
        schedule: Duration,
        this: u32,
        value: u32,
        witness: u32,
        __retry_runtime: u32,
    ) -> Result<(u32, u32), Error> {
        call += 1;
        drop(answer);
        let moved = async move {
            self.calls += round.number();
            flaky.call().await
        };
        moved.await?;
        Ok((
            attempt + call + decided + name + outcome + this + witness + __retry_runtime,
            *failed,
        ))
    }
}

#[tokio::test(start_paused = true)]
async fn names_of_the_expansion_are_free_for_arguments() {
    let (flaky, mut client, mut config) = (Flaky::new(), Client { calls: 0 }, 0);
    let call = client.short(&flaky, 1, 1, 0, &mut config, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0);
    assert_eq!(third(&flaky, call).await, 14);
    assert_eq!((config, client.calls), (3, 3));

    let (config, budget, delay) = (
        RetryConfig::new().max(9),
        RetryBudget::new(9, 0.0),
        Duration::from_millis(5),
    );
    let (mut error, mut failed, mut client) = (String::new(), 0, Client { calls: 0 });
    let flaky = Flaky::new();
    let call = client.long(
        &flaky,
        String::new(),
        1,
        0,
        &config,
        1,
        &mut error,
        &mut failed,
        1,
        1,
        1,
        &budget,
        delay,
        1,
        7,
        1,
        0,
    );
    assert_eq!(third(&flaky, call).await, (7, 3));
    assert_eq!((error.as_str(), client.calls), ("", 6));

    let flaky = Flaky::failing(9);
    let call = client.long(
        &flaky,
        String::new(),
        1,
        0,
        &config,
        1,
        &mut error,
        &mut failed,
        1,
        1,
        1,
        &budget,
        delay,
        1,
        7,
        1,
        0,
    );
    assert_eq!(call.await, Ok((7, 6)));
    assert_eq!((error.as_str(), flaky.attempts()), ("gave up", 3));
}

#[allow(clippy::too_many_arguments, reason = "as above")]
#[retry(max = 3, delay_ms = 10)]
async fn runtime(
    retry_runtime: &Flaky,
    retry: u32,
    body: u32,
    context: u32,
    f: u32,
    err: u32,
    ok: u32,
    __retry: u32,
) -> Result<u32, Error> {
    retry_runtime.call().await?;
    Ok(retry + body + context + f + err + ok + __retry)
}

#[tokio::test(start_paused = true)]
async fn names_of_the_runtime_are_free_for_arguments() {
    let flaky = Flaky::new();
    let call = runtime(&flaky, 1, 1, 1, 1, 1, 1, 1);
    assert_eq!(third(&flaky, call).await, 7);
}

#[retry(max = 3, delay_ms = 10, clone(r#match))]
async fn r#fn(r#type: &Flaky, r#match: String, mut r#move: u32, r#ref: &mut u32) -> Result<String, Error> {
    r#move += 1;
    *r#ref += 1;
    r#type.call().await?;
    Ok(r#match + &r#move.to_string())
}

#[tokio::test(start_paused = true)]
async fn raw_identifiers_are_kept() {
    let flaky = Flaky::new();
    let mut n = 0;
    let call = r#fn(&flaky, "a".into(), 1, &mut n);
    assert_eq!(third(&flaky, call).await, "a2");
    assert_eq!(n, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn größe(flaky: &Flaky, länge: u32) -> Result<u32, Error> {
    flaky.call().await.map(|step| step + länge)
}

#[retry(max = 3, delay_ms = 10)]
async fn recursive_name(recursive_name: &Flaky) -> Result<u32, Error> {
    recursive_name.call().await
}

#[tokio::test(start_paused = true)]
async fn other_names_are_kept() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, größe(&flaky, 1)).await, 4);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, recursive_name(&flaky)).await, 3);
}

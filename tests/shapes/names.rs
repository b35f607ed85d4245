//! Arguments and functions named like anything that an expansion may use.

use crate::{Error, Flaky, retry, third};

#[retry(max = 3, delay_ms = 10)]
async fn first(
    retry: &Flaky,
    kind: u32,
    outcome: u32,
    end: u32,
    config: &mut u32,
    attempt: String,
    mut call: u32,
) -> Result<u32, Error> {
    *config += 1;
    call += 1;
    retry.call().await?;
    Ok(kind + outcome + end + call + u32::from(attempt.is_empty()))
}

#[retry(
    max = 3,
    delay_ms = 10,
    timeout_secs = 30,
    attempt_timeout_ms = 500,
    clone(result, value)
)]
async fn second(
    this: &Flaky,
    result: String,
    value: String,
    error: &mut u32,
    delay: u32,
    future: u32,
    mut state: u32,
) -> Result<String, Error> {
    *error += 1;
    state += delay + future;
    this.call().await?;
    Ok(result + &value + &state.to_string())
}

#[retry(max = 3, delay_ms = 10)]
async fn runtime(
    retry_runtime: &Flaky,
    body: u32,
    context: u32,
    f: u32,
    err: u32,
    ok: u32,
    __retry: u32,
) -> Result<u32, Error> {
    retry_runtime.call().await?;
    Ok(body + context + f + err + ok + __retry)
}

#[tokio::test(start_paused = true)]
async fn names_of_the_expansion_are_free_for_arguments() {
    let flaky = Flaky::new();
    let mut config = 0;
    let call = first(&flaky, 1, 2, 3, &mut config, String::new(), 4);
    assert_eq!(third(&flaky, call).await, 12);
    assert_eq!(config, 3);
    let flaky = Flaky::new();
    let mut error = 0;
    let call = second(&flaky, "a".into(), "b".into(), &mut error, 1, 2, 3);
    assert_eq!(third(&flaky, call).await, "ab6");
    assert_eq!(error, 3);
    let flaky = Flaky::new();
    let call = runtime(&flaky, 1, 1, 1, 1, 1, 1);
    assert_eq!(third(&flaky, call).await, 6);
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

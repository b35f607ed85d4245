//! Functions whose last expression is more than an `async` block.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt, LocalBoxFuture, TryFutureExt};
use tracing::Instrument;

use crate::{Error, Flaky, pause, retry, third};

#[retry(max = 3, delay_ms = 10)]
fn boxed(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    async move { flaky.call().await }.boxed()
}

#[retry(max = 3, delay_ms = 10)]
fn boxed_local(flaky: &Flaky) -> LocalBoxFuture<'_, Result<u32, Error>> {
    async move { flaky.call().await }.boxed_local()
}

// What fails stands behind the block.
#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
fn and_then(flaky: &Flaky, name: String) -> BoxFuture<'_, Result<usize, Error>> {
    async move {
        pause().await;
        Ok(name.len())
    }
    .and_then(|length| async move {
        flaky.call().await?;
        Ok(length)
    })
    .boxed()
}

#[retry(max = 3, delay_ms = 10)]
fn mapped(flaky: &Flaky) -> impl Future<Output = Result<u32, Error>> + Send {
    async move { flaky.call().await }.map(|result| result.map_err(|_| Error::Busy))
}

#[retry(max = 3, delay_ms = 10, clone)]
fn consumed(flaky: &Flaky, name: String) -> Pin<Box<dyn Future<Output = Result<usize, Error>> + Send + '_>> {
    Box::pin(
        async move {
            flaky.call().await?;
            Ok(name)
        }
        .map_ok(|name| name.len()),
    )
}

#[retry(max = 3, delay_ms = 10)]
fn boxed_between(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    async move { flaky.call().await }
        .boxed()
        .map_err(|error| error)
        .map_ok(|n| n + 1)
        .boxed()
}

async fn counted<T>(calls: &AtomicU32, attempt: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    calls.fetch_add(1, Ordering::Relaxed);
    tokio::time::timeout(Duration::from_millis(5), attempt)
        .await
        .map_err(|_| Error::Busy)?
}

#[retry(max = 3, delay_ms = 10, clone(name))]
fn within<'a>(
    flaky: &'a Flaky,
    calls: &'a AtomicU32,
    name: String,
) -> impl Future<Output = Result<usize, Error>> + Send + 'a {
    counted(calls, async move {
        if flaky.call().await.is_err() {
            std::future::pending::<()>().await;
        }
        Ok(name.len())
    })
}

#[retry(max = 3, delay_ms = 10)]
fn within_boxed<'a>(flaky: &'a Flaky, calls: &'a AtomicU32) -> BoxFuture<'a, Result<u32, Error>> {
    Box::pin(counted(calls, async move { flaky.call().await }))
}

fn boxing<'a, T>(future: impl Future<Output = T> + Send + 'a) -> BoxFuture<'a, T> {
    Box::pin(future)
}

#[retry(max = 3, delay_ms = 10)]
fn by_a_function(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    boxing(async move { flaky.call().await })
}

// The span is made once, and moved into the future once.
#[retry(max = 3, delay_ms = 10)]
fn instrumented(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    let span = tracing::info_span!("call");
    async move { flaky.call().await }.instrument(span).boxed()
}

#[retry(max = 3, delay_ms = 10)]
fn instrumented_by_name(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    let span = tracing::info_span!("call");
    Box::pin(Instrument::instrument(async move { flaky.call().await }, span))
}

#[tokio::test(start_paused = true)]
async fn the_whole_of_a_last_expression_is_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, boxed(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, boxed_local(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, and_then(&flaky, "ab".into())).await, 2);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, mapped(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, consumed(&flaky, "ab".into())).await, 2);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, boxed_between(&flaky)).await, 4);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, by_a_function(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, instrumented(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, instrumented_by_name(&flaky)).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_function_around_the_block_is_retried_with_it() {
    let (flaky, calls) = (Flaky::new(), AtomicU32::new(0));
    assert_eq!(third(&flaky, within(&flaky, &calls, "ab".into())).await, 2);
    assert_eq!(calls.load(Ordering::Relaxed), 3);
    let (flaky, calls) = (Flaky::new(), AtomicU32::new(0));
    assert_eq!(third(&flaky, within_boxed(&flaky, &calls)).await, 3);
    assert_eq!(calls.load(Ordering::Relaxed), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_expression_may_be_spawned() {
    let flaky = Arc::new(Flaky::new());
    let mine = Arc::clone(&flaky);
    let task = tokio::spawn(async move {
        let calls = AtomicU32::new(0);
        let flaky = &*mine;
        (and_then(flaky, "ab".into()).await, within_boxed(flaky, &calls).await)
    });
    assert_eq!(task.await.ok(), Some((Ok(2), Ok(4))));
}

#[retry(max = 3, delay_ms = 10)]
#[allow(clippy::needless_return, reason = "a form of its own")]
fn returned(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    return async move { flaky.call().await }.map_ok(|n| n + 1).boxed();
}

#[retry(max = 3, delay_ms = 10)]
fn in_a_block(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    Box::pin({
        let more = 4;
        async move { Ok(flaky.call().await? + more) }
    })
}

struct Limited<F>(F);

impl<F: Future<Output = Result<u32, Error>> + Send> Limited<F> {
    fn within<'a>(calls: &'a AtomicU32, attempt: F) -> BoxFuture<'a, Result<u32, Error>>
    where
        F: 'a,
    {
        Box::pin(counted(calls, attempt))
    }
}

fn turbofish<'a, T: 'a>(
    calls: &'a AtomicU32,
    attempt: impl Future<Output = Result<T, Error>> + 'a,
) -> impl Future<Output = Result<T, Error>> + 'a {
    counted(calls, attempt)
}

#[retry(max = 3, delay_ms = 10)]
fn by_a_generic_function<'a>(flaky: &'a Flaky, calls: &'a AtomicU32) -> impl Future<Output = Result<u32, Error>> + 'a {
    turbofish::<u32>(calls, async move { flaky.call().await })
}

macro_rules! limited {
    ($calls:expr, $attempt:expr) => {
        counted($calls, $attempt)
    };
}

#[retry(max = 3, delay_ms = 10)]
fn by_a_macro<'a>(flaky: &'a Flaky, calls: &'a AtomicU32) -> impl Future<Output = Result<u32, Error>> + 'a {
    limited!(calls, async move { flaky.call().await })
}

#[retry(max = 3, delay_ms = 10)]
fn in_parentheses(flaky: &Flaky) -> BoxFuture<'_, Result<u32, Error>> {
    (async move { flaky.call().await }).boxed()
}

#[retry(max = 3, delay_ms = 10)]
fn by_a_constructor<'a>(flaky: &'a Flaky, calls: &'a AtomicU32) -> BoxFuture<'a, Result<u32, Error>> {
    Limited::within(calls, async move { flaky.call().await })
}

#[retry(max = 3, delay_ms = 10)]
fn by_a_function_and_methods<'a>(flaky: &'a Flaky, calls: &'a AtomicU32) -> BoxFuture<'a, Result<u32, Error>> {
    counted(calls, async move { flaky.call().await })
        .map(|result| result.map(|n| n + 1))
        .boxed()
}

#[retry(max = 3, delay_ms = 10)]
fn shared(flaky: Arc<Flaky>) -> futures_util::future::Shared<BoxFuture<'static, Result<u32, Error>>> {
    async move { flaky.call().await }.boxed().shared()
}

async fn in_a_task<F: Future<Output: Send> + Send + 'static>(future: F) -> F::Output {
    tokio::spawn(future).await.expect("a task that ends")
}

#[retry(max = 3, delay_ms = 10, clone)]
fn spawned(flaky: Arc<Flaky>, name: String) -> impl Future<Output = Result<usize, Error>> {
    in_a_task(async move {
        flaky.call().await?;
        Ok(name.len())
    })
}

#[tokio::test(start_paused = true)]
async fn last_expressions_of_other_forms_are_retried() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, returned(&flaky)).await, 4);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, in_a_block(&flaky)).await, 7);
    let (flaky, calls) = (Flaky::new(), AtomicU32::new(0));
    assert_eq!(third(&flaky, by_a_constructor(&flaky, &calls)).await, 3);
    assert_eq!(calls.load(Ordering::Relaxed), 3);
    let (flaky, calls) = (Flaky::new(), AtomicU32::new(0));
    assert_eq!(third(&flaky, by_a_function_and_methods(&flaky, &calls)).await, 4);
    assert_eq!(calls.load(Ordering::Relaxed), 3);
    let (flaky, calls) = (Flaky::new(), AtomicU32::new(0));
    assert_eq!(third(&flaky, by_a_generic_function(&flaky, &calls)).await, 3);
    assert_eq!(calls.load(Ordering::Relaxed), 3);
    let (flaky, calls) = (Flaky::new(), AtomicU32::new(0));
    assert_eq!(third(&flaky, by_a_macro(&flaky, &calls)).await, 3);
    assert_eq!(calls.load(Ordering::Relaxed), 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, in_parentheses(&flaky)).await, 3);
    let flaky = Arc::new(Flaky::new());
    assert_eq!(third(&flaky, shared(Arc::clone(&flaky))).await, 3);
    let flaky = Arc::new(Flaky::new());
    assert_eq!(third(&flaky, spawned(Arc::clone(&flaky), "ab".into())).await, 2);
}

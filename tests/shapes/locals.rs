//! Functions that return a future, and the statements before their last expression, which run once.

use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::{BoxFuture, FutureExt, TryFutureExt};

use crate::{Error, Flaky, retry, third};

fn eat(text: String) -> usize {
    text.len()
}

#[retry(max = 3, delay_ms = 10, clone)]
fn local_consumed(flaky: &Flaky, n: u32) -> impl Future<Output = Result<usize, Error>> {
    let text = n.to_string();
    let (more, less) = (String::from("abc"), String::from("a"));
    async move {
        flaky.call().await?;
        Ok(eat(text) + eat(more) + less.len())
    }
}

#[retry(max = 3, delay_ms = 10, clone(text))]
fn local_named(flaky: &Flaky, text: &str) -> impl Future<Output = Result<Vec<u8>, Error>> {
    let text = text.to_owned();
    async move {
        flaky.call().await?;
        Ok(text.into_bytes())
    }
}

#[retry(max = 3, delay_ms = 10, clone)]
fn local_changed(flaky: &Flaky, text: &str) -> impl Future<Output = Result<String, Error>> {
    let mut text = text.to_owned();
    text.push('c');
    let mut more = text.clone();
    let _ = &mut more;
    let more = more;
    async move {
        text.push('x');
        flaky.call().await?;
        drop(more);
        Ok(text)
    }
}

// A reference of an earlier statement is borrowed, `clone` or not.
#[retry(max = 3, delay_ms = 10, clone)]
fn local_reference<'a>(flaky: &'a Flaky, log: &'a mut Vec<u32>) -> impl Future<Output = Result<usize, Error>> + 'a {
    let last = &mut *log;
    async move {
        last.push(1);
        flaky.call().await?;
        Ok(last.len())
    }
}

// Without its condition there is no such variable.
#[retry(max = 3, delay_ms = 10, clone)]
fn local_conditional(flaky: &Flaky) -> impl Future<Output = Result<usize, Error>> {
    #[cfg(all(test, not(test)))]
    let never = String::from("abc");
    #[cfg(test)]
    let always = String::from("ab");
    async move {
        flaky.call().await?;
        #[cfg(all(test, not(test)))]
        eat(never);
        Ok(eat(always))
    }
}

#[tokio::test(start_paused = true)]
async fn what_earlier_statements_bind_can_be_cloned() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, local_conditional(&flaky)).await, 2);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, local_consumed(&flaky, 12)).await, 6);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, local_named(&flaky, "ab")).await, b"ab");
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, local_changed(&flaky, "ab")).await, "abcx");
    let (flaky, mut log) = (Flaky::new(), Vec::new());
    assert_eq!(third(&flaky, local_reference(&flaky, &mut log)).await, 3);
}

// What runs once stands before the last expression, with a semicolon or without.
#[retry(max = 3, delay_ms = 10)]
fn after_statements<'a>(flaky: &'a Flaky, calls: &'a AtomicU32, mut v: Vec<u32>) -> BoxFuture<'a, Result<u32, Error>> {
    if v.is_empty() {
        calls.fetch_add(1, Ordering::Relaxed);
        v.push(7);
    }
    for n in [1, 2] {
        v.push(n);
    }
    async move {
        flaky.call().await?;
        Ok(v.iter().sum())
    }
    .map_err(|error| error)
    .boxed()
}

struct Holder(String);

impl Holder {
    fn inner(&mut self) -> &mut String {
        &mut self.0
    }

    #[retry(max = 3, delay_ms = 10)]
    fn lent<'a>(&'a mut self, flaky: &'a Flaky) -> BoxFuture<'a, Result<&'a str, Error>> {
        let inner = self.inner();
        async move {
            flaky.call().await?;
            Ok(&inner[..])
        }
        .boxed()
    }
}

#[retry(max = 3, delay_ms = 10)]
fn chosen(flaky: &Flaky) -> impl Future<Output = Result<usize, Error>> {
    #[cfg(test)]
    let name = String::from("ab");
    #[cfg(not(test))]
    let name = String::from("abc");
    async move {
        flaky.call().await?;
        Ok(name.len())
    }
}

#[tokio::test(start_paused = true)]
async fn what_stands_before_the_last_expression_runs_once() {
    let (flaky, calls) = (Flaky::new(), AtomicU32::new(0));
    assert_eq!(third(&flaky, after_statements(&flaky, &calls, Vec::new())).await, 10);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, chosen(&flaky)).await, 2);
    let (flaky, mut holder) = (Flaky::new(), Holder("abc".into()));
    assert_eq!(third(&flaky, holder.lent(&flaky)).await, "abc");
}

#[retry(max = 3, delay_ms = 10, clone)]
fn block_without_move<'a>(
    flaky: &'a Flaky,
    log: &'a mut Vec<u32>,
    text: String,
) -> impl Future<Output = Result<usize, Error>> + 'a {
    async {
        log.push(1);
        flaky.call().await?;
        Ok(eat(text) + log.len())
    }
}

// An answer that is ready needs no attempts.
#[retry(max = 3, delay_ms = 10)]
fn guarded(flaky: &Flaky, known: Option<u32>) -> BoxFuture<'_, Result<u32, Error>> {
    match known {
        Some(0) => return futures_util::future::ready(Err(Error::Broken)).boxed(),
        Some(n) => return futures_util::future::ok(n).boxed(),
        None => {}
    }
    Box::pin(async move { flaky.call().await })
}

#[tokio::test(start_paused = true)]
async fn a_block_without_move_gives_each_attempt_its_clone() {
    let (flaky, mut log) = (Flaky::new(), Vec::new());
    assert_eq!(
        third(&flaky, block_without_move(&flaky, &mut log, "ab".into())).await,
        5
    );
}

#[tokio::test(start_paused = true)]
async fn a_guard_may_answer_at_once() {
    let flaky = Flaky::new();
    assert_eq!(guarded(&flaky, Some(0)).await, Err(Error::Broken));
    assert_eq!(guarded(&flaky, Some(7)).await, Ok(7));
    assert_eq!(third(&flaky, guarded(&flaky, None)).await, 3);
}

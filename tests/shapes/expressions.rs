//! The expressions of the keys, in every kind of function: they see the arguments, `self` and the attempt.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use retry_runtime::{Decision, RetryBudget, RetryError, RetryEvent};

use crate::{Error, Flaky, pause, retry, third};

static BUDGET: RetryBudget = RetryBudget::new(1000, 1.0);

#[derive(Default)]
struct Client {
    flaky: Flaky,
    calls: u32,
    log: Vec<u32>,
    delays: Vec<Duration>,
}

impl Client {
    fn new() -> Self {
        Self {
            delays: vec![Duration::ZERO; 9],
            ..Self::default()
        }
    }

    fn schedule(&self) -> impl Iterator<Item = Duration> + '_ {
        self.delays.iter().copied()
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "predicates take references")]
    fn is_busy(error: &Error) -> bool {
        *error == Error::Busy
    }

    fn hook(_: &RetryEvent<'_, Error>) {}

    async fn stored(&mut self, error: Error) -> Result<u32, Error> {
        pause().await;
        self.calls += 100;
        Err(error)
    }

    #[retry(when = Self::is_busy, on_retry = Self::hook, delay_ms = 1)]
    async fn paths(&mut self) -> Result<u32, Error> {
        self.calls += 1;
        self.flaky.call().await
    }

    #[retry(delay_ms = 1, fallback = |error| self.stored(error))]
    async fn asks_an_async_method(&mut self) -> Result<u32, Error> {
        self.calls += 1;
        pause().await;
        Err(Error::Broken)
    }

    #[retry(backoff = self.schedule())]
    async fn lends_its_schedule(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(delay_ms = 1, on_retry = |event| self.log.push(event.attempt))]
    async fn by_value(mut self) -> Result<Vec<u32>, Error> {
        self.flaky.call().await?;
        Ok(std::mem::take(&mut self.log))
    }

    #[retry(delay_ms = 1, on_retry = |event| self.as_mut().push(event.attempt))]
    async fn pinned(mut self: Pin<&mut Self>) -> Result<u32, Error> {
        self.calls += 1;
        self.flaky.call().await
    }

    fn push(mut self: Pin<&mut Self>, attempt: u32) {
        self.log.push(attempt);
    }

    #[retry(
        delay_ms = 1,
        context = attempt,
        classify = |result| if result.is_ok() { Decision::Return } else { Decision::Retry },
        fallback = |_| async { Ok(self.calls) },
    )]
    fn boxed<'a>(&'a self) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + 'a>> {
        Box::pin(async move {
            if attempt.is_last() {
                self.flaky.call().await
            } else {
                self.flaky.step()
            }
        })
    }

    #[retry(delay_ms = 1, budget = &BUDGET, on_retry = |event| assert!(event.attempt < 3))]
    fn future(&self) -> impl Future<Output = Result<u32, Error>> + Send + use<'_> {
        async move { self.flaky.call().await }
    }
}

#[tokio::test(start_paused = true)]
async fn methods_of_every_receiver() {
    let mut client = Client::new();
    assert_eq!(client.paths().await, Ok(3));
    assert_eq!(client.calls, 3);
    assert_eq!(client.asks_an_async_method().await, Err(Error::Broken));
    assert_eq!(client.calls, 104);
    assert_eq!(Client::new().lends_its_schedule().await, Ok(3));
    assert_eq!(Client::new().by_value().await, Ok(vec![1, 2]));
    let mut client = Client::new();
    assert_eq!(Pin::new(&mut client).pinned().await, Ok(3));
    assert_eq!((client.calls, client.log), (3, vec![1, 2]));
    assert_eq!(Client::new().boxed().await, Ok(3));
    assert_eq!(Client::new().future().await, Ok(3));
}

#[async_trait::async_trait]
trait Remote {
    async fn call(&mut self, name: &str, owned: Vec<u8>) -> Result<usize, Error>;
    async fn shared(&self, log: &mut Vec<u32>) -> Result<u32, Error>;

    fn note(&mut self, attempt: u32);

    #[retry(max = 2, delay_ms = 1, context = attempt, on_retry = |event| self.note(event.attempt))]
    async fn provided(&mut self) -> Result<u32, Error> {
        self.note(attempt.number() * 10);
        Err(Error::Busy)
    }
}

#[async_trait::async_trait]
impl Remote for Client {
    #[tracing::instrument(skip(self, owned), err)]
    #[retry(
        delay_ms = 1,
        clone(owned),
        context = attempt,
        on_retry = |event| self.log.push(event.attempt + u32::from(name.is_empty())),
        fallback = |_| { self.calls += 1; Ok(7) },
    )]
    async fn call(&mut self, name: &str, owned: Vec<u8>) -> Result<usize, Error> {
        let consumed = owned;
        pause().await;
        self.calls += attempt.number();
        if consumed.is_empty() {
            Ok(name.len())
        } else {
            Err(Error::Busy)
        }
    }

    #[retry(delay_ms = 1, when = |_| log.len() < 9, on_retry = |event| log.push(event.attempt))]
    #[tracing::instrument(skip_all)]
    async fn shared(&self, log: &mut Vec<u32>) -> Result<u32, Error> {
        let counted = async move {
            log.push(0);
            self.flaky.call().await
        };
        counted.await
    }

    fn note(&mut self, attempt: u32) {
        self.log.push(attempt);
    }
}

#[tokio::test(start_paused = true)]
async fn methods_under_async_trait_and_instrument() {
    let spawned = tokio::spawn(async {
        let mut client = Client::new();
        let result = client.call("", vec![1]).await;
        (result, client.calls, client.log)
    });
    assert_eq!(spawned.await.expect("no panic"), (Ok(7), 1 + 2 + 3 + 1, vec![2, 3]));
    let mut log = Vec::new();
    assert_eq!(Client::new().shared(&mut log).await, Ok(3));
    assert_eq!(log, [0, 1, 0, 2, 0]);
    let mut client = Client::new();
    assert_eq!(client.provided().await, Err(Error::Busy));
    assert_eq!(client.log, [10, 1, 20]);
}

fn count<E>(event: &RetryEvent<'_, E>) {
    assert!(event.attempt < 3);
}

#[retry(delay_ms = 1, when = |_| true, on_retry = count)]
async fn generic<T: Clone, E>(value: &T, operation: impl Fn() -> Result<(), E>) -> Result<T, E> {
    operation()?;
    Ok(value.clone())
}

#[retry(delay_ms = 1, classify = |result| if result.is_err() { Decision::Retry } else { Decision::Return }, fallback = Err)]
async fn opaque(flaky: &Flaky) -> Result<impl Iterator<Item = u32> + use<>, Error> {
    flaky.call().await.map(|n| 0..n)
}

#[retry(delay_ms = 1, when = |_| true, fallback = async |error: anyhow::Error| { pause().await; Err(error.context("gave up")) })]
async fn boxed_error(flaky: &Flaky) -> anyhow::Result<u32> {
    Ok(flaky.call().await?)
}

#[tokio::test(start_paused = true)]
async fn generic_functions_and_types_without_a_name() {
    let flaky = Flaky::new();
    let value = third(&flaky, generic(&"value", || flaky.step().map(drop))).await;
    assert_eq!(value, "value");
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, opaque(&flaky)).await.sum::<u32>(), 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, boxed_error(&flaky)).await, 3);
    let error = boxed_error(&Flaky::failing(9)).await.expect_err("it fails nine times");
    assert_eq!(error.to_string(), "gave up");
}

/// Every name that generated code has, as an argument that a key uses.
#[retry(
    when = |_| *kind > 0,
    backoff = [*schedule; 9],
    budget = call,
    on_retry = |event| *retry += event.attempt + *outcome,
    fallback = |error| { *result += *witness; Err(error) },
    context = attempt,
)]
#[allow(clippy::too_many_arguments, reason = "one for each name")]
async fn our_names(
    kind: &u32,
    schedule: &Duration,
    call: &RetryBudget,
    retry: &mut u32,
    outcome: &u32,
    result: &mut u32,
    witness: &u32,
    config: &Flaky,
) -> Result<u32, RetryError<Error>> {
    let _ = (retry, result, attempt);
    config.call().await
}

#[tokio::test(start_paused = true)]
async fn arguments_may_have_any_name() {
    let (mut retry, mut result) = (0, 0);
    let (zero, config) = (Duration::ZERO, Flaky::failing(9));
    let call = our_names(&1, &zero, &BUDGET, &mut retry, &10, &mut result, &5, &config);
    call.await.expect_err("it fails nine times");
    assert_eq!((retry, result), (1 + 10 + 2 + 10, 5));
}

/// An expression of a key sees the caller's value, and may change it; each attempt has a clone of what it is then.
#[retry(max = 3, delay_ms = 1, when = |_| { n += 1; names.push('x'); n < 9 }, on_retry = |_| *hooked += n)]
async fn changes_its_arguments(
    mut n: u32,
    mut names: String,
    seen: &mut Vec<(u32, String)>,
    hooked: &mut u32,
) -> Result<(), Error> {
    let _ = hooked;
    n += 100;
    names.push('!');
    seen.push((n, names));
    Err(Error::Busy)
}

/// One that only reads it raises no warning.
#[retry(max = 2, delay_ms = 1, when = |_| n < 9)]
async fn reads_its_argument(mut n: u32, seen: &mut Vec<u32>) -> Result<(), Error> {
    n += 100;
    seen.push(n);
    Err(Error::Busy)
}

#[tokio::test(start_paused = true)]
async fn arguments_bound_mut_may_be_changed() {
    let (mut seen, mut hooked) = (Vec::new(), 0);
    let call = changes_its_arguments(0, String::new(), &mut seen, &mut hooked);
    call.await.expect_err("it always fails");
    let expected = [(100, "!"), (101, "x!"), (102, "xx!")];
    assert!(seen.iter().map(|(n, names)| (*n, &**names)).eq(expected), "{seen:?}");
    assert_eq!(hooked, 1 + 2);
    let mut seen = Vec::new();
    reads_its_argument(0, &mut seen).await.expect_err("it always fails");
    assert_eq!(seen, [100, 100]);
}

fn busy<E: PartialEq<Error>>() -> impl Fn(&E) -> bool {
    |error| *error == Error::Busy
}

fn hook<E>() -> impl FnMut(&RetryEvent<'_, E>) {
    |_| ()
}

fn decide<T>(max: fn() -> u32) -> impl Fn(&Result<T, Error>) -> Decision {
    move |result| {
        if result.is_err() && max() > 0 {
            Decision::Retry
        } else {
            Decision::Return
        }
    }
}

fn decide_all<T>() -> impl Fn(&Result<T, Error>) -> Decision {
    decide(|| 1)
}

fn give_up<T, E>() -> impl FnOnce(E) -> Result<T, E> {
    Err
}

/// A call without arguments may make the function.
#[retry(when = busy(), on_retry = hook(), fallback = give_up(), delay_ms = 1)]
async fn made(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[retry(classify = decide_all(), delay_ms = 1)]
async fn made_to_decide(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[retry(when = make(), delay_ms = 1)]
async fn made_by_an_argument(flaky: &Flaky, make: impl Fn() -> fn(&Error) -> bool) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn functions_may_be_made_by_a_call() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, made(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, made_to_decide(&flaky)).await, 3);
    let flaky = Flaky::new();
    let make = || (|error| *error == Error::Busy) as fn(&Error) -> bool;
    assert_eq!(third(&flaky, made_by_an_argument(&flaky, make)).await, 3);
}

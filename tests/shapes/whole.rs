//! What an attempt borrows is as `Send` as a function that holds it, spawned on a multi-threaded runtime.

use std::cell::Cell;
use std::pin::Pin;
use std::ptr;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::TryFutureExt;

use crate::{Error, Flaky, pause, retry};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// `Send` by its own word alone, and not `Sync`.
#[derive(Clone)]
struct Raw {
    pointer: *mut u8,
    n: u32,
}

// A null pointer that nothing reads.
unsafe impl Send for Raw {}

impl Raw {
    fn new() -> Self {
        Self {
            pointer: ptr::null_mut(),
            n: 0,
        }
    }

    #[retry(max = 3, delay_ms = 1)]
    async fn exclusive(&mut self, flaky: &Flaky) -> Result<u32, Error> {
        self.n += 1;
        pause().await;
        flaky.call().await?;
        Ok(if self.pointer.is_null() { self.n } else { 0 })
    }

    #[retry(max = 3, delay_ms = 1, timeout_secs = 30, when = |_| self.n < 19, on_retry = |_| self.n += 10)]
    async fn with_expressions(&mut self, flaky: &Flaky) -> Result<u32, Error> {
        pause().await;
        flaky.call().await?;
        Ok(if self.pointer.is_null() { self.n } else { 0 })
    }

    #[retry(max = 3, delay_ms = 1)]
    async fn owned(self, flaky: &Flaky) -> Result<u32, Error> {
        pause().await;
        flaky.call().await?;
        Ok(u32::from(self.pointer.is_null()))
    }

    #[retry(max = 3, delay_ms = 1, clone)]
    async fn cloned(mut self, flaky: &Flaky) -> Result<u32, Error> {
        self.n += 1;
        pause().await;
        flaky.call().await?;
        Ok(if self.pointer.is_null() { self.eaten() } else { 0 })
    }

    fn eaten(self) -> u32 {
        self.n
    }

    #[retry(max = 3, delay_ms = 1)]
    async fn boxed_self(self: Box<Self>, flaky: &Flaky) -> Result<u32, Error> {
        pause().await;
        flaky.call().await?;
        Ok(u32::from(self.pointer.is_null()))
    }

    #[retry(max = 3, delay_ms = 1)]
    fn future<'a>(&'a mut self, flaky: &'a Flaky) -> BoxFuture<'a, Result<u32, Error>> {
        Box::pin(async move {
            self.n += 1;
            pause().await;
            flaky.call().await?;
            Ok(if self.pointer.is_null() { self.n } else { 0 })
        })
    }
}

#[retry(max = 3, delay_ms = 1)]
async fn by_value(flaky: &Flaky, raw: Raw) -> Result<bool, Error> {
    pause().await;
    flaky.call().await?;
    Ok(raw.pointer.is_null())
}

#[retry(max = 3, delay_ms = 1)]
async fn by_reference(flaky: &Flaky, raw: &mut Raw) -> Result<bool, Error> {
    raw.n += 1;
    pause().await;
    flaky.call().await?;
    Ok(raw.pointer.is_null())
}

#[retry(max = 3, delay_ms = 1)]
async fn cell(flaky: &Flaky, n: Cell<u32>) -> Result<u32, Error> {
    n.set(n.get() + 1);
    pause().await;
    flaky.call().await?;
    Ok(n.get())
}

#[retry(max = 3, delay_ms = 1, clone)]
async fn cloned_cell(flaky: &Flaky, n: Cell<u32>) -> Result<u32, Error> {
    n.set(n.get() + 1);
    pause().await;
    flaky.call().await?;
    Ok(n.into_inner())
}

#[retry(max = 3, delay_ms = 1)]
async fn mutable_cell(flaky: &Flaky, mut n: Cell<u32>) -> Result<u32, Error> {
    *n.get_mut() += 1;
    pause().await;
    flaky.call().await?;
    Ok(n.get())
}

#[retry(max = 3, delay_ms = 1)]
async fn generic<X: AsRef<str> + Send>(flaky: &Flaky, x: X) -> Result<usize, Error> {
    pause().await;
    flaky.call().await?;
    Ok(x.as_ref().len())
}

#[retry(max = 3, delay_ms = 1)]
async fn opaque(flaky: &Flaky, each: impl Fn() -> usize + Send) -> Result<usize, Error> {
    pause().await;
    flaky.call().await?;
    Ok(each())
}

struct Pair(Cell<u32>, u32);

struct Named {
    n: Cell<u32>,
    m: u32,
}

#[retry(max = 3, delay_ms = 1)]
async fn patterns(
    flaky: &Flaky,
    Pair(a, b): Pair,
    Named { n, m }: Named,
    (c, _): (Cell<u32>, u32),
    [d, ..]: [Cell<u32>; 2],
) -> Result<u32, Error> {
    for cell in [&a, &n, &c, &d] {
        cell.set(cell.get() + b + m);
    }
    pause().await;
    flaky.call().await?;
    Ok(a.get() + n.get() + c.get() + d.get())
}

#[retry(max = 3, delay_ms = 1)]
fn local(flaky: &Flaky, n: u32) -> impl Future<Output = Result<u32, Error>> + Send {
    let n = Cell::new(n);
    async move {
        n.set(n.get() + 1);
        pause().await;
        flaky.call().await?;
        Ok(n.get())
    }
}

#[retry(max = 3, delay_ms = 1, clone(n))]
fn before_a_method(flaky: &Flaky, n: Cell<u32>) -> impl Future<Output = Result<u32, Error>> + Send {
    let m = Cell::new(n.get());
    async move {
        m.set(m.get() + 1);
        pause().await;
        flaky.call().await?;
        Ok(m.get())
    }
    .map_ok(move |sum| sum + n.get())
}

#[retry(max = 3, delay_ms = 1)]
fn local_pattern(flaky: &Flaky, n: u32) -> impl Future<Output = Result<u32, Error>> + Send {
    let (n, Pair(m, _)) = (Cell::new(n), Pair(Cell::new(n), n));
    async move {
        n.set(n.get() + 1);
        m.set(m.get() + 1);
        pause().await;
        flaky.call().await?;
        Ok(n.get() + m.get())
    }
}

#[retry(max = 3, delay_ms = 1)]
#[tracing::instrument(skip_all, fields(n = n.get()))]
async fn instrumented_below(flaky: &Flaky, n: Cell<u32>) -> Result<u32, Error> {
    n.set(n.get() + 1);
    pause().await;
    flaky.call().await?;
    Ok(n.get())
}

#[tracing::instrument(skip_all, fields(n = n.get()), err)]
#[retry(max = 3, delay_ms = 1)]
async fn instrumented_above(flaky: &Flaky, n: Cell<u32>) -> Result<u32, Error> {
    n.set(n.get() + 1);
    pause().await;
    flaky.call().await?;
    Ok(n.get())
}

#[async_trait]
trait Service {
    async fn exclusive(&mut self, flaky: &Flaky) -> Result<u32, Error>;
    async fn generic<X: AsRef<str> + Send>(&mut self, flaky: &Flaky, x: X) -> Result<usize, Error>;
    async fn consumed<X: Into<String> + Clone + Send>(&mut self, flaky: &Flaky, x: X) -> Result<String, Error>;
    async fn owned(self, flaky: &Flaky) -> Result<u32, Error>;
}

#[async_trait]
impl Service for Raw {
    #[retry(max = 3, delay_ms = 1)]
    async fn exclusive(&mut self, flaky: &Flaky) -> Result<u32, Error> {
        self.n += 1;
        pause().await;
        flaky.call().await?;
        Ok(if self.pointer.is_null() { self.n } else { 0 })
    }

    #[retry(max = 3, delay_ms = 1)]
    async fn generic<X: AsRef<str> + Send>(&mut self, flaky: &Flaky, x: X) -> Result<usize, Error> {
        pause().await;
        flaky.call().await?;
        Ok(x.as_ref().len())
    }

    #[retry(max = 3, delay_ms = 1, clone)]
    async fn consumed<X: Into<String> + Clone + Send>(&mut self, flaky: &Flaky, x: X) -> Result<String, Error> {
        pause().await;
        flaky.call().await?;
        Ok(x.into())
    }

    #[retry(max = 3, delay_ms = 1)]
    async fn owned(self, flaky: &Flaky) -> Result<u32, Error> {
        pause().await;
        flaky.call().await?;
        Ok(u32::from(self.pointer.is_null()))
    }
}

/// Each of the calls, spawned: it fails twice and succeeds then.
macro_rules! spawned {
    ($($name:ident: |$flaky:ident| $call:expr => $value:expr;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let flaky = Arc::new(Flaky::new());
                let mine = Arc::clone(&flaky);
                let task = tokio::spawn(async move {
                    let $flaky = &*mine;
                    $call.await
                });
                assert_eq!(task.await.ok(), Some(Ok($value)));
                assert_eq!(flaky.attempts(), 3);
            }
        )*
    };
}

mod spawns {
    use super::*;

    spawned! {
        a_method: |flaky| Raw::new().exclusive(flaky) => 3;
        a_method_with_expressions: |flaky| Raw::new().with_expressions(flaky) => 20;
        an_owned_receiver: |flaky| Raw::owned(Raw::new(), flaky) => 1;
        a_cloned_receiver: |flaky| Raw::new().cloned(flaky) => 1;
        a_boxed_receiver: |flaky| Box::new(Raw::new()).boxed_self(flaky) => 1;
        a_returned_future: |flaky| Raw::new().future(flaky) => 3;
        an_argument_by_value: |flaky| by_value(flaky, Raw::new()) => true;
        an_argument_by_reference: |flaky| by_reference(flaky, &mut Raw::new()) => true;
        an_argument_that_is_not_sync: |flaky| cell(flaky, Cell::new(1)) => 4;
        an_argument_that_is_not_sync_cloned: |flaky| cloned_cell(flaky, Cell::new(1)) => 2;
        an_argument_that_is_not_sync_and_mut: |flaky| mutable_cell(flaky, Cell::new(1)) => 2;
        a_generic_argument: |flaky| generic(flaky, "abc") => 3;
        an_opaque_argument: |flaky| opaque(flaky, || 3) => 3;
        patterns_of_arguments: |flaky| patterns(
            flaky,
            Pair(Cell::new(0), 1),
            Named { n: Cell::new(0), m: 1 },
            (Cell::new(0), 0),
            [Cell::new(0), Cell::new(0)],
        ) => 24;
        a_variable_of_an_earlier_statement: |flaky| local(flaky, 1) => 4;
        a_variable_before_a_method: |flaky| before_a_method(flaky, Cell::new(1)) => 5;
        a_variable_of_a_pattern: |flaky| local_pattern(flaky, 1) => 8;
        an_instrumented_attempt: |flaky| instrumented_below(flaky, Cell::new(1)) => 4;
        an_instrumented_call: |flaky| instrumented_above(flaky, Cell::new(1)) => 4;
        a_method_of_async_trait: |flaky| Service::exclusive(&mut Raw::new(), flaky) => 3;
        a_generic_method_of_async_trait: |flaky| Service::generic(&mut Raw::new(), flaky, "abc") => 3;
        a_cloning_method_of_async_trait: |flaky| Service::consumed(&mut Raw::new(), flaky, "abc") => "abc".to_owned();
        an_owned_receiver_of_async_trait: |flaky| Service::owned(Raw::new(), flaky) => 1;
    }
}

//! Faults on demand: attempts that fail, or take long, without a server that does.

use core::any::{Any, TypeId, type_name};
use core::future::Future;
use core::panic::Location;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::Arc;

use pin_project_lite::pin_project;

use queue::{Effect, Entry, Polled, Reach, Target};

pub(crate) mod queue;

/// The next `attempts` attempts of `function` fail with `error` instead of running its body.
///
/// It is in force from here on for this thread, until what it returns is dropped; [`Fault::within`] and
/// [`Fault::everywhere`] give it another reach. `u32::MAX` attempts are an outage that does not end.
///
/// `function` is the function itself, not a call of it: `Client::fetch`, `<Client as Api>::fetch`, with the types of a
/// generic one, `fetch::<u8>`. One whose types cannot be written there, since it takes an `impl Trait`, gets a `name`, for
/// [`fail_named`]. `error` makes an error of the type that the function's attempts fail with: an `E` for `Result<T, E>`
/// and for `Result<T, RetryError<E>>`.
///
/// ```
/// use std::io;
/// use retry_runtime::{retry, testing};
///
/// #[retry(max = 3, delay_ms = 100)]
/// async fn ping() -> io::Result<&'static str> {
///     Ok("pong")
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let outage = testing::fail(ping, 2, || io::Error::from(io::ErrorKind::ConnectionRefused));
/// assert_eq!(ping().await.unwrap(), "pong");
/// assert_eq!(outage.met(), 2);
/// # }
/// ```
///
/// # Panics
///
/// An attempt that meets it panics where the function fails with another type than `error` makes, or with one of which no
/// fault can be made, and so does the end of the guard. Where no attempt has met it the end of the guard panics: see
/// [`Fault`].
#[allow(clippy::needless_pass_by_value)] // its type is what is wanted
#[track_caller]
pub fn fail<F, E: 'static>(function: F, attempts: u32, error: impl Fn() -> E + Send + Sync + 'static) -> Fault {
    let _: F = function;
    Fault::new(Target::path_of::<F>(), failing(error), attempts)
}

/// [`fail`] for the functions, and the blocks of `retrying!`, whose key `name` has this value.
///
/// ```
/// use std::io;
/// use retry_runtime::{retrying, testing};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let outage = testing::fail_named("ping", 1, || io::Error::from(io::ErrorKind::ConnectionRefused));
/// let answer = retrying!(name = "ping" => { Ok::<_, io::Error>("pong") }).await;
/// assert_eq!(answer.unwrap(), "pong");
/// assert_eq!(outage.met(), 1);
/// # }
/// ```
///
/// # Panics
///
/// As [`fail`].
#[track_caller]
pub fn fail_named<E: 'static>(name: &str, attempts: u32, error: impl Fn() -> E + Send + Sync + 'static) -> Fault {
    Fault::new(Target::Name(name.to_owned()), failing(error), attempts)
}

/// Every attempt of `function` takes so long before its body runs, or before it fails by [`fail`].
///
/// The delay is part of the attempt: `attempt_timeout` and `timeout` cut it. It passes on tokio's clock, without real time
/// where that is paused. [`Fault::attempts`] keeps it to the next few attempts. The rest is as with [`fail`].
///
/// ```
/// use retry_runtime::{RetryError, retry, testing};
/// use std::{io, time::Duration};
///
/// #[retry(max = 2, attempt_timeout_secs = 5)]
/// async fn ping() -> Result<&'static str, RetryError<io::Error>> {
///     Ok("pong")
/// }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let _slow = testing::delay(ping, Duration::from_secs(60));
/// assert!(ping().await.unwrap_err().is_timeout());
/// # }
/// ```
///
/// # Panics
///
/// Where no attempt has met it the end of the guard panics: see [`Fault`].
#[allow(clippy::needless_pass_by_value)] // its type is what is wanted
#[track_caller]
pub fn delay<F>(function: F, delay: Duration) -> Fault {
    let _: F = function;
    Fault::new(Target::path_of::<F>(), Effect::Delay(delay), u32::MAX)
}

/// [`delay`](fn@delay) for the functions, and the blocks of `retrying!`, whose key `name` has this value.
///
/// # Panics
///
/// As [`delay`](fn@delay).
#[track_caller]
pub fn delay_named(name: &str, delay: Duration) -> Fault {
    Fault::new(Target::Name(name.to_owned()), Effect::Delay(delay), u32::MAX)
}

fn failing<E: 'static>(error: impl Fn() -> E + Send + Sync + 'static) -> Effect {
    Effect::Fail {
        id: TypeId::of::<E>(),
        name: type_name::<E>(),
        error: Arc::new(move || Box::new(error()) as Box<dyn Any>),
    }
}

/// Keeps a fault in force until it is dropped.
///
/// # Panics
///
/// Dropping it panics, and with it the test fails, where no attempt has met the fault: the function was not called in its
/// reach, or has no `#[retry]`. One attempt is enough, so that more can be asked for than a call makes; [`met`](Self::met)
/// tells how many there were. A fault for 0 attempts is not missed. While the thread panics already, it does not.
#[must_use = "the fault ends when this is dropped"]
#[derive(Debug)]
pub struct Fault {
    id: u64,
}

impl Fault {
    #[track_caller]
    fn new(target: Target, effect: Effect, attempts: u32) -> Self {
        let id = queue::add(Entry::new(target, effect, attempts, Location::caller()));
        Self { id }
    }

    /// For `future` and all that runs in it, on whichever thread it is polled, but not for what it spawns. The fault ends
    /// when the future is dropped, as it is after its `await`.
    pub fn within<F: IntoFuture>(self, future: F) -> FaultWithin<F::IntoFuture> {
        queue::change(self.id, |entry| entry.reach = Reach::Polled);
        FaultWithin {
            fault: self,
            future: future.into_future(),
        }
    }

    /// For the whole process, until this is dropped: for tasks of a multi-threaded runtime, which run on other threads.
    /// Tests beside this one that call the same function meet it as well; one that nothing else calls, or a test binary
    /// of its own, is safe.
    pub fn everywhere(self) -> Self {
        queue::change(self.id, |entry| entry.reach = Reach::Everywhere);
        self
    }

    /// For so many of the next attempts. [`delay`](fn@delay) holds for every attempt without it.
    pub fn attempts(self, attempts: u32) -> Self {
        queue::change(self.id, |entry| entry.left = attempts);
        self
    }

    /// How many attempts have met it.
    #[must_use]
    pub fn met(&self) -> u32 {
        queue::change(self.id, |entry| entry.met).unwrap_or_default()
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        let complaint = queue::remove(self.id).and_then(|entry| entry.complaint());
        if let Some(complaint) = complaint.filter(|_| !std::thread::panicking()) {
            panic!("{complaint}");
        }
    }
}

pin_project! {
    /// The future of [`Fault::within`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct FaultWithin<F> {
        #[pin]
        future: F,
        fault: Fault,
    }
}

impl<F: Future> Future for FaultWithin<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _polled = Polled::new(this.fault.id);
        this.future.poll(cx)
    }
}

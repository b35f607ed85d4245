//! Which calls meet a fault, and which do not.

use std::thread;

use retry_runtime::{retry, testing};

use crate::support::{Error, ms};

/// What the functions of these tests do.
fn down() -> Error {
    Error::Permanent
}

#[retry]
async fn shared() -> Result<(), Error> {
    tokio::task::yield_now().await;
    Ok(())
}

fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.unwrap().block_on(future)
}

#[test]
fn tests_beside_it_do_not_meet_it() {
    let (tell, told) = std::sync::mpsc::channel();
    let other = thread::spawn(move || {
        told.recv().unwrap();
        let fault = testing::fail(shared, 1, || Error::Transient(1));
        let result = run(shared());
        drop(fault);
        result
    });
    let fault = testing::fail(shared, 1, down);
    tell.send(()).unwrap();
    assert_eq!(other.join().unwrap(), Ok(()), "it retries its own, and meets no other");
    assert_eq!(fault.met(), 0);
    assert_eq!(run(shared()), Err(Error::Permanent));
}

#[test]
fn many_at_once_each_meet_their_own() {
    #[retry(max = 9, delay_ms = 0)]
    async fn many() -> Result<(), Error> {
        Ok(())
    }
    let threads: Vec<_> = (1..=8)
        .map(|n| {
            thread::spawn(move || {
                let fault = testing::fail(many, n, move || Error::Transient(n));
                for _ in 0..20 {
                    assert_eq!(run(many()), Ok(()));
                }
                assert_eq!(fault.met(), n);
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[tokio::test]
async fn what_this_thread_spawns_meets_it() {
    let _fault = testing::fail(shared, 1, down);
    assert_eq!(tokio::spawn(shared()).await.unwrap(), Err(Error::Permanent));
}

#[tokio::test]
async fn within_a_future_alone() {
    let (within, outside) = tokio::join!(testing::fail(shared, 1, down).within(shared()), shared());
    assert_eq!((within, outside), (Err(Error::Permanent), Ok(())));
    assert_eq!(shared().await, Ok(()));
}

#[tokio::test]
async fn one_within_another_one() {
    let both = async { (shared().await, shared().await) };
    let inner = testing::fail(shared, 1, || Error::Busy(ms(0)));
    let outer = testing::fail(shared, 1, down);
    // The first to be made is the first to be met.
    assert_eq!(outer.within(inner.within(both)).await, (Err(Error::Permanent), Ok(())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_future_takes_it_to_other_threads() {
    let call = testing::fail(shared, 1, down).within(async {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        shared().await
    });
    assert_eq!(tokio::spawn(call).await.unwrap(), Err(Error::Permanent));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everywhere_is_every_thread() {
    // Nothing else calls it.
    #[retry]
    async fn alone() -> Result<(), Error> {
        Ok(())
    }
    let fault = testing::fail(alone, 2, down).everywhere();
    assert_eq!(tokio::spawn(alone()).await.unwrap(), Err(Error::Permanent));
    let blocking = tokio::task::spawn_blocking(|| run(alone()));
    assert_eq!(blocking.await.unwrap(), Err(Error::Permanent));
    assert_eq!(fault.met(), 2);
}

#[tokio::test]
async fn a_guard_may_be_dropped_on_another_thread() {
    let fault = testing::fail(shared, 2, down);
    assert_eq!(shared().await, Err(Error::Permanent));
    thread::spawn(move || drop(fault)).join().unwrap();
    assert_eq!(shared().await, Ok(()));
}

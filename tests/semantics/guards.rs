//! Guards of `testing` where their thread ends with them.

use std::cell::RefCell;

use retry_runtime::testing::{self, Guard, Retries, Seeded};
use retry_runtime::{RetryConfig, retry};

use crate::support::{Error, fail};

#[retry(max = 3, delay_ms = 1)]
async fn call(n: &mut u32) -> Result<(), Error> {
    fail(n)
}

/// The attempts of a call on this thread.
fn attempts() -> u32 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    let mut n = 0;
    assert!(runtime.unwrap().block_on(call(&mut n)).is_err());
    n
}

thread_local! {
    static KEPT: RefCell<Vec<Guard>> = const { RefCell::new(Vec::new()) };
    static SEEDED: RefCell<Option<Seeded>> = const { RefCell::new(None) };
}

fn keep(guard: Guard) {
    KEPT.with_borrow_mut(|kept| kept.push(guard));
}

// An abort of the process is what fails: a panic while a thread-local is dropped cannot be caught.

#[test]
fn a_guard_that_its_thread_keeps_to_its_end_is_dropped_before_the_switches() {
    let thread = std::thread::spawn(|| {
        keep(Retries::Off.on_this_thread());
        attempts()
    });
    assert_eq!(thread.join().unwrap(), 1);
}

#[test]
fn a_guard_that_its_thread_keeps_to_its_end_is_dropped_after_the_switches() {
    let thread = std::thread::spawn(|| {
        // Whichever is used first is dropped last.
        KEPT.with_borrow_mut(Vec::clear);
        keep(Retries::Off.on_this_thread());
        keep(Retries::AtMost(2).on_this_thread());
        attempts()
    });
    assert_eq!(thread.join().unwrap(), 2);
}

#[test]
fn a_seed_that_its_thread_keeps_to_its_end_harms_nobody() {
    let thread = std::thread::spawn(|| {
        SEEDED.set(Some(testing::seed(7)));
        RetryConfig::new().jittered_delays().next()
    });
    assert!(thread.join().unwrap().is_some());
}

#[test]
fn a_call_in_the_destructor_of_a_thread_local_sees_no_switch_and_does_not_panic() {
    struct CallsAtTheEnd(std::sync::mpsc::Sender<u32>);
    impl Drop for CallsAtTheEnd {
        fn drop(&mut self) {
            let policy = RetryConfig::new();
            let delays = policy.jittered_delays().count();
            self.0.send(u32::try_from(delays).unwrap()).unwrap();
            // A guard at this point has no effect.
            drop(Retries::Off.on_this_thread());
        }
    }
    thread_local! {
        static LATE: RefCell<Option<CallsAtTheEnd>> = const { RefCell::new(None) };
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        LATE.set(Some(CallsAtTheEnd(sender)));
        let _off = Retries::Off.on_this_thread();
        attempts()
    });
    assert_eq!(thread.join().unwrap(), 1);
    assert_eq!(receiver.recv(), Ok(2));
}

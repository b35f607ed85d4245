//! The clients: each is a task that calls the server by `#[retry]`.

use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use retry_runtime::{RetryBudget, RetryConfig, RetryError, retry, testing};
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{Instant, sleep, sleep_until};

use super::server::{END, PollError, SPAN, Server};
use super::settings::Setting;

/// Each client calls once in this time, at a moment of its own.
const PERIOD: Duration = Duration::from_secs(10);
/// Clients that share a process, and so a budget.
const IN_A_PROCESS: u32 = 100;

/// What came of a setting.
pub(crate) struct Storm {
    pub(crate) name: &'static str,
    /// Requests in each [`SPAN`].
    pub(crate) load: Vec<u32>,
    pub(crate) calls: u32,
    pub(crate) failed: u32,
    /// How long after its return the server still refused requests.
    pub(crate) recovery: Duration,
}

impl Storm {
    /// Requests for each call.
    pub(crate) fn amplification(&self) -> f64 {
        f64::from(self.load.iter().sum::<u32>()) / f64::from(self.calls)
    }

    /// Requests a second, in the busiest span.
    pub(crate) fn peak(&self) -> f64 {
        per_second(self.load.iter().copied().max().unwrap_or(0))
    }
}

/// Requests a second, where a span has so many.
pub(crate) fn per_second(requests: u32) -> f64 {
    f64::from(requests) / SPAN.as_secs_f64()
}

/// What the clients share.
struct Shared {
    server: Server,
    policy: RetryConfig,
    calls: Cell<u32>,
    failed: Cell<u32>,
}

#[retry(config = policy, budget = budget)]
async fn poll(server: &Server, policy: RetryConfig, budget: Option<&RetryBudget>) -> Result<(), RetryError<PollError>> {
    server.poll().await
}

/// Lets so many clients run in virtual time, with the same jitter in every run.
pub(crate) fn run(setting: &Setting, clients: u32) -> io::Result<Storm> {
    let _seeded = testing::seed(14);
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let tasks = LocalSet::new();
    let shared = tasks.block_on(&runtime, async {
        let shared = Rc::new(Shared {
            server: Server::new(clients, setting.hint),
            policy: setting.policy,
            calls: Cell::default(),
            failed: Cell::default(),
        });
        let mut budget = None;
        for client in 0..clients {
            if client % IN_A_PROCESS == 0 {
                budget = setting.budget().map(Rc::new);
            }
            spawn_local(call(Rc::clone(&shared), budget.clone(), moment(client, clients)));
        }
        sleep(END).await;
        shared
    });
    Ok(Storm {
        name: setting.name,
        load: shared.server.load(),
        calls: shared.calls.get(),
        failed: shared.failed.get(),
        recovery: shared.server.recovery(),
    })
}

/// When a client calls first: they are spread over the period, by whole milliseconds, as the clock has them.
fn moment(client: u32, clients: u32) -> Duration {
    let period = PERIOD.as_secs() * 1_000;
    Duration::from_millis(period * u64::from(client) / u64::from(clients))
}

/// One client. A call that takes longer than the period leaves out the moments that it misses.
async fn call(shared: Rc<Shared>, budget: Option<Rc<RetryBudget>>, phase: Duration) {
    let mut next = Instant::now() + phase;
    loop {
        sleep_until(next).await;
        shared.calls.set(shared.calls.get() + 1);
        if poll(&shared.server, shared.policy, budget.as_deref()).await.is_err() {
            shared.failed.set(shared.failed.get() + 1);
        }
        next += PERIOD;
        while next < Instant::now() {
            next += PERIOD;
        }
    }
}

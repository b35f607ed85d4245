//! Ten thousand clients, each a task that calls the server by `#[retry]`.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use retry_runtime::{Jitter, RetryBudget, RetryConfig, RetryError, retry, testing};
use tokio::runtime::Builder;
use tokio::task::LocalSet;
use tokio::time::{Instant, sleep_until};

use super::server::{END, PollError, SPAN, Server};

pub(crate) const CLIENTS: u32 = 10_000;
/// Each calls once in this time, at a moment of its own.
const PERIOD: Duration = Duration::from_secs(10);
/// Clients that share a process, and so a budget.
const IN_A_PROCESS: u32 = 100;

/// What the clients and the server agree on.
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) policy: RetryConfig,
    pub(crate) hint: Option<Duration>,
    pub(crate) budget: bool,
}

/// The policy but for its jitter: five attempts, 1 s, 2 s, 4 s and 8 s apart.
const POLICY: RetryConfig = RetryConfig::new().max(5);

const fn jitter(name: &'static str, jitter: Jitter) -> Setting {
    Setting {
        name,
        policy: POLICY.jitter(jitter),
        hint: None,
        budget: false,
    }
}

pub(crate) const SETTINGS: [Setting; 8] = [
    Setting {
        name: "no retries",
        policy: POLICY.max(1),
        hint: None,
        budget: false,
    },
    jitter("no jitter", Jitter::None),
    jitter("full jitter", Jitter::Full),
    jitter("equal jitter", Jitter::Equal),
    jitter("decorrelated jitter", Jitter::Decorrelated),
    jitter("±50 % (the default)", Jitter::Factor(0.5)),
    Setting {
        name: "±50 %, retry_after of 5 s",
        policy: POLICY,
        hint: Some(Duration::from_secs(5)),
        budget: false,
    },
    Setting {
        name: "±50 %, a budget",
        policy: POLICY,
        hint: None,
        budget: true,
    },
];

/// What came of it.
pub(crate) struct Storm {
    pub(crate) name: &'static str,
    /// Requests in each [`SPAN`].
    pub(crate) load: Vec<u32>,
    pub(crate) calls: u32,
    pub(crate) failed: u32,
    /// How long the server still refused requests after its return.
    pub(crate) recovery: Duration,
}

impl Storm {
    pub(crate) fn requests(&self) -> u32 {
        self.load.iter().sum()
    }

    /// Requests for each call.
    pub(crate) fn amplification(&self) -> f64 {
        f64::from(self.requests()) / f64::from(self.calls)
    }

    /// Requests a second in the busiest span.
    pub(crate) fn peak(&self) -> f64 {
        f64::from(self.load.iter().copied().max().unwrap_or(0)) / SPAN.as_secs_f64()
    }
}

/// Calls begun, and calls failed.
#[derive(Default)]
struct Calls {
    begun: Cell<u32>,
    failed: Cell<u32>,
}

#[retry(config = policy, budget = budget)]
async fn poll(server: &Server, policy: RetryConfig, budget: Option<&RetryBudget>) -> Result<(), RetryError<PollError>> {
    server.poll().await
}

/// Lets the clients run in virtual time, with the same jitter in every run.
pub(crate) fn run(setting: &Setting) -> std::io::Result<Storm> {
    let _seeded = testing::seed(14);
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let clients = LocalSet::new();
    let (server, calls) = clients.block_on(&runtime, async {
        let server = Rc::new(Server::new(setting.hint));
        let calls = Rc::new(Calls::default());
        let mut budget = None;
        for client in 0..CLIENTS {
            if setting.budget && client % IN_A_PROCESS == 0 {
                budget = Some(Rc::new(RetryBudget::new(10, 0.1)));
            }
            let phase = PERIOD * client / CLIENTS;
            tokio::task::spawn_local(call_every_period(
                phase,
                Rc::clone(&server),
                Rc::clone(&calls),
                setting.policy,
                budget.clone(),
            ));
        }
        tokio::time::sleep(END).await;
        (server, calls)
    });
    Ok(Storm {
        name: setting.name,
        load: server.load(),
        calls: calls.begun.get(),
        failed: calls.failed.get(),
        recovery: server.recovery(),
    })
}

/// One client. A call that takes longer than the period leaves out the moments that it misses.
async fn call_every_period(
    phase: Duration,
    server: Rc<Server>,
    calls: Rc<Calls>,
    policy: RetryConfig,
    budget: Option<Rc<RetryBudget>>,
) {
    let start = Instant::now();
    let mut next = start + phase;
    loop {
        sleep_until(next).await;
        calls.begun.set(calls.begun.get() + 1);
        if poll(&server, policy, budget.as_deref()).await.is_err() {
            calls.failed.set(calls.failed.get() + 1);
        }
        next += PERIOD;
        while next < Instant::now() {
            next += PERIOD;
        }
    }
}

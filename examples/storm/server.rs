//! The server: it accepts so many requests a second, and none while it is down.

use std::cell::Cell;
use std::time::Duration;

use retry_runtime::Transient;
use tokio::time::{Instant, sleep_until};

/// Requests a second that it takes from so many clients: twice as many as they make.
pub(crate) fn capacity(clients: u32) -> f64 {
    f64::from(clients) / 5.0
}

/// Seconds of work that it puts off; what comes on top of them is refused.
const BACKLOG: f64 = 0.25;
/// How long a request is held before its answer, as long polling does.
const HOLD: Duration = Duration::from_secs(10);
/// When the server goes down, with everything that it holds, for how long, and when it is back.
pub(crate) const DOWN: Duration = Duration::from_secs(10);
pub(crate) const OUTAGE: Duration = Duration::from_secs(10);
pub(crate) const UP: Duration = DOWN.saturating_add(OUTAGE);
/// When nobody looks any more.
pub(crate) const END: Duration = Duration::from_secs(50);
/// Load is counted in spans of this length.
pub(crate) const SPAN: Duration = Duration::from_millis(250);
const SPANS: usize = (END.as_millis() / SPAN.as_millis()) as usize;

#[derive(Clone, Copy, Debug, Transient)]
pub(crate) enum PollError {
    /// The server went down while it held the request.
    #[transient]
    Reset,
    /// It is down, or has as much to do as it can: a 503, with or without a `Retry-After`.
    #[transient]
    Unavailable {
        #[retry_after]
        wait: Option<Duration>,
    },
}

pub(crate) struct Server {
    start: Instant,
    /// Requests a second.
    capacity: f64,
    hint: Option<Duration>,
    /// Seconds of work in the backlog, and since when.
    backlog: Cell<(f64, Duration)>,
    requests: [Cell<u32>; SPANS],
    last_refusal: Cell<Duration>,
}

impl Server {
    /// One for so many clients, that asks those whom it refuses to stay away for `hint`.
    pub(crate) fn new(clients: u32, hint: Option<Duration>) -> Self {
        Self {
            start: Instant::now(),
            capacity: capacity(clients),
            hint,
            backlog: Cell::default(),
            requests: [const { Cell::new(0) }; SPANS],
            last_refusal: Cell::default(),
        }
    }

    pub(crate) async fn poll(&self) -> Result<(), PollError> {
        let now = self.start.elapsed();
        self.count(now);
        if !self.accepts(now) {
            self.last_refusal.set(now);
            return Err(PollError::Unavailable { wait: self.hint });
        }
        let answer = now + HOLD;
        if now < DOWN && DOWN <= answer {
            sleep_until(self.start + DOWN).await;
            return Err(PollError::Reset);
        }
        sleep_until(self.start + answer).await;
        Ok(())
    }

    fn count(&self, now: Duration) {
        let span = (now.as_millis() / SPAN.as_millis()) as usize;
        if let Some(requests) = self.requests.get(span) {
            requests.set(requests.get() + 1);
        }
    }

    fn accepts(&self, now: Duration) -> bool {
        if (DOWN..UP).contains(&now) {
            return false;
        }
        let (backlog, since) = self.backlog.get();
        let backlog = (backlog - now.saturating_sub(since).as_secs_f64()).max(0.0);
        let accepted = backlog < BACKLOG;
        let work = if accepted { 1.0 / self.capacity } else { 0.0 };
        self.backlog.set((backlog + work, now));
        accepted
    }

    /// The requests in each span.
    pub(crate) fn load(&self) -> Vec<u32> {
        self.requests.iter().map(Cell::get).collect()
    }

    /// How long after its return the server still refused requests.
    pub(crate) fn recovery(&self) -> Duration {
        self.last_refusal.get().saturating_sub(UP)
    }
}

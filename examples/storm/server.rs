//! The server: it accepts so many requests a second, and none while it is down.

use std::cell::Cell;
use std::time::Duration;

use retry_runtime::Transient;
use tokio::time::{Instant, sleep_until};

/// Requests that are accepted in a second.
pub(crate) const CAPACITY: u32 = 2_000;
/// Requests that are accepted at once, after some quiet.
const BACKLOG: f64 = 500.0;
/// How long a request is held before its answer, as long polling does.
const HOLD: Duration = Duration::from_secs(10);
/// When the server goes down, with everything that it holds, and when it comes back.
pub(crate) const DOWN: Duration = Duration::from_secs(10);
pub(crate) const UP: Duration = Duration::from_secs(20);
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
    hint: Option<Duration>,
    /// Requests in the backlog, and when that was counted.
    waiting: Cell<(f64, Instant)>,
    requests: [Cell<u32>; SPANS],
    last_refusal: Cell<Duration>,
}

impl Server {
    /// One that asks those that it refuses to stay away for `hint`.
    pub(crate) fn new(hint: Option<Duration>) -> Self {
        let start = Instant::now();
        Self {
            start,
            hint,
            waiting: Cell::new((0.0, start)),
            requests: [const { Cell::new(0) }; SPANS],
            last_refusal: Cell::new(Duration::ZERO),
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
        let now = self.start + now;
        let (waiting, then) = self.waiting.get();
        let waiting = (waiting - (now - then).as_secs_f64() * f64::from(CAPACITY)).max(0.0);
        let accepted = waiting < BACKLOG;
        self.waiting.set((if accepted { waiting + 1.0 } else { waiting }, now));
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

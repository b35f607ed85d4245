//! What the clients and the server agree on, one way after the other.

use std::time::Duration;

use retry_runtime::{Jitter, RetryBudget, RetryConfig};

pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) policy: RetryConfig,
    /// What the server asks for when it refuses a request.
    pub(crate) hint: Option<Duration>,
    budget: bool,
}

impl Setting {
    /// A new budget, one for each process: ten retries, and one more for every ten calls that succeed.
    pub(crate) fn budget(&self) -> Option<RetryBudget> {
        self.budget.then(|| RetryBudget::new(10, 0.1))
    }
}

/// Five attempts, 1 s, 2 s, 4 s and 8 s apart, ±50 %.
const POLICY: RetryConfig = RetryConfig::new().max(5);

const fn setting(name: &'static str, policy: RetryConfig) -> Setting {
    Setting {
        name,
        policy,
        hint: None,
        budget: false,
    }
}

pub(crate) const SETTINGS: [Setting; 8] = [
    setting("no retries", POLICY.max(1)),
    setting("no jitter", POLICY.jitter(Jitter::None)),
    setting("full jitter", POLICY.jitter(Jitter::Full)),
    setting("equal jitter", POLICY.jitter(Jitter::Equal)),
    setting("decorrelated jitter", POLICY.jitter(Jitter::Decorrelated)),
    setting("±50 %, the default", POLICY),
    Setting {
        hint: Some(Duration::from_secs(5)),
        ..setting("±50 %, and hints of 5 s", POLICY)
    },
    Setting {
        budget: true,
        ..setting("±50 %, and a budget", POLICY)
    },
];

//! What the section `# Retries` in the documentation of an annotated function says, so that hover and rustdoc show its
//! policy.

use syn::{Attribute, Expr, Lit, Meta};

use super::numbers::{Delays, Limit, Numbers};
use super::policy::Policy;
use super::values::Jitter;

/// The text of the section. It is added to documentation that is there, and once: a function without any is left to
/// `missing_docs`.
pub(super) fn section(attributes: &[Attribute], policies: &[Policy], blocking: bool) -> Option<String> {
    let [policy] = policies else { return None };
    let mut lines = attributes.iter().filter_map(line).peekable();
    lines.peek()?;
    if lines.any(|line| line.trim() == "# Retries") {
        return None;
    }
    describe(policy, blocking)
}

/// The line of documentation that an attribute is.
pub(crate) fn line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => Some(text.value()),
                _ => Some(String::new()),
            },
            // `include_str!` and the like.
            _ => Some(String::new()),
        },
        _ => None,
    }
}

/// The policy in words, where all its numbers are known.
fn describe(policy: &Policy, blocking: bool) -> Option<String> {
    let expressions = &policy.expressions;
    if expressions.config.is_some() || expressions.overrides.is_some() || policy.broken {
        return None;
    }
    let numbers = &policy.numbers();
    let delays = numbers.delays()?;
    let limits = limits(numbers, blocking)?;
    if delays.max == 1 {
        return Some(format!("One attempt is made, and no other.{limits}"));
    }
    let what = if expressions.when.is_some() {
        "Errors that its `when` accepts are retried"
    } else if expressions.classify.is_some() {
        "Results that its `classify` rejects are retried"
    } else {
        "Transient errors are retried"
    };
    let waits = if expressions.backoff.is_some() {
        "after the delays of its `backoff`".to_owned()
    } else {
        waits(&delays)
    };
    let budget = if expressions.budget.is_some() {
        ", as far as its budget goes"
    } else {
        ""
    };
    let attempts = match delays.max {
        u32::MAX => "as many attempts as it takes".to_owned(),
        max => format!("{max} attempts in all"),
    };
    Some(format!("{what}: {attempts}, {waits}{budget}.{limits}"))
}

/// As many delays as are listed one by one.
const LISTED: u32 = 3;

fn waits(delays: &Delays) -> String {
    let delay = |failed| format!("{:?}", delays.unjittered(failed));
    if delays.unjittered(1).is_zero() {
        return "without delays".to_owned();
    }
    let count = delays.max - 1;
    let spread = match delays.jitter {
        Jitter::Factor(0.0) | Jitter::None => String::new(),
        Jitter::Factor(factor) => format!(" (±{}%)", (factor * 1e4).round() / 1e2),
        Jitter::Full => " (anything from zero to that)".to_owned(),
        Jitter::Equal => " (anything from half of that)".to_owned(),
        Jitter::Decorrelated => {
            return format!("after random delays from {} to {:?}", delay(1), delays.max_delay);
        }
    };
    let listed = if delays.unjittered(count) == delays.unjittered(1) {
        delay(1)
    } else {
        let first: Vec<_> = (1..=count.min(LISTED)).map(delay).collect();
        if count > LISTED {
            format!("{} … up to {}", first.join(", "), delay(count))
        } else {
            let (last, others) = first.split_last().unwrap_or((&first[0], &[]));
            format!("{} and {last}", others.join(", "))
        }
    };
    let noun = if count == 1 { "a delay" } else { "delays" };
    format!("after {noun} of {listed}{spread}")
}

fn limits(numbers: &Numbers, blocking: bool) -> Option<String> {
    let (call, attempt) = (numbers.timeout?, numbers.attempt_timeout?);
    Some(match (call, attempt) {
        (Limit::None, Limit::None) => String::new(),
        (Limit::After(call), _) if blocking => format!(" No attempt begins after {call:?}."),
        (Limit::After(call), Limit::None) => format!(" The call ends after {call:?}."),
        (Limit::None, Limit::After(attempt)) => format!(" Each attempt ends after {attempt:?}."),
        (Limit::After(call), Limit::After(attempt)) => {
            format!(" The call ends after {call:?}, and each attempt after {attempt:?}.")
        }
    })
}

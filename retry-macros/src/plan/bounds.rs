//! What is wrong with a value, after the name of its key. The runtime has the same texts for const expressions, builders
//! and files, in `policy/invalid.rs`; the tests compare them.

/// The bounds of an integer.
pub(super) struct Integer {
    pub(super) negative: &'static str,
    pub(super) most: &'static str,
}

pub(super) const MAX: Integer = Integer {
    negative: "cannot be negative: as many attempts as it takes are `unlimited`",
    most: "must be at most 4294967295",
};

pub(super) const DELAY: Integer = Integer {
    negative: "cannot be negative: 0 is no delay",
    most: MOST_TIME,
};

pub(super) const LIMIT: Integer = Integer {
    negative: "cannot be negative: leave it out for no limit",
    most: MOST_TIME,
};

const MOST_TIME: &str = "must be at most 18446744073709551615";

pub(super) const ZERO_MAX: &str = "must be at least 1: it counts all attempts, the first included";
pub(super) const ZERO_LIMIT: &str = "must be longer than zero: leave it out for no limit";
pub(super) const MULTIPLIER: &str = "must be at least 1.0 and finite: delays never shrink";
pub(super) const FACTOR: &str = "must be a factor from 0.0 to 1.0: it is the share of the delay that varies";
pub(super) const JITTER: &str = "must be `none`, `full`, `equal`, `decorrelated` or a factor from 0.0 to 1.0";

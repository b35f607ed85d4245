//! One call, as a pipeline by value: what happened (`attempt`) → what it means and whether another attempt may follow
//! (`decide`) → what the caller gets (`finish`).
// Public for generated code alone.
#![allow(missing_docs, clippy::must_use_candidate)]

pub(crate) mod attempt;
pub(crate) mod block;
pub(crate) mod blocking;
#[allow(clippy::module_inception)] // the call itself, which generated code drives
pub(crate) mod call;
pub(crate) mod clock;
pub(crate) mod context;
pub(crate) mod cut;
pub(crate) mod decide;
#[cfg(feature = "faults")]
pub(crate) mod faults;
pub(crate) mod finish;
pub(crate) mod last_error;
pub(crate) mod limit;
#[cfg(feature = "observe")]
pub(crate) mod observed;
pub(crate) mod operation;
pub(crate) mod probe;
pub(crate) mod required;
pub(crate) mod returns;
pub(crate) mod shown;
pub(crate) mod slot;
pub(crate) mod state;

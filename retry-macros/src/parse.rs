//! Step one: the arguments and the function as written, each with its tokens. Only this step knows spellings.

pub(crate) mod args;
pub(crate) mod body;
pub(crate) mod function;
pub(crate) mod keys;
mod synonyms;
pub(crate) mod unknown;

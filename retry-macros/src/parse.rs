//! Step one: the arguments and the function as written, each with its tokens. Only this step knows spellings.

pub(crate) mod args;
pub(crate) mod block;
pub(crate) mod body;
pub(crate) mod function;
pub(crate) mod keys;
mod layers;
pub(crate) mod retrying;
mod synonyms;
mod tail;
pub(crate) mod unknown;

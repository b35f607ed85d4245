//! The examples live beside this folder.

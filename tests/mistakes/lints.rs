//! The user's own lints stay alive: a corpus of functions gives the same warnings with the attribute and without.

use std::collections::BTreeSet;

use crate::package::{Message, check, root};

const CORPUS: &str = "lints";

/// The warnings about the corpus, with the attribute or without.
fn warnings(flags: &str) -> BTreeSet<Message> {
    let file = root().join("mistakes/corpus").join(CORPUS).with_extension("rs");
    let messages = check(CORPUS, &[file], flags);
    let errors: Vec<_> = messages.iter().filter(|message| message.error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    messages.into_iter().collect()
}

#[test]
#[cfg_attr(not(pinned_toolchain), ignore = "the messages are of another compiler")]
fn a_function_has_the_same_warnings_with_the_attribute_and_without() {
    let without = warnings("--check-cfg=cfg(annotated)");
    let with = warnings("--check-cfg=cfg(annotated) --cfg=annotated");
    let hidden: Vec<_> = without.difference(&with).collect();
    let new: Vec<_> = with.difference(&without).collect();
    assert!(
        hidden.is_empty() && new.is_empty(),
        "hidden: {hidden:#?}\nnew: {new:#?}"
    );

    // The corpus has what it is meant to have.
    let lints: BTreeSet<_> = without.iter().map(|warning| warning.code.as_str()).collect();
    for lint in [
        "dead_code",
        "deprecated",
        "missing_docs",
        "non_snake_case",
        "unreachable_code",
        "unused_assignments",
        "unused_must_use",
        "unused_mut",
        "unused_variables",
        "unused_parens",
        "unused_labels",
        "let_underscore_drop",
        "trivial_casts",
        "unused_qualifications",
        "unused_lifetimes",
        "single_use_lifetimes",
        "unused_imports",
    ] {
        assert!(lints.contains(lint), "{lint} is not in {lints:?}");
    }
}

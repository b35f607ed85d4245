//! The operation's name in events.

use core::any::type_name;

/// The name that `given` gives, as the key `name` has it, or else the path of the function in whose body that closure
/// stands.
pub(crate) fn of<N: Fn() -> Option<&'static str>>(given: N) -> &'static str {
    given().unwrap_or_else(path::<N>)
}

/// The path of the function in whose body the closure stands: the compiler's name for the type of the closure, which
/// knows the types around it, without what it adds for each closure and async block.
///
/// The compiler does not promise its spelling.
pub(crate) fn path<F>() -> &'static str {
    let mut name = type_name::<F>();
    while let Some(outer) = name.strip_suffix("::{{closure}}") {
        name = outer;
    }
    without_lifetimes(name)
}

/// Without the lifetimes at its end, which say nothing: those that `#[async_trait]` writes are among a method's generics.
fn without_lifetimes(name: &str) -> &str {
    match name.strip_suffix('>').and_then(|inside| inside.rsplit_once('<')) {
        Some((path, generics)) if generics.split(", ").all(|generic| generic == "'_") => path.trim_end_matches("::"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::without_lifetimes;

    #[test]
    fn lifetimes_alone_are_left_out() {
        assert_eq!(without_lifetimes("<a::B as a::C>::f<'_, '_>"), "<a::B as a::C>::f");
        for name in [
            "a::f",
            "a::f<u8>",
            "a::f<'_, u8>",
            "a::f<a::B<'_>>",
            "<a::B<'_> as C>::f",
            ">",
        ] {
            assert_eq!(without_lifetimes(name), name);
        }
    }
}

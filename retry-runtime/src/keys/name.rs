//! The operation's name in events, where the key `name` gives none.

use core::any::type_name;

/// The path of the function in whose body the closure stands: the compiler's name for the type of the closure, which
/// knows the types around it, without what it adds for each closure and async block.
///
/// The compiler does not promise its spelling.
pub fn name_of<F>(_: F) -> &'static str {
    let mut name = type_name::<F>();
    while let Some(outer) = name.strip_suffix("::{{closure}}") {
        name = outer;
    }
    name
}

//! The SQLSTATE codes of what another attempt may cure.

/// Whether another attempt may succeed after an error with this code.
///
/// A code is five characters long; what is shorter is none, and permanent.
pub(super) fn is_transient(code: &str) -> bool {
    match code {
        // A protocol violation comes again, and after 08007 the commit may have succeeded.
        "08P01" | "08007" => false,
        "40001" | "40P01" | "53300" | "55P03" | "57P01" | "57P02" | "57P03" | "57P05" => true,
        _ => code.len() == 5 && code.starts_with("08"),
    }
}

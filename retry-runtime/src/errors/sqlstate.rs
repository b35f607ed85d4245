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

#[cfg(test)]
mod tests {
    use super::is_transient;

    #[test]
    fn as_the_tables_say() {
        let transient = [
            "40001", "40P01", "53300", "55P03", "57P01", "57P02", "57P03", "57P05", "08000", "08001", "08003", "08004",
            "08006", "08S01",
        ];
        for code in transient {
            assert!(is_transient(code), "{code}");
        }
        let permanent = [
            "08P01", "08007", "22012", "23505", "25006", "25P03", "28P01", "3D000", "40000", "40002", "40003", "42P01",
            "53100", "53200", "57014", "57P04", "58030", "HY000", "XX000", "", "08", "5", "517",
        ];
        for code in permanent {
            assert!(!is_transient(code), "{code}");
        }
    }
}

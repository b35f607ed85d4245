//! The tables of keys that users read name the keys of [`KEYS`], each once, and no others; what a configuration file
//! may set is what the attribute sets by value.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::parse::keys::{KEYS, Key, ValueForm};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names in the first column of the table whose first column is headed `key`, in their order.
fn table(markdown: &str) -> Vec<String> {
    let rows = markdown
        .lines()
        .skip_while(|line| !line.starts_with("| key |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    // A name, or a name with arguments: `clone(a, b)`.
    let names = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names
        .map(|name| name.split('(').next().unwrap_or_default().to_owned())
        .collect()
}

/// What is wrong with the table of keys in `markdown`.
fn faults(markdown: &str) -> Vec<String> {
    let written = table(markdown);
    let known = |name: &&String| KEYS.iter().any(|spec| spec.name == **name);
    let unknown = written.iter().filter(|name| !known(name));
    let unknown = unknown.map(|name| format!("`{name}` is no key"));
    let counts = KEYS.iter().filter_map(|spec| {
        let count = written.iter().filter(|name| *name == spec.name).count();
        // `clone` stands there with its arguments too.
        let expected = if spec.form == ValueForm::Names { 2 } else { 1 };
        (count != expected).then(|| format!("`{}` stands there {count} times", spec.name))
    });
    unknown.chain(counts).collect()
}

#[test]
fn the_tables_that_users_read_have_every_key_and_no_other() {
    for page in ["README.md", "retry-runtime/src/docs/retry.md"] {
        let faults = faults(&read(page));
        assert!(faults.is_empty(), "{page}: {faults:#?}");
    }
}

#[test]
fn a_table_that_is_not_that_of_the_code_is_found() {
    let page = read("README.md");
    let faults_after = |from: &str, to: &str| {
        let changed = page.replacen(from, to, 1);
        assert_ne!(changed, page, "{from}");
        faults(&changed)
    };
    assert_eq!(
        faults_after("\n| `max` |", "\n| `tries` |"),
        ["`tries` is no key", "`max` stands there 0 times"]
    );
    assert_eq!(
        faults_after("`delay_ms`, `delay_secs`", "`delay_ms`"),
        ["`delay_secs` stands there 0 times"]
    );
    assert_eq!(faults_after("| `budget` |", "| `when` |").len(), 2);
    assert_eq!(faults("no table").len(), KEYS.len());
}

/// Whether a key has a value that a policy holds.
fn is_value(key: Key) -> bool {
    match key {
        Key::Max | Key::Delay | Key::Multiplier | Key::MaxDelay | Key::Jitter | Key::Timeout | Key::AttemptTimeout => {
            true
        }
        Key::When
        | Key::Classify
        | Key::Backoff
        | Key::Config
        | Key::Overrides
        | Key::OnRetry
        | Key::Budget
        | Key::Clone
        | Key::Context
        | Key::Fallback
        | Key::Name
        | Key::Events
        | Key::Skip
        | Key::Crate => false,
    }
}

#[test]
fn a_configuration_file_may_set_every_value_of_the_attribute_in_each_of_its_units() {
    let fields = read("retry-runtime/src/policy/serde/fields.rs");
    let (_, table) = fields.split_once("FIELDS: &[").expect("the table of fields");
    let (table, _) = table.split_once("];").expect("its end");
    // `("delay_ms", Quantity::Delay(Unit::Millis)),`
    let fields: BTreeSet<(&str, &str)> = table
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\"")?.strip_suffix("),"))
        .filter_map(|line| line.split_once("\", Quantity::"))
        .collect();
    for spec in KEYS.iter().filter(|spec| is_value(spec.key)) {
        let quantity = format!("{:?}", spec.key);
        let quantity = match spec.form {
            ValueForm::Millis => format!("{quantity}(Unit::Millis)"),
            ValueForm::Secs => format!("{quantity}(Unit::Secs)"),
            ValueForm::Duration => format!("{quantity}(Unit::Named)"),
            ValueForm::Count
            | ValueForm::Number
            | ValueForm::Jitter
            | ValueForm::Expr
            | ValueForm::Text
            | ValueForm::Switch
            | ValueForm::Variable
            | ValueForm::Path
            | ValueForm::Flag
            | ValueForm::Names => quantity,
        };
        let field = (spec.name, quantity.as_str());
        assert!(fields.contains(&field), "{field:?} is not in {fields:?}");
    }
}

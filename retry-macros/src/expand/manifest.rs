//! The name that the user's `Cargo.toml` gives to the runtime, where it is not its own: generated code cannot find it then,
//! and the compiler's errors would not name the key `crate`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const OURS: &str = "retry-runtime";

/// The other name, if the manifest of the crate that is compiled has one and no other is there.
pub(super) fn other_name() -> Option<String> {
    // Of the crate that was compiled last: an editor's server expands for several.
    static LAST: Mutex<Option<(PathBuf, Option<String>)>> = Mutex::new(None);
    let folder = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?);
    let mut last = LAST.lock().ok()?;
    match &*last {
        Some((known, name)) if *known == folder => name.clone(),
        _ => {
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok();
            let name = manifest
                .and_then(|manifest| find(&manifest, || workspace(&folder)))
                .filter(|_| !is_named_in_source(&folder));
            *last = Some((folder, name.clone()));
            name
        }
    }
}

/// Whether the crate gives the runtime its own name back: `extern crate other as retry_runtime;`.
fn is_named_in_source(folder: &Path) -> bool {
    ["src/lib.rs", "src/main.rs"].iter().any(|root| {
        let source = fs::read_to_string(folder.join(root)).unwrap_or_default();
        source.lines().any(|line| line.trim().ends_with("as retry_runtime;"))
    })
}

/// The manifest of the workspace that the crate is in.
fn workspace(folder: &Path) -> Option<String> {
    let manifests = folder
        .ancestors()
        .filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok());
    manifests
        .into_iter()
        .find(|manifest| manifest.lines().any(|line| line.trim() == "[workspace.dependencies]"))
}

/// A dependency, as far as it matters here.
struct Dependency {
    name: String,
    package: Option<String>,
    inherited: bool,
}

fn find(manifest: &str, workspace: impl FnOnce() -> Option<String>) -> Option<String> {
    if manifest
        .lines()
        .any(|line| value(line, "name").is_some_and(|name| name == OURS))
    {
        return None;
    }
    let dependencies = dependencies(manifest, false);
    let is_ours = |dependency: &Dependency| dependency.package.as_deref().unwrap_or(&dependency.name) == OURS;
    if dependencies
        .iter()
        .any(|dependency| dependency.name.replace('_', "-") == OURS)
    {
        return None;
    }
    let renamed = dependencies.iter().find(|dependency| is_ours(dependency));
    let renamed = renamed.map(|dependency| dependency.name.clone()).or_else(|| {
        let inherited: Vec<_> = dependencies.iter().filter(|dependency| dependency.inherited).collect();
        let shared = self::dependencies(&if inherited.is_empty() { None } else { workspace() }?, true);
        let ours = shared
            .into_iter()
            .find(|shared| is_ours(shared) && inherited.iter().any(|dependency| dependency.name == shared.name));
        ours.map(|dependency| dependency.name)
    });
    renamed.map(|name| name.replace('-', "_"))
}

/// The dependencies in the tables of a crate, or in that of its workspace.
fn dependencies(manifest: &str, of_workspace: bool) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    // The name in a table's head: `[dependencies.name]`.
    let mut headed = None;
    let mut inside = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(head) = line.strip_prefix('[') {
            let head = head.split(']').next().unwrap_or_default();
            let (table, name) = match head.rsplit_once('.') {
                Some((table, name)) if table.ends_with("dependencies") => (table, Some(name)),
                _ => (head, None),
            };
            inside = table.ends_with("dependencies") && table.starts_with("workspace.") == of_workspace;
            headed = name.filter(|_| inside).map(unquoted);
            found.extend(headed.clone().map(|name| Dependency {
                name,
                package: None,
                inherited: false,
            }));
        } else if inside && headed.is_some() {
            if let Some(dependency) = found.last_mut() {
                dependency.package = dependency.package.take().or_else(|| value(line, "package"));
                dependency.inherited |= line.starts_with("workspace");
            }
        } else if let Some((name, rest)) = line.split_once('=').filter(|_| inside && !line.starts_with('#')) {
            let (name, dotted) = name.trim().split_once('.').unwrap_or((name.trim(), ""));
            let package = rest.split(['{', ',']).find_map(|part| value(part, "package"));
            found.push(Dependency {
                name: unquoted(name),
                package: package.or_else(|| (dotted == "package").then(|| unquoted(rest))),
                inherited: dotted == "workspace" || rest.contains("workspace"),
            });
        }
    }
    found
}

/// The string in `key = "string"`.
fn value(line: &str, key: &str) -> Option<String> {
    let rest = line.trim().strip_prefix(key)?.trim_start().strip_prefix('=')?;
    Some(unquoted(rest.trim_end_matches(['}', ' '])))
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::find;

    fn name(manifest: &str, workspace: &str) -> Option<String> {
        find(manifest, || Some(workspace.to_owned()))
    }

    #[test]
    fn another_name_is_found_wherever_it_stands() {
        for manifest in [
            "[dependencies]\nagain-and = { version = \"1\", package = \"retry-runtime\" }",
            "[dependencies.again-and]\npath = \"x\"\npackage = \"retry-runtime\"\n[lints]\nworkspace = true",
            "[target.'cfg(unix)'.dependencies]\nagain-and = { package='retry-runtime', version = '1' }",
            "[dev-dependencies]\nserde = \"1\"\n\"again-and\" = { package = \"retry-runtime\" }",
        ] {
            assert_eq!(name(manifest, "").as_deref(), Some("again_and"), "{manifest}");
        }
        let workspace = "[workspace.dependencies]\nagain = { package = \"retry-runtime\", version = \"1\" }";
        assert_eq!(
            name("[dependencies]\nagain.workspace = true", workspace).as_deref(),
            Some("again")
        );
        assert_eq!(
            name("[dependencies]\nagain = { workspace = true }", workspace).as_deref(),
            Some("again")
        );
    }

    #[test]
    fn its_own_name_is_none() {
        for manifest in [
            "",
            "[package]\nname = \"retry-runtime\"",
            "[dependencies]\nretry-runtime = \"1\"",
            "[dependencies]\nretry-runtime.workspace = true",
            "[dependencies]\nretry_runtime = { package = \"retry-runtime\", version = \"1\" }",
            "[dependencies.retry-runtime]\nversion = \"1\"",
            "[dependencies]\nretry-runtime = \"1\"\n[dev-dependencies]\nagain = { package = \"retry-runtime\" }",
            "[dependencies]\n# again = { package = \"retry-runtime\" }\nserde = \"1\"",
            "[workspace.dependencies]\nagain = { package = \"retry-runtime\" }",
        ] {
            assert_eq!(name(manifest, ""), None, "{manifest}");
        }
    }
}

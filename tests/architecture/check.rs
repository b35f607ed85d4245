//! The files of a crate, which imports which, and what of it is against the order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::order::{Order, Reserved};
use crate::read::Source;

/// The text of each file, by its path below `src/`: `call/clock.rs`.
pub(crate) type Files = BTreeMap<String, String>;

/// A crate, without the files of its tests.
pub(crate) struct Map {
    /// By module: `["call", "clock"]`; `lib.rs` is `[]`.
    modules: BTreeMap<Vec<String>, Module>,
}

struct Module {
    file: String,
    source: Source,
}

/// A name that is looked up through more re-exports than this stands in a circle of them.
const MOST_REEXPORTS: u32 = 16;

impl Map {
    pub(crate) fn new(files: &Files) -> syn::Result<Self> {
        let mut modules = BTreeMap::new();
        for (file, text) in files {
            let source = Source::new(text)?;
            let file = file.clone();
            modules.insert(module(&file), Module { file, source });
        }
        let tests: Vec<Vec<String>> = modules
            .iter()
            .flat_map(|(module, Module { source, .. })| {
                let tests = source.modules.iter().filter(|(_, test)| **test);
                tests.map(move |(name, _)| [&module[..], std::slice::from_ref(name)].concat())
            })
            .collect();
        modules.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        // A folder that `lib.rs` does not declare holds texts: examples of generated code, say.
        if let Some(lib) = modules.get(&Vec::new()) {
            let rooms: BTreeSet<String> = lib.source.modules.keys().cloned().collect();
            modules.retain(|module, _| module.first().is_none_or(|room| rooms.contains(room)));
        }
        Ok(Self { modules })
    }

    /// Everything that is against the order, one line each.
    pub(crate) fn faults(&self, order: &Order) -> Vec<String> {
        let imports = self.imports();
        let mut faults = Vec::new();
        for Module { file, .. } in self.modules.values() {
            if may_import(order, room(file)).is_none() {
                faults.push(format!("{file}: the order has no line for `{}`", room(file)));
            }
        }
        for (from, targets) in &imports {
            for to in targets {
                let allowed = may_import(order, room(from)).is_none_or(|rooms| rooms.contains(&room(to)));
                if room(from) != room(to) && !allowed {
                    faults.push(format!(
                        "{from} imports {to}: `{}` may not see `{}`",
                        room(from),
                        room(to)
                    ));
                }
            }
        }
        for reserved in order.reserved {
            let files = self.modules.values().filter(|module| !within(&module.file, reserved));
            faults.extend(files.filter_map(|module| {
                let path = written(&module.source, reserved)?;
                Some(format!("{} writes `{path}`: {}", module.file, reserved.reason))
            }));
        }
        faults.extend(
            circles(&imports)
                .iter()
                .map(|circle| format!("a circle: {}", circle.join(" → "))),
        );
        faults
    }

    /// The longest chain of imports, from the top file to the lowest. Without circles alone.
    pub(crate) fn floors(&self) -> Vec<String> {
        fn below(file: &str, imports: &Imports, known: &mut BTreeMap<String, Vec<String>>) -> Vec<String> {
            if let Some(chain) = known.get(file) {
                return chain.clone();
            }
            let chains = imports[file].iter().map(|to| below(to, imports, known));
            let longest = chains.max_by_key(Vec::len).unwrap_or_default();
            let chain = [&[file.to_owned()][..], &longest].concat();
            known.insert(file.to_owned(), chain.clone());
            chain
        }
        let imports = self.imports();
        if !circles(&imports).is_empty() {
            return Vec::new();
        }
        let mut known = BTreeMap::new();
        let chains = imports.keys().map(|file| below(file, &imports, &mut known));
        chains.max_by_key(Vec::len).unwrap_or_default()
    }

    /// The files that each file imports.
    fn imports(&self) -> Imports {
        let of = |module: &Vec<String>, source: &Source| {
            let found = source
                .paths
                .iter()
                .filter_map(|path| self.find(module, path, MOST_REEXPORTS));
            found
                .filter(|found| found != module)
                .map(|found| self.modules[&found].file.clone())
                .collect()
        };
        let modules = self.modules.iter();
        modules
            .map(|(module, Module { file, source })| (file.clone(), of(module, source)))
            .collect()
    }

    /// The module whose file declares what a path names, re-exports followed; `None` for another crate's.
    fn find(&self, module: &[String], path: &[String], hops: u32) -> Option<Vec<String>> {
        let hops = hops.checked_sub(1)?;
        let mut at = module.to_vec();
        let mut rest = path;
        match path.first().map(String::as_str) {
            Some("crate") => (at, rest) = (Vec::new(), &path[1..]),
            Some("self") => rest = &path[1..],
            Some("super") => {
                while let Some("super") = rest.first().map(String::as_str) {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            // A child module, or a name that a `use` of this file binds; `use call::Call` may bind nothing else.
            Some(first) => {
                let child = [module, &[first.to_owned()]].concat();
                let bound = self.modules.get(module)?.source.binds.get(first);
                if !self.modules.contains_key(&child) && bound.is_none_or(|bound| bound == path) {
                    return None;
                }
            }
            None => return None,
        }
        while let Some((first, after)) = rest.split_first() {
            let child = [&at[..], std::slice::from_ref(first)].concat();
            if self.modules.contains_key(&child) {
                (at, rest) = (child, after);
                continue;
            }
            let source = &self.modules.get(&at)?.source;
            if let Some(target) = source.binds.get(first).filter(|_| !source.declares.contains(first)) {
                let target = [&target[..], after].concat();
                return self.find(&at, &target, hops);
            }
            if !source.declares.contains(first) {
                let mut globs = source.globs.iter();
                let found = globs.find_map(|glob| {
                    let found = self.find(&at, &[&glob[..], rest].concat(), hops)?;
                    self.modules[&found].source.declares.contains(first).then_some(found)
                });
                return found.or(Some(at));
            }
            break;
        }
        self.modules.contains_key(&at).then_some(at)
    }
}

type Imports = BTreeMap<String, BTreeSet<String>>;

/// The module of a file: `call/mod.rs` and `call.rs` are both `call`.
fn module(file: &str) -> Vec<String> {
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if file == "lib.rs" || file.ends_with("/mod.rs") {
        module.pop();
    }
    module
}

/// The folder of a file, or its name where it stands in none.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn may_import(order: &Order, room: &str) -> Option<&'static [&'static str]> {
    order
        .rooms
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, rooms)| *rooms)
}

fn within(file: &str, reserved: &Reserved) -> bool {
    reserved
        .within
        .iter()
        .any(|place| file == *place || room(file) == *place)
}

/// What a file writes of that which is reserved for others.
fn written(source: &Source, reserved: &Reserved) -> Option<String> {
    let begins =
        |path: &str, with: &str| path == with || path.strip_prefix(with).is_some_and(|rest| rest.starts_with("::"));
    let names = source.names.iter().cloned();
    let interpolated = source.interpolated.iter().map(|name| format!("#{name}"));
    let paths = source.paths.iter().map(|path| path.join("::"));
    let mut all = names.chain(interpolated).chain(paths);
    all.find(|path| {
        let any = |list: &[&str]| list.iter().any(|with| begins(path, with));
        any(reserved.paths) && !any(reserved.except)
    })
}

/// The shortest circle through each file that stands in one, each once.
fn circles(imports: &Imports) -> BTreeSet<Vec<String>> {
    imports.keys().filter_map(|file| circle(imports, file)).collect()
}

fn circle(imports: &Imports, start: &str) -> Option<Vec<String>> {
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for to in &imports[file] {
            if to == start {
                let mut circle = vec![file.to_owned()];
                while circle[0] != start {
                    circle.insert(0, from[circle[0].as_str()].to_owned());
                }
                // From the same file, whichever the search began with.
                let least = (0..circle.len()).min_by_key(|at| &circle[*at]).unwrap_or_default();
                circle.rotate_left(least);
                circle.push(circle[0].clone());
                return Some(circle);
            }
            if !from.contains_key(to.as_str()) {
                from.insert(to, file);
                queue.push_back(to);
            }
        }
    }
    None
}

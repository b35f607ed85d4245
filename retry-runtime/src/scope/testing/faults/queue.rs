//! The faults in force, in the order in which they were made, and which of them an attempt meets.

use core::any::{Any, TypeId, type_name};
use core::cell::{Cell, RefCell};
use core::fmt;
use core::panic::Location;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::report::name;

static FAULTS: Mutex<Vec<(u64, Entry)>> = Mutex::new(Vec::new());

thread_local! {
    /// This thread, 0 until it is asked for.
    static THREAD: Cell<u64> = const { Cell::new(0) };
    /// The faults of the futures that are being polled.
    static POLLED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// A number that no other fault, and no other thread, has.
fn unique() -> u64 {
    static SO_FAR: AtomicU64 = AtomicU64::new(0);
    SO_FAR.fetch_add(1, Relaxed) + 1
}

fn this_thread() -> u64 {
    THREAD.with(|thread| {
        if thread.get() == 0 {
            thread.set(unique());
        }
        thread.get()
    })
}

/// Nothing panics while it is held.
fn faults() -> MutexGuard<'static, Vec<(u64, Entry)>> {
    FAULTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whose attempts meet a fault.
pub(super) enum Target {
    /// The compiler's name of the function.
    Path(&'static str),
    /// The value of the key `name`.
    Name(String),
}

impl Target {
    pub(super) fn path_of<F>() -> Self {
        Self::Path(name::path::<F>())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "`{path}`"),
            Self::Name(name) => write!(f, "`name = {name:?}`"),
        }
    }
}

/// What an attempt meets.
pub(super) enum Effect {
    Delay(Duration),
    Fail {
        id: TypeId,
        name: &'static str,
        error: Arc<dyn Fn() -> Box<dyn Any> + Send + Sync>,
    },
}

/// Which attempts of its target can meet a fault.
pub(super) enum Reach {
    Thread(u64),
    /// Those in its future.
    Polled,
    Everywhere,
}

impl Reach {
    fn contains_this(&self, id: u64) -> bool {
        match self {
            Self::Thread(thread) => *thread == this_thread(),
            // Where the thread is ending it polls nothing.
            Self::Polled => POLLED
                .try_with(|polled| polled.borrow().contains(&id))
                .unwrap_or_default(),
            Self::Everywhere => true,
        }
    }
}

/// A fault.
pub(super) struct Entry {
    target: Target,
    effect: Effect,
    pub(super) reach: Reach,
    /// Attempts that may still meet it.
    pub(super) left: u32,
    /// Attempts that have met it.
    pub(super) met: u32,
    /// An attempt of its target was outside of its reach.
    missed: bool,
    /// Why an attempt could not fail with its error.
    refused: Option<String>,
    made_at: &'static Location<'static>,
}

impl Entry {
    /// For this thread.
    pub(super) fn new(target: Target, effect: Effect, attempts: u32, made_at: &'static Location<'static>) -> Self {
        Self {
            target,
            effect,
            reach: Reach::Thread(this_thread()),
            left: attempts,
            met: 0,
            missed: false,
            refused: None,
            made_at,
        }
    }

    /// What is wrong with the test that has made it, at its end.
    pub(super) fn complaint(&self) -> Option<String> {
        if let Some(refused) = &self.refused {
            return Some(refused.clone());
        }
        if self.met > 0 || self.left == 0 {
            return None;
        }
        let (target, made_at) = (&self.target, self.made_at);
        let cause = match (self.missed, target) {
            (true, _) => {
                "one was made outside of its reach, which is this thread unless `within` or `everywhere` says otherwise"
            }
            (_, Target::Path(_)) => "was the function called, and does it have `#[retry]`?",
            (_, Target::Name(_)) => "was a function with that key called, and does it have `#[retry]`?",
        };
        let what = match &self.effect {
            Effect::Delay(delay) => format!("a delay of {delay:?}"),
            Effect::Fail { name, .. } => format!("a `{name}` for {} of them", self.left),
        };
        Some(format!(
            "no attempt of {target} has met its fault, {what}, made at {made_at}: {cause}"
        ))
    }

    fn meet(&mut self) {
        self.left -= 1;
        self.met = self.met.saturating_add(1);
    }
}

pub(super) fn add(entry: Entry) -> u64 {
    let id = unique();
    faults().push((id, entry));
    id
}

pub(super) fn change<R>(id: u64, change: impl FnOnce(&mut Entry) -> R) -> Option<R> {
    let mut faults = faults();
    let (_, entry) = faults.iter_mut().find(|(other, _)| *other == id)?;
    Some(change(entry))
}

/// What it captures is the user's: it is dropped when nothing is held.
pub(super) fn remove(id: u64) -> Option<Entry> {
    let mut faults = faults();
    let index = faults.iter().position(|(other, _)| *other == id)?;
    Some(faults.remove(index).1)
}

/// Says of a fault that its future is being polled, until it is dropped.
pub(super) struct Polled(u64);

impl Polled {
    pub(super) fn new(id: u64) -> Self {
        let _ = POLLED.try_with(|polled| polled.borrow_mut().push(id));
        Self(id)
    }
}

impl Drop for Polled {
    fn drop(&mut self) {
        let _ = POLLED.try_with(|polled| {
            let mut polled = polled.borrow_mut();
            // The last of its kind: futures are polled one within the other.
            if let Some(index) = polled.iter().rposition(|id| *id == self.0) {
                polled.remove(index);
            }
        });
    }
}

/// What an attempt is one of.
#[derive(Clone, Copy)]
pub(crate) struct Attempted {
    /// The path of the function.
    pub(crate) path: &'static str,
    /// Its key `name`.
    pub(crate) name: Option<&'static str>,
}

impl Attempted {
    /// What the attempt meets of the first fault that `meet` answers for.
    fn first<R>(self, meet: impl Fn(&mut Entry) -> Option<R>) -> Option<R> {
        faults().iter_mut().find_map(|(id, entry)| {
            let is_target = match &entry.target {
                Target::Path(path) => *path == self.path,
                Target::Name(name) => Some(name.as_str()) == self.name,
            };
            if !is_target {
                return None;
            }
            let within = entry.reach.contains_this(*id);
            entry.missed |= !within;
            (within && entry.left > 0).then(|| meet(entry)).flatten()
        })
    }

    /// How long the attempt takes first.
    pub(crate) fn delay(self) -> Option<Duration> {
        self.first(|entry| match entry.effect {
            Effect::Delay(delay) => {
                entry.meet();
                Some(delay)
            }
            Effect::Fail { .. } => None,
        })
    }

    /// The error that the attempt fails with.
    pub(crate) fn error<E: 'static>(self) -> Option<E> {
        let wanted = TypeId::of::<E>();
        let met = self.first(|entry| match &entry.effect {
            Effect::Delay(_) => None,
            Effect::Fail { id, error, .. } if *id == wanted => {
                let error = error.clone();
                entry.meet();
                Some(Ok(error))
            }
            Effect::Fail { name, .. } => Some(Err(
                entry.refuse(&format!("fails with `{}`, and its fault is `{name}`", type_name::<E>()))
            )),
        })?;
        match met {
            Ok(error) => error().downcast().ok().map(|error| *error),
            Err(refused) => panic!("{refused}"),
        }
    }

    /// Refuses an error where none can be made.
    pub(crate) fn refuse_error(self) {
        let refused = self.first(|entry| match &entry.effect {
            Effect::Delay(_) => None,
            Effect::Fail { .. } => Some(entry.refuse(
                "cannot fail on demand: its error type is generic, an `impl Trait`, or has a lifetime of its own",
            )),
        });
        if let Some(refused) = refused {
            panic!("{refused}");
        }
    }
}

impl Entry {
    fn refuse(&mut self, why: &str) -> String {
        let refused = format!("{} {why}, made at {}", self.target, self.made_at);
        self.refused = Some(refused.clone());
        refused
    }
}

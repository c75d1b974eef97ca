//! What the user's map of types means for bodies: a port that has taken another kind of lock on purpose calls other
//! methods, too.

use super::{Kind, Work};
use std::collections::BTreeMap;

/// The methods that take a lock of each kind.
fn methods(ty: &str) -> &'static [&'static str] {
    match ty.rsplit("::").next() {
        Some("Mutex" | "FairMutex" | "ReentrantMutex" | "ReentrantLock") => &["lock", "try_lock"],
        Some("RwLock" | "ShardedLock") => &["read", "write", "try_read", "try_write"],
        _ => &[],
    }
}

fn is_atomic(ty: &str) -> bool {
    ty.rsplit("::").next().is_some_and(|name| name.starts_with("Atomic"))
}

/// Systematic choices: which operations of the reference may be which other ones in the port.
#[derive(Debug, Default)]
pub(super) struct Choices {
    /// Method that takes a lock in the reference, and the methods that may take it in the port.
    locks: BTreeMap<&'static str, Vec<&'static str>>,
    /// Methods that take the lock which protects in the port what is atomic in the reference.
    for_atomics: Vec<&'static str>,
}

impl Choices {
    /// From the map of types: the port's type, and the reference's.
    pub(super) fn new<'t>(types: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        let mut out = Choices::default();
        for (port, reference) in types {
            if is_atomic(reference) {
                out.for_atomics.extend(methods(port));
            }
            for was in methods(reference) {
                let tries = was.starts_with("try_");
                let same_patience = |is: &&&str| is.starts_with("try_") == tries;
                // Whoever only reads may take it exclusively, but not the other way round.
                let strong_enough = |is: &&&str| is.ends_with("read") <= was.ends_with("read");
                out.locks
                    .entry(was)
                    .or_default()
                    .extend(methods(port).iter().filter(same_patience).filter(strong_enough));
            }
        }
        out
    }
}

impl Choices {
    /// Whether two methods take a lock in the same way.
    pub(super) fn is_same_method(&self, reference: &str, port: &str) -> bool {
        reference == port || self.locks.get(reference).is_some_and(|methods| methods.contains(&port))
    }
}

impl Work<'_> {
    /// Whether the port takes the same lock by a method that the map makes equal.
    pub(super) fn is_chosen_lock(&self, receiver: &str, method: &str) -> bool {
        let found = self.codes.choices.locks.get(method);
        found.is_some_and(|methods| self.port_locks(receiver, methods))
    }

    /// Whether the map makes a lock of what is atomic in the reference, and the port takes it.
    pub(super) fn is_locked_by_choice(&self, receiver: &str) -> bool {
        self.port_locks(receiver, &self.codes.choices.for_atomics)
    }

    fn port_locks(&self, receiver: &str, methods: &[&str]) -> bool {
        methods.iter().any(|method| {
            let key = (Kind::Lock, format!("{receiver}.{method}"));
            self.is.count(&key) > 0 || self.is.everything().contains_key(&key)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_never_weakens() {
        let choices = Choices::new([("parking_lot::Mutex", "std::sync::RwLock")].into_iter());
        assert_eq!(choices.locks["read"], ["lock"]);
        assert_eq!(choices.locks["try_write"], ["try_lock"]);
        let choices = Choices::new([("parking_lot::RwLock", "std::sync::Mutex")].into_iter());
        assert_eq!(choices.locks["lock"], ["write"], "reading is not exclusive");
    }
}

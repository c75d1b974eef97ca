//! Types that both bodies write in the same place.

use super::{Aspect, Facts, Lines, Side, Work};
use crate::compare::canon;
use crate::model::Crate;
use crate::model::body::What;
use crate::model::canonical::Own;
use crate::model::item::ItemId;
use crate::model::ty::Ty;
use std::collections::BTreeMap;

/// Types with the lines they stand in.
type Written = Vec<(String, usize)>;

/// Compares what is written in bodies that are alike.
///
/// Where one side writes fewer types than the other, inference finds the rest, and which stands for which is unknown.
pub(super) fn compare(work: &mut Work<'_>) {
    let (was, mut is) = (of(&work.was), of(&work.is));
    for (place, mut was) in was {
        let Some(mut is) = is.remove(place).filter(|is| is.len() == was.len()) else { continue };
        was.retain(|(ty, _)| match is.iter().position(|(other, _)| other == ty) {
            Some(same) => {
                is.remove(same);
                false
            }
            None => true,
        });
        for (was, is) in was.into_iter().zip(is) {
            let aspect = if was.0.ends_with("Endian") { Aspect::Encoding } else { Aspect::WrittenType };
            let say = |ty: &str| match place {
                "let" => format!("a local is {ty}"),
                "literal" => format!("a literal is {ty}"),
                _ => format!("{place}::<{ty}>"),
            };
            let lines = Lines { reference: Some(was.1), port: Some(is.1) };
            work.report(aspect, format!("{place} {}", was.0), lines, Facts::both(say(&was.0), say(&is.0)));
        }
    }
}

fn of<'w>(side: &Side<'w>) -> BTreeMap<&'w str, Written> {
    let mut out: BTreeMap<&str, Written> = BTreeMap::new();
    for fact in &side.body.facts {
        if let What::Written { place, ty } = &fact.what {
            out.entry(place).or_default().push((spelled(side.code.krate, side.id, ty), fact.line));
        }
    }
    out
}

/// A type by its canonical name; orders of bytes by the long one of their names.
pub(crate) fn spelled(krate: &Crate, id: ItemId, ty: &Ty) -> String {
    let text = canon(krate, &Own, id, true).ty(ty);
    match text.rsplit("::").next() {
        Some("LE" | "LittleEndian") => "LittleEndian".into(),
        Some("BE" | "BigEndian" | "NetworkEndian") => "BigEndian".into(),
        Some("NE" | "NativeEndian") => "NativeEndian".into(),
        _ => text,
    }
}

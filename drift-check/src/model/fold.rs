//! Computing integer constants, so that `64 * 1_024` equals `65536` and `0x10000`.

use super::Crate;
use super::expr::Expr;
use super::item::{Detail, ItemId};
use super::path::{Path, Target};
use super::ty::Ty;

/// Constants refer to each other only so deep before it must be a circle.
const DEPTH_MAX: usize = 16;

/// The value of an integer expression; `None` if it is not one or cannot be computed without a type checker.
pub fn fold(krate: &Crate, expr: &Expr) -> Option<i128> {
    value(krate, expr, 0)
}

fn value(krate: &Crate, expr: &Expr, depth: usize) -> Option<i128> {
    match expr {
        Expr::Int { value, .. } => i128::try_from(*value).ok(),
        Expr::Unary(op, inner) if &**op == "-" => value(krate, inner, depth)?.checked_neg(),
        Expr::Binary(op, left, right) => {
            let (left, right) = (value(krate, left, depth)?, value(krate, right, depth)?);
            match &**op {
                "+" => left.checked_add(right),
                "-" => left.checked_sub(right),
                "*" => left.checked_mul(right),
                "/" => left.checked_div(right),
                "%" => left.checked_rem(right),
                // Of what type the result is, and thus what is cut off, is unknown beyond 64 bits.
                "<<" => left
                    .checked_mul(1_i128.checked_shl(u32::try_from(right).ok()?)?)
                    .filter(|value| *value <= i128::from(u64::MAX)),
                ">>" => left.checked_shr(u32::try_from(right).ok()?),
                "|" => Some(left | right),
                "&" => Some(left & right),
                "^" => Some(left ^ right),
                _ => None,
            }
        }
        Expr::Cast(inner, ty) => {
            let value = value(krate, inner, depth)?;
            let (low, high) = limits(primitive(ty)?)?;
            (low..=high).contains(&value).then_some(value)
        }
        Expr::Path(path) => constant(krate, path, depth),
        _ => None,
    }
}

fn primitive(ty: &Ty) -> Option<&str> {
    match ty {
        Ty::Path(path) if path.target == Target::Primitive => Some(path.last_name()),
        _ => None,
    }
}

/// The range of an integer type. `usize` is taken as 64 bits wide, which the formats at hand assume.
fn limits(name: &str) -> Option<(i128, i128)> {
    Some(match name {
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "u64" | "usize" => (0, u64::MAX.into()),
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" | "isize" => (i64::MIN.into(), i64::MAX.into()),
        _ => return None,
    })
}

fn constant(krate: &Crate, path: &Path, depth: usize) -> Option<i128> {
    if depth >= DEPTH_MAX {
        return None;
    }
    match (&path.target, path.segments.as_slice()) {
        (Target::Primitive, [ty, name]) => {
            let (low, high) = limits(&ty.name)?;
            match &*name.name {
                "MIN" => Some(low),
                "MAX" => Some(high),
                _ => None,
            }
        }
        // `core::i32::MAX`, which the primitive's own constant has replaced.
        (Target::External { path }, _) => {
            let (ty, name) = path.strip_prefix("std::")?.split_once("::")?;
            let (low, high) = limits(ty)?;
            match name {
                "MIN" => Some(low),
                "MAX" => Some(high),
                _ => None,
            }
        }
        (Target::Local { item, consumed }, segments) => {
            let item = match segments.get(*consumed..)? {
                [] => *item,
                [member] => member_constant(krate, *item, &member.name)?,
                _ => return None,
            };
            match &krate.item(item).detail {
                Detail::Value { value: Some(expr), mutable: false, .. } => value(krate, expr, depth + 1),
                _ => None,
            }
        }
        _ => None,
    }
}

fn member_constant(krate: &Crate, owner: ItemId, name: &str) -> Option<ItemId> {
    let mut members = krate.members_of(owner).iter().copied();
    members.find(|member| {
        let member = krate.item(*member);
        &*member.name == name && matches!(member.detail, Detail::Value { .. })
    })
}

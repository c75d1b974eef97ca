//! Declarations for people: close to the source, on one line, in uniform spacing.

use super::expr::Expr;
use super::item::{Detail, ImplHeader, Item, ItemKind, Shape, Visibility};
use super::path::{Arg, Args, Path};
use super::signature::{Receiver, Signature};
use super::ty::{Bound, Generics, ParamKind, Ty};

/// The declaration of an item, without members and bodies.
pub fn declaration(item: &Item) -> String {
    let vis = match &item.visibility {
        Visibility::Private | Visibility::Inherited => String::new(),
        other => format!("{other} "),
    };
    let name = &item.name;
    match &item.detail {
        Detail::Module => format!("{vis}mod {name}"),
        Detail::Adt { generics, .. } => {
            format!("{vis}{} {name}{}{}", item.kind.word(), parameters(generics), where_clause(generics))
        }
        Detail::Trait { generics, supertraits, unsafety } => {
            let unsafety = if *unsafety { "unsafe " } else { "" };
            let colon = if supertraits.is_empty() { "" } else { ": " };
            format!("{vis}{unsafety}trait {name}{}{colon}{}", parameters(generics), bounds(supertraits))
        }
        Detail::Alias { generics, bounds: found, ty: target, .. } => {
            let colon = if found.is_empty() { "" } else { ": " };
            let target = target.as_ref().map(|target| format!(" = {}", ty(target))).unwrap_or_default();
            format!("{vis}type {name}{}{colon}{}{target}", parameters(generics), bounds(found))
        }
        Detail::Value { ty: of, mutable, value, .. } => {
            let keyword = match (item.kind, mutable) {
                (ItemKind::Static, true) => "static mut",
                (ItemKind::Static, false) => "static",
                _ => "const",
            };
            let value = value.as_ref().map(|value| format!(" = {}", expr(value))).unwrap_or_default();
            format!("{vis}{keyword} {name}: {}{value}", ty(of))
        }
        Detail::Function { signature: found, .. } => format!("{vis}{}", signature(name, found)),
        Detail::Impl(found) => header(found),
        Detail::Field { ty: of, .. } => format!("{vis}{name}: {}", ty(of)),
        Detail::Variant { .. } => variant(item),
        Detail::Macro { .. } => format!("macro_rules! {name}"),
        Detail::Opaque { by } => format!("{} {name}, declared inside {by}!", item.kind.word()),
    }
}

fn variant(item: &Item) -> String {
    let Detail::Variant { shape, fields, discriminant, .. } = &item.detail else {
        return item.name.to_string();
    };
    let payload = match shape {
        Shape::Unit => String::new(),
        Shape::Tuple => format!("({})", join(fields, |field| ty(&field.ty))),
        Shape::Named => {
            format!(" {{ {} }}", join(fields, |field| format!("{}: {}", field.name, ty(&field.ty))))
        }
    };
    let discriminant = discriminant.as_ref().map(|value| format!(" = {}", expr(value))).unwrap_or_default();
    format!("{}{payload}{discriminant}", item.name)
}

/// The head of an impl block.
pub fn header(header: &ImplHeader) -> String {
    let unsafety = if header.unsafety { "unsafe " } else { "" };
    let generics = parameters(&header.generics);
    let not = if header.negative { "!" } else { "" };
    let of_trait =
        header.trait_path.as_ref().map(|found| format!("{not}{} for ", path(found))).unwrap_or_default();
    format!("{unsafety}impl{generics} {of_trait}{}{}", ty(&header.self_ty), where_clause(&header.generics))
}

fn signature(name: &str, signature: &Signature) -> String {
    let qualifiers = &signature.qualifiers;
    let mut out = String::new();
    for (set, word) in
        [(qualifiers.constness, "const "), (qualifiers.asyncness, "async "), (qualifiers.unsafety, "unsafe ")]
    {
        if set {
            out.push_str(word);
        }
    }
    if let Some(abi) = &qualifiers.abi {
        out.push_str(&format!("extern {abi:?} "));
    }
    let mut params = Vec::new();
    match &signature.receiver {
        None => {}
        Some(Receiver::Value) => params.push("self".to_owned()),
        Some(Receiver::Ref { mutable: false }) => params.push("&self".to_owned()),
        Some(Receiver::Ref { mutable: true }) => params.push("&mut self".to_owned()),
        Some(Receiver::Typed(of)) => params.push(format!("self: {}", ty(of))),
    }
    params.extend(signature.params.iter().map(|param| format!("{}: {}", param.name, ty(&param.ty))));
    if signature.variadic {
        params.push("...".into());
    }
    let output = signature.output.as_ref().map(|of| format!(" -> {}", ty(of))).unwrap_or_default();
    out.push_str(&format!(
        "fn {name}{}({}){output}{}",
        parameters(&signature.generics),
        params.join(", "),
        where_clause(&signature.generics)
    ));
    out
}

fn parameters(generics: &Generics) -> String {
    let mut list: Vec<String> = generics.lifetimes.iter().map(|name| format!("'{name}")).collect();
    list.extend(generics.params.iter().map(|param| match &param.kind {
        ParamKind::Type { bounds: found, default } => {
            let colon = if found.is_empty() { "" } else { ": " };
            let default = default.as_ref().map(|default| format!(" = {}", ty(default))).unwrap_or_default();
            format!("{}{colon}{}{default}", param.name, bounds(found))
        }
        ParamKind::Const { ty: of, default } => {
            let default = default.as_ref().map(|default| format!(" = {}", expr(default))).unwrap_or_default();
            format!("const {}: {}{default}", param.name, ty(of))
        }
    }));
    if list.is_empty() { String::new() } else { format!("<{}>", list.join(", ")) }
}

fn where_clause(generics: &Generics) -> String {
    if generics.predicates.is_empty() {
        return String::new();
    }
    let predicates = join(&generics.predicates, |predicate| {
        format!("{}: {}", ty(&predicate.subject), bounds(&predicate.bounds))
    });
    format!(" where {predicates}")
}

fn bounds(found: &[Bound]) -> String {
    let list: Vec<String> = found
        .iter()
        .map(|bound| match bound {
            Bound::Trait { maybe, path: found } => {
                format!("{}{}", if *maybe { "?" } else { "" }, path(found))
            }
            Bound::Lifetime(name) => format!("'{name}"),
            Bound::Other(tokens) => tokens.to_string(),
        })
        .collect();
    list.join(" + ")
}

/// A type as written.
pub fn ty(found: &Ty) -> String {
    match found {
        Ty::Path(found) => path(found),
        Ty::Qualified { self_ty, trait_path, rest } => {
            let of_trait =
                trait_path.as_ref().map(|found| format!(" as {}", path(found))).unwrap_or_default();
            format!("<{}{of_trait}>::{}", ty(self_ty), rest.join("::"))
        }
        Ty::Ref { lifetime, mutable, inner } => {
            let lifetime = lifetime.as_ref().map(|name| format!("'{name} ")).unwrap_or_default();
            format!("&{lifetime}{}{}", if *mutable { "mut " } else { "" }, ty(inner))
        }
        Ty::Ptr { mutable, inner } => format!("*{} {}", if *mutable { "mut" } else { "const" }, ty(inner)),
        Ty::Slice(inner) => format!("[{}]", ty(inner)),
        Ty::Array { inner, len } => format!("[{}; {}]", ty(inner), expr(len)),
        Ty::Tuple(elements) => match elements.as_slice() {
            [one] => format!("({},)", ty(one)),
            more => format!("({})", join(more, ty)),
        },
        Ty::FnPtr { unsafety, abi, inputs, output } => {
            let unsafety = if *unsafety { "unsafe " } else { "" };
            let abi = abi.as_ref().map(|abi| format!("extern {abi:?} ")).unwrap_or_default();
            format!("{unsafety}{abi}fn({}){}", join(inputs, ty), arrow(output.as_deref()))
        }
        Ty::Dyn(found) => format!("dyn {}", bounds(found)),
        Ty::Impl(found) => format!("impl {}", bounds(found)),
        Ty::Never => "!".into(),
        Ty::Infer => "_".into(),
        Ty::Opaque(tokens) => tokens.to_string(),
    }
}

fn arrow(output: Option<&Ty>) -> String {
    output.map(|output| format!(" -> {}", ty(output))).unwrap_or_default()
}

/// A path as written.
pub fn path(found: &Path) -> String {
    let mut out = String::from(if found.global { "::" } else { "" });
    for (idx, segment) in found.segments.iter().enumerate() {
        if idx > 0 {
            out.push_str("::");
        }
        out.push_str(&segment.name);
        match &segment.args {
            Args::None => {}
            Args::Angle(list) => out.push_str(&format!("<{}>", join(list, argument))),
            Args::Paren { inputs, output } => {
                out.push_str(&format!("({}){}", join(inputs, ty), arrow(output.as_deref())));
            }
        }
    }
    out
}

fn argument(argument: &Arg) -> String {
    match argument {
        Arg::Lifetime(name) => format!("'{name}"),
        Arg::Ty(found) => ty(found),
        Arg::Const(value) => expr(value),
        Arg::Binding { name, ty: found } => format!("{name} = {}", ty(found)),
        Arg::Constraint { name, bounds: found } => format!("{name}: {}", bounds(found)),
    }
}

/// An expression, with parentheses only where they are needed or cheap.
pub fn expr(found: &Expr) -> String {
    match found {
        Expr::Int { value, suffix } => format!("{value}{suffix}"),
        Expr::Literal(text) | Expr::Other(text) => text.to_string(),
        Expr::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
        Expr::Path(found) => path(found),
        Expr::Unary(op, inner) => format!("{op}{}", operand(inner)),
        Expr::Binary(op, left, right) => format!("{} {op} {}", operand(left), operand(right)),
        Expr::Cast(inner, of) => format!("{} as {}", operand(inner), ty(of)),
        Expr::Ref(inner) => format!("&{}", operand(inner)),
        Expr::Call(callee, arguments) => format!("{}({})", expr(callee), join(arguments, expr)),
        Expr::Method(receiver, name, arguments) => {
            format!("{}.{name}({})", operand(receiver), join(arguments, expr))
        }
        Expr::Field(base, name) => format!("{}.{name}", operand(base)),
        Expr::Array(elements) => format!("[{}]", join(elements, expr)),
        Expr::Repeat(element, len) => format!("[{}; {}]", expr(element), expr(len)),
        Expr::Tuple(elements) => format!("({})", join(elements, expr)),
        Expr::Struct(found, fields) => {
            format!(
                "{} {{ {} }}",
                path(found),
                join(fields, |(name, value)| format!("{name}: {}", expr(value)))
            )
        }
    }
}

fn operand(found: &Expr) -> String {
    match found {
        Expr::Binary(..) | Expr::Cast(..) => format!("({})", expr(found)),
        _ => expr(found),
    }
}

fn join<T>(list: &[T], each: impl Fn(&T) -> String) -> String {
    list.iter().map(each).collect::<Vec<_>>().join(", ")
}

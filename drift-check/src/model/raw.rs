//! What lowering one file yields: modules with items whose paths are not resolved yet. Still free of syn types.

use super::cfg::Cfg;
use super::item::{Attributes, Detail, ImplHeader, ItemKind, Visibility};

/// The content of a module: one file, or the braces of an inline module.
#[derive(Debug, Default)]
pub struct RawModule {
    /// The file it stands in, relative to the crate; set by the parser.
    pub file: std::sync::Arc<str>,
    /// `use` and `extern crate` lines, one entry per imported name.
    pub imports: Vec<Import>,
    /// Items other than modules and inherent impls.
    pub items: Vec<RawItem>,
    /// Inherent impl blocks.
    pub blocks: Vec<RawBlock>,
    /// Child modules.
    pub modules: Vec<RawChild>,
    /// What lowering could not look into.
    pub unchecked: Vec<RawUnchecked>,
    /// Inner attributes of the module: only `cfg` and documentation matter.
    pub inner_cfg: Cfg,
    /// Whether the module has inner documentation.
    pub inner_documented: bool,
    /// Whether the module says `#![doc(hidden)]`.
    pub inner_hidden: bool,
}

/// An item, its members inside it.
#[derive(Debug)]
pub struct RawItem {
    /// The name; empty for impls.
    pub name: Box<str>,
    /// What it is.
    pub kind: ItemKind,
    /// Visibility as written.
    pub visibility: Visibility,
    /// The `cfg` on the item.
    pub cfg: Cfg,
    /// Attributes that matter.
    pub attributes: Attributes,
    /// Line, counted from 1.
    pub line: usize,
    /// What it consists of.
    pub detail: Detail,
    /// Fields, variants, members of traits and trait impls.
    pub members: Vec<RawItem>,
}

/// An inherent impl block.
#[derive(Debug)]
pub struct RawBlock {
    /// Its first line.
    pub header: ImplHeader,
    /// The `cfg` on the block.
    pub cfg: Cfg,
    /// Its items.
    pub members: Vec<RawItem>,
}

/// A child module.
#[derive(Debug)]
pub struct RawChild {
    /// The module as an item.
    pub item: RawItem,
    /// The braces of an inline module; `None` for `mod name;`.
    pub content: Option<RawModule>,
    /// Every `#[path = "…"]`, together with the `cfg` under which it holds. The first one that exists counts.
    pub path_attributes: Vec<String>,
    /// Whether one of them holds in every configuration: then no other file can be meant.
    pub has_certain_path: bool,
}

/// One imported name.
#[derive(Debug, Clone)]
pub struct Import {
    /// Whether the path starts with `::`.
    pub global: bool,
    /// The path, without the glob.
    pub segments: Vec<Box<str>>,
    /// The name it gets here; `None` for a glob and for `as _`.
    pub alias: Option<Box<str>>,
    /// Whether it is `path::*`.
    pub glob: bool,
    /// Whether the name is visible to other crates, if the module is.
    pub visibility: Visibility,
    /// Whether it is marked `#[doc(hidden)]`.
    pub hidden: bool,
    /// The `cfg` on the line.
    pub cfg: Cfg,
    /// Line, counted from 1.
    pub line: usize,
}

/// Something lowering could not look into.
#[derive(Debug, Clone)]
pub struct RawUnchecked {
    /// Line, counted from 1.
    pub line: usize,
    /// What it is.
    pub what: String,
    /// Why it stays unchecked.
    pub reason: String,
}

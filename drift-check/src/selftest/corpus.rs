//! The code that is changed: a crate's files in memory, and places in them.

use crate::error::{Error, Result};
use crate::load::{Source, crate_root};
use crate::model::raw::RawModule;
use crate::parse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// Files by path, relative to the crate.
pub(super) type Files = BTreeMap<PathBuf, String>;

/// Replaces a range of bytes in a file.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// A change that can be made in a file.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) file: PathBuf,
    /// The item that changes, in bytes.
    pub(super) region: Range<usize>,
    pub(super) edits: Vec<Edit>,
}

/// A crate's files, and what operators want to know about all of them at once.
pub(super) struct Corpus {
    pub(super) files: Files,
    /// Variants without fields, by enum, for enums with several.
    pub(super) variants: BTreeMap<String, Vec<String>>,
    /// Methods by type and signature.
    pub(super) siblings: BTreeMap<(String, String), Vec<String>>,
    /// Files that `mod` lines lead to in builds that are not for tests.
    pub(super) reached: BTreeSet<PathBuf>,
    /// How often each word occurs as an identifier.
    pub(super) words: BTreeMap<String, usize>,
}

impl Corpus {
    /// Reads a crate.
    pub(super) fn read(source: &Source, workspace: &Path) -> Result<Self> {
        let root = crate_root(source, workspace)?;
        let mut files = Files::new();
        for entry in walkdir::WalkDir::new(&root.dir).sort_by_file_name() {
            let entry =
                entry.map_err(|error| Error::Internal(format!("could not list the crate: {error}")))?;
            let relative = entry.path().strip_prefix(&root.dir).unwrap_or(entry.path()).to_path_buf();
            let wanted = relative.starts_with("src") || relative == Path::new("Cargo.toml");
            if wanted
                && entry.file_type().is_file()
                && let Ok(text) = std::fs::read_to_string(entry.path())
            {
                files.insert(relative, text);
            }
        }
        let mut reached = BTreeSet::new();
        parse::tree(&root, &|| ()).roots.iter().for_each(|root| outside_of_tests(root, &mut reached));
        let mut corpus = Corpus {
            files,
            variants: BTreeMap::new(),
            siblings: BTreeMap::new(),
            reached,
            words: BTreeMap::new(),
        };
        corpus.survey();
        Ok(corpus)
    }

    /// Library files, parsed.
    pub(super) fn parsed(&self) -> impl Iterator<Item = (&PathBuf, &str, syn::File)> {
        self.files
            .iter()
            .filter(|(path, _)| is_compared(path) && self.reached.contains(*path))
            .filter_map(|(path, text)| Some((path, text.as_str(), syn::parse_file(text).ok()?)))
    }

    fn survey(&mut self) {
        let (mut variants, mut siblings) =
            (BTreeMap::new(), BTreeMap::<(String, String), Vec<String>>::new());
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for (_, text, file) in self.parsed() {
            for word in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
                *words.entry(word.to_owned()).or_default() += 1;
            }
            let mut survey = Survey { variants: &mut variants, siblings: &mut siblings };
            survey.visit_file(&file);
            proc_macro2::extra::invalidate_current_thread_spans();
        }
        siblings.retain(|_, names| names.len() > 1);
        self.variants = variants;
        self.siblings = siblings;
        self.words = words;
    }
}

/// The files of a module that exist without `cfg(test)`.
fn outside_of_tests(module: &RawModule, files: &mut BTreeSet<PathBuf>) {
    files.insert(PathBuf::from(&*module.file));
    for child in module.modules.iter().filter(|child| !child.item.cfg.is_test_only()) {
        if let Some(content) = child.content.as_ref().filter(|content| !content.inner_cfg.is_test_only()) {
            outside_of_tests(content, files);
        }
    }
}

struct Survey<'s> {
    variants: &'s mut BTreeMap<String, Vec<String>>,
    siblings: &'s mut BTreeMap<(String, String), Vec<String>>,
}

impl<'ast> Visit<'ast> for Survey<'_> {
    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        let unit = item.variants.iter().filter(|variant| variant.fields.is_empty());
        let names: Vec<String> = unit.map(|variant| variant.ident.to_string()).collect();
        if names.len() > 1 {
            self.variants.insert(item.ident.to_string(), names);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if item.trait_.is_some() {
            return;
        }
        let owner = text_of(&item.self_ty);
        for member in &item.items {
            if let syn::ImplItem::Fn(found) = member {
                let key = (owner.clone(), signature(&found.sig));
                self.siblings.entry(key).or_default().push(found.sig.ident.to_string());
            }
        }
    }
}

/// Parameters and result of a function: what two must share to stand in for each other.
pub(super) fn signature(sig: &syn::Signature) -> String {
    let inputs: Vec<String> = sig
        .inputs
        .iter()
        .map(|input| match input {
            syn::FnArg::Receiver(receiver) => text_of(receiver),
            syn::FnArg::Typed(param) => text_of(&param.ty),
        })
        .collect();
    format!("{} {}", inputs.join(", "), text_of(&sig.output))
}

pub(super) fn text_of(node: &impl quote::ToTokens) -> String {
    node.to_token_stream().to_string()
}

/// Whether a file belongs to the library, as far as its name tells.
pub(super) fn is_compared(path: &Path) -> bool {
    let tests = path.iter().any(|part| {
        part == "tests.rs"
            || part == "tests"
            || part == "test.rs"
            || part == "main.rs"
            || part == "bin"
            || part == "test"
    });
    path.extension().is_some_and(|extension| extension == "rs") && !tests
}

/// The bytes of a node.
pub(super) fn bytes(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

/// A function outside of tests.
pub(super) struct Function<'f> {
    pub(super) text: &'f str,
    pub(super) region: Range<usize>,
    pub(super) sig: &'f syn::Signature,
    pub(super) block: &'f syn::Block,
    /// The type of the inherent impl it stands in.
    pub(super) owner: Option<String>,
    /// Whether another function can be put behind it.
    pub(super) extensible: bool,
    pub(super) corpus: &'f Corpus,
}

impl Function<'_> {
    /// The source of a node.
    pub(super) fn of(&self, node: &impl Spanned) -> &str {
        self.text.get(bytes(node)).unwrap_or_default()
    }

    /// The source of the whole function.
    pub(super) fn whole(&self) -> &str {
        self.text.get(self.region.clone()).unwrap_or_default()
    }
}

/// Calls a function for every function of a file that is no test.
pub(super) fn functions<'f>(
    corpus: &'f Corpus,
    text: &'f str,
    file: &'f syn::File,
    seen: &mut dyn FnMut(&Function<'f>),
) {
    struct Walk<'w, 'f> {
        corpus: &'f Corpus,
        text: &'f str,
        owner: Option<String>,
        extensible: bool,
        seen: &'w mut dyn FnMut(&Function<'f>),
    }
    impl<'f> Walk<'_, 'f> {
        fn one(
            &mut self,
            region: Range<usize>,
            attrs: &[syn::Attribute],
            sig: &'f syn::Signature,
            block: &'f syn::Block,
        ) {
            if is_test(attrs) {
                return;
            }
            let (owner, extensible) = (self.owner.clone(), self.extensible);
            (self.seen)(&Function {
                text: self.text,
                region,
                sig,
                block,
                owner,
                extensible,
                corpus: self.corpus,
            });
        }
    }
    impl<'f> Visit<'f> for Walk<'_, 'f> {
        fn visit_item_mod(&mut self, item: &'f syn::ItemMod) {
            if !is_test(&item.attrs) {
                visit::visit_item_mod(self, item);
            }
        }
        fn visit_item_fn(&mut self, item: &'f syn::ItemFn) {
            self.one(bytes(item), &item.attrs, &item.sig, &item.block);
        }
        fn visit_item_impl(&mut self, item: &'f syn::ItemImpl) {
            if is_test(&item.attrs) {
                return;
            }
            let inherent = item.trait_.is_none();
            let before = (self.owner.take(), self.extensible);
            self.owner = inherent.then(|| text_of(&item.self_ty));
            self.extensible = inherent;
            visit::visit_item_impl(self, item);
            (self.owner, self.extensible) = before;
        }
        fn visit_impl_item_fn(&mut self, item: &'f syn::ImplItemFn) {
            self.one(bytes(item), &item.attrs, &item.sig, &item.block);
        }
    }
    Walk { corpus, text, owner: None, extensible: true, seen }.visit_file(file);
}

/// Whether something exists in test builds only.
pub(super) fn is_test(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let text = text_of(attr);
        text.contains("test") && !text.contains("doc")
    })
}

/// Calls a function for every expression of a block, also inside closures, but not inside macros and items.
pub(super) fn expressions<'b>(block: &'b syn::Block, seen: &mut dyn FnMut(&'b syn::Expr)) {
    struct Walk<'w, 'b>(&'w mut dyn FnMut(&'b syn::Expr));
    impl<'b> Visit<'b> for Walk<'_, 'b> {
        fn visit_expr(&mut self, expr: &'b syn::Expr) {
            (self.0)(expr);
            visit::visit_expr(self, expr);
        }
        fn visit_item(&mut self, _: &'b syn::Item) {}
        fn visit_attribute(&mut self, _: &'b syn::Attribute) {}
    }
    Walk(seen).visit_block(block);
}

/// Calls a function for every block inside a block, itself included.
pub(super) fn blocks<'b>(block: &'b syn::Block, seen: &mut dyn FnMut(&'b syn::Block)) {
    struct Walk<'w, 'b>(&'w mut dyn FnMut(&'b syn::Block));
    impl<'b> Visit<'b> for Walk<'_, 'b> {
        fn visit_block(&mut self, block: &'b syn::Block) {
            (self.0)(block);
            visit::visit_block(self, block);
        }
        fn visit_item(&mut self, _: &'b syn::Item) {}
    }
    Walk(seen).visit_block(block);
}

/// Applies edits that do not overlap, and says where regions end up.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if edit.range.start < at {
            continue;
        }
        out.push_str(text.get(at..edit.range.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Where a byte of the old text lies in the new one.
pub(super) fn shifted(edits: &[Edit], at: usize) -> usize {
    let before = edits
        .iter()
        .filter(|edit| edit.range.end <= at && !(edit.range.is_empty() && edit.range.start == at));
    let (grown, shrunk) =
        before.fold((0, 0), |(grown, shrunk), edit| (grown + edit.text.len(), shrunk + edit.range.len()));
    (at + grown).saturating_sub(shrunk)
}

/// The lines of a range of bytes, counted from 1.
pub(super) fn lines(text: &str, range: &Range<usize>) -> (usize, usize) {
    let line =
        |at: usize| 1 + text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count();
    (line(range.start), line(range.end))
}

/// Names bound by `let` or as parameters in a function.
pub(super) fn bound_names(function: &Function<'_>) -> BTreeSet<String> {
    struct Names(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
            let name = pat.ident.to_string();
            if !name.starts_with(char::is_uppercase) {
                self.0.insert(name);
            }
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = Names(BTreeSet::new());
    names.visit_signature(function.sig);
    names.visit_block(function.block);
    names.0
}

//! The text of items, for diffs. Comments and documentation are left out: they are no change.

use crate::load;
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// More lines than this of a port that was written anew help nobody.
const PORT_LINES_MAX: usize = 60;

/// Text of one crate's files.
pub(super) struct Sources {
    dir: PathBuf,
    files: RefCell<HashMap<String, Rc<Option<File>>>>,
}

struct File {
    text: String,
    /// First and last line of items.
    spans: Vec<(usize, usize)>,
}

impl Sources {
    pub(super) fn new(dir: &Path) -> Self {
        Sources { dir: dir.to_path_buf(), files: RefCell::default() }
    }

    /// The whole of a file.
    pub(super) fn file(&self, relative: &str) -> Option<String> {
        self.load(relative).as_ref().as_ref().map(|file| file.text.clone())
    }

    /// The smallest item around a line; nothing if the file cannot be read again.
    pub(super) fn item(&self, relative: &str, line: usize) -> String {
        let loaded = self.load(relative);
        let Some(file) = loaded.as_ref() else { return String::new() };
        let around = file.spans.iter().filter(|(first, last)| *first <= line && line <= *last);
        let Some((first, last)) = around.min_by_key(|(first, last)| last - first) else {
            return file.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned() + "\n";
        };
        let lines = file.text.lines().skip(first - 1).take(last + 1 - first);
        let code = lines.filter(|line| !line.trim_start().starts_with("//"));
        code.map(|line| format!("{line}\n")).collect()
    }

    fn load(&self, relative: &str) -> Rc<Option<File>> {
        if let Some(found) = self.files.borrow().get(relative) {
            return Rc::clone(found);
        }
        let loaded = Rc::new(load::read_text(&self.dir.join(relative)).ok().and_then(parsed));
        self.files.borrow_mut().insert(relative.to_owned(), Rc::clone(&loaded));
        loaded
    }
}

fn parsed(text: String) -> Option<File> {
    let mut spans = Spans(Vec::new());
    spans.visit_file(&syn::parse_file(&text).ok()?);
    // See the parser: the thread would keep every text it parsed.
    proc_macro2::extra::invalidate_current_thread_spans();
    Some(File { text, spans: spans.0 })
}

struct Spans(Vec<(usize, usize)>);

impl Spans {
    fn add(&mut self, item: &impl Spanned) {
        let span = item.span();
        self.0.push((span.start().line.max(1), span.end().line.max(1)));
    }
}

impl<'ast> Visit<'ast> for Spans {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !matches!(item, syn::Item::Mod(_) | syn::Item::Use(_)) {
            self.add(item);
        }
        visit::visit_item(self, item);
    }
    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        self.add(item);
        visit::visit_impl_item(self, item);
    }
    fn visit_trait_item(&mut self, item: &'ast syn::TraitItem) {
        self.add(item);
        visit::visit_trait_item(self, item);
    }
    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.add(field);
    }
    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.add(variant);
    }
    /// Items inside bodies belong to the body.
    fn visit_block(&mut self, _: &'ast syn::Block) {}
}

/// A unified diff with three lines of context, without a header.
pub(super) fn diff(old: &str, new: &str) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    diff.unified_diff().context_radius(3).to_string()
}

/// Code as it is, not endlessly much.
pub(super) fn excerpt(text: &str) -> String {
    let count = text.lines().count();
    let mut out: String = text.lines().take(PORT_LINES_MAX).map(|line| format!(" {line}\n")).collect();
    if count > PORT_LINES_MAX {
        out.push_str(&format!(" … {} more lines\n", count - PORT_LINES_MAX));
    }
    out
}

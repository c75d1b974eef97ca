//! The page in a real browser: keys, filters, links, both themes, and nothing in the console.
//!
//! Without a browser the test says so and passes, unless `ESKER_REQUIRE_BROWSER=1`. With `ESKER_PAGE=FILE` and
//! `ESKER_PICTURES=FOLDER` it also takes pictures of another page, such as the one `cargo drift` leaves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod browser;
mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser::Browser;
use common::Pair;
use drift_check::bench::result::Estimate;
use drift_check::judge::{Acceptance, Finding, Severity, Status};
use drift_check::ledger::Class;
use drift_check::progress::Silent;
use drift_check::report::{Measured, Report, Workload};
use drift_check::{Format, Look, run};
use std::path::Path;

/// GitHub and readers with slow lines are the reason.
const PICTURE_MAX_BYTES: usize = 300_000;

/// Modules, locks, a body that changed a little, one that is gone, and text that would be markup if it could.
fn report() -> Report {
    let pair = Pair::of("", "");
    pair.write(
        "reference/lib.rs",
        r#"
        pub mod tree;
        pub const TEXT: &str = "</script><script>document.title = 'broken'</script>";
        #[cfg(test)] mod tests { #[test] fn kept() {} #[test] fn missing() {} }
        thread_local! { static X: u8 = 1; }
    "#,
    );
    pair.write(
        "reference/tree.rs",
        r#"
        use std::sync::{Mutex, RwLock, atomic::{AtomicU64, Ordering}};
        pub mod inner;
        pub struct Tree { versions: RwLock<u8>, writer: Mutex<u8>, seqno: AtomicU64 }
        impl Tree {
            pub fn current(&self) -> u64 { self.seqno.load(Ordering::Acquire) }
            pub fn install(&self, limit: usize, list: &[u8]) -> usize {
                let _guard = self.writer.lock().unwrap();
                let mut sum = 0;
                for element in list {
                    if sum >= limit { return sum; }
                    sum += usize::from(*element);
                }
                *self.versions.write().unwrap() += 1;
                sum
            }
        }
    "#,
    );
    pair.write(
        "reference/tree/inner.rs",
        "pub fn gone(key: &[u8]) -> usize { key.len() }\npub const A: u8 = 1;",
    );
    pair.write(
        "port/lib.rs",
        r#"
        pub mod tree;
        pub const TEXT: &str = "<b>other</b>";
        #[cfg(test)] mod tests { #[test] fn kept() {} }
    "#,
    );
    pair.write(
        "port/tree.rs",
        r#"
        use std::sync::{Mutex, RwLock, atomic::{AtomicU64, Ordering}};
        pub mod inner;
        pub struct Tree { versions: RwLock<u8>, writer: Mutex<u8>, seqno: AtomicU64 }
        impl Tree {
            pub fn current(&self) -> u64 { self.seqno.load(Ordering::Relaxed) }
            pub fn install(&self, limit: usize, list: &[u8]) -> usize {
                let mut sum = 0;
                for element in list {
                    if sum > limit { return sum; }
                    sum += usize::from(*element);
                }
                *self.versions.write().unwrap() += 1;
                sum
            }
        }
    "#,
    );
    pair.write("port/tree/inner.rs", "pub const A: u8 = 2;");
    let mut options = pair.options("reference", "port");
    options.details = true;
    run(&options, &Silent).unwrap()
}

/// The same with a finding accepted, which expires one day, and with two sessions of benchmarks.
fn report_with_more() -> Report {
    let mut report = report();
    let finding = report.findings.iter_mut().find(|finding| finding.item == "TEXT").unwrap();
    finding.status = Status::Accepted;
    finding.acceptance = Some(Acceptance {
        entry: "DC504 TEXT".into(),
        class: Class::ByDesign,
        reason: "another text".into(),
        evidence: vec!["lib.rs::tests::kept".into()],
        decided: Some("2026-01-31".into()),
        expires: Some("2999-12-31".into()),
    });
    let around = |ratio: f64, spread: f64| {
        Some(Estimate { ratio, low: ratio / (1.0 + spread), high: ratio * (1.0 + spread) })
    };
    let workload = |name: &str, verdict: &str, ratio: f64| Workload {
        name: name.into(),
        verdict: verdict.into(),
        failure: None,
        threshold: 0.02,
        effect: around(ratio, 0.03),
        control: around(1.0, 0.02),
        detectable: Some(0.04),
        reference_ns: Some(1000.0),
        port_ns: Some(1000.0 * ratio),
        rounds: 12,
        operations: 10_000,
        measures: vec![("p99_ns".into(), 2000.0, 1500.0)],
        trend: vec![around(ratio * 1.1, 0.03), around(ratio, 0.03)],
    };
    let mut failed = workload("get/broken", "failed", 1.0);
    (failed.effect, failed.control, failed.detectable) = (None, None, None);
    failed.trend[1] = None;
    failed.failure = Some("the process of the port ended with code 101".into());
    report.bench = Some(Measured {
        reference: "reference 1.0.0".into(),
        port: "port 1.0.0".into(),
        started: "2026-01-31T12:00:00Z".into(),
        revision: Some("0123456789ab+".into()),
        duration_s: 600.0,
        machine: "a processor".into(),
        confidence: 0.95,
        workloads: vec![
            workload("get/disk", "faster", 0.5),
            workload("scan", "same", 1.0),
            workload("put", "slower", 1.4),
            workload("ycsb/a", "inconclusive", 1.05),
            failed,
        ],
        sessions: vec!["2026-01-30T12:00:00Z".into(), "2026-01-31T12:00:00Z".into()],
    });
    report
}

fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn of<'r>(report: &'r Report, item: &str, rule: &str) -> &'r Finding {
    report
        .findings
        .iter()
        .find(|one| one.item == item && one.rule == rule)
        .unwrap_or_else(|| panic!("{item} {rule}"))
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(program) = browser::find() else {
        let required = std::env::var_os("ESKER_REQUIRE_BROWSER").is_some_and(|value| value == "1");
        assert!(!required, "no browser is installed, and ESKER_REQUIRE_BROWSER=1 asks for one");
        // What a test prints with a macro is only shown if it fails.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"NOT TESTED: no browser (chromium or google-chrome) is installed, so nobody looked at the page\n",
        );
        return;
    };
    let report = report();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.html");
    std::fs::write(&path, report.render(Format::Html, Look::default())).unwrap();
    let mut browser = Browser::start(&program);
    let page = address(&path);

    browser.open(&page);
    findings_are_listed_and_searched_by_keyboard(&mut browser, &report);
    a_finding_opens_with_both_sides(&mut browser, &page, &report);
    the_map_filters(&mut browser, &page, &report);
    tables_filter(&mut browser, &page, &report);
    everything_can_be_reached_by_tab_and_has_a_name(&mut browser, &page);
    themes_differ(&mut browser, &page);
    std::fs::write(&path, report_with_more().render(Format::Html, Look::default())).unwrap();
    benchmarks_and_ledger_are_shown(&mut browser, &page);
    everything_can_be_reached_by_tab_and_has_a_name(&mut browser, &page);
    pictures_of_another_page(&mut browser);

    assert_eq!(browser.errors, Vec::<String>::new());
    let foreign: Vec<&String> = browser
        .requests
        .iter()
        .filter(|url| !["file:", "data:", "about:"].iter().any(|scheme| url.starts_with(scheme)))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

const LISTED: &str = "document.querySelectorAll('#list > li').length";
const FOCUS: &str = "document.activeElement.outerHTML";

fn findings_are_listed_and_searched_by_keyboard(browser: &mut Browser, report: &Report) {
    let worth = report.findings.iter().filter(|finding| finding.severity > Severity::Info).count();
    assert_eq!(browser.number(LISTED), worth);
    assert_eq!(browser.text("document.title"), "drift-check: port against reference");

    browser.key("/");
    assert_eq!(browser.text("document.activeElement.id"), "search");
    browser.type_text("Tree::install lock");
    browser.until(&format!("{LISTED} === 1"));
    let lock = of(report, "tree::Tree::install", "DC701");
    assert_eq!(browser.text("document.querySelector('#list > li').dataset.id"), lock.fingerprint);
    let count = browser.text("document.getElementById('count').textContent");
    assert_eq!(count, format!("1 of {} findings", report.findings.len()));

    // Enter leads from the field to the first finding, and into it.
    browser.key("Enter");
    assert!(browser.text(FOCUS).contains(&lock.fingerprint));
    browser.key("Enter");
    browser.until("!document.getElementById('item').hidden");
    assert_eq!(browser.text("location.hash"), format!("#{}", lock.fingerprint));
    browser.key("Escape");
    browser.until("document.getElementById('item').hidden");
    assert!(browser.text(FOCUS).contains(&lock.fingerprint), "the way back ends where it began");

    browser.eval("document.querySelector('#filters button[type=reset]').click()");
    browser.until(&format!("{LISTED} === {worth}"));
    browser.key("j");
    browser.key("j");
    let second = "document.querySelectorAll('#list a')[1] === document.activeElement";
    assert_eq!(browser.eval(second), true);
    browser.key("k");
    assert_eq!(browser.eval("document.querySelectorAll('#list a')[0] === document.activeElement"), true);
}

fn a_finding_opens_with_both_sides(browser: &mut Browser, page: &str, report: &Report) {
    let lock = of(report, "tree::Tree::install", "DC701");
    browser.open(&format!("{page}#{}", lock.fingerprint));
    assert_eq!(browser.text("document.getElementById('h-item').textContent"), lock.item);
    let here = browser.text("document.querySelector('.finding.here').textContent");
    assert!(here.contains(&lock.message) && here.contains("drift-check accept v1:"), "{here}");
    let cells = |class: &str| {
        format!(
            "[...document.querySelectorAll('.diff td.{class}')].map((cell) => cell.textContent.trim()).join('\\n')"
        )
    };
    let (gone, new) = (browser.text(&cells("del")), browser.text(&cells("add")));
    assert!(gone.contains("self.writer.lock()") && gone.contains("sum >= limit"), "{gone}");
    assert!(new.contains("sum > limit") && !new.contains("writer"), "{new}");
    let facts = browser.text("document.querySelector('.facts .only').textContent");
    assert!(facts.contains("lock") && facts.contains("writer"), "{facts}");

    // What is text in the source is text on the page.
    let text = of(report, "TEXT", "DC504");
    browser.open(&format!("{page}#{}", text.fingerprint));
    assert!(browser.text("document.getElementById('item').textContent").contains("</script><script>"));
    assert_eq!(browser.text("document.title"), "drift-check: port against reference");

    browser.open(&format!("{page}#v1:00000000000000000000000000000000"));
    assert!(browser.text("document.getElementById('count').textContent").contains("has no finding v1:0000"));
}

fn the_map_filters(browser: &mut Browser, page: &str, report: &Report) {
    browser.open(page);
    for (module, family) in [("tree", "DC7"), ("tree", "DC5"), ("", "DC5")] {
        let cell = format!(".cell[data-module=\"{module}\"][data-family=\"{family}\"]");
        let of_cell = |one: &&Finding| {
            one.rule.starts_with(family) && (module.is_empty() || one.item.starts_with("tree::"))
        };
        let expected = report.findings.iter().filter(of_cell).count();
        assert!(expected > 0);
        let shown = browser.text(&format!("document.querySelector('{cell}').textContent"));
        assert_eq!(shown, expected.to_string(), "{cell}");
        browser.eval(&format!("document.querySelector('{cell}').click()"));
        browser.until(&format!("{LISTED} === {expected}"));
        assert_eq!(browser.text(&format!("document.querySelector('{cell}').ariaPressed")), "true");
        assert_eq!(browser.number("document.querySelectorAll('.cell[aria-pressed=true]').length"), 1);
    }

    let inner = "document.querySelector('.heat tr[data-path=\"tree::inner\"]').hidden";
    assert_eq!(browser.eval(inner), true);
    browser.eval("document.querySelector('.heat tr[data-path=\"tree\"] .toggle').click()");
    assert_eq!(browser.eval(inner), false);
    browser.eval("document.querySelector('.heat tr[data-path=\"tree\"] .toggle').click()");
    assert_eq!(browser.eval(inner), true);

    browser.eval("document.querySelector('.card[data-severity=high]').click()");
    assert_eq!(browser.number("document.querySelectorAll('#filters [name=severity]:checked').length"), 1);
}

fn tables_filter(browser: &mut Browser, page: &str, report: &Report) {
    browser.open(page);
    let visible = "document.querySelectorAll('#sync tbody tr:not([hidden])').length";
    let rows = &report.details.as_ref().unwrap().concurrency;
    assert_eq!(browser.number(visible), rows.len());
    browser.eval("document.querySelector('.inline input[type=checkbox]').click()");
    let differing = rows.iter().filter(|row| row.state != "same").count();
    assert!(differing > 0 && differing < rows.len());
    assert_eq!(browser.number(visible), differing);
    let tests = browser.text("document.getElementById('tests').textContent");
    assert!(
        tests.contains("1 of 2 tests of the reference have a namesake among the 1 of the port"),
        "{tests}"
    );
    assert!(browser.text("document.getElementById('bench').textContent").contains("No benchmark data"));
    let unchecked = browser.text("document.getElementById('unchecked').textContent");
    assert!(unchecked.contains("thread_local"), "{unchecked}");
}

fn everything_can_be_reached_by_tab_and_has_a_name(browser: &mut Browser, page: &str) {
    browser.open(page);
    let wanted = browser.number(
        "[...document.querySelectorAll('a[href], button, input, select, summary')]
         .filter((one) => one.checkVisibility()).length",
    );
    browser.eval("window.reached = new Set(); document.addEventListener('focusin', (event) => reached.add(event.target))");
    for _ in 0..wanted + 20 {
        browser.key("Tab");
    }
    let missed = browser.text(
        "[...document.querySelectorAll('a[href], button, input, select, summary')]
         .filter((one) => one.checkVisibility() && !reached.has(one)).map((one) => one.outerHTML).join('\\n')",
    );
    assert_eq!(missed, "");
    let nameless = browser.text(
        "[...document.querySelectorAll('a[href], button, input, select, [role=region], [role=img], table th')]
         .filter((one) => !(one.ariaLabel || one.textContent.trim() || (one.labels && one.labels.length) ||
                            one.getAttribute('aria-labelledby') || one.closest('thead')))
         .map((one) => one.outerHTML).join('\\n')",
    );
    assert_eq!(nameless, "");
    let twice = browser.text(
        "[...document.querySelectorAll('[id]')].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at).join()",
    );
    assert_eq!(twice, "", "every id stands once");
}

fn themes_differ(browser: &mut Browser, page: &str) {
    // Colours of text and paper, as 0 to 255 of a grey; contrast is what matters for readers.
    let grey = |browser: &mut Browser, property: &str| {
        browser.number(&format!(
            "(() => {{ const [r, g, b] = getComputedStyle(document.body).{property}.match(/[0-9]+/g).map(Number);
             return Math.round(0.3 * r + 0.6 * g + 0.1 * b); }})()"
        ))
    };
    for (theme, dark) in [("light", false), ("dark", true)] {
        browser.theme(theme);
        browser.open(page);
        let (paper, ink) = (grey(browser, "backgroundColor"), grey(browser, "color"));
        assert_eq!(paper < ink, dark, "{theme}: {paper} {ink}");
        assert!(paper.abs_diff(ink) > 150, "{theme}: {paper} {ink}");
        let narrow = "document.documentElement.scrollWidth <= innerWidth";
        browser.size(400, 800);
        assert_eq!(browser.eval(narrow), true, "the page fits a small screen");
        browser.size(1280, 900);
    }
    browser.theme("light");
}

fn benchmarks_and_ledger_are_shown(browser: &mut Browser, page: &str) {
    browser.open(&format!("{page}#bench"));
    // The faster one lies left of no change, the slower one right, each inside of its own interval.
    let x = |verdict: &str| {
        format!("Number(document.querySelector('.forest .{verdict} circle').getAttribute('cx'))")
    };
    let one = "Number(document.querySelector('.forest line.one').getAttribute('x1'))";
    assert_eq!(browser.eval(&format!("{} < {one} && {one} < {}", x("faster"), x("slower"))), true);
    let inside = "[...document.querySelectorAll('.forest .effect')].every((effect) => {
        const line = effect.querySelector('line'), x = Number(effect.querySelector('circle').getAttribute('cx'));
        return Number(line.getAttribute('x1')) <= x && x <= Number(line.getAttribute('x2')); })";
    assert_eq!(browser.eval(inside), true);
    assert_eq!(browser.number("document.querySelectorAll('.forest .effect').length"), 4);
    assert_eq!(browser.number("document.querySelectorAll('.forest .band').length"), 4);
    assert_eq!(browser.number("document.querySelectorAll('.trend').length"), 4);
    let text = browser.text("document.getElementById('bench').textContent");
    assert!(text.contains("2026-01-31T12:00:00Z at 0123456789ab+"), "{text}");
    assert!(text.contains("failed: the process of the port ended with code 101"), "{text}");

    let ledger = browser.text("document.getElementById('entries').textContent");
    assert!(
        ledger.contains("another text") && ledger.contains("2999-12-31 (in ") && ledger.contains("by-design"),
        "{ledger}"
    );
    assert!(ledger.contains("2026-01-31 (") && ledger.contains(" days ago)"), "{ledger}");
    // What was accepted is only listed when asked for, and can still be looked at.
    let shown = "[...document.querySelectorAll('#list code')].some((one) => one.textContent === 'TEXT')";
    assert_eq!(browser.eval(shown), false);
    browser.eval("document.querySelector('#filters [value=accepted]').click()");
    browser.until(shown);
    browser.eval("document.querySelector('#entries a').click()");
    browser.until("!document.getElementById('item').hidden");
    let here = browser.text("document.querySelector('.finding.here').textContent");
    assert!(
        here.contains("accepted: by-design: another text") && !here.contains("drift-check accept"),
        "{here}"
    );
}

/// Pictures of both themes: as long as they are small, they are what the README shows.
fn pictures_of_another_page(browser: &mut Browser) {
    let (Some(page), Some(folder)) = (std::env::var_os("ESKER_PAGE"), std::env::var_os("ESKER_PICTURES"))
    else {
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (page, folder) = (std::fs::canonicalize(root.join(page)).unwrap(), root.join(folder));
    for theme in ["light", "dark"] {
        browser.theme(theme);
        browser.open(&address(&page));
        save(browser, &folder.join(format!("drift-report-{theme}.png")));
    }
}

fn save(browser: &mut Browser, path: &Path) {
    // The protocol sends pictures as text.
    let picture = STANDARD.decode(browser.screenshot()).unwrap();
    assert!(picture.len() < PICTURE_MAX_BYTES, "{} has {} bytes", path.display(), picture.len());
    std::fs::write(path, picture).unwrap();
}

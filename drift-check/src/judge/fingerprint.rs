//! Names of findings that survive edits around them.

use xxhash_rust::xxh3::xxh3_128;

/// The fingerprint of a finding. Neither lines nor files nor values go into it: a finding that stays keeps its name.
/// `ordinal` tells apart what nothing else does.
pub(crate) fn of(rule: &str, item: &str, detail: &str, ordinal: usize) -> String {
    let text = format!("v1\0{rule}\0{item}\0{detail}\0{ordinal}");
    format!("v1:{:032x}", xxh3_128(text.as_bytes()))
}

/// Digits behind the version.
pub(crate) const DIGITS: usize = 32;

/// Whether a text is a fingerprint with all of its digits.
pub(crate) fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix("v1:").unwrap_or_default();
    digits.len() == DIGITS && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn fingerprints_never_change_between_releases() {
        // If this fails, every accepted finding of every user goes stale.
        assert_eq!(of("DC303", "a::B::c", "", 0), "v1:c0f5eb494b6b67a83a5f32f1e3c68e72");
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_ne!(of("DC303", "a", "b", 0), of("DC303", "ab", "", 0));
        assert_ne!(of("DC303", "a", "", 0), of("DC303", "a", "", 1));
    }
}

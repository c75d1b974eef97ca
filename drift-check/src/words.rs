//! Numbers in sentences.

/// `1 round`, `2 rounds`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn only_one_is_one() {
        assert_eq!([0, 1, 2].map(|count| plural(count, "line")), ["0 lines", "1 line", "2 lines"]);
    }
}

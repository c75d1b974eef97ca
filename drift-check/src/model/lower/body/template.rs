//! The texts of `format!` and its like, taken apart.

/// A text with places for arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// The text; of each place its specification is left, as in `{:04}`.
    pub(super) text: String,
    /// What goes where, in the order of the text.
    pub(super) places: Vec<Place>,
}

/// An argument.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// By position, from 0.
    Positional(usize),
    /// By name: a named argument, or a local.
    Named(String),
}

impl Template {
    /// Takes a text apart; `None` if arguments are used as widths or precisions, or the text is none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut out = Template { text: String::with_capacity(text.len()), places: Vec::new() };
        let mut next = 0;
        let mut rest = text;
        while let Some(start) = rest.find(['{', '}']) {
            out.text.push_str(&rest[..start]);
            let found = &rest[start..];
            if let Some(escaped) = found.get(..2).filter(|two| *two == "{{" || *two == "}}") {
                out.text.push_str(escaped);
                rest = &found[2..];
                continue;
            }
            let end = found.find('}').filter(|_| found.starts_with('{'))?;
            let (argument, spec) = found[1..end].split_once(':').unwrap_or((&found[1..end], ""));
            if spec.contains(['$', '*']) {
                return None;
            }
            out.places.push(match argument.trim() {
                "" => {
                    next += 1;
                    Place::Positional(next - 1)
                }
                number if number.starts_with(|c: char| c.is_ascii_digit()) => {
                    Place::Positional(number.parse().ok()?)
                }
                name => Place::Named(name.to_owned()),
            });
            out.text.push('{');
            if !spec.is_empty() {
                out.text.push(':');
                out.text.push_str(spec.trim_end());
            }
            out.text.push('}');
            rest = &found[end + 1..];
        }
        out.text.push_str(rest);
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_position_and_name() {
        let found = Template::of("v{}-{1:04}{name:?}{{x}} {}").unwrap();
        assert_eq!(found.text, "v{}-{:04}{:?}{{x}} {}");
        let named = Place::Named("name".into());
        assert_eq!(found.places, [Place::Positional(0), Place::Positional(1), named, Place::Positional(1)]);
    }

    #[test]
    fn what_cannot_be_taken_apart_is_left_alone() {
        assert_eq!(Template::of("{:.*}"), None);
        assert_eq!(Template::of("{:width$}"), None);
        assert_eq!(Template::of("{"), None);
        assert_eq!(Template::of("}"), None);
        assert_eq!(Template::of("plain").unwrap().places, []);
    }
}

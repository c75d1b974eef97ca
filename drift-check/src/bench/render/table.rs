//! A table that is Markdown and readable as it stands.

use std::fmt;

/// Rows of cells under a head. Columns whose cells begin with a digit are aligned to the right.
#[derive(Debug, Clone)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new<const N: usize>(head: [&str; N]) -> Self {
        Self { head: head.map(str::to_owned).to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        // A bar would end the cell, wherever it comes from.
        self.rows.push(cells.map(|cell| cell.replace('|', "\\|").replace('\n', " ")).to_vec());
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().chain([&self.head]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).max(3)
    }

    fn is_numeric(&self, column: usize) -> bool {
        let mut cells =
            self.rows.iter().filter_map(|row| row.get(column)).filter(|cell| *cell != "–").peekable();
        cells.peek().is_some() && cells.all(|cell| cell.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<(usize, bool)> =
            (0..self.head.len()).map(|column| (self.width(column), self.is_numeric(column))).collect();
        let line = |f: &mut fmt::Formatter<'_>, cells: &[String]| {
            for (cell, (width, numeric)) in cells.iter().zip(&columns) {
                if *numeric {
                    write!(f, "| {cell:>width$} ")?;
                } else {
                    write!(f, "| {cell:<width$} ")?;
                }
            }
            writeln!(f, "|")
        };
        line(f, &self.head)?;
        for (width, numeric) in &columns {
            let dashes = "-".repeat(width + 1);
            write!(f, "|{dashes}{}", if *numeric { ':' } else { '-' })?;
        }
        writeln!(f, "|")?;
        self.rows.iter().try_for_each(|row| line(f, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_numbers_stand_to_the_right() {
        let mut table = Table::new(["name", "time"]);
        table.row(["a|b".into(), "9 µs".into()]);
        table.row(["longer".into(), "100 ns".into()]);
        let wanted = "\
| name   |   time |
|--------|-------:|
| a\\|b   |   9 µs |
| longer | 100 ns |
";
        assert_eq!(table.to_string(), wanted);
    }
}

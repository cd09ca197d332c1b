//! Tables for people.

/// Prints rows under a head, each column as wide as it needs.
pub fn print(head: &[&str], rows: &[Vec<String>]) {
    let width_of = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(head.get(column).map(|cell| cell.chars().count())).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..head.len()).map(width_of).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    println!("{}", line(&head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()));
    for row in rows {
        println!("{}", line(row));
    }
}

/// At most so many characters of a text, on one line.
pub fn short(text: &str, most: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most + 1).collect();
    if line.chars().count() <= most { line } else { format!("{}…", line.chars().take(most - 1).collect::<String>()) }
}

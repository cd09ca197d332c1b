//! The table of what runs.

use console::{measure_text_width, pad_str, style};

use super::state::{Condition, State};
use crate::steps::say;

/// Prints what to open, and how each part is.
pub fn print(state: &State) {
    say(format_args!("\n  {}\n", style("HostingCo is up").bold().green()));
    let places = state.places.iter().map(|(name, url, remark)| {
        [style(name).bold().to_string(), style(url).cyan().to_string(), style(remark).dim().to_string()]
    });
    say(aligned(&places.collect::<Vec<_>>()));
    say(parts(state));
}

/// How each part is.
pub fn parts(state: &State) -> String {
    let mut rows =
        vec![["part", "state", "pid", "restarts", "address", "last end"].map(|head| style(head).dim().to_string())];
    rows.extend(state.parts.iter().map(|part| {
        let condition = match part.condition {
            Condition::Starting => style("starting").yellow(),
            Condition::Ready => style("ready").green(),
            Condition::Restarting => style("restarting").red(),
            Condition::Stopped => style("stopped").dim(),
        };
        let pid = if part.pid == 0 { String::new() } else { part.pid.to_string() };
        let ended = part.ended.clone().unwrap_or_default();
        [part.name.clone(), condition.to_string(), pid, part.restarts.to_string(), part.address.clone(), ended]
    }));
    aligned(&rows)
}

/// Columns as wide as their widest cell; colours do not count.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = measure_text_width(cell).max(*width);
        }
    }
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(widths).map(|(cell, width)| pad_str(cell, width, console::Alignment::Left, None));
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::aligned;

    #[test]
    fn a_column_is_as_wide_as_its_widest_cell() {
        let rows = [["a", "bb"].map(str::to_owned), ["\u{1b}[32mccc\u{1b}[0m", "d"].map(str::to_owned)];
        assert_eq!(aligned(&rows), "  a    bb\n  \u{1b}[32mccc\u{1b}[0m  d\n");
    }
}

//! Long steps, with a sign of life and the time they took.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use console::style;
use indicatif::{ProgressBar, ProgressStyle};

/// One step under way: `⠋ build  compiling sqlx-core (143)  12 s`, later `✓ build  6 binaries  34.2 s`.
pub struct Step {
    name: &'static str,
    begun: Instant,
    bar: ProgressBar,
}

impl Step {
    /// Begins a step. On a terminal it moves; elsewhere only its end is printed.
    pub fn begin(name: &'static str) -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(look) = ProgressStyle::with_template("  {spinner} {prefix:12} {msg:.dim} {elapsed:.dim}") {
            bar.set_style(look);
        }
        bar.set_prefix(name);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { name, begun: Instant::now(), bar }
    }

    /// What it is doing now.
    pub fn doing(&self, what: impl Into<String>) {
        let what: String = what.into();
        self.bar.set_message(what.chars().take(70).collect::<String>());
    }

    /// It is done.
    pub fn done(self, what: &str) {
        self.bar.finish_and_clear();
        print_done(self.name, what, self.begun.elapsed());
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The line of a step that is done.
pub fn print_done(name: &str, what: &str, took: Duration) {
    say(format_args!("  {} {name:12} {what:70} {:>9}", style("✓").green(), seconds(took)));
}

/// Prints a line. Nobody may be left to read it (a terminal that was closed, `dev | tee` after Ctrl-C), and what runs
/// must still be stopped in order then: unlike `println!`, this does not panic.
pub fn say(line: impl Display) {
    writeln!(io::stdout(), "{line}").ok();
}

/// `3.1 s`, or `4 min 05 s`.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 100 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} min {:02} s", whole / 60, whole % 60) }
}

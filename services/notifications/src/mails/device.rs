//! What a device is called, from what its browser calls itself.

use crate::domain::language::Language;

/// Before what they pretend to be: Edge says that it is Chrome, and Chrome that it is Safari.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];
const LONGEST: usize = 80;

/// `Firefox on Linux`; the beginning of the text itself for what nobody knows.
pub fn device(user_agent: &str, language: Language) -> String {
    let known = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let (on, unknown) = match language {
        Language::English => ("on", "unknown"),
        Language::German => ("auf", "unbekannt"),
    };
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} {on} {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if user_agent.trim().is_empty() => unknown.to_owned(),
        (None, None) => user_agent.chars().take(LONGEST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_from_what_it_pretends_to_be() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0";
        assert_eq!(device(edge, Language::English), "Edge on Windows");
        assert_eq!(device("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", Language::German), "Firefox auf Linux");
        assert_eq!(device("my-own-client", Language::English), "my-own-client");
        assert_eq!(device("", Language::German), "unbekannt");
    }
}

use unicode_normalization::UnicodeNormalization;

/// Where a file stands in a site: `assets/app.js`. Relative, in NFC, at most 1,024 bytes and 32 levels deep, each part at
/// most 255 bytes, and no part that could mean another place (`..`, a drive, a backslash). It is a key in a manifest and
/// never a path on our disks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(String);

/// The longest path, in bytes.
pub const MAX_BYTES: usize = 1_024;
const MAX_LEVELS: usize = 32;
const MAX_PART_BYTES: usize = 255;

/// The rule that a name breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathRule {
    #[error("the name is empty")]
    Empty,
    #[error("a name has at most {MAX_BYTES} bytes")]
    Length,
    #[error("a name has at most {MAX_LEVELS} levels")]
    Depth,
    #[error("each part of a name has at most {MAX_PART_BYTES} bytes")]
    PartLength,
    #[error("a name is relative: it does not begin with / or a drive letter")]
    Absolute,
    #[error("a name has no . or .. and no empty part")]
    DotSegment,
    #[error("a name has no backslash")]
    Backslash,
    #[error("a name has no control character")]
    Control,
    #[error("a name is UTF-8")]
    Encoding,
}

impl SitePath {
    /// Reads a name from an archive. `None` is the root itself (`./`), which tools write for the folder they pack.
    pub fn parse(name: &[u8]) -> Result<Option<Self>, PathRule> {
        if name.is_empty() {
            return Err(PathRule::Empty);
        }
        if name.len() > MAX_BYTES {
            return Err(PathRule::Length);
        }
        let text = std::str::from_utf8(name).map_err(|_| PathRule::Encoding)?;
        if text.chars().any(char::is_control) {
            return Err(PathRule::Control);
        }
        if text.contains('\\') {
            return Err(PathRule::Backslash);
        }
        if text.starts_with('/') || matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic()) {
            return Err(PathRule::Absolute);
        }
        let text = text.strip_suffix('/').unwrap_or(text);
        let text = text.strip_prefix("./").unwrap_or(text);
        if text == "." || text.is_empty() {
            return Ok(None);
        }
        let normal: String = text.nfc().collect();
        if normal.len() > MAX_BYTES {
            return Err(PathRule::Length);
        }
        let mut levels = 0_usize;
        for part in normal.split('/') {
            levels = levels.saturating_add(1);
            if matches!(part, "" | "." | "..") {
                return Err(PathRule::DotSegment);
            }
            if part.len() > MAX_PART_BYTES {
                return Err(PathRule::PartLength);
            }
        }
        if levels > MAX_LEVELS {
            return Err(PathRule::Depth);
        }
        Ok(Some(Self(normal)))
    }

    /// The path as text, parts separated by `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two names share when a case-insensitive file system could not tell them apart.
    pub fn folded(&self) -> String {
        self.0.to_lowercase().nfc().collect()
    }

    /// The first part and the rest; `None` for a file that stands at the top.
    pub fn split_top(&self) -> Option<(&str, &str)> {
        self.0.split_once('/')
    }

    /// The path without its first part; itself when there is only one.
    pub fn without_top(self) -> Self {
        match self.0.split_once('/') {
            Some((_, rest)) => Self(rest.to_owned()),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(name: &str) -> Result<Option<String>, PathRule> {
        SitePath::parse(name.as_bytes()).map(|path| path.map(|path| path.as_str().to_owned()))
    }

    #[test]
    fn ordinary_names_are_kept_and_tool_prefixes_dropped() {
        assert_eq!(parsed("index.html"), Ok(Some("index.html".into())));
        assert_eq!(parsed("./assets/app.js"), Ok(Some("assets/app.js".into())));
        assert_eq!(parsed("docs/"), Ok(Some("docs".into())));
        assert_eq!(parsed("./"), Ok(None));
        assert_eq!(parsed("..hidden/a..b"), Ok(Some("..hidden/a..b".into())));
    }

    #[test]
    fn names_that_could_mean_another_place_are_refused() {
        for (name, rule) in [
            ("", PathRule::Empty),
            ("../etc/passwd", PathRule::DotSegment),
            ("a/../../b", PathRule::DotSegment),
            ("a/./b", PathRule::DotSegment),
            ("a//b", PathRule::DotSegment),
            ("/etc/passwd", PathRule::Absolute),
            ("C:/windows", PathRule::Absolute),
            ("c:evil", PathRule::Absolute),
            ("a\\..\\b", PathRule::Backslash),
            ("a\0b", PathRule::Control),
            ("a\nb", PathRule::Control),
        ] {
            assert_eq!(parsed(name), Err(rule), "{name:?}");
        }
        assert_eq!(SitePath::parse(b"\xff\xfe"), Err(PathRule::Encoding));
        assert_eq!(parsed(&"a".repeat(256)), Err(PathRule::PartLength));
        assert_eq!(parsed(&"a/".repeat(33)), Err(PathRule::Depth));
        assert_eq!(parsed(&"a/".repeat(600)), Err(PathRule::Length));
    }

    #[test]
    fn composed_and_decomposed_names_are_one() {
        assert_eq!(parsed("e\u{301}.html"), Ok(Some("\u{e9}.html".into())));
        let upper = SitePath::parse("\u{c9}.html".as_bytes()).unwrap().unwrap();
        let lower = SitePath::parse("e\u{301}.html".as_bytes()).unwrap().unwrap();
        assert_eq!(upper.folded(), lower.folded());
    }
}

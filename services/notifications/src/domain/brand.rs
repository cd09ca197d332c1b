//! How mails look: whose name, colour and logo they carry.

use hc_types::{Email, EmailError};

/// A colour, `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// What is wrong with a part of a brand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrandError {
    #[error("a name has 1 to 60 characters, on one line and in one direction")]
    Name,
    #[error("a colour is # and six hexadecimal digits")]
    Color,
    #[error("a logo is an https:// address of at most 500 characters, without user and spaces")]
    Logo,
    #[error(transparent)]
    Email(#[from] EmailError),
    #[error("a legal footer has at most 500 characters in at most 8 lines")]
    Footer,
}

/// What an organization has set; all of it may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BrandOverride {
    pub name: Option<String>,
    pub color: Option<Color>,
    pub logo_url: Option<String>,
    pub support_email: Option<String>,
    pub legal_footer: Option<String>,
}

impl BrandOverride {
    /// The names of what is different in the other.
    #[must_use]
    pub fn changed(&self, other: &Self) -> Vec<&'static str> {
        let parts = [
            ("name", self.name == other.name),
            ("color", self.color == other.color),
            ("logo_url", self.logo_url == other.logo_url),
            ("support_email", self.support_email == other.support_email),
            ("legal_footer", self.legal_footer == other.legal_footer),
        ];
        parts.into_iter().filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
    }
}

/// How a mail looks, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    pub name: String,
    pub color: Color,
    pub logo_url: Option<String>,
    pub support_email: String,
    pub legal_footer: String,
}

impl Brand {
    /// With what an organization has set.
    #[must_use]
    pub fn with(self, own: BrandOverride) -> Self {
        Self {
            name: own.name.unwrap_or(self.name),
            color: own.color.unwrap_or(self.color),
            logo_url: own.logo_url.or(self.logo_url),
            support_email: own.support_email.unwrap_or(self.support_email),
            legal_footer: own.legal_footer.unwrap_or(self.legal_footer),
        }
    }
}

impl Color {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, BrandError> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(BrandError::Color)?;
        let number = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number.flatten().ok_or(BrandError::Color)?.to_be_bytes();
        Ok(Self { red, green, blue })
    }

    /// `#rrggbb`.
    pub fn text(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// Black or white, whichever is easier to read on it (relative luminance of WCAG 2; the two contrasts are equal at
    /// 0.179).
    pub fn readable_on(self) -> &'static str {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue);
        if luminance > 0.179 { "#000000" } else { "#ffffff" }
    }
}

/// Reads a name.
pub fn name(text: &str) -> Result<String, BrandError> {
    let text = text.trim();
    // Marks that turn the direction of text would let a sender's name show as another's.
    let deceives =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let fits = (1..=60).contains(&text.chars().count()) && !text.contains(deceives);
    if fits { Ok(text.to_owned()) } else { Err(BrandError::Name) }
}

/// Reads the address of a logo. It is loaded by the readers' mail programs, never by us.
pub fn logo_url(text: &str) -> Result<String, BrandError> {
    let uri: http::Uri = text.parse().map_err(|_| BrandError::Logo)?;
    let host = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    let fits = text.len() <= 500 && uri.scheme_str() == Some("https") && host;
    if fits { Ok(text.to_owned()) } else { Err(BrandError::Logo) }
}

/// Reads the address that answers go to.
pub fn support_email(text: &str) -> Result<String, BrandError> {
    Ok(Email::parse(text)?.typed().to_owned())
}

/// Reads a legal footer.
pub fn legal_footer(text: &str) -> Result<String, BrandError> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let fits = text.chars().count() <= 500
        && text.lines().count() <= 8
        && !text.contains(|c: char| c.is_control() && c != '\n');
    if fits { Ok(text) } else { Err(BrandError::Footer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_a_colour_can_be_read() {
        for (color, text) in
            [("#ffffff", "#000000"), ("#000000", "#ffffff"), ("#4f46e5", "#ffffff"), ("#ffd400", "#000000")]
        {
            assert_eq!(Color::parse(color).unwrap().readable_on(), text, "{color}");
            assert_eq!(Color::parse(color).unwrap().text(), color);
        }
        for wrong in ["", "#fff", "ffffff", "#gggggg", "#fffffff", "#+12345", "#é1234", "red;}"] {
            assert_eq!(Color::parse(wrong), Err(BrandError::Color), "{wrong}");
        }
    }

    #[test]
    fn a_logo_comes_over_https_and_a_name_is_one_line() {
        assert!(logo_url("https://example.com/logo.png?v=2").is_ok());
        for wrong in [
            "http://example.com/a.png",
            "javascript:alert(1)",
            "https://",
            "https://u@example.com/",
            "https://e.com/a b",
            "//e.com/a",
        ] {
            assert_eq!(logo_url(wrong), Err(BrandError::Logo), "{wrong}");
        }
        assert_eq!(name("A\r\nBcc: eve"), Err(BrandError::Name));
        assert_eq!(name("\u{202e}elpmaxE"), Err(BrandError::Name));
        assert_eq!(name(" Example GmbH "), Ok("Example GmbH".to_owned()));
        assert_eq!(legal_footer("a\u{0}b"), Err(BrandError::Footer));
    }
}

//! Who sells and who buys, as it stands on paper.

/// Characters of a name. The full names of companies are longer than those that people use.
const LONGEST_NAME: usize = 200;
/// Characters of an address.
const LONGEST_ADDRESS: usize = 500;
/// Lines of an address.
const MOST_LINES: usize = 8;
/// Characters of a tax number.
const LONGEST_TAX_NUMBER: usize = 50;

/// A party of an invoice, as it stands on paper; empty is what nobody has said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// Its full name.
    pub name: String,
    /// Where it is, in lines.
    pub address: String,
    /// Its number for value added tax, or the one of its tax office.
    pub tax_number: String,
}

impl Letterhead {
    /// The names of what is different in the other.
    pub fn changed(&self, other: &Self) -> Vec<&'static str> {
        let parts = [
            ("name", self.name == other.name),
            ("address", self.address == other.address),
            ("tax_number", self.tax_number == other.tax_number),
        ];
        parts.into_iter().filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
    }
}

/// Why a text can't stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetterheadError {
    /// It has too many characters.
    #[error("{what} has at most {most} characters")]
    Length {
        /// What it was to be.
        what: &'static str,
        /// How many it may have.
        most: usize,
    },
    /// It has too many lines.
    #[error("an address has at most {MOST_LINES} lines")]
    Lines,
    /// It has a character that can't be seen, or turns the direction of text.
    #[error("{what} cannot hold the character {found:?}")]
    Character {
        /// What it was to be.
        what: &'static str,
        /// The first such character.
        found: char,
    },
}

/// Reads a name; space around it is dropped.
pub fn name(text: &str) -> Result<String, LetterheadError> {
    read("a name", text, LONGEST_NAME, false)
}

/// Reads an address, the only part that may have several lines.
pub fn address(text: &str) -> Result<String, LetterheadError> {
    // As browsers send the lines of a form.
    let address = read("an address", &text.replace("\r\n", "\n"), LONGEST_ADDRESS, true)?;
    if address.lines().count() > MOST_LINES { Err(LetterheadError::Lines) } else { Ok(address) }
}

/// Reads a tax number. What it looks like differs between countries, and a wrong one is no reason not to sell.
pub fn tax_number(text: &str) -> Result<String, LetterheadError> {
    read("a tax number", text, LONGEST_TAX_NUMBER, false)
}

fn read(what: &'static str, text: &str, most: usize, has_lines: bool) -> Result<String, LetterheadError> {
    let text = text.trim();
    if text.chars().nth(most).is_some() {
        return Err(LetterheadError::Length { what, most });
    }
    // Marks that turn the direction of text would let one thing be read as another.
    let deceives =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    match text.chars().find(|c| deceives(*c) && !(has_lines && *c == '\n')) {
        Some(found) => Err(LetterheadError::Character { what, found }),
        None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_has_lines() {
        assert_eq!(address(" 1 Main Street\r\n10115 Berlin\n "), Ok("1 Main Street\n10115 Berlin".to_owned()));
        assert_eq!(name("Acme\nLtd"), Err(LetterheadError::Character { what: "a name", found: '\n' }));
        let broken = LetterheadError::Character { what: "a tax number", found: '\r' };
        assert_eq!(tax_number("DE1\r\n2"), Err(broken));
        assert_eq!(broken.to_string(), "a tax number cannot hold the character '\\r'");
        assert_eq!(address(&"a\n".repeat(8)).map(|text| text.lines().count()), Ok(8));
        assert_eq!(address(&"a\n".repeat(9)), Err(LetterheadError::Lines));
    }

    #[test]
    fn each_has_its_length_in_characters() {
        type Read = fn(&str) -> Result<String, LetterheadError>;
        let all: [(Read, usize); 3] =
            [(name, LONGEST_NAME), (address, LONGEST_ADDRESS), (tax_number, LONGEST_TAX_NUMBER)];
        for (read, most) in all {
            assert_eq!(read(&format!(" {} ", "ä".repeat(most))), Ok("ä".repeat(most)));
            let refused = read(&"ä".repeat(most + 1));
            assert!(matches!(refused, Err(LetterheadError::Length { most: at, .. }) if at == most), "{refused:?}");
            assert_eq!(read(" "), Ok(String::new()));
        }
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for hidden in ['\u{0}', '\t', '\u{2028}', '\u{202e}', '\u{2066}', '\u{feff}'] {
            let text = format!("a{hidden}b");
            assert_eq!(name(&text), Err(LetterheadError::Character { what: "a name", found: hidden }));
            assert_eq!(address(&text), Err(LetterheadError::Character { what: "an address", found: hidden }));
        }
    }

    #[test]
    fn what_changed_is_named() {
        let before = Letterhead { name: "Acme".into(), ..Letterhead::default() };
        let after = Letterhead { address: "Berlin".into(), tax_number: "DE1".into(), ..before.clone() };
        assert_eq!(before.changed(&after), ["address", "tax_number"]);
        assert!(before.changed(&before).is_empty());
    }
}

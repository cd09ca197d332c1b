/// The pattern of `LIKE` for texts that have this one in them; the characters that mean something there stand for
/// themselves.
pub fn contains(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_means_something_in_a_pattern_stands_for_itself() {
        assert_eq!(super::contains(r"50%_a\b"), r"%50\%\_a\\b%");
        assert_eq!(super::contains(""), "%%");
    }
}

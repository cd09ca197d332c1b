use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A path that no client of good faith sends: 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// The path of a request as the key of a file: decoded once, in NFC, without the leading slash. What could mean another
/// place after decoding is refused, an encoded slash too, as it would make two names of one file.
pub fn decode(path: &str) -> Result<Cow<'_, str>, Refused> {
    let path = path.strip_prefix('/').ok_or(Refused)?;
    let simple = path.bytes().all(|byte| byte != b'%' && byte != b'\\' && (0x20..0x7f).contains(&byte));
    let decoded = if simple { Cow::Borrowed(path) } else { Cow::Owned(unescape(path)?) };
    if decoded.split('/').any(|part| matches!(part, "." | "..")) {
        return Err(Refused);
    }
    Ok(decoded)
}

fn unescape(path: &str) -> Result<String, Refused> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => match hex(rest.next())? << 4 | hex(rest.next())? {
                0 | b'/' | b'\\' => return Err(Refused),
                escaped => escaped,
            },
            b'\\' => return Err(Refused),
            plain => plain,
        };
        if byte.is_ascii_control() {
            return Err(Refused);
        }
        bytes.push(byte);
    }
    Ok(String::from_utf8(bytes).map_err(|_| Refused)?.nfc().collect())
}

fn hex(digit: Option<u8>) -> Result<u8, Refused> {
    match digit {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(digit @ b'a'..=b'f') => Ok(digit - b'a' + 10),
        Some(digit @ b'A'..=b'F') => Ok(digit - b'A' + 10),
        _ => Err(Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(decode("/a/b.html").as_deref(), Ok("a/b.html"));
        assert_eq!(decode("/caf%C3%A9").as_deref(), Ok("café"));
        assert_eq!(decode("/cafe%CC%81").as_deref(), Ok("café"));
        assert_eq!(decode("/100%2525").as_deref(), Ok("100%25"));
        assert_eq!(decode("/").as_deref(), Ok(""));
    }

    #[test]
    fn what_could_mean_another_place_is_refused() {
        for path in [
            "/../a",
            "/a/%2e%2e/b",
            "/%2E/",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/a%00",
            "/%",
            "/%f",
            "/%zz",
            "/%ff",
            "a",
            "/%0a",
        ] {
            assert_eq!(decode(path), Err(Refused), "{path}");
        }
    }
}

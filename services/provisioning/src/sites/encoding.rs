//! `Accept-Encoding` (RFC 9110, 12.5.3).
use http::HeaderValue;

use super::content::{Form, Served};

/// How welcome each coding is, in thousandths; 0 is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    br: u16,
    gzip: u16,
    plain: u16,
}

/// What was chosen for an answer.
pub struct Chosen<'a> {
    pub form: &'a Form,
    /// The `Content-Encoding`; absent for the file as it is.
    pub coding: Option<HeaderValue>,
}

impl Accepted {
    /// Nothing but the file as it is: no header was sent, or a part of the file is wanted.
    pub const PLAIN: Self = Self { br: 0, gzip: 0, plain: 1 };

    pub fn parse<'a>(values: impl Iterator<Item = &'a HeaderValue>) -> Self {
        let (mut br, mut gzip, mut plain, mut any) = (None, None, None, None);
        let mut seen = false;
        for value in values {
            seen = true;
            // A header that is not text says nothing.
            let Ok(text) = value.to_str() else { continue };
            for member in text.split(',').take(32) {
                let mut parts = member.split(';');
                let coding = parts.next().unwrap_or_default().trim();
                let quality = parts.find_map(|part| quality(part.trim())).unwrap_or(1_000);
                let slot = if coding.eq_ignore_ascii_case("br") {
                    &mut br
                } else if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") {
                    &mut gzip
                } else if coding.eq_ignore_ascii_case("identity") {
                    &mut plain
                } else if coding == "*" {
                    &mut any
                } else {
                    continue;
                };
                *slot = Some(quality);
            }
        }
        if !seen {
            return Self::PLAIN;
        }
        // What is not named is refused, but the file as it is only when it or `*` is refused by name.
        let other = any.unwrap_or(0);
        Self { br: br.unwrap_or(other), gzip: gzip.unwrap_or(other), plain: plain.or(any).unwrap_or(1) }
    }

    /// The most welcome form; the smaller one where two are equally so. `None`: nothing that the client accepts.
    pub fn choose(self, file: &Served) -> Option<Chosen<'_>> {
        let br = file.br.as_ref().filter(|_| self.br > 0).map(|form| (self.br, 2, form));
        let gzip = file.gzip.as_ref().filter(|_| self.gzip > 0).map(|form| (self.gzip, 1, form));
        let plain = (self.plain > 0).then_some((self.plain, 0, &file.plain));
        let (_, coding, form) =
            [br, gzip, plain].into_iter().flatten().max_by_key(|(quality, rank, _)| (*quality, *rank))?;
        let coding = match coding {
            2 => Some(HeaderValue::from_static("br")),
            1 => Some(HeaderValue::from_static("gzip")),
            _ => None,
        };
        Some(Chosen { form, coding })
    }
}

/// `q=0.8` as 800. What is no number between 0 and 1 is left out.
fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    match whole {
        "1" => Some(1_000),
        "0" | "" => format!("{fraction:0<3}").parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (u16, u16, u16) {
        let value = HeaderValue::from_str(text).unwrap();
        let Accepted { br, gzip, plain } = Accepted::parse(std::iter::once(&value));
        (br, gzip, plain)
    }

    #[test]
    fn qualities_are_honoured() {
        assert_eq!(parsed("gzip, deflate, br, zstd"), (1_000, 1_000, 1));
        assert_eq!(parsed("gzip;q=1.0, br;q=0.5"), (500, 1_000, 1));
        assert_eq!(parsed("br;q=0, *"), (0, 1_000, 1_000));
        assert_eq!(parsed("identity;q=0"), (0, 0, 0));
        assert_eq!(parsed("gzip, *;q=0"), (0, 1_000, 0));
        assert_eq!(parsed("gzip;Q=0.001;x=y"), (0, 1, 1));
        assert_eq!(parsed(""), (0, 0, 1));
    }
}

//! Money and dates as people write them.

use hc_access::Role;
use hc_types::{Money, Timestamp};

use crate::domain::language::Language;

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
/// Keeps a number and its unit on one line.
const NO_BREAK: char = '\u{a0}';

/// An amount with its currency: `€1,234.50`, `1.234,50 €`.
pub fn money(money: Money, language: Language) -> String {
    let text = money.decimal().abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (group, point) = match language {
        Language::English => (',', '.'),
        Language::German => ('.', ','),
    };
    let mut number = grouped(whole, group);
    if !fraction.is_empty() {
        number.push(point);
        number.push_str(fraction);
    }
    let minus = if money.minor() < 0 { "-" } else { "" };
    let code = money.currency().code();
    let symbol = match code {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        _ => "",
    };
    match (language, symbol) {
        (Language::English, "") => format!("{minus}{code}{NO_BREAK}{number}"),
        (Language::English, symbol) => format!("{minus}{symbol}{number}"),
        (Language::German, "") => format!("{minus}{number}{NO_BREAK}{code}"),
        (Language::German, symbol) => format!("{minus}{number}{NO_BREAK}{symbol}"),
    }
}

fn grouped(digits: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A day: `21 November 2026`, `21. November 2026`.
pub fn day(instant: Timestamp, language: Language) -> String {
    let date = instant.jiff().to_zoned(jiff::tz::TimeZone::UTC).date();
    let month = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
    match language {
        Language::English => {
            format!("{} {} {}", date.day(), ENGLISH_MONTHS.get(month).copied().unwrap_or_default(), date.year())
        }
        Language::German => {
            format!("{}. {} {}", date.day(), GERMAN_MONTHS.get(month).copied().unwrap_or_default(), date.year())
        }
    }
}

/// A minute, with its zone: nobody knows where a mail is read.
pub fn minute(instant: Timestamp, language: Language) -> String {
    let time = instant.jiff().to_zoned(jiff::tz::TimeZone::UTC).time();
    let (hour, minute) = (time.hour(), time.minute());
    let day = day(instant, language);
    match language {
        Language::English => format!("{day}, {hour:02}:{minute:02}{NO_BREAK}UTC"),
        Language::German => format!("{day}, {hour:02}:{minute:02}{NO_BREAK}Uhr{NO_BREAK}(UTC)"),
    }
}

/// What a role is called.
pub fn role(role: Role, language: Language) -> &'static str {
    match (language, role) {
        (Language::English, Role::Owner) => "owner",
        (Language::English, Role::Admin) => "administrator",
        (Language::English, Role::Billing) => "billing contact",
        (Language::English, Role::Developer) => "developer",
        (Language::English, Role::Viewer) => "viewer",
        (Language::German, Role::Owner) => "Inhaber",
        (Language::German, Role::Admin) => "Administrator",
        (Language::German, Role::Billing) => "Rechnungskontakt",
        (Language::German, Role::Developer) => "Entwickler",
        (Language::German, Role::Viewer) => "Betrachter",
    }
}

/// Why a payment was refused, as far as a payer can do something about it; empty for other codes.
pub fn refusal(code: &str, language: Language) -> &'static str {
    match (language, code) {
        (Language::English, "card_declined") => "the card was declined",
        (Language::English, "insufficient_funds") => "the account is not covered",
        (Language::German, "card_declined") => "Die Karte wurde abgelehnt",
        (Language::German, "insufficient_funds") => "Das Konto ist nicht gedeckt",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use hc_types::Currency;

    use super::*;

    #[test]
    fn amounts_read_as_at_home() {
        let cases = [
            (Money::new(123_450, Currency::EUR), "€1,234.50", "1.234,50\u{a0}€"),
            (Money::new(-5, Currency::USD), "-$0.05", "-0,05\u{a0}$"),
            (Money::new(1_000_000, Currency::JPY), "¥1,000,000", "1.000.000\u{a0}¥"),
            (Money::new(1_250, Currency::KWD), "KWD\u{a0}1.250", "1,250\u{a0}KWD"),
        ];
        for (amount, english, german) in cases {
            assert_eq!(money(amount, Language::English), english);
            assert_eq!(money(amount, Language::German), german);
        }
    }

    #[test]
    fn dates_read_as_at_home() {
        let instant: Timestamp = "2026-03-01T09:05:59Z".parse().unwrap();
        assert_eq!(minute(instant, Language::English), "1 March 2026, 09:05\u{a0}UTC");
        assert_eq!(minute(instant, Language::German), "1. März 2026, 09:05\u{a0}Uhr\u{a0}(UTC)");
    }
}

//! JSON in the one form that a hash can be taken of: RFC 8785 (JCS).
//!
//! Members sorted by their UTF-16 code units, no white space, numbers as ECMAScript writes them. Whoever has a record in
//! any JSON library gets the same bytes again.

use serde_json::Value;

/// The canonical text.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            text.push('{');
            for (place, (name, value)) in fields.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(value, text);
            }
            text.push(']');
        }
        Value::String(content) => write_string(content, text),
        Value::Number(number) => write_number(number, text),
        Value::Bool(_) | Value::Null => text.push_str(&value.to_string()),
    }
}

/// serde_json escapes what RFC 8785 does, and nothing else.
fn write_string(content: &str, text: &mut String) {
    text.push_str(&Value::from(content).to_string());
}

/// As a double, in ECMAScript's form: integers without a point below 10^21, exponents beyond.
fn write_number(number: &serde_json::Number, text: &mut String) {
    let double = number.as_f64().unwrap_or_default();
    let (plain, size) = (double.to_string(), double.abs());
    if double == 0.0 {
        text.push('0');
    } else if (1e-6..1e21).contains(&size) {
        // The shortest digits that read back as the same double, written out: as ECMAScript does in this range.
        text.push_str(&plain);
    } else {
        let shortest = format!("{double:e}");
        text.push_str(&shortest.split_once('e').map_or(shortest.clone(), |(digits, exponent)| {
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{digits}e{sign}{exponent}")
        }));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_examples_of_rfc_8785_come_out() {
        // Section 3.2.2, as text: reading it is part of the example.
        let text = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let value: Value = serde_json::from_str(text).unwrap();
        let expected = "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
                        \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        assert_eq!(canonical(&value), expected);
    }

    #[test]
    fn names_are_sorted_by_utf_16() {
        let value = json!({ "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7 });
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}";
        assert_eq!(canonical(&value), expected);
    }

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        for (number, text) in [
            (json!(0), "0"),
            (json!(-0.0), "0"),
            (json!(1), "1"),
            (json!(-7.5), "-7.5"),
            (json!(1e20), "100000000000000000000"),
            (json!(1e21), "1e+21"),
            (json!(1e-6), "0.000001"),
            (json!(1e-7), "1e-7"),
            (json!(5e-324), "5e-324"),
            (json!(9_007_199_254_740_991_i64), "9007199254740991"),
            (json!(0.5), "0.5"),
        ] {
            assert_eq!(canonical(&number), text);
        }
    }
}

//! Scalars, and the values that are made of them.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value};
use hc_proto::r#type::v1 as proto;
use hc_types::Timestamp;

use crate::errors::{Code, Failure};
use crate::http::upload::MARKER;

/// An instant in UTC, by RFC 3339, such as `2026-11-21T07:30:00Z`.
#[derive(Debug, Clone, Copy)]
pub struct DateTime(pub Timestamp);

/// An instant in UTC, by RFC 3339, such as `2026-11-21T07:30:00Z`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(Self).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An exact decimal number, as a string such as `"19.99"`.
#[derive(Debug, Clone)]
pub struct Decimal(pub String);

/// An exact decimal number, as a string such as `"19.99"`. Never a float: read it with a decimal library, or as text.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A currency of ISO 4217, such as `EUR`.
#[derive(Debug, Clone, Copy)]
pub struct CurrencyCode(hc_types::Currency);

/// A currency of ISO 4217: three upper-case letters, such as `EUR`.
#[Scalar(specified_by_url = "https://www.iso.org/iso-4217-currency-codes.html")]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(Self).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.code().to_owned())
    }
}

/// A whole number beyond 32 bits.
#[derive(Debug, Clone, Copy)]
pub struct BigInt(pub i64);

/// A whole number up to 2^53 − 1, as a JSON number.
#[Scalar]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => {
                number.as_i64().map(Self).ok_or_else(|| InputValueError::custom("not a whole number"))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

/// Any JSON value.
#[derive(Debug, Clone, Default)]
pub struct Json(Value);

impl Json {
    /// The value of a text; `None` where it is empty, or no JSON: a service has checked it before.
    pub fn read(text: &str) -> Option<Self> {
        let value = serde_json::from_str(text).ok()?;
        Value::from_json(value).ok().map(Self)
    }
}

/// Any JSON value, as it is: an object with its members, a list, a text, a number, a truth value or null.
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value))
    }

    fn to_value(&self) -> Value {
        self.0.clone()
    }
}

/// The place of the file in a multipart request; the file itself is in the request's `Uploads`.
#[derive(Debug, Clone, Copy)]
pub struct Upload;

/// A file: `null` in the variables of a multipart request whose `map` names its part.
#[Scalar(specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            // Who writes the marker by hand gets the request's file, or none: the marker says nothing more.
            Value::String(text) if text == MARKER => Ok(Self),
            _ => Err(InputValueError::custom("send the file in a multipart request")),
        }
    }

    // Asked by validation, so that nothing is executed of a request with anything else in this place.
    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(text) if text == MARKER)
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

/// An amount of money.
#[derive(Debug, Clone, SimpleObject)]
pub struct Money {
    /// The amount with exactly the currency's digits: `"19.99"` with EUR, `"800"` with JPY.
    amount: Decimal,
    /// The currency.
    currency: CurrencyCode,
}

/// The money of a field that is always there.
pub fn money(money: Option<&proto::Money>) -> Result<Money, Failure> {
    let money = money.cloned().ok_or_else(|| unreadable("an amount"))?;
    let money = hc_types::Money::try_from(money).map_err(|_| unreadable("a currency"))?;
    Ok(Money { amount: Decimal(money.decimal().to_string()), currency: CurrencyCode(money.currency()) })
}

/// The instant of a field that may be empty. One that cannot be read counts as empty.
pub fn instant(instant: Option<&pbjson_types::Timestamp>) -> Option<DateTime> {
    Timestamp::try_from(*instant?).ok().map(DateTime)
}

/// The instant of a field that is always there.
pub fn required_instant(found: Option<&pbjson_types::Timestamp>) -> Result<DateTime, Failure> {
    instant(found).ok_or_else(|| unreadable("an instant"))
}

/// A value that a service sent and this version cannot read, such as a state that it does not know yet.
pub fn unreadable(what: &str) -> Failure {
    tracing::error!(value.kind = what, "a service sent a value that cannot be read");
    Failure::new(Code::Internal, "Something went wrong on our side.")
}

//! The parameters of a request: `query`, `operationName`, `variables`, `extensions`.

use async_graphql::Variables;
use serde_json::{Map, Value};

use crate::errors::{Code, Problem};

/// What a client wants to run.
#[derive(Debug, Default)]
pub struct Params {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values for its variables.
    pub variables: Variables,
}

impl Params {
    /// From the JSON of a body or message.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Problem> {
        let json = serde_json::from_slice(bytes)
            .map_err(|error| wrong(format!("The body is not JSON: {}.", place(&error))))?;
        match json {
            Value::Object(map) => Self::from_map(map),
            Value::Array(_) => Err(wrong("Batches are not supported: send one operation in each request.")),
            _ => Err(wrong("The body is a JSON object with the member `query`.")),
        }
    }

    /// From the members of a JSON object. Members that are not known are ignored, as the specification asks.
    pub fn from_map(mut map: Map<String, Value>) -> Result<Self, Problem> {
        let query = match map.remove("query") {
            Some(Value::String(text)) => text,
            Some(Value::Null) | None => return Err(wrong("The parameter `query` is missing.")),
            Some(_) => return Err(wrong("The parameter `query` is a string.")),
        };
        let operation_name = match map.remove("operationName") {
            Some(Value::String(text)) => Some(text),
            Some(Value::Null) | None => None,
            Some(_) => return Err(wrong("The parameter `operationName` is a string.")),
        };
        let variables = match map.remove("variables") {
            Some(Value::Object(map)) => Variables::from_json(Value::Object(map)),
            Some(Value::Null) | None => Variables::default(),
            Some(_) => return Err(wrong("The parameter `variables` is an object.")),
        };
        if !matches!(map.remove("extensions"), Some(Value::Object(_) | Value::Null) | None) {
            return Err(wrong("The parameter `extensions` is an object."));
        }
        Ok(Self { query, operation_name: operation_name.filter(|name| !name.is_empty()), variables })
    }

    /// From the query string of a GET.
    pub fn from_query(text: &str) -> Result<Self, Problem> {
        let mut map = Map::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let value = match name.as_ref() {
                "query" | "operationName" => Value::String(value.into_owned()),
                "variables" | "extensions" if value.is_empty() => Value::Null,
                "variables" | "extensions" => {
                    serde_json::from_str(&value).map_err(|_| wrong(format!("The parameter `{name}` is not JSON.")))?
                }
                _ => continue,
            };
            if map.insert(name.clone().into_owned(), value).is_some() {
                return Err(wrong(format!("The parameter `{name}` is given twice.")));
            }
        }
        Self::from_map(map)
    }
}

fn wrong(message: impl Into<String>) -> Problem {
    Problem::new(Code::BadUserInput, message)
}

/// Where the JSON ends to be JSON; serde's own message may quote what it found.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(json: &str) -> String {
        Params::from_json(json.as_bytes()).expect_err("refused").message
    }

    #[test]
    fn parameters_have_their_types() {
        assert!(refusal("{").contains("not JSON"));
        assert!(refusal("[]").contains("Batches"));
        assert!(refusal("1").contains("object"));
        assert!(refusal("{}").contains("missing"));
        assert!(refusal(r#"{"query":1}"#).contains("string"));
        assert!(refusal(r#"{"query":"","variables":[]}"#).contains("`variables`"));
        assert!(refusal(r#"{"query":"","operationName":1}"#).contains("`operationName`"));
        assert!(refusal(r#"{"query":"","extensions":1}"#).contains("`extensions`"));
        let params = Params::from_json(br#"{"query":"{a}","operationName":null,"variables":{"a":1},"other":1}"#);
        let params = params.expect("understood");
        assert_eq!((params.query.as_str(), params.variables.len()), ("{a}", 1));
    }

    #[test]
    fn nested_json_is_bounded() {
        assert!(refusal(&"[".repeat(100_000)).contains("not JSON"));
    }

    #[test]
    fn a_get_has_the_same_parameters() {
        let params = Params::from_query("query=%7Ba%7D&variables=%7B%22a%22%3A1%7D&x=1").expect("understood");
        assert_eq!((params.query.as_str(), params.variables.len()), ("{a}", 1));
        assert!(Params::from_query("query=a&query=b").expect_err("refused").message.contains("twice"));
        assert!(Params::from_query("query=a&variables=b").expect_err("refused").message.contains("not JSON"));
    }
}

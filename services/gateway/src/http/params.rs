//! The parameters of a request: `query` or `documentId`, `operationName`, `variables`, `extensions`.

use async_graphql::Variables;
use serde_json::{Map, Value};

use crate::documents::Asked;
use crate::errors::{Code, Problem};

/// What a client wants to run.
#[derive(Debug, Default)]
pub struct Params {
    /// The document: its text, its hash, or both.
    pub document: Asked,
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
        let text = text_or_none(&mut map, "query")?;
        // Relay's name for the same is `doc_id`.
        let id = match text_or_none(&mut map, "documentId")? {
            None => text_or_none(&mut map, "doc_id")?,
            id => id,
        };
        let operation_name = text_or_none(&mut map, "operationName")?;
        let variables = match map.remove("variables") {
            Some(Value::Object(map)) => Variables::from_json(Value::Object(map)),
            Some(Value::Null) | None => Variables::default(),
            Some(_) => return Err(wrong("The parameter `variables` is an object.")),
        };
        let hash = match map.remove("extensions") {
            Some(Value::Object(mut extensions)) => persisted(&mut extensions)?,
            Some(Value::Null) | None => None,
            Some(_) => return Err(wrong("The parameter `extensions` is an object.")),
        };
        let by_extension = id.is_none() && hash.is_some();
        let document = Asked { text, id: id.or(hash), by_extension };
        if document.text.is_none() && document.id.is_none() {
            return Err(wrong("The parameter `query` is missing."));
        }
        Ok(Self { document, operation_name: operation_name.filter(|name| !name.is_empty()), variables })
    }

    /// From the query string of a GET.
    pub fn from_query(text: &str) -> Result<Self, Problem> {
        let mut map = Map::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let value = match name.as_ref() {
                "query" | "operationName" | "documentId" | "doc_id" => Value::String(value.into_owned()),
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

/// A member that is a string, if it is there.
fn text_or_none(map: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Problem> {
    match map.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(wrong(format!("The parameter `{name}` is a string."))),
    }
}

/// The hash in Apollo's extension `persistedQuery`.
fn persisted(extensions: &mut Map<String, Value>) -> Result<Option<String>, Problem> {
    match extensions.remove("persistedQuery") {
        Some(Value::Object(mut persisted)) => text_or_none(&mut persisted, "sha256Hash"),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(wrong("The extension `persistedQuery` is an object.")),
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
        assert_eq!((params.document.text.as_deref(), params.variables.len()), (Some("{a}"), 1));
    }

    #[test]
    fn a_document_may_be_named_by_its_hash_in_three_ways() {
        for (json, by_extension) in [
            (r#"{"documentId":"sha256:00"}"#, false),
            (r#"{"doc_id":"sha256:00"}"#, false),
            (r#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"sha256:00"}}}"#, true),
        ] {
            let document = Params::from_json(json.as_bytes()).expect("understood").document;
            assert_eq!(document, Asked { text: None, id: Some("sha256:00".into()), by_extension }, "{json}");
        }
        let by_get = Params::from_query("documentId=sha256:00").expect("understood").document;
        assert_eq!(by_get.id.as_deref(), Some("sha256:00"));
        assert!(refusal(r#"{"documentId":1}"#).contains("`documentId`"));
        assert!(refusal(r#"{"extensions":{"persistedQuery":1}}"#).contains("`persistedQuery`"));
    }

    #[test]
    fn nested_json_is_bounded() {
        assert!(refusal(&"[".repeat(100_000)).contains("not JSON"));
    }

    #[test]
    fn a_get_has_the_same_parameters() {
        let params = Params::from_query("query=%7Ba%7D&variables=%7B%22a%22%3A1%7D&x=1").expect("understood");
        assert_eq!((params.document.text.as_deref(), params.variables.len()), (Some("{a}"), 1));
        assert!(Params::from_query("query=a&query=b").expect_err("refused").message.contains("twice"));
        assert!(Params::from_query("query=a&variables=b").expect_err("refused").message.contains("not JSON"));
    }
}

//! Multipart requests (the GraphQL multipart request specification): `operations`, `map`, then one file, which is handed
//! on as it flows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use multer::{Constraints, Field, Multipart, SizeLimit};
use serde_json::{Map, Value};

use super::body::BodyError;
use super::params::Params;
use crate::errors::{Code, Problem};

/// What stands at the place of the file in the variables.
pub const MARKER: &str = "#upload";

/// The file of a request, to be taken once.
#[derive(Clone, Default)]
pub struct Uploads(Arc<Mutex<Option<File>>>);

impl Uploads {
    /// The file; `None` where there is none or it was taken.
    pub fn take(&self) -> Option<File> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A file on its way in.
pub struct File {
    /// The name that the client gave, cut at 255 characters. Never a path.
    pub name: String,
    field: Field<'static>,
}

impl File {
    /// The bytes as they come.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, FileError>> + Send + 'static {
        self.field.map(|chunk| chunk.map_err(|error| FileError::of(&error)))
    }
}

/// Why a file ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// The request is larger than the gateway takes.
    TooLarge,
    /// The connection broke or was silent, or the form is malformed.
    Broken,
}

impl FileError {
    fn of(error: &multer::Error) -> Self {
        match cause(error) {
            Some(BodyError::TooLarge(_)) => Self::TooLarge,
            _ => Self::Broken,
        }
    }
}

fn cause(error: &multer::Error) -> Option<BodyError> {
    match error {
        multer::Error::StreamReadFailed(source) => source.downcast_ref().copied(),
        _ => None,
    }
}

/// Why a multipart request cannot be used.
#[derive(Debug)]
pub enum UploadError {
    /// The body is too large, too slow or broken.
    Body(BodyError),
    /// It is not what the specification says.
    Invalid(Problem),
}

/// Reads `operations` and `map` and stops at the file.
pub async fn read(
    body: impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static,
    boundary: String,
    max_json: usize,
) -> Result<(Params, Uploads), UploadError> {
    let limits = SizeLimit::new().for_field("operations", max_json as u64).for_field("map", 4096);
    let mut form = Multipart::with_constraints(body, boundary, Constraints::new().size_limit(limits));
    let operations = text_part(&mut form, "operations").await?;
    let map = text_part(&mut form, "map").await?;

    let mut operations: Map<String, Value> = match serde_json::from_slice(&operations) {
        Ok(Value::Object(map)) => map,
        Ok(Value::Array(_)) => return Err(invalid("Batches are not supported: send one operation in each request.")),
        _ => return Err(invalid("The part `operations` is not a JSON object.")),
    };
    let map: HashMap<String, Vec<String>> =
        serde_json::from_slice(&map).map_err(|_| invalid("The part `map` is not a JSON object of lists of paths."))?;
    let uploads = Uploads::default();
    let Some((part, paths)) = map.iter().next() else { return Ok((params(operations)?, uploads)) };
    if map.len() > 1 || paths.len() > 1 {
        return Err(invalid("A request carries one file, at one place."));
    }
    for path in paths {
        place(&mut operations, path)
            .ok_or_else(|| invalid("The part `map` names a variable that is not there or not null."))?;
    }

    let file = form.next_field().await.map_err(|error| refused(&error))?;
    let file = file.filter(|field| field.name() == Some(part.as_str()));
    let field = file.ok_or_else(|| invalid("The file has to follow the part `map`, under the name given there."))?;
    let name = field.file_name().unwrap_or("upload").chars().filter(|c| !c.is_control()).take(255).collect();
    *uploads.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(File { name, field });
    Ok((params(operations)?, uploads))
}

async fn text_part(form: &mut Multipart<'static>, name: &str) -> Result<Bytes, UploadError> {
    let field = form.next_field().await.map_err(|error| refused(&error))?;
    match field.filter(|field| field.name() == Some(name)) {
        Some(field) => field.bytes().await.map_err(|error| refused(&error)),
        None => {
            Err(invalid(format!("The parts of the form are `operations`, `map` and the file: `{name}` is missing.")))
        }
    }
}

/// Puts the marker at a path such as `variables.input.archive`, where a null has to be.
fn place(operations: &mut Map<String, Value>, path: &str) -> Option<()> {
    let mut steps = path.split('.');
    let mut at = operations.get_mut(steps.next().filter(|step| *step == "variables")?)?;
    for step in steps {
        at = match at {
            Value::Object(map) => map.get_mut(step)?,
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    at.is_null().then(|| *at = Value::String(MARKER.to_owned()))
}

fn params(operations: Map<String, Value>) -> Result<Params, UploadError> {
    Params::from_map(operations).map_err(UploadError::Invalid)
}

fn invalid(message: impl Into<String>) -> UploadError {
    UploadError::Invalid(Problem::new(Code::BadUserInput, message))
}

fn refused(error: &multer::Error) -> UploadError {
    match (cause(error), error) {
        (Some(body), _) => UploadError::Body(body),
        (None, multer::Error::FieldSizeExceeded { limit, .. }) => UploadError::Body(BodyError::TooLarge(*limit)),
        _ => invalid("The body is not a multipart form."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn parse(parts: &[(&str, &str)]) -> Result<(Params, Uploads), UploadError> {
        let part = |(name, value): &(&str, &str)| {
            let file = if name.len() == 1 { "; filename=\"site.zip\"" } else { "" };
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
        };
        let text = parts.iter().map(part).collect::<String>() + "--x--\r\n";
        read(futures::stream::once(async { Ok(Bytes::from(text)) }), "x".into(), 1000).await
    }

    const OPERATIONS: &str = r#"{"query":"mutation($f:Upload){a(f:$f)}","variables":{"f":null,"l":[null]}}"#;

    #[tokio::test]
    async fn the_file_follows_as_a_stream() {
        let parts = [("operations", OPERATIONS), ("map", r#"{"0":["variables.f"]}"#), ("0", "hello")];
        let (params, uploads) = parse(&parts).await.expect("understood");
        assert_eq!(params.variables.get("f"), Some(&MARKER.into()));
        let file = uploads.take().expect("a file");
        assert_eq!(file.name, "site.zip");
        let bytes: Vec<_> = file.into_stream().map(|chunk| chunk.expect("whole").to_vec()).concat().await;
        assert_eq!(bytes, b"hello");
        assert!(uploads.take().is_none());
    }

    #[tokio::test]
    async fn what_is_not_by_the_specification_is_refused() {
        for (parts, what) in [
            (vec![("map", "{}")], "`operations` is missing"),
            (vec![("operations", "[]"), ("map", "{}")], "Batches"),
            (vec![("operations", "1"), ("map", "{}")], "not a JSON object"),
            (vec![("operations", OPERATIONS)], "`map` is missing"),
            (vec![("operations", OPERATIONS), ("map", "[]")], "lists of paths"),
            (vec![("operations", OPERATIONS), ("map", r#"{"0":["variables.g"]}"#), ("0", "")], "not there"),
            (vec![("operations", OPERATIONS), ("map", r#"{"0":["query"]}"#), ("0", "")], "not there"),
            (vec![("operations", OPERATIONS), ("map", r#"{"0":["variables.l.7"]}"#), ("0", "")], "not there"),
            (vec![("operations", OPERATIONS), ("map", r#"{"0":["variables.f","variables.l.0"]}"#)], "one file"),
            (vec![("operations", OPERATIONS), ("map", r#"{"0":["variables.f"]}"#)], "has to follow"),
        ] {
            match parse(&parts).await {
                Err(UploadError::Invalid(problem)) => assert!(problem.message.contains(what), "{}", problem.message),
                other => panic!("{what}: {:?}", other.map(|_| ())),
            }
        }
    }

    #[tokio::test]
    async fn large_json_is_refused() {
        let long = format!("{{\"query\":\"{}\"}}", "a".repeat(2000));
        assert!(matches!(parse(&[("operations", &long)]).await, Err(UploadError::Body(BodyError::TooLarge(_)))));
    }
}

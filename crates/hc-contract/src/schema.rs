//! JSON Schema (draft 7, as AsyncAPI has it) of payloads in ProtoJSON, as they are really written: 64-bit integers as
//! strings, enums by name, instants as RFC 3339.

use std::collections::BTreeMap;

use anyhow::bail;
use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use crate::comments::Commented;

/// Schemas by name, each made once.
#[derive(Debug, Default)]
pub struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    /// The schemas, for `components.schemas`.
    pub fn into_inner(self) -> BTreeMap<String, Value> {
        self.0
    }

    /// Adds a message and all that it is made of; answers a reference to it.
    pub fn message(&mut self, message: &MessageDescriptor) -> anyhow::Result<Value> {
        let name = message.name().to_owned();
        if !self.0.contains_key(&name) {
            self.0.insert(name.clone(), Value::Null); // messages may contain themselves
            let mut properties = Map::new();
            for field in message.fields() {
                properties.insert(field.json_name().to_owned(), self.field(&field)?);
            }
            let mut schema = Map::from_iter([
                ("title".to_owned(), json!(name)),
                ("type".to_owned(), json!("object")),
                ("description".to_owned(), json!(message.comment())),
                ("properties".to_owned(), properties.into()),
            ]);
            if message
                .descriptor_proto()
                .options
                .as_ref()
                .is_some_and(prost_reflect::prost_types::MessageOptions::deprecated)
            {
                schema.insert("deprecated".to_owned(), json!(true));
            }
            self.0.insert(name.clone(), schema.into());
        }
        Ok(reference(&name))
    }

    fn field(&mut self, field: &FieldDescriptor) -> anyhow::Result<Value> {
        if field.is_map() {
            bail!("{}: maps have no schema here yet", field.full_name());
        }
        let one = self.kind(field)?;
        let schema = if field.is_list() { json!({ "type": "array", "items": one }) } else { one };
        Ok(described(schema, &field.comment()))
    }

    fn kind(&mut self, field: &FieldDescriptor) -> anyhow::Result<Value> {
        Ok(match field.kind() {
            Kind::String => json!({ "type": "string" }),
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Double | Kind::Float => json!({ "type": "number" }),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => json!({ "type": "integer", "format": "int32" }),
            Kind::Uint32 | Kind::Fixed32 => json!({ "type": "integer", "format": "uint32", "minimum": 0 }),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
                json!({ "type": "string", "format": "int64", "pattern": "^-?[0-9]{1,19}$" })
            }
            Kind::Uint64 | Kind::Fixed64 => json!({ "type": "string", "format": "uint64", "pattern": "^[0-9]{1,20}$" }),
            Kind::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Enum(kind) => self.r#enum(&kind),
            Kind::Message(message) if message.full_name() == "google.protobuf.Timestamp" => {
                json!({ "type": "string", "format": "date-time" })
            }
            Kind::Message(message) if message.package_name().starts_with("google.") => {
                bail!("{}: {} has no schema here yet", field.full_name(), message.full_name());
            }
            Kind::Message(message) => self.message(&message)?,
        })
    }

    /// An open set: values are added, and a consumer takes one that it does not know for the first. So no `enum`, which
    /// validators would enforce.
    fn r#enum(&mut self, kind: &EnumDescriptor) -> Value {
        let name = kind.name().to_owned();
        let values: Vec<_> = kind.values().map(|value| value.name().to_owned()).collect();
        let lines = kind.values().map(|value| format!("- `{}`: {}", value.name(), value.comment()));
        let lines: Vec<_> = lines.collect();
        let description = format!(
            "{}\nValues may be added; read an unknown one as the first.\n\n{}",
            kind.comment(),
            lines.join("\n")
        );
        let schema = json!({
            "title": name, "type": "string", "description": description, "examples": values.get(1..2).unwrap_or_default(),
            "x-extensible-enum": values,
        });
        self.0.insert(name.clone(), schema);
        reference(&name)
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// In draft 7 nothing counts beside a `$ref`, hence `allOf`.
fn described(schema: Value, description: &str) -> Value {
    if description.is_empty() {
        return schema;
    }
    if schema.get("$ref").is_some() {
        return json!({ "description": description, "allOf": [schema] });
    }
    let mut schema = schema;
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), json!(description));
    }
    schema
}

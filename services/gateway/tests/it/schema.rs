//! The schema: what front-end teams build on is in it, all of it is described, and the committed text is what is served.

use std::collections::BTreeMap;
use std::process::Command;

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
};

const CORE: &str = include_str!("../graphql-core.graphql");
const COMMITTED: &str = include_str!("../../schema.graphql");

/// All types by their names; what extends one stands beside it.
fn definitions(sdl: &str) -> Vec<(String, TypeDefinition)> {
    let document = parse_schema(sdl).expect("a schema");
    let definitions = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node)),
        _ => None,
    });
    definitions.collect()
}

/// The types of a schema that extends none.
fn types(sdl: &str) -> BTreeMap<String, TypeDefinition> {
    let definitions = definitions(sdl);
    let count = definitions.len();
    let types = BTreeMap::from_iter(definitions);
    assert_eq!(types.len(), count, "a type is defined twice");
    types
}

/// Everything in a type, one line each: `Invoice.total: Money!`, `QueryRoot.node(id: ID!)`, `Role = OWNER`.
fn lines(name: &str, definition: &TypeDefinition) -> Vec<String> {
    let mut lines = vec![format!("{} {name}", kind(&definition.kind))];
    let mut fields = |fields: &[Positioned<FieldDefinition>]| {
        for field in fields {
            lines.push(format!("{name}.{}: {}", field.node.name.node, field.node.ty.node));
            for argument in &field.node.arguments {
                let (argument, of) = (&argument.node, &field.node.name.node);
                lines.push(format!("{name}.{of}({}: {})", argument.name.node, argument.ty.node));
            }
        }
    };
    match &definition.kind {
        TypeKind::Object(object) => {
            fields(&object.fields);
            lines.extend(object.implements.iter().map(|of| format!("{name} implements {}", of.node)));
        }
        TypeKind::Interface(interface) => fields(&interface.fields),
        TypeKind::InputObject(input) => {
            lines.extend(input.fields.iter().map(|f| format!("{name}.{}: {}", f.node.name.node, f.node.ty.node)));
        }
        TypeKind::Enum(values) => {
            lines.extend(values.values.iter().map(|value| format!("{name} = {}", value.node.value.node)));
        }
        TypeKind::Scalar | TypeKind::Union(_) => {}
    }
    lines
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Scalar => "scalar",
        TypeKind::Object(_) => "type",
        TypeKind::Interface(_) => "interface",
        TypeKind::Union(_) => "union",
        TypeKind::Enum(_) => "enum",
        TypeKind::InputObject(_) => "input",
    }
}

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let printed = Command::new(env!("CARGO_BIN_EXE_gateway")).arg("schema").output().unwrap().stdout;
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed == COMMITTED, "services/gateway/schema.graphql is old: cargo run -p gateway -- schema > it");
}

#[test]
fn all_of_the_core_is_there() {
    let ours = types(COMMITTED);
    let mut missing = Vec::new();
    for (name, definition) in definitions(CORE) {
        let found = ours.get(&name).map(|definition| lines(&name, definition)).unwrap_or_default();
        missing.extend(lines(&name, &definition).into_iter().filter(|line| !found.contains(line)));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(COMMITTED.contains("query: QueryRoot") && COMMITTED.contains("subscription: SubscriptionRoot"));
}

#[test]
fn everything_is_described() {
    let mut silent = Vec::new();
    let mut check = |path: String, description: &Option<Positioned<String>>| {
        if description.as_ref().is_none_or(|text| text.node.trim().is_empty()) {
            silent.push(path);
        }
    };
    for (name, definition) in types(COMMITTED) {
        check(name.clone(), &definition.description);
        let mut inputs = |of: &str, inputs: &[Positioned<InputValueDefinition>]| {
            for input in inputs {
                check(format!("{of}.{}", input.node.name.node), &input.node.description);
            }
        };
        match &definition.kind {
            TypeKind::Object(object) => {
                for field in &object.fields {
                    inputs(&format!("{name}.{}", field.node.name.node), &field.node.arguments);
                }
                for field in &object.fields {
                    check(format!("{name}.{}", field.node.name.node), &field.node.description);
                }
            }
            TypeKind::Interface(interface) => {
                for field in &interface.fields {
                    check(format!("{name}.{}", field.node.name.node), &field.node.description);
                }
            }
            TypeKind::InputObject(input) => inputs(&name, &input.fields),
            TypeKind::Enum(values) => {
                for value in &values.values {
                    check(format!("{name}.{}", value.node.value.node), &value.node.description);
                }
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    assert!(silent.is_empty(), "without a description: {}", silent.join(", "));
}

//! Which fields of the schema answer lists, read from its own SDL, so that the cost of a list is known without the types.

use std::collections::HashSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, TypeKind, TypeSystemDefinition};

/// The fields that answer several objects, by name.
#[derive(Debug, Default)]
pub struct Lists {
    paged: HashSet<String>,
    by_ids: HashSet<String>,
    plain: HashSet<String>,
}

/// How many objects a field without `first` and `last` is taken to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// One object.
    One,
    /// A few: a list that has an end, such as the lines of an invoice.
    Few,
    /// A page: what `first` or `last` say, else the default.
    Page,
    /// One for each of the `ids`; where there are none, the field is a connection's and counted there.
    Ids,
}

impl Lists {
    /// Reads the lists from a schema. A schema that cannot be read is a mistake in this program: see the test of the SDL.
    pub fn of(sdl: &str) -> Self {
        let mut lists = Self::default();
        let Ok(document) = parse_schema(sdl) else { return lists };
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let TypeKind::Object(object) = definition.node.kind else { continue };
            // The nodes and edges of a connection are counted where the connection is asked for.
            let connection = definition.node.name.node.ends_with("Connection");
            for field in object.fields {
                let name = field.node.name.node.to_string();
                let takes = |name: &str| field.node.arguments.iter().any(|argument| argument.node.name.node == name);
                if takes("first") {
                    lists.paged.insert(name);
                } else if takes("ids") {
                    lists.by_ids.insert(name);
                } else if !connection && matches!(field.node.ty.node.base, BaseType::List(_)) {
                    lists.plain.insert(name);
                }
            }
        }
        lists
    }

    /// What a field of this name answers.
    pub fn size(&self, field: &str) -> Size {
        if self.paged.contains(field) {
            Size::Page
        } else if self.by_ids.contains(field) {
            Size::Ids
        } else if self.plain.contains(field) {
            Size::Few
        } else {
            Size::One
        }
    }
}

//! The size of an operation with its fragments resolved, each fragment measured once.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value as ConstValue, Variables};
use async_graphql_value::Value;

use super::DocumentSettings;
use super::lists::{Lists, Size};
use crate::errors::{Code, Problem};
use crate::schema::DEFAULT_PAGE;

/// What a list without a page size is taken to hold.
const FEW: u64 = 5;

/// Fields that are more than one value to read, and for how many they count: a walk over a whole record, and texts of up to
/// 64 KiB.
const HEAVY: [(&str, u64); 5] =
    [("auditVerification", 20_000), ("event", 20), ("received", 1_000), ("request", 50), ("response", 5)];

/// The size of a selection set, all fragments in it resolved.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Fields, at any level.
    pub fields: u64,
    /// Fields one inside the other.
    pub depth: u32,
    /// Selection sets one inside the other, those of fragments included.
    pub hops: u32,
    /// Fields at the top level.
    pub top: u64,
    /// Fields with an alias.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
    /// Values in arguments.
    pub values: u64,
    /// Fields in the answer, by the sizes of the lists around them.
    pub cost: u64,
}

impl Figures {
    fn add(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.hops = self.hops.max(other.hops);
        self.top = self.top.saturating_add(other.top);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.values = self.values.saturating_add(other.values);
        self.cost = self.cost.saturating_add(other.cost);
    }
}

/// The figures of one operation, and of the whole walk that the library makes over the document.
pub struct Measured {
    /// Of the operation to run.
    pub figures: Figures,
    /// Fields of all operations and all fragments, each fragment counted at every spread.
    pub walked: u64,
}

/// Measures the operation to run and the document around it.
pub fn measure(
    document: &ExecutableDocument,
    operation: &SelectionSet,
    variables: &Variables,
    lists: &Lists,
    limits: &DocumentSettings,
) -> Result<Measured, Problem> {
    let mut ruler = Ruler { variables: weigh(document, variables), lists, limits, fragments: HashMap::new() };
    let mut walked: u64 = 0;
    for name in order(document)? {
        if let Some(fragment) = document.fragments.get(name) {
            let mut figures = ruler.set(&fragment.node.selection_set.node)?;
            figures.directives = figures.directives.saturating_add(fragment.node.directives.len() as u64);
            walked = walked.saturating_add(figures.fields);
            ruler.fragments.insert(name, figures);
        }
    }
    for (_, other) in document.operations.iter() {
        walked = walked.saturating_add(ruler.set(&other.node.selection_set.node)?.fields);
    }
    Ok(Measured { figures: ruler.set(operation)?, walked })
}

/// A variable of the request: how many values it holds, and its number where it is one.
struct Weight {
    values: u64,
    number: Option<u64>,
}

struct Ruler<'d> {
    variables: HashMap<&'d str, Weight>,
    lists: &'d Lists,
    limits: &'d DocumentSettings,
    fragments: HashMap<&'d str, Figures>,
}

impl<'d> Ruler<'d> {
    /// Recurses as deep as the document's brackets, which were counted before.
    fn set(&self, set: &'d SelectionSet) -> Result<Figures, Problem> {
        let mut sum = Figures::default();
        for selection in &set.items {
            let mut part = match &selection.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node)?,
                // An unknown fragment is the validation's to report.
                Selection::FragmentSpread(spread) => {
                    self.fragments.get(spread.node.fragment_name.node.as_str()).copied().unwrap_or_default()
                }
            };
            for directive in selection.node.directives() {
                part.directives = part.directives.saturating_add(1);
                part.values = part.values.saturating_add(self.arguments(&directive.node.arguments));
            }
            sum.add(part);
        }
        sum.hops = sum.hops.saturating_add(1);
        Ok(sum)
    }

    fn field(&self, field: &'d Field) -> Result<Figures, Problem> {
        let inner = self.set(&field.selection_set.node)?;
        let size = match self.lists.size(&field.name.node) {
            Size::One => 1,
            Size::Few => FEW,
            Size::Page => self.page(field)?.unwrap_or(DEFAULT_PAGE),
            // A list's own value is counted with those in it.
            Size::Ids => field.get_argument("ids").map_or(1, |ids| self.values(&ids.node).saturating_sub(1)),
        };
        // The fields between a connection and its nodes are counted with them: an estimate, and on the safe side.
        let inside = inner.cost.saturating_mul(size);
        Ok(Figures {
            fields: inner.fields.saturating_add(1),
            depth: inner.depth.saturating_add(1),
            top: 1,
            aliases: inner.aliases.saturating_add(u64::from(field.alias.is_some())),
            values: inner.values.saturating_add(self.arguments(&field.arguments)),
            cost: inside.saturating_add(weight(&field.name.node)),
            ..inner
        })
    }

    /// The larger of `first` and `last`, each refused beyond the limit.
    fn page(&self, field: &'d Field) -> Result<Option<u64>, Problem> {
        let mut asked = None;
        for argument in ["first", "last"] {
            let number = match field.get_argument(argument).map(|value| &value.node) {
                Some(Value::Number(number)) => number.as_u64(),
                Some(Value::Variable(name)) => self.variables.get(name.as_str()).and_then(|weight| weight.number),
                _ => None,
            };
            if number.is_some_and(|number| number > self.limits.max_page) {
                let limit = self.limits.max_page;
                let message = format!("The argument `{argument}` of `{}` is at most {limit}.", field.name.node);
                return Err(Problem::new(Code::BadUserInput, message));
            }
            asked = asked.max(number);
        }
        Ok(asked)
    }

    fn arguments(&self, arguments: &'d [(Positioned<Name>, Positioned<Value>)]) -> u64 {
        arguments.iter().fold(0, |sum, (_, value)| sum.saturating_add(self.values(&value.node)))
    }

    fn values(&self, value: &'d Value) -> u64 {
        match value {
            Value::Variable(name) => self.variables.get(name.as_str()).map_or(1, |weight| weight.values),
            Value::List(items) => items.iter().fold(1, |sum, item| sum.saturating_add(self.values(item))),
            Value::Object(fields) => fields.values().fold(1, |sum, item| sum.saturating_add(self.values(item))),
            _ => 1,
        }
    }
}

/// What a field counts for by itself.
fn weight(field: &str) -> u64 {
    HEAVY.iter().find(|(heavy, _)| *heavy == field).map_or(1, |(_, weight)| *weight)
}

/// The variables as they will be used: the request's own, else the largest default that an operation gives.
fn weigh<'d>(document: &'d ExecutableDocument, variables: &'d Variables) -> HashMap<&'d str, Weight> {
    let mut weights = HashMap::new();
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            let name = definition.node.name.node.as_str();
            let default = definition.node.default_value.as_ref().map(|value| &value.node);
            let Some(value) = variables.get(name).or(default) else { continue };
            let number = if let ConstValue::Number(number) = value { number.as_u64() } else { None };
            let weight = weights.entry(name).or_insert(Weight { values: 0, number: None });
            weight.values = weight.values.max(count(value));
            weight.number = weight.number.max(number);
        }
    }
    weights
}

/// The values inside a value. JSON was parsed with a limit of its own on nesting, so this recursion is bounded.
fn count(value: &ConstValue) -> u64 {
    match value {
        ConstValue::List(items) => items.iter().fold(1, |sum, item| sum.saturating_add(count(item))),
        ConstValue::Object(fields) => fields.values().fold(1, |sum, item| sum.saturating_add(count(item))),
        _ => 1,
    }
}

/// The fragments, each after those that it spreads; an error if one reaches itself. No recursion: a chain of fragments
/// may be as long as the document.
fn order(document: &ExecutableDocument) -> Result<Vec<&str>, Problem> {
    enum Step<'d> {
        Enter(&'d str),
        Leave(&'d str),
    }
    let (mut open, mut done) = (HashSet::new(), HashSet::new());
    let mut sorted = Vec::with_capacity(document.fragments.len());
    for start in document.fragments.keys() {
        let mut stack = vec![Step::Enter(start.as_str())];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(name) if done.contains(name) => {}
                Step::Enter(name) if open.insert(name) => {
                    stack.push(Step::Leave(name));
                    let mut spreads = Vec::new();
                    if let Some(fragment) = document.fragments.get(name) {
                        collect(&fragment.node.selection_set.node, &mut spreads);
                    }
                    stack.extend(spreads.into_iter().map(Step::Enter));
                }
                Step::Enter(name) => {
                    let message = format!("The fragment \"{name}\" spreads itself.");
                    return Err(Problem::new(Code::BadUserInput, message));
                }
                Step::Leave(name) => {
                    open.remove(name);
                    done.insert(name);
                    sorted.push(name);
                }
            }
        }
    }
    Ok(sorted)
}

fn collect<'d>(set: &'d SelectionSet, into: &mut Vec<&'d str>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => collect(&field.node.selection_set.node, into),
            Selection::InlineFragment(inline) => collect(&inline.node.selection_set.node, into),
            Selection::FragmentSpread(spread) => into.push(spread.node.fragment_name.node.as_str()),
        }
    }
}

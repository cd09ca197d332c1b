//! What is checked before the library sees a document: its walks double with every level of fragments that spread the
//! next one twice, so everything here is linear in the document's size, and what it lets through is small.

mod figures;
mod lists;
mod tokens;

use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet, VariableDefinition};
use async_graphql::parser::{self};
use async_graphql::{Positioned, Value, Variables};
use serde::Deserialize;

pub use lists::Lists;

use crate::errors::{Code, Place, Problem};

/// The root fields that take a secret which can be guessed, or that send a mail to whoever is named; one operation has one
/// of them at most, so that aliases can multiply neither guesses nor mails.
const CREDENTIALS: [&str; 9] = [
    "acceptInvitation",
    "changePassword",
    "logIn",
    "previewInvitation",
    "refreshTokens",
    "register",
    "requestPasswordReset",
    "resetPassword",
    "verifyEmail",
];

/// The root fields that work without a token. An operation of these alone is run even when the token sent with it has
/// expired: a client that renews its tokens often still sends the old one.
const TOKENLESS: [&str; 8] = [
    "__typename",
    "logIn",
    "previewInvitation",
    "refreshTokens",
    "register",
    "requestPasswordReset",
    "resetPassword",
    "verifyEmail",
];

/// The root fields whose answer is the same for everybody and changes seldom.
const CATALOGUE: [&str; 3] = ["__typename", "plans", "regions"];

/// `[document]`: how large an operation may be.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "in the file each key says that it is a limit")]
pub struct DocumentSettings {
    /// Bytes of the document's text. Default 64 KiB.
    pub max_bytes: usize,
    /// Lexical tokens of the document. Default 8,000.
    pub max_tokens: usize,
    /// Brackets of any kind open at once. Default 40; the parser itself stops at 64.
    pub max_nesting: usize,
    /// Fields one inside the other, fragments resolved. Default 16: an introspection query has 15.
    pub max_depth: u32,
    /// Fields of an operation, every spread of a fragment counted anew. Default 2,000.
    pub max_fields: u64,
    /// Fields at the root of an operation. Default 20.
    pub max_root_fields: u64,
    /// Aliases of an operation. Default 100.
    pub max_aliases: u64,
    /// Directives of an operation. Default 100.
    pub max_directives: u64,
    /// Values in arguments, those inside variables counted at each use. Default 20,000.
    pub max_values: u64,
    /// Objects and fields that an operation may answer, estimated from `first` and `last`; what is more work than to read
    /// a row counts as many. Default 200,000.
    pub max_cost: u64,
    /// Items asked for with `first` or `last`. Default 100.
    pub max_page: u64,
}

impl Default for DocumentSettings {
    fn default() -> Self {
        Self {
            max_bytes: 64 * 1024,
            max_tokens: 8_000,
            max_nesting: 40,
            max_depth: 16,
            max_fields: 2_000,
            max_root_fields: 20,
            max_aliases: 100,
            max_directives: 100,
            max_values: 20_000,
            max_cost: 200_000,
            max_page: 100,
        }
    }
}

/// A document that may be executed.
#[derive(Debug)]
pub struct Admitted {
    /// The parsed document, to be handed to the library as it is.
    pub document: ExecutableDocument,
    /// What the operation to run is.
    pub kind: OperationType,
    /// The estimate that the rate limit is charged with, at least 1.
    pub cost: u64,
    /// Whether a token that came with the request has to be valid.
    pub needs_caller: bool,
    /// Whether the operation has a field of [`CREDENTIALS`].
    pub credential: bool,
    /// Whether it reads the catalogue and nothing else, so that one answer may serve many who ask as strangers.
    pub catalogue: bool,
}

/// Parses a text that is within the limits.
pub fn parse(text: &str, limits: &DocumentSettings) -> Result<ExecutableDocument, Problem> {
    tokens::check(text, limits)?;
    parser::parse_query(text).map_err(|error| syntax(&error))
}

/// Checks a document against the limits.
pub fn admit(
    document: ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Variables,
    lists: &Lists,
    limits: &DocumentSettings,
) -> Result<Admitted, Problem> {
    let chosen = choose(&document, operation_name)?;
    let kind = chosen.kind;
    let measured = figures::measure(&document, chosen.set, variables, lists, limits)?;

    within("fields", measured.walked, limits.max_fields.saturating_mul(5))?;
    within("fields", measured.figures.fields, limits.max_fields)?;
    within("levels of fields", measured.figures.depth.into(), limits.max_depth.into())?;
    // The library counts fragments as levels too, and stops at 32 with an error of its own.
    within("levels of selections and fragments", measured.figures.hops.into(), 30)?;
    within("fields at its root", measured.figures.top, limits.max_root_fields)?;
    within("aliases", measured.figures.aliases, limits.max_aliases)?;
    within("directives", measured.figures.directives, limits.max_directives)?;
    within("values in arguments", measured.figures.values, limits.max_values)?;
    within("objects and fields in its answer (an estimate)", measured.figures.cost, limits.max_cost)?;

    check_variables(chosen.variables, variables)?;
    let roots = Roots::of(&document, chosen.set);
    let secrets = roots.fields.iter().filter(|(_, name)| CREDENTIALS.contains(name)).count();
    if secrets > 1 {
        return Err(Problem::new(
            Code::QueryTooComplex,
            format!("An operation has at most one of the fields {}.", CREDENTIALS.join(", ")),
        ));
    }
    roots.check(kind)?;
    Ok(Admitted {
        kind,
        cost: measured.figures.cost.max(1),
        needs_caller: !roots.fields.iter().all(|(_, name)| TOKENLESS.contains(name)),
        credential: secrets > 0,
        catalogue: kind == OperationType::Query && roots.fields.iter().all(|(_, name)| CATALOGUE.contains(name)),
        document,
    })
}

struct Chosen<'d> {
    kind: OperationType,
    set: &'d SelectionSet,
    variables: &'d [Positioned<VariableDefinition>],
}

/// The operation that a request means: the named one, or the only one.
fn choose<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Result<Chosen<'d>, Problem> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(wanted) => operations.find(|(name, _)| name.is_some_and(|name| name.as_str() == wanted)),
        None if operations.len() == 1 => operations.next(),
        None => {
            let text = "The document has several operations: say which one to run with operationName.";
            return Err(Problem::new(Code::BadUserInput, text));
        }
    };
    let (_, operation) =
        found.ok_or_else(|| Problem::new(Code::BadUserInput, "The document has no operation with that name."))?;
    let operation = &operation.node;
    Ok(Chosen { kind: operation.ty, set: &operation.selection_set.node, variables: &operation.variable_definitions })
}

/// Refuses an operation that lacks a variable that it needs. The library would notice where the variable is used, when
/// another mutation before it has been executed already.
fn check_variables(definitions: &[Positioned<VariableDefinition>], given: &Variables) -> Result<(), Problem> {
    for definition in definitions {
        let name = &definition.node.name.node;
        let needed = !definition.node.var_type.node.nullable;
        let missing = match given.get(name) {
            None => definition.node.default_value.is_none(),
            Some(value) => *value == Value::Null,
        };
        if needed && missing {
            let place = Place { line: definition.pos.line, column: definition.pos.column };
            let problem = Problem::new(Code::BadUserInput, format!("The variable ${name} is required."));
            return Err(problem.at(vec![place]));
        }
    }
    Ok(())
}

/// The fields at the root of an operation, with fragments resolved: response key and name.
struct Roots<'d> {
    fields: Vec<(&'d str, &'d str)>,
}

impl<'d> Roots<'d> {
    /// To be called after the counts are known to be small.
    fn of(document: &'d ExecutableDocument, set: &'d SelectionSet) -> Self {
        let mut roots = Self { fields: Vec::new() };
        roots.collect(document, set);
        roots
    }

    fn collect(&mut self, document: &'d ExecutableDocument, set: &'d SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    self.fields.push((field.node.response_key().node.as_str(), field.node.name.node.as_str()));
                }
                Selection::InlineFragment(inline) => self.collect(document, &inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.collect(document, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn check(&self, kind: OperationType) -> Result<(), Problem> {
        match kind {
            OperationType::Query => Ok(()),
            // The library runs a root field once for each time it is selected, where the specification merges them.
            OperationType::Mutation => {
                let mut keys: Vec<_> = self.fields.iter().map(|(key, _)| *key).collect();
                keys.sort_unstable();
                match keys.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first()).flatten()) {
                    Some(key) => Err(Problem::new(
                        Code::BadUserInput,
                        format!("A mutation selects \"{key}\" twice: give each its own alias."),
                    )),
                    None => Ok(()),
                }
            }
            OperationType::Subscription if self.fields.len() == 1 => Ok(()),
            OperationType::Subscription => {
                Err(Problem::new(Code::BadUserInput, "A subscription selects exactly one field at its root."))
            }
        }
    }
}

fn within(what: &str, found: u64, limit: u64) -> Result<(), Problem> {
    if found <= limit {
        return Ok(());
    }
    Err(Problem::new(Code::QueryTooComplex, format!("The operation has too many {what}: {limit} are allowed.")))
}

/// The parser's message shows the line of the document in which it stopped, which may hold a secret: the place is enough.
fn syntax(error: &parser::Error) -> Problem {
    let places: Vec<_> = error.positions().map(|at| Place { line: at.line, column: at.column }).collect();
    let message = match error {
        parser::Error::Syntax { .. } => match places.first() {
            Some(at) => format!("Syntax error at line {}, column {}.", at.line, at.column),
            None => "Syntax error.".to_owned(),
        },
        other => format!("Invalid document: {other}"),
    };
    Problem::new(Code::BadUserInput, message).at(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        Lists::of(
            "type QueryRoot { nodes(ids: [ID!]!): [Organization]! organizations(first: Int, last: Int): OrganizationConnection! regions: [Region!]! }
             type OrganizationConnection { nodes: [Organization!]! } type Organization { id: ID! instances(first: Int): InstanceConnection! }
             type InstanceConnection { nodes: [Instance!]! } type Instance { id: ID! } type Region { id: ID! }
             schema { query: QueryRoot }",
        )
    }

    fn admit(text: &str, operation_name: Option<&str>, variables: &Variables) -> Result<Admitted, Problem> {
        let limits = DocumentSettings::default();
        super::admit(parse(text, &limits)?, operation_name, variables, &lists(), &limits)
    }

    fn check(text: &str) -> Result<Admitted, Problem> {
        admit(text, None, &Variables::default())
    }

    fn refusal(text: &str) -> String {
        check(text).expect_err("the document is refused").message
    }

    fn fan_out(levels: usize) -> String {
        let spread = |level| format!("fragment f{level} on QueryRoot {{ ...f{0} ...f{0} }}", level + 1);
        let fragments: Vec<_> = (0..levels).map(spread).collect();
        format!("{{ ...f0 }} {} fragment f{levels} on QueryRoot {{ __typename }}", fragments.join(" "))
    }

    #[test]
    fn fragments_that_double_at_every_level_are_counted_not_walked() {
        assert!(check(&fan_out(4)).is_ok());
        for levels in [12, 25, 200, 400] {
            assert!(refusal(&fan_out(levels)).contains("too many fields"), "{levels} levels");
        }
    }

    #[test]
    fn twenty_levels_are_refused_and_introspection_is_not() {
        let deep = format!("{}id{}", "{ a ".repeat(19) + "{ ", " }".repeat(20));
        assert!(refusal(&deep).contains("levels of fields"));
        let introspection = "query { __schema { types { ...FullType } } }
            fragment FullType on __Type { fields { args { ...InputValue } } }
            fragment InputValue on __InputValue { type { ...TypeRef } }
            fragment TypeRef on __Type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType { ofType {
              kind name } } } } } } } } } }";
        assert!(check(introspection).is_ok());
    }

    #[test]
    fn a_fragment_that_reaches_itself_is_refused() {
        assert!(refusal("{ ...a } fragment a on T { ...b } fragment b on T { ...a }").contains("spreads itself"));
        assert!(refusal("{ x } fragment a on T { b { ...a } }").contains("spreads itself"));
    }

    #[test]
    fn page_sizes_are_limited_and_multiply() {
        assert!(refusal("{ organizations(first: 100000) { nodes { id } } }").contains("at most 100"));
        assert!(refusal("query ($n: Int = 101) { organizations(last: $n) { nodes { id } } }").contains("at most 100"));
        let one = check("{ organizations(first: 10) { nodes { id } } }").expect("admitted").cost;
        let two = check("{ organizations(first: 20) { nodes { id } } }").expect("admitted").cost;
        assert_eq!((one, two), (21, 41));
        let nested =
            "{ organizations(first: 100) { nodes { instances(first: 100) { nodes { a: id b: id c: id d: id e: id
            f: id g: id h: id i: id j: id k: id l: id m: id n: id o: id p: id q: id r: id s: id t: id } } } } }";
        assert!(refusal(nested).contains("in its answer"));
    }

    #[test]
    fn a_field_that_is_work_for_its_owner_costs_more() {
        let verify =
            |first| format!("{{ organizations(first: {first}) {{ nodes {{ auditVerification {{ valid }} }} }} }}");
        assert!(check(&verify(5)).expect("admitted").cost > 100_000);
        assert!(refusal(&verify(20)).contains("in its answer"));
    }

    #[test]
    fn objects_by_their_ids_are_counted_by_the_ids() {
        let literal = check("{ nodes(ids: [\"a\", \"b\", \"c\"]) { id } }").expect("admitted").cost;
        let variables = Variables::from_json(serde_json::json!({ "ids": ["a", "b", "c"] }));
        let text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let variable = admit(text, None, &variables).expect("admitted").cost;
        assert_eq!((literal, variable), (4, 4));
    }

    #[test]
    fn a_page_size_in_a_variable_counts() {
        let variables = Variables::from_json(serde_json::json!({ "n": 5000 }));
        let text = "query ($n: Int) { organizations(first: $n) { nodes { id } } }";
        let refused = admit(text, None, &variables);
        assert_eq!(refused.expect_err("refused").code, Code::BadUserInput);
    }

    #[test]
    fn guesses_are_not_multiplied_by_aliases_or_fragments() {
        assert!(refusal("mutation { a: logIn { x } b: logIn { x } }").contains("at most one of the fields"));
        assert!(
            refusal("mutation { a: logIn { x } ...f } fragment f on M { b: register { x } }").contains("at most one")
        );
        let one = check("mutation { logIn { x } }").expect("admitted");
        assert!(one.credential && !one.needs_caller);
        assert!(check("mutation { logIn { x } logOut { x } }").expect("admitted").needs_caller);
        let forgotten = check("mutation { requestPasswordReset { x } }").expect("admitted");
        assert!(forgotten.credential && !forgotten.needs_caller, "who has lost the password has no token");
        assert!(refusal("{ a: previewInvitation { x } b: previewInvitation { x } }").contains("at most one"));
        let invited = check("{ previewInvitation { x } }").expect("admitted");
        assert!(invited.credential && !invited.needs_caller, "who is invited may have no account yet");
    }

    #[test]
    fn a_mutation_selects_each_key_once() {
        assert!(refusal("mutation { placeOrder { x } placeOrder { y } }").contains("twice"));
        assert!(check("mutation { a: placeOrder { x } b: placeOrder { y } }").is_ok());
    }

    #[test]
    fn a_variable_that_is_needed_has_to_be_there() {
        let text = "mutation ($a: ID!, $b: ID! = 1, $c: ID) { x(a: $a, b: $b, c: $c) { y } }";
        let run = |json| admit(text, None, &Variables::from_json(json));
        assert!(run(serde_json::json!({ "a": "1" })).is_ok());
        for json in [serde_json::json!({}), serde_json::json!({ "a": null }), serde_json::json!({ "a": 1, "b": null })]
        {
            assert!(run(json).expect_err("refused").message.contains("is required"));
        }
    }

    #[test]
    fn a_subscription_has_one_root_field() {
        assert!(refusal("subscription { a b }").contains("exactly one"));
        assert!(check("subscription { a { b } }").is_ok());
    }

    #[test]
    fn many_aliases_directives_root_fields_and_values_are_refused() {
        let aliases = (0..150).map(|n| format!("a{n}: id")).collect::<Vec<_>>().join(" ");
        assert!(refusal(&format!("{{ x {{ {aliases} }} }}")).contains("aliases"));
        let directives = " @skip(if: false)".repeat(120);
        assert!(refusal(&format!("{{ x {directives} }}")).contains("directives"));
        assert!(refusal(&format!("{{ {} }}", "x ".repeat(30))).contains("at its root"));
        let variables = Variables::from_json(serde_json::json!({ "v": vec![1; 5000] }));
        let uses = (0..10).map(|n| format!("x{n}(a: $v)")).collect::<Vec<_>>().join(" ");
        let refused = admit(&format!("query ($v: [Int]) {{ {uses} }}"), None, &variables);
        assert!(refused.expect_err("refused").message.contains("values"));
    }

    #[test]
    fn syntax_errors_tell_the_place_and_not_the_text() {
        let problem = check("{ logIn(password: \"hunter2\" ").expect_err("refused");
        assert!(problem.message.starts_with("Syntax error at line 1"), "{}", problem.message);
        assert!(!problem.message.contains("hunter2"));
    }

    #[test]
    fn the_operation_is_chosen_by_name() {
        let text = "query a { x } mutation b { y }";
        let run = |name| admit(text, name, &Variables::default());
        assert_eq!(run(Some("b")).expect("admitted").kind, OperationType::Mutation);
        assert!(run(None).expect_err("refused").message.contains("operationName"));
        assert!(run(Some("c")).expect_err("refused").message.contains("no operation"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_check_panic(text in "[{}()\\[\\]\"#.@$:a-f \\n\\\\0-9]{0,200}") {
            let _ = check(&text);
        }
    }
}

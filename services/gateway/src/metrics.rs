//! Every metric of the gateway, described once.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// How long an HTTP request took, by method, route and status.
pub const HTTP_DURATION: &str = "http.server.request.duration";
/// How long an operation took, by kind, transport and the first error's code.
pub const OPERATION_DURATION: &str = "hostingco_graphql_operation_duration_seconds";
/// Calls to services of one operation.
pub const OPERATION_CALLS: &str = "hostingco_graphql_operation_calls";
/// Open WebSockets.
pub const OPEN_SOCKETS: &str = "hostingco_graphql_open_sockets";
/// Open streams of events.
pub const OPEN_STREAMS: &str = "hostingco_graphql_open_event_streams";
/// Open operations on WebSockets.
pub const OPEN_OPERATIONS: &str = "hostingco_graphql_open_socket_operations";
/// Closed WebSockets, by close code.
pub const CLOSED_SOCKETS: &str = "hostingco_graphql_closed_sockets_total";
/// Operations by how their documents were found: `trusted`, `text`, `unknown`, `refused`.
pub const DOCUMENTS: &str = "hostingco_graphql_documents_total";
/// Decisions of the rate limit, by who made them and how.
pub const RATE_DECISIONS: &str = "hostingco_rate_limit_decisions_total";

/// Tells the exporter what each metric means.
pub fn describe() {
    describe_histogram!(HTTP_DURATION, Unit::Seconds, "How long an HTTP request took");
    describe_histogram!(OPERATION_DURATION, Unit::Seconds, "How long a GraphQL operation took");
    describe_histogram!(OPERATION_CALLS, Unit::Count, "Calls to services of one GraphQL operation");
    describe_gauge!(OPEN_SOCKETS, Unit::Count, "Open WebSockets");
    describe_gauge!(OPEN_STREAMS, Unit::Count, "Open streams of events");
    describe_gauge!(OPEN_OPERATIONS, Unit::Count, "Open operations on WebSockets");
    describe_counter!(CLOSED_SOCKETS, Unit::Count, "Closed WebSockets by close code");
    describe_counter!(DOCUMENTS, Unit::Count, "GraphQL operations by how their documents were found");
    describe_counter!(RATE_DECISIONS, Unit::Count, "Decisions of the rate limit");
}

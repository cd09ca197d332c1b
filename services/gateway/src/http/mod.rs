//! The public port: GraphQL over HTTP by its specification, uploads, the schema's text and, in development, GraphiQL.

pub mod answer;
mod body;
mod cors;
mod events;
mod graphiql;
mod graphql;
mod language;
mod media;
mod origin;
pub mod params;
mod router;
mod serve;
pub mod upload;

pub use events::Streams;
pub use graphql::{Bearer, bearer};
pub use origin::Origin;
pub use router::{State, router};
pub use serve::serve;

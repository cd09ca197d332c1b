//! What is heard.
mod orders;

pub use orders::run;

//! How a mail comes to be: from a story, in a language, in the look of a brand, to the bytes that go to the mail server.
//!
//! One text for each mail and language stands in `templates/`; [`markup`] reads it, and the two layouts make HTML and plain text
//! of the same blocks.

mod device;
pub mod format;
pub mod layout;
pub mod links;
pub mod markup;
pub mod message;
pub mod preview;
pub mod report;
pub mod texts;

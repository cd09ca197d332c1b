//! One use case a file: load, decide, save, enqueue, in the transaction it is given.

pub mod bounce;
pub mod choose;
pub mod mark_read;
pub mod queue;
pub mod send_mail;
pub mod tell;
pub mod update_brand;
pub mod webhooks;

//! Types and rules of who somebody is: no I/O, no clock, no SQL.

pub mod device;
pub mod key_rotation;
pub mod language;
pub mod mail_link;
pub mod password;
pub mod person_name;
pub mod refresh;
pub mod session;
pub mod user;

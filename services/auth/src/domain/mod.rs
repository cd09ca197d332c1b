//! Types and rules of who somebody is: no I/O, no clock, no SQL.

pub mod key_rotation;
pub mod password;
pub mod person_name;
pub mod refresh;
pub mod session;
pub mod user;

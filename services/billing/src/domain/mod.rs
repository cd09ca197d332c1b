//! The rules of selling and billing: no I/O, no clock, no SQL.

pub mod catalogue;
pub mod invoice;
pub mod ledger;
pub mod letterhead;
pub mod payment;
pub mod periods;
pub mod pricing;
pub mod rounding;
pub mod split;
pub mod subscription;

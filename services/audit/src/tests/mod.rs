//! The service

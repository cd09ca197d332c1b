//! Regions, instances and releases, and the sites themselves.
mod archive;
mod blobs;
mod domain;
mod metrics;
mod sites;

fn main() {}
